"""Use cases of plans: make, list, read, edit, cancel, expire, and the images of a plan."""

from collections.abc import Sequence
from datetime import datetime
from itertools import chain
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import delete, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.core.db import Database, act_for, announce
from backend.core.events import News
from backend.core.ids import new_id
from backend.core.paging import Page
from backend.core.rows import TooMany
from backend.core.validation import refusal_of
from backend.features.content.conversations import queries as conversations
from backend.features.content.media import service as media
from backend.features.content.media.service import Links
from backend.features.market.instruments import custom_instruments
from backend.features.market.instruments.contract_document import contract_from, document_of
from backend.features.market.instruments.instruments import Instrument, resolve
from backend.features.record.plans import plan_terms, queries
from backend.features.record.plans.errors import BadPlan, PlanChanged
from backend.features.record.plans.events import FollowedPlanChanged, PlanExpired
from backend.features.record.plans.models import PlanImage, PlanStatus, PlanVersion, TradePlan
from backend.features.record.plans.schemas import (
    ChangePlan,
    MakePlan,
    PlanFilter,
    PlanOut,
    Terms,
    VersionOut,
    Versions,
)
from backend.features.record.strategies import service as strategies
from backend.features.record.trades import queries as trades
from backend.features.record.trades import record_version
from backend.features.record.trades.accounts import service as accounts
from backend.features.record.trades.errors import PlanSettled
from backend.features.record.trades.models import TradeStatus

MOST_PENDING = 500
MOST_VERSIONS = 200
MOST_IMAGES = 20


def make_plan(
    session: Session,
    user_id: UUID,
    body: MakePlan,
    links: Links,
    *,
    now: datetime,
) -> PlanOut:
    """Freeze the first version of a plan.

    Raises:
        UnknownInstrument, AccountNotFound, StrategyNotFound, ConversationNotFound
        BadPlan: stop or target on the wrong side, an expiry in the past, a size beyond what can be.
        TooMany: 500 plans are pending.
    """
    if body.conversation_id is not None:
        conversations.conversation(session, user_id, body.conversation_id)
    terms = Terms.model_validate(body.model_dump(exclude={"conversation_id"}))
    contract = custom_instruments.contract_for(session, user_id, terms.instrument)
    _named(session, user_id, terms)
    _refuse(terms, contract, now)
    if _pending(session, user_id) >= MOST_PENDING:
        raise TooMany
    plan = TradePlan(
        id=new_id(),
        user_id=user_id,
        conversation_id=body.conversation_id,
        status=PlanStatus.PENDING,
        version=0,
        title=terms.title,
        instrument=contract.symbol,
        contract=document_of(contract),
        direction=terms.direction,
        expires_at=terms.expires_at,
        created_at=now,
        updated_at=now,
    )
    session.add(plan)
    session.flush()
    _freeze(session, plan, terms, None, now)
    return shown(session, user_id, [plan], links, now)[0]


def change_plan(
    session: Session,
    user_id: UUID,
    plan_id: UUID,
    body: ChangePlan,
    links: Links,
    *,
    now: datetime,
) -> PlanOut:
    """Freeze a new version with what is given; the ones before stay readable, and count for what was filled then.

    A pending plan may be edited, and an executed one while its trade is open: the trade then counts as drifted.

    Raises:
        PlanNotFound, PlanChanged, BadPlan, AccountNotFound, StrategyNotFound
        PlanSettled: cancelled, expired, or its trade is closed.
        TooMany: a plan has 200 versions.
    """
    plan = queries.plan(session, user_id, plan_id, lock=True)
    if body.version is not None and body.version != plan.version:
        raise PlanChanged
    if not _is_editable(session, user_id, plan, now):
        raise PlanSettled
    before = queries.latest(session, user_id, [plan])[plan.id]
    changes = body.model_dump(exclude_unset=True, exclude={"version"})
    if changes.get("entry_zone") is not None:
        changes.setdefault("entry_price", None)
    elif changes.get("entry_price") is not None:
        changes.setdefault("entry_zone", None)
    terms = _merged(before.terms, changes)
    if plan_terms.as_stored(terms) == before.terms:
        return shown(session, user_id, [plan], links, now)[0]
    if plan.version >= MOST_VERSIONS:
        raise TooMany
    _refuse(terms, contract_of(plan), now)
    _named(session, user_id, terms)
    plan.title, plan.expires_at, plan.updated_at = terms.title, terms.expires_at, now
    _freeze(session, plan, terms, before, now)
    if plan.trade_id is not None:
        record_version.bump(session, user_id)
        announce(session, FollowedPlanChanged(user_id, plan.id, plan.trade_id))
    return shown(session, user_id, [plan], links, now)[0]


def _merged(before: dict[str, Any], changes: dict[str, Any]) -> Terms:
    try:
        return Terms.model_validate(before | changes)
    except ValidationError as error:
        raise refusal_of(error) from None


def _is_editable(session: Session, user_id: UUID, plan: TradePlan, now: datetime) -> bool:
    if is_pending(plan, now):
        return True
    if plan.status != PlanStatus.EXECUTED or plan.trade_id is None:
        return False
    return trades.trade(session, user_id, plan.trade_id).status == TradeStatus.OPEN


def _named(session: Session, user_id: UUID, terms: Terms) -> None:
    """What a plan names must be the user's."""
    if terms.strategy_id is not None:
        strategies.strategy(session, user_id, terms.strategy_id)
    if terms.account_id is not None:
        accounts.usable(session, user_id, terms.account_id)


def _refuse(terms: Terms, contract: Instrument, now: datetime) -> None:
    problems = plan_terms.problems(terms, contract, now)
    if problems:
        raise BadPlan(errors=problems)


def _pending(session: Session, user_id: UUID) -> int:
    statement = select(func.count()).where(
        TradePlan.user_id == user_id,
        TradePlan.status == PlanStatus.PENDING,
    )
    return session.scalar(statement) or 0


def _freeze(
    session: Session,
    plan: TradePlan,
    terms: Terms,
    before: PlanVersion | None,
    now: datetime,
) -> None:
    """Add the next version; it is never before the one that it follows, whatever the clock says."""
    plan.version += 1
    frozen_at = now if before is None else max(now, before.frozen_at)
    stored, previous = plan_terms.as_stored(terms), before.hash if before else None
    session.add(
        PlanVersion(
            plan_id=plan.id,
            number=plan.version,
            user_id=plan.user_id,
            terms=stored,
            frozen_at=frozen_at,
            previous_hash=previous,
            hash=plan_terms.frozen_hash(plan.id, plan.version, frozen_at, stored, previous),
        )
    )
    session.flush()


def is_pending(plan: TradePlan, now: datetime) -> bool:
    """Whether a plan is alive: nobody waits for the beat to write down that it has expired."""
    return plan.status == PlanStatus.PENDING and (plan.expires_at is None or plan.expires_at > now)


def status_of(plan: TradePlan, now: datetime) -> PlanStatus:
    """The status as it is, also before the beat has written it down."""
    if plan.status == PlanStatus.PENDING and not is_pending(plan, now):
        return PlanStatus.EXPIRED
    return PlanStatus(plan.status)


def list_plans(
    session: Session,
    user_id: UUID,
    query: PlanFilter,
    links: Links,
    *,
    now: datetime,
) -> Page[PlanOut]:
    """A page of plans, latest first."""
    symbols = []
    if query.instrument is not None:
        known = resolve(query.instrument)
        symbols = sorted(
            {custom_instruments.symbol_of(query.instrument)} | ({known.symbol} if known else set())
        )
    page = queries.page(session, user_id, query, symbols, now)
    return Page(shown(session, user_id, page.items, links, now), page.next_cursor)


def read_plan(
    session: Session,
    user_id: UUID,
    plan_id: UUID,
    links: Links,
    *,
    now: datetime,
) -> PlanOut:
    """One plan.

    Raises:
        PlanNotFound
    """
    return shown(session, user_id, [queries.plan(session, user_id, plan_id)], links, now)[0]


def cancel_plan(
    session: Session,
    user_id: UUID,
    plan_id: UUID,
    links: Links,
    *,
    now: datetime,
) -> PlanOut:
    """Give a pending plan up.

    Raises:
        PlanNotFound, PlanSettled
    """
    plan = queries.plan(session, user_id, plan_id, lock=True)
    if not is_pending(plan, now):
        raise PlanSettled
    plan.status, plan.cancelled_at, plan.updated_at = PlanStatus.CANCELLED, now, now
    session.flush()
    return shown(session, user_id, [plan], links, now)[0]


_EXPIRE = text("""
update trade_plans set status = 'expired', updated_at = expires_at
where status = 'pending' and expires_at <= :now
returning user_id, id, title, expires_at
""")


class Expiry:
    """Writes down for everybody which plans have expired, and tells it: for the beat."""

    def __init__(self, database: Database, news: News) -> None:
        self._database = database
        self._news = news

    def expire(self, *, now: datetime) -> None:
        """Every pending plan whose time is over; of two beats at once, one tells it."""
        with self._database.transaction() as session:
            expired = session.execute(_EXPIRE, {"now": now}).all()
            if expired:
                act_for(session, *{row.user_id for row in expired})
            for user_id, plan_id, title, at in expired:
                self._news.publish(session, PlanExpired(user_id, plan_id, title, at))


def list_versions(session: Session, user_id: UUID, plan_id: UUID) -> Versions:
    """All versions of a plan, each with what it changed, its hash computed anew.

    Raises:
        PlanNotFound
    """
    plan = queries.plan(session, user_id, plan_id)
    versions = queries.versions(session, user_id, [plan_id])
    ended = plan.cancelled_at or (plan.expires_at if plan.status == PlanStatus.EXPIRED else None)
    items: list[VersionOut] = []
    previous: PlanVersion | None = None
    for place, version in enumerate(versions):
        after = versions[place + 1].frozen_at if place + 1 < len(versions) else ended
        before_hash = previous.hash if previous else None
        anew = plan_terms.frozen_hash(
            plan_id,
            version.number,
            version.frozen_at,
            version.terms,
            before_hash,
        )
        items.append(
            VersionOut(
                number=version.number,
                terms=Terms.model_validate(version.terms),
                frozen_at=version.frozen_at,
                alive_until=after,
                hash=version.hash,
                previous_hash=version.previous_hash,
                intact=anew == version.hash and version.previous_hash == before_hash,
                changes=plan_terms.changes(previous.terms, version.terms) if previous else [],
            )
        )
        previous = version
    return Versions(items=items)


def contract_of(plan: TradePlan) -> Instrument:
    """The contract that a plan was made for, with the terms that it had then."""
    return contract_from(plan.contract)


def shown(
    session: Session,
    user_id: UUID,
    plans: Sequence[TradePlan],
    links: Links,
    now: datetime,
) -> list[PlanOut]:
    """Plans as the wire has them, in three queries for any number."""
    newest = queries.latest(session, user_id, plans)
    attached = pictures(session, user_id, [plan.id for plan in plans])
    uploads = sorted(set(chain.from_iterable(attached.values())))
    images = media.images(session, user_id, uploads, links) if uploads else {}
    items = []
    for plan in plans:
        version = newest[plan.id]
        terms = Terms.model_validate(version.terms)
        contract = contract_of(plan)
        figured = plan_terms.figures(terms, contract)
        items.append(
            PlanOut(
                **terms.model_dump(exclude={"risk_amount"}),
                id=plan.id,
                status=status_of(plan, now),
                version=plan.version,
                hash=version.hash,
                frozen_at=version.frozen_at,
                risk_amount=figured.risk_amount,
                risk_per_unit=figured.risk_per_unit,
                risk_reward=list(figured.risk_reward),
                currency=contract.currency,
                trade_id=plan.trade_id,
                conversation_id=plan.conversation_id,
                images=[images[image_id] for image_id in attached.get(plan.id, [])],
                created_at=plan.created_at,
                updated_at=plan.updated_at,
                executed_at=plan.executed_at,
                cancelled_at=plan.cancelled_at,
            )
        )
    return items


def pictures(session: Session, user_id: UUID, plan_ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    """Which images belong to which plan, in the order in which they were added."""
    statement = select(PlanImage.plan_id, PlanImage.upload_id).where(
        PlanImage.user_id == user_id,
        PlanImage.plan_id.in_(plan_ids),
    )
    upload_ids: dict[UUID, list[UUID]] = {}
    for plan_id, upload_id in session.execute(
        statement.order_by(PlanImage.created_at, PlanImage.upload_id)
    ):
        upload_ids.setdefault(plan_id, []).append(upload_id)
    return upload_ids


def attach(
    session: Session,
    user_id: UUID,
    plan_id: UUID,
    upload_ids: Sequence[UUID],
    links: Links,
    *,
    now: datetime,
) -> PlanOut:
    """Add charts; one that belongs to the plan already stays once.

    Raises:
        PlanNotFound, UploadNotFound
        TooMany: a plan has 20 at the most.
    """
    plan = queries.plan(session, user_id, plan_id, lock=True)
    uploads = media.uploads(session, user_id, upload_ids)
    rows = [
        {"plan_id": plan_id, "upload_id": upload.id, "user_id": user_id, "created_at": now}
        for upload in uploads
    ]
    session.execute(insert(PlanImage).values(rows).on_conflict_do_nothing())
    if len(pictures(session, user_id, [plan_id]).get(plan_id, [])) > MOST_IMAGES:
        raise TooMany
    return shown(session, user_id, [plan], links, now)[0]


def detach(session: Session, user_id: UUID, plan_id: UUID, upload_id: UUID) -> None:
    """Take an image from a plan; the image itself stays. Taking it twice is no error.

    Raises:
        PlanNotFound
    """
    queries.plan(session, user_id, plan_id)
    session.execute(
        delete(PlanImage).where(
            PlanImage.user_id == user_id,
            PlanImage.plan_id == plan_id,
            PlanImage.upload_id == upload_id,
        )
    )
