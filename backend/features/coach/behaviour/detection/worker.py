"""The workers' desk of the detectors: takes the next trader whose record changed, looks, and keeps what was found.

The row of `behaviour_runs` is the job. Whoever takes it has a token and a lease, reads in one transaction, looks with
none open, and writes in one that demands the token; a worker that died leaves the row to the next one.
"""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from backend.core.clock import Clock
from backend.core.db import Database, acting_for
from backend.core.events import News
from backend.core.ids import new_id
from backend.core.jobs import LEASE, NOW, LeaseLost, Queue
from backend.features.coach.behaviour import alerts, patterns, queries
from backend.features.coach.behaviour.detection import event_store, record_loader
from backend.features.coach.behaviour.detection.change_log import behind, note
from backend.features.coach.behaviour.detection.detector_state import (
    TAKEN_MOST,
    DetectionResult,
    DetectorState,
    Memory,
    take,
    watch_all,
)
from backend.features.coach.behaviour.detectors.registry import RULES
from backend.features.coach.behaviour.models import BehaviourChange, BehaviourRun
from backend.features.market.calendars.trading_day import trading_day
from backend.features.record.trades.trading_clock import clock_for
from backend.quant.behaviour.context import DetectorRule
from backend.quant.behaviour.detect import tuned
from backend.quant.behaviour.events import Detector
from backend.quant.behaviour.record import RoundTrip, Stream
from backend.quant.behaviour.tuning import Tuning

LOG = logging.getLogger("coach.behaviour")
LASTING = timedelta(minutes=5)  # fifty thousand positions are looked at in less than one
LONGEST_SECONDS = 20.0  # of one ring: a task that takes a hundred ends its worker
KEPT_CHANGES = 500  # for workers that have the trader in memory, and did not look last
PAGE = 1_000  # traders who are asked for at once whether a note of them was lost: some milliseconds
PAGES_AT_ONCE = 50
FIRST = UUID(int=0)
NEVER = datetime.max.replace(tzinfo=UTC)
WARM_UP = 1_000  # positions at the beginning of a record that was cut, before the own habit is what it would be


@dataclass(frozen=True, slots=True)
class DetectionClaim:
    """A trader whose record this worker looks at."""

    user_id: UUID
    token: UUID


# A lease that lasts for longer than any was made by a clock that was wrong.
QUEUE = Queue(
    name="claim_behaviour",
    row=BehaviourRun,
    key="user_id",
    lease="leased_until",
    holder="token",
    order="due_at",
    due=f"""
        head > done
        and (leased_until is null or leased_until <= {NOW} or leased_until > {NOW} + 2 * {LEASE})
    """,
    claim=DetectionClaim,
)


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of one trader for a look."""

    head: int
    standing: record_loader.RecordStanding
    whole: bool
    around: record_loader.Surroundings
    rules: Sequence[DetectorRule]
    changed: Sequence[UUID]
    positions: Sequence[RoundTrip]
    cut: frozenset[Stream]
    disputed: frozenset[str]


@dataclass(frozen=True, slots=True)
class LookResult:
    """What a look came to."""

    positions: int
    found: int
    new: int
    withdrawn: int
    patterns: int


class BehaviourDesk:
    """Runs the detectors over records that changed."""

    def __init__(
        self,
        database: Database,
        news: News,
        clock: Clock,
        *,
        memory: Memory | None = None,
    ) -> None:
        self._database = database
        self._news = news
        self._clock = clock
        self._memory = memory or Memory()
        self._asked_until = FIRST

    def note_unnoted(self) -> None:
        """Every trader whose record changed and of whom no note came is looked at whole; the others next time."""
        for _ in range(PAGES_AT_ONCE):
            with self._database.transaction() as session:
                user_ids, last = behind(session, self._asked_until, PAGE)
            for user_id in user_ids:
                with self._database.transaction(acting_for(user_id)) as session:
                    note(session, user_id, (), whole=True, now=self._clock())
            self._asked_until = last or FIRST
            if last is None:
                return

    def look_at_due(self) -> None:
        """Every trader whose record changed, one after the other, for some seconds; the others at the next ring."""
        until = time.monotonic() + LONGEST_SECONDS
        while time.monotonic() < until:
            claims = QUEUE.take(self._database, lease=LASTING, now=self._clock())
            if not claims:
                return
            [claim] = claims
            user_id = claim.user_id
            try:
                self.look_at(user_id, claim.token)
            except Exception:
                # One trader's trouble is not another's; the lease ends, and the beat rings again.
                LOG.exception(
                    "a record was not looked at",
                    extra={"fields": {"user_id": str(user_id)}},
                )

    def look_again(self, user_id: UUID) -> LookResult:
        """Look at the whole record of one trader now, whoever else is at it; for commands."""
        token = new_id()
        with self._database.transaction(acting_for(user_id)) as session:
            note(session, user_id, (), whole=True, now=self._clock())
            mine = update(BehaviourRun).where(BehaviourRun.user_id == user_id)
            session.execute(
                mine.values(token=token, leased_until=self._clock() + LASTING, is_whole=True)
            )
        looked = self.look_at(user_id, token)
        assert looked is not None, "the token was ours"
        return looked

    def look_at(self, user_id: UUID, token: UUID) -> LookResult | None:
        """Look at one trader's record; null where somebody else has taken it meanwhile."""
        stored = self._memory.take_out(user_id)
        with self._database.transaction(acting_for(user_id)) as session:
            read = _read(session, user_id, stored, self._clock())
        watched, findings = _looked(stored, read)
        try:
            with self._database.transaction(acting_for(user_id)) as session:
                looked = self._keep(session, user_id, findings, watched)
                _finish(session, user_id, token, read, watched, self._clock())
        except LeaseLost:
            return None
        self._memory.put(user_id, watched)
        return looked

    def _keep(
        self,
        session: Session,
        user_id: UUID,
        findings: DetectionResult,
        watched: DetectorState,
    ) -> LookResult:
        now = self._clock()
        changes = event_store.keep(session, user_id, findings, since=_since(watched), now=now)
        denied = event_store.disputed(session, user_id)
        drawn = 0
        for stream in findings.touched:
            drawn += patterns.draw(
                session,
                user_id,
                stream,
                watched.watchers[stream],
                denied,
                whole=findings.is_whole,
                now=now,
            )
        if findings.is_whole:
            patterns.end_others(session, user_id, [*findings.touched, *watched.cut], now=now)
        alerts.tell(session, user_id, changes.new, now=now)
        alerts.hold_on_tilt(session, user_id, news=self._news, now=now)
        if denied != watched.disputed:
            # Answers were carried over to a newer version: what was made of those events goes.
            note(session, user_id, (), whole=True, now=now)
        return LookResult(
            watched.size,
            len(findings.events),
            len(changes.new),
            changes.withdrawn,
            drawn,
        )


def _read(session: Session, user_id: UUID, stored: DetectorState | None, now: datetime) -> Read:
    """What changed, or everything: when that is asked for, and once a day, so that nothing lost stays lost."""
    run = session.scalars(select(BehaviourRun).where(BehaviourRun.user_id == user_id)).one()
    around, rules = record_loader.surroundings(session, user_id), rules_of(session, user_id)
    denied = event_store.disputed(session, user_id)
    latest = None if stored is None else stored.latest
    standing = record_loader.standing(session, user_id, latest)
    whole = Read(run.head, standing, True, around, rules, (), (), frozenset(), denied)
    clock = clock_for(session, user_id)
    is_new_day = run.looked_at is None or trading_day(run.looked_at, clock) != trading_day(
        now, clock
    )
    if stored is not None and not run.is_whole and not is_new_day:
        part = _read_changes(session, user_id, stored, whole)
        if part is not None:
            return part
    positions, cut = record_loader.latest(session, user_id, around)
    return replace(whole, positions=positions, cut=cut)


def _read_changes(
    session: Session,
    user_id: UUID,
    stored: DetectorState,
    whole: Read,
) -> Read | None:
    """What changed since a trader was put into memory; null where everything must be looked at."""
    if not stored.fits(whole.around, whole.rules, whole.disputed):
        return None
    changes = _changes(session, user_id, stored, whole.head, whole.standing)
    if changes is None:
        return None
    positions = record_loader.positions_of(session, user_id, changes, whole.around)
    is_all_there = stored.size_after(changes, positions) == whole.standing.trades
    if not stored.cut and not is_all_there:
        return None
    return replace(whole, whole=False, changed=changes, positions=positions, cut=stored.cut)


def _changes(
    session: Session,
    user_id: UUID,
    stored: DetectorState,
    head: int,
    standing: record_loader.RecordStanding,
) -> list[UUID] | None:
    """Trades that changed since a trader was put into memory, with those of which no note came.

    Null where there are too many, or nobody knows any more.
    """
    statement = select(BehaviourChange.seq, BehaviourChange.trade_ids).where(
        BehaviourChange.user_id == user_id,
        BehaviourChange.seq > stored.seq,
        BehaviourChange.seq <= head,
    )
    rows = session.execute(statement).all()
    if len(rows) != head - stored.seq:
        return None
    noted = [trade_id for row in rows for trade_id in row.trade_ids]
    changed = list(dict.fromkeys([*standing.changed, *noted]))
    if len(changed) > TAKEN_MOST:
        return None
    return changed


def _looked(stored: DetectorState | None, read: Read) -> tuple[DetectorState, DetectionResult]:
    if read.whole or stored is None:
        watched, findings = watch_all(
            read.head,
            read.around,
            read.rules,
            read.positions,
            cut=read.cut,
            disputed=read.disputed,
        )
    else:
        watched = stored
        findings = take(stored, read.head, read.changed, read.positions)
    watched.latest = read.standing.latest
    return watched, findings


def _finish(
    session: Session,
    user_id: UUID,
    token: UUID,
    read: Read,
    watched: DetectorState,
    now: datetime,
) -> None:
    """Say how far it was looked: last, so that whoever notes or answers meanwhile does not wait for what is kept.

    Raises:
        LeaseLost: the token is not ours any more; nothing is to be kept.
    """
    sizes = {
        f"{stream.kind.value}:{stream.account}": len(watcher.positions)
        for stream, watcher in watched.watchers.items()
    }
    QUEUE.settle(
        session,
        DetectionClaim(user_id, token),
        done=read.head,
        is_whole=BehaviourRun.is_whole & (BehaviourRun.head > read.head),
        looked_at=now,
        due_at=now,
        positions=sizes,
        is_cut=bool(watched.cut),
        record_version=read.standing.version,
    )
    old = delete(BehaviourChange).where(
        BehaviourChange.user_id == user_id,
        BehaviourChange.seq <= read.head - KEPT_CHANGES,
    )
    session.execute(old)


def _since(watched: DetectorState) -> dict[Stream, datetime]:
    """From when on events are known, by stream that was cut; nothing is where no position of it was read."""
    known = dict.fromkeys(watched.cut, NEVER)
    for stream in watched.cut & watched.watchers.keys():
        positions = watched.watchers[stream].positions
        if positions:
            known[stream] = positions[min(WARM_UP, len(positions) - 1)].entry_time
    return known


def rules_of(session: Session, user_id: UUID) -> Sequence[DetectorRule]:
    """The detectors as strict as the trader's answers made them."""
    tunings = [
        Tuning(
            Detector(tuning.detector),
            tuning.strictness,
            None,
            None,
            tuning.confirmed,
            tuning.denied,
            tuning.planned,
            0,
        )
        for tuning in queries.tunings(session, user_id).values()
    ]
    if tunings:
        return tuned(tunings, RULES)
    return RULES
