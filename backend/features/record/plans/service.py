"""Use cases of plans: make, list, read, edit, cancel, expire."""

from collections.abc import Sequence
from datetime import datetime
from itertools import chain
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from backend.core.changes import Resource, changed
from backend.core.db import Database, act_for, announce
from backend.core.events import News
from backend.core.ids import new_id
from backend.core.paging import Page
from backend.core.rows import TooMany
from backend.core.types import JsonObject
from backend.features.content.conversations import queries as conversations
from backend.features.content.media import service as media
from backend.features.content.media.service import Links
from backend.features.market.instruments import custom_instruments
from backend.features.market.instruments.contract_document import contract_from, document_of
from backend.features.market.instruments.instruments import Instrument
from backend.features.record.plans import plan_prices, plan_terms, queries
from backend.features.record.plans.errors import BadPlan, PlanChanged
from backend.features.record.plans.events import FollowedPlanChanged, PlanExpired
from backend.features.record.plans.models import (
    PlanImage,
    PlanStatus,
    PlanVersion,
    TradePlan,
)
from backend.features.record.plans.schemas import (
    ChangePlan,
    MakePlan,
    PlanCounts,
    PlanFilter,
    PlanOut,
    PlanSelection,
    PlanTerms,
)
from backend.features.record.strategies import service as strategies
from backend.features.record.trades import queries as trades
from backend.features.record.trades import record_version
from backend.features.record.trades.accounts import service as accounts
from backend.features.record.trades.errors import PlanSettled
from backend.features.record.trades.models import PlanMatch, TradeStatus
from backend.features.record.trades.trade_list.conditions import symbols_of

MOST_PENDING = 500
MOST_VERSIONS = 200


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
        BadPlan: a price that the instrument cannot have, stop or target on the wrong side, an expiry in the past, a
            size beyond what can be.
        TooMany: 500 plans are pending.
    """
    if body.conversation_id is not None:
        conversations.conversation(session, user_id, body.conversation_id)
    contract = custom_instruments.contract_for(session, user_id, body.instrument)
    terms = plan_prices.read_terms(body, contract)
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
    changes = plan_prices.with_prices(body, contract_of(plan))
    changes.pop("version", None)
    if changes.get("entry_zone") is not None:
        changes.setdefault("entry_price", None)
    elif changes.get("entry_price") is not None:
        changes.setdefault("entry_zone", None)
    terms = plan_prices.checked_terms({**before.terms, **changes})
    if plan_terms.as_stored(terms) == before.terms:
        return shown(session, user_id, [plan], links, now)[0]
    if plan.version >= MOST_VERSIONS:
        raise TooMany
    _refuse(terms, contract_of(plan), now)
    _named(session, user_id, terms)
    plan.title = terms.title
    plan.expires_at = terms.expires_at
    plan.updated_at = now
    _freeze(session, plan, terms, before, now)
    if plan.trade_id is not None:
        record_version.bump(session, user_id)
        announce(session, FollowedPlanChanged(user_id, plan.id, plan.trade_id))
    return shown(session, user_id, [plan], links, now)[0]


def _is_editable(
    session: Session,
    user_id: UUID,
    plan: TradePlan,
    now: datetime,
) -> bool:
    if is_pending(plan, now):
        return True
    if plan.status != PlanStatus.EXECUTED or plan.trade_id is None:
        return False
    return trades.trade(session, user_id, plan.trade_id).status == TradeStatus.OPEN


def _named(session: Session, user_id: UUID, terms: PlanTerms) -> None:
    """What a plan names must be the user's."""
    if terms.strategy_id is not None:
        strategies.strategy(session, user_id, terms.strategy_id)
    if terms.account_id is not None:
        accounts.usable(session, user_id, terms.account_id)


def _refuse(terms: PlanTerms, contract: Instrument, now: datetime) -> None:
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
    terms: PlanTerms,
    before: PlanVersion | None,
    now: datetime,
) -> None:
    """Add the next version; it is never before the one that it follows, whatever the clock says."""
    plan.version += 1
    frozen_at, previous = now, None
    if before is not None:
        frozen_at = max(now, before.frozen_at)
        previous = before.hash
    stored = plan_terms.as_stored(terms)
    version = PlanVersion(
        plan_id=plan.id,
        number=plan.version,
        user_id=plan.user_id,
        terms=stored,
        frozen_at=frozen_at,
        previous_hash=previous,
        hash=plan_terms.frozen_hash(plan.id, plan.version, frozen_at, stored, previous),
    )
    session.add(version)
    session.flush()
    tell(session, plan)


def tell(session: Session, plan: TradePlan) -> None:
    """Have the trader's other windows told that this plan is another one now."""
    changed(session, plan.user_id, Resource.PLANS, plan.id, version=plan.version)


def is_pending(plan: TradePlan, now: datetime) -> bool:
    """Whether a plan is alive: nobody waits for the beat to write down that it has expired."""
    if plan.status != PlanStatus.PENDING:
        return False
    return plan.expires_at is None or plan.expires_at > now


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
    """A page of plans in the order that is asked for."""
    symbols = symbols_of(*([query.instrument] if query.instrument else []))
    page = queries.page(session, user_id, query, symbols, now)
    return Page(shown(session, user_id, page.items, links, now), page.next_cursor)


def count_plans(
    session: Session,
    user_id: UUID,
    query: PlanSelection,
    *,
    now: datetime,
) -> PlanCounts:
    """How many plans of a selection stand where."""
    symbols = symbols_of(*([query.instrument] if query.instrument else []))
    return queries.counts(session, user_id, query, symbols, now)


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
    plan = queries.plan(session, user_id, plan_id)
    return shown(session, user_id, [plan], links, now)[0]


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
    plan.status = PlanStatus.CANCELLED
    plan.cancelled_at = now
    plan.updated_at = now
    session.flush()
    tell(session, plan)
    return shown(session, user_id, [plan], links, now)[0]


_EXPIRE = text("""
update trade_plans set status = 'expired', updated_at = expires_at
where status = 'pending' and expires_at <= :now
returning user_id, id, title, expires_at, version
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
            for user_id, plan_id, title, at, version in expired:
                changed(session, user_id, Resource.PLANS, plan_id, version=version)
                self._news.publish(session, PlanExpired(user_id, plan_id, title, at))


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
    """Plans as the wire has them, in four queries for any number."""
    newest = queries.latest(session, user_id, plans)
    attached = pictures(session, user_id, [plan.id for plan in plans])
    uploads = sorted(set(chain.from_iterable(attached.values())))
    images = media.images(session, user_id, uploads, links) if uploads else {}
    followed = [plan.id for plan in plans if plan.trade_id is not None]
    matches = queries.matches(session, user_id, followed) if followed else {}
    items = []
    for plan in plans:
        plan_images = [images[image_id] for image_id in attached.get(plan.id, [])]
        match = matches.get(plan.id)
        items.append(_plan(plan, newest[plan.id], plan_images, now, match=match))
    return items


def _plan(
    plan: TradePlan,
    version: PlanVersion,
    images: Sequence[JsonObject],
    now: datetime,
    *,
    match: PlanMatch | None,
) -> PlanOut:
    terms = PlanTerms.model_validate(version.terms)
    contract = contract_of(plan)
    figures = plan_terms.figures(terms, contract)
    return PlanOut(
        **terms.model_dump(exclude={"risk_amount"}),
        id=plan.id,
        status=status_of(plan, now),
        version=plan.version,
        hash=version.hash,
        frozen_at=version.frozen_at,
        risk_amount=figures.risk_amount,
        risk_per_unit=figures.risk_per_unit,
        risk_reward=list(figures.risk_reward),
        currency=contract.currency,
        trade_id=plan.trade_id,
        match=match,
        conversation_id=plan.conversation_id,
        images=images,
        created_at=plan.created_at,
        updated_at=plan.updated_at,
        executed_at=plan.executed_at,
        cancelled_at=plan.cancelled_at,
    )


def pictures(session: Session, user_id: UUID, plan_ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    """Which images belong to which plan, in the order in which they were added."""
    statement = select(PlanImage.plan_id, PlanImage.upload_id).where(
        PlanImage.user_id == user_id,
        PlanImage.plan_id.in_(plan_ids),
    )
    upload_ids: dict[UUID, list[UUID]] = {}
    ordered = statement.order_by(PlanImage.created_at, PlanImage.upload_id)
    for plan_id, upload_id in session.execute(ordered):
        upload_ids.setdefault(plan_id, []).append(upload_id)
    return upload_ids
