"""Use cases of nudges: look at a trader and speak first where there is reason to; preferences, list, feedback."""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.core.changes import Resource, changed
from backend.core.ids import new_id
from backend.core.paging import Page
from backend.features.accounts.auth import service as auth
from backend.features.coach.nudges import (
    efficacy,
    messages,
    outcomes,
    queries,
    rules,
    trade_history,
    triggers,
)
from backend.features.coach.nudges.kinds import AFTERWARDS, PROMISES
from backend.features.coach.nudges.messages import NudgeMessage
from backend.features.coach.nudges.models import (
    Feedback,
    Nudge,
    NudgeArm,
    NudgeKind,
    NudgePreferences,
    NudgeSchedule,
)
from backend.features.coach.nudges.queries import Allowed
from backend.features.coach.nudges.schemas import (
    NudgeFilter,
    NudgeOut,
    NudgePreferencesOut,
    RateNudge,
    SetPreferences,
)
from backend.features.coach.nudges.triggers import Look, NudgeOccasion
from backend.features.notifications import queries as notifications
from backend.features.notifications import service as notices
from backend.features.notifications.models import NotificationKind

AGAIN = timedelta(
    minutes=5
)  # what quiet hours, an open trade or the cap keep back is looked at again
TOMORROW = timedelta(days=1)  # who has left is looked for once a day


def consider(session: Session, user_id: UUID, *, now: datetime) -> list[Nudge]:
    """Look at one trader: measure what is due, and speak first where there is reason to and nothing against it.

    The row of the schedule is locked, so that of two who look one waits, and finds what the other decided.

    Returns:
        What was decided now, withheld ones too.
    """
    if queries.has_left(session, user_id, now):
        put_off = update(NudgeSchedule).where(NudgeSchedule.user_id == user_id)
        session.execute(put_off.values(looked_at=now, next_at=now + TOMORROW))
        return []
    schedule = _locked(session, user_id, now)
    allowed = queries.allowed(session, user_id)
    look = triggers.look(session, user_id, now)
    _measure(session, user_id, look)
    due: list[NudgeOccasion] = []
    if allowed.is_on:
        due = _undecided(session, user_id, allowed, triggers.due(session, user_id, look))
    now_due = _not_kept_back(session, user_id, allowed, due, look)
    nudges: list[Nudge] = []
    if now_due:
        nudges = _decide(session, user_id, allowed, now_due, look)
    schedule.looked_at = now
    if len(now_due) < len(due):
        schedule.next_at = now + AGAIN
    else:
        schedule.next_at = _next_look(session, user_id, look)
    session.flush()
    return nudges


def put_on_schedule(session: Session, user_id: UUID, *, now: datetime) -> None:
    """From now on the beat looks at this trader; once is enough."""
    row = insert(NudgeSchedule).values(user_id=user_id, next_at=now, looked_at=now)
    session.execute(row.on_conflict_do_nothing(index_elements=["user_id"]))


def look_at(session: Session, user_id: UUID, *, at: datetime, now: datetime) -> None:
    """The next look at this trader is at a moment, whatever was planned: later while a record is half written."""
    values = {"next_at": at, "looked_at": now}
    row = insert(NudgeSchedule).values(user_id=user_id, **values)
    session.execute(row.on_conflict_do_update(index_elements=["user_id"], set_=values))


def _locked(session: Session, user_id: UUID, now: datetime) -> NudgeSchedule:
    put_on_schedule(session, user_id, now=now)
    statement = select(NudgeSchedule).where(NudgeSchedule.user_id == user_id).with_for_update()
    return session.scalars(statement.execution_options(populate_existing=True)).one()


def _measure(session: Session, user_id: UUID, look: Look) -> None:
    """The outcome of each nudge that can be measured by now; then a kind that does not help retires."""
    touched: set[NudgeKind] = set()
    for nudge in queries.unmeasured(session, user_id, look.now):
        scored = outcomes.outcome(session, user_id, nudge)
        nudge.outcome, nudge.outcome_reason, nudge.measured_at = (
            scored.value,
            scored.reason,
            look.now,
        )
        touched.add(NudgeKind(nudge.kind))
    session.flush()
    for kind in sorted(touched):
        efficacy.retire(session, user_id, kind, look)


def _undecided(
    session: Session,
    user_id: UUID,
    allowed: Allowed,
    due: Sequence[NudgeOccasion],
) -> list[NudgeOccasion]:
    """Without kinds that are off or retired, and without what was decided before."""
    if not due:
        return []
    without = {*allowed.kinds_off, *queries.retired(session, user_id)}
    enabled = [occasion for occasion in due if occasion.kind not in without]
    decided = queries.decided(
        session,
        user_id,
        [(occasion.kind.value, occasion.key) for occasion in enabled],
    )
    return [occasion for occasion in enabled if (occasion.kind.value, occasion.key) not in decided]


def _not_kept_back(
    session: Session,
    user_id: UUID,
    allowed: Allowed,
    due: Sequence[NudgeOccasion],
    look: Look,
) -> Sequence[NudgeOccasion]:
    """What neither quiet hours nor a position of this session keep back."""
    if not due or notifications.preferences(session, user_id).quiet_end(look.now) > look.now:
        return []
    if allowed.during_open_trades or not trade_history.is_holding(
        session,
        user_id,
        look.stands.book.day.starts,
    ):
        return due
    return [occasion for occasion in due if occasion.kind in AFTERWARDS]


def _decide(
    session: Session,
    user_id: UUID,
    allowed: Allowed,
    due: Sequence[NudgeOccasion],
    look: Look,
) -> list[Nudge]:
    """Say or withhold, up to the day's cap; what is said is told in this transaction."""
    left = allowed.most_a_day - queries.decided_since(
        session,
        user_id,
        _midnight(session, user_id, look.now),
    )
    nudges: list[Nudge] = []
    for occasion in due:
        if len(nudges) >= left:
            break
        message = messages.message_of(session, user_id, occasion, look)
        if message is None:
            nudge = None
        else:
            nudge = _kept(session, user_id, allowed, occasion, message, look.now)
        if nudge is not None:
            nudges.append(nudge)
    return nudges


def _kept(
    session: Session,
    user_id: UUID,
    allowed: Allowed,
    occasion: NudgeOccasion,
    message: NudgeMessage,
    now: datetime,
) -> Nudge | None:
    """One row an occasion, whoever is first; it is told only by who wrote it."""
    seed = draw = None
    arm = NudgeArm.SENT
    if allowed.is_experiment and allowed.seed is not None:
        seed = allowed.seed
        draw, arm = rules.coin(seed, occasion.kind, occasion.key)
    promise = PROMISES[occasion.kind]
    row = insert(Nudge).values(
        id=new_id(),
        user_id=user_id,
        kind=occasion.kind,
        occasion=occasion.key,
        arm=arm,
        seed=seed,
        draw=draw,
        title=message.title,
        body=message.body,
        evidence=message.evidence,
        hypothesis=promise.hypothesis,
        measure=promise.measure.name,
        decided_at=now,
        window_starts=now,
        window_ends=occasion.window_ends,
    )
    row = row.on_conflict_do_nothing(index_elements=["user_id", "kind", "occasion"])
    nudge = session.scalars(row.returning(Nudge)).one_or_none()
    if nudge is not None and arm is NudgeArm.SENT:
        if occasion.kind is NudgeKind.WEEKLY_REVIEW:
            kind = NotificationKind.WEEKLY_REVIEW
        else:
            kind = NotificationKind.NUDGE
        named = {"nudge_id": str(nudge.id), "nudge_kind": occasion.kind.value}
        key = f"nudge:{occasion.kind}:{occasion.key}"
        notices.notify(
            session,
            user_id,
            kind,
            message.title,
            message.body,
            key=key,
            data=named,
            now=now,
        )
    return nudge


def _midnight(session: Session, user_id: UUID, now: datetime) -> datetime:
    zone = ZoneInfo(auth.who_is(session, user_id).timezone)
    return now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)


def _next_look(session: Session, user_id: UUID, look: Look) -> datetime:
    measured = queries.next_measured(session, user_id)
    following = triggers.next_at(look)
    if measured is None:
        return following
    return min(following, max(measured, look.now + AGAIN))


def preferences(session: Session, user_id: UUID) -> NudgePreferencesOut:
    """What the trader allows."""
    allowed = queries.allowed(session, user_id)
    return NudgePreferencesOut.model_validate(
        {
            **{
                name: getattr(allowed, name)
                for name in NudgePreferencesOut.model_fields
                if hasattr(allowed, name)
            },
            "retired": sorted(queries.retired(session, user_id)),
        }
    )


def set_preferences(
    session: Session,
    user_id: UUID,
    body: SetPreferences,
    *,
    now: datetime,
) -> NudgePreferencesOut:
    """Replace what the trader allows. Consent to the experiment draws a new seed; without it there is none."""
    schedule = _locked(session, user_id, now)
    before = queries.allowed(session, user_id)
    consented_at = seed = None
    if body.is_experiment and before.is_experiment:
        consented_at, seed = before.consented_at, before.seed
    elif body.is_experiment:
        consented_at, seed = now, secrets.token_hex(16)
    values: dict[str, Any] = {
        **body.model_dump(exclude={"bring_back"}),
        "kinds_off": sorted({kind.value for kind in body.kinds_off}),
        "consented_at": consented_at,
        "seed": seed,
        "updated_at": now,
    }
    row = insert(NudgePreferences).values(user_id=user_id, **values)
    session.execute(row.on_conflict_do_update(index_elements=["user_id"], set_=values))
    for kind, retirement in queries.retirements(session, user_id).items():
        if kind in body.bring_back and retirement.brought_back_at is None:
            retirement.brought_back_at = now
    schedule.next_at = now
    session.flush()
    session.expire_all()
    changed(session, user_id, Resource.SETTINGS)
    return preferences(session, user_id)


def list_nudges(session: Session, user_id: UUID, query: NudgeFilter) -> Page[NudgeOut]:
    """Nudges, latest first.

    Raises:
        BadCursor
    """
    page = queries.page(session, user_id, query)
    seed = queries.allowed(session, user_id).seed
    return Page([_shown(nudge, seed) for nudge in page.items], page.next_cursor)


def _shown(nudge: Nudge, seed: str | None) -> NudgeOut:
    """As the wire has it; a seed that still draws stays unknown, because who knows it knows what is withheld next."""
    nudge_out = NudgeOut.model_validate(nudge)
    if nudge.seed == seed:
        return nudge_out.model_copy(update={"seed": None})
    return nudge_out


def give_feedback(
    session: Session,
    user_id: UUID,
    nudge_id: UUID,
    body: RateNudge,
    *,
    now: datetime,
) -> NudgeOut:
    """Say what a nudge was worth; the latest opinion counts. `stop` turns its kind off.

    Raises:
        NudgeNotFound
    """
    nudge = queries.nudge(session, user_id, nudge_id, lock=True)
    nudge.feedback, nudge.feedback_at = body.feedback, now
    session.flush()
    if body.feedback is Feedback.STOP:
        allowed = queries.allowed(session, user_id)
        off = [*{*allowed.kinds_off, nudge.kind}]
        preferences_without = SetPreferences(
            is_on=allowed.is_on,
            kinds_off=[NudgeKind(kind) for kind in off],
            most_a_day=allowed.most_a_day,
            during_open_trades=allowed.during_open_trades,
            is_experiment=allowed.is_experiment,
        )
        set_preferences(session, user_id, preferences_without, now=now)
    else:
        look = triggers.look(session, user_id, now)
        efficacy.retire(session, user_id, NudgeKind(nudge.kind), look)
    seed = queries.allowed(session, user_id).seed
    return _shown(queries.nudge(session, user_id, nudge_id), seed)
