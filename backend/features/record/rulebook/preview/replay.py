"""A record made once more under other limits, trade by trade. Pure: what is blocked did not happen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from enum import IntEnum
from uuid import UUID

from backend.features.market.calendars.trading_day import TradingSpan
from backend.features.record.rulebook.book import Book, OpenRisk, SessionFigures, TradeIntent
from backend.features.record.rulebook.evaluation import decide, weigh
from backend.features.record.rulebook.locks import Lock, locks_of
from backend.features.record.rulebook.models import SessionState
from backend.features.record.rulebook.preview.past_trades import (
    PastRecord,
    PastResult,
    TradeToReplay,
)
from backend.features.record.rulebook.schemas import Decision, Rule, RuleMark, RuleState


@dataclass(frozen=True, slots=True)
class ReplayedTrade:
    """A trade, what the rules say to it, and how each limit stands to it."""

    trade: TradeToReplay
    decision: Decision
    states: Sequence[RuleState]

    @property
    def is_blocked(self) -> bool:
        """Whether it would not have been made."""
        return self.decision is Decision.BLOCK

    @property
    def broken(self) -> list[RuleState]:
        """What forbids it."""
        return [state for state in self.states if state.state is RuleMark.BLOCK]


def replay(record: PastRecord, book: Book) -> list[ReplayedTrade]:
    """Every trade under the limits of a book, in the order of the entries; the book's own day does not matter."""
    session = _Session(book)
    trades = {trade.id: trade for trade in record.trades}
    entered: set[UUID] = set()
    replayed: list[ReplayedTrade] = []
    for step in _steps(record, trades):
        trade = trades[step.trade_id]
        session.go_to(step.moment)
        if step.kind is _Kind.ENTRY:
            answer = session.weigh(trade)
            replayed.append(answer)
            if not answer.is_blocked:
                entered.add(trade.id)
                session.enter(trade)
        elif trade.id in entered:
            session.realise(step.result) if step.result else session.close(trade)
        session.draw_locks(step.moment)
    return replayed


class _Kind(IntEnum):
    """What happens first, of what happens at one moment: money of trades that were there before, then entries."""

    RESULT_BEFORE = 0
    EXIT_BEFORE = 1
    ENTRY = 2
    RESULT = 3
    EXIT = 4


@dataclass(frozen=True, slots=True)
class _ReplayStep:
    moment: datetime
    kind: _Kind
    trade_id: UUID
    result: PastResult | None = None


def _steps(record: PastRecord, trades: dict[UUID, TradeToReplay]) -> list[_ReplayStep]:
    steps = [_ReplayStep(trade.entry_time, _Kind.ENTRY, trade.id) for trade in record.trades]
    steps += _exits(record.trades)
    for result in record.results:
        trade = trades.get(result.trade_id)
        if trade is not None:
            is_at_once = result.moment <= trade.entry_time
            kind = _Kind.RESULT if is_at_once else _Kind.RESULT_BEFORE
            steps.append(_ReplayStep(max(result.moment, trade.entry_time), kind, trade.id, result))
    return sorted(steps, key=lambda step: (step.moment, step.kind, step.trade_id))


def _exits(trades: Sequence[TradeToReplay]) -> Iterator[_ReplayStep]:
    for trade in trades:
        if trade.exit_time is not None:
            is_at_once = trade.exit_time <= trade.entry_time
            kind = _Kind.EXIT if is_at_once else _Kind.EXIT_BEFORE
            yield _ReplayStep(trade.exit_time, kind, trade.id)


@dataclass(slots=True)
class _Session:
    """A session as it goes on: the same figures as `session_figures` reads of a record in which it all happened."""

    book: Book
    results: list[PastResult] = field(default_factory=list)
    entries: list[datetime] = field(default_factory=list)
    held: dict[UUID, OpenRisk] = field(default_factory=dict)
    holds: dict[str, Lock] = field(default_factory=dict)
    losing_run: int = 0
    losing_run_today: int = 0
    last_exit: datetime | None = None

    def go_to(self, moment: datetime) -> None:
        """Turn the day, where it does; what the week no longer knows is let go."""
        day = self.book.day
        if day.starts <= moment < day.ends:
            return
        day = self.book.day_of(moment)
        self.book = replace(self.book, day=day)
        first = _first_of_week(day)
        self.results = [result for result in self.results if result.moment >= first]
        self.entries = [entry for entry in self.entries if entry >= day.starts]
        self.losing_run_today = 0

    def weigh(self, trade: TradeToReplay) -> ReplayedTrade:
        """What the rules say to a trade at its entry."""
        at = trade.entry_time
        book = self._book_at(at)
        states = weigh(book, self.figures(), _intent(trade))
        blocked = {state.rule for state in states if state.state is RuleMark.BLOCK}
        held = [
            RuleState(rule=Rule(lock.rule), state=RuleMark.BLOCK, reason=lock.reason)
            for lock in self.holds.values()
            if lock.until > at and lock.rule not in blocked
        ]
        locked = {state.rule for state in held}
        states = [state for state in states if state.rule not in locked] + held
        return ReplayedTrade(trade, decide(states), states)

    def _book_at(self, at: datetime) -> Book:
        """Without the announcements of other times, of which there may be hundreds."""
        news = self.book.limits.news
        if not news:
            return self.book
        near = [window for window in news if window.starts_at <= at < window.ends_at]
        limits = self.book.limits.model_copy(update={"news": near})
        return replace(self.book, limits=limits)

    def enter(self, trade: TradeToReplay) -> None:
        self.entries.append(trade.entry_time)
        self.held[trade.id] = OpenRisk(
            instrument=trade.instrument.symbol,
            family=trade.instrument.family,
            direction=trade.direction,
            risk=trade.held_risk,
        )

    def realise(self, result: PastResult) -> None:
        self.results.append(result)

    def close(self, trade: TradeToReplay) -> None:
        self.held.pop(trade.id, None)
        self.losing_run = self.losing_run + 1 if trade.is_loss else 0
        self.losing_run_today = self.losing_run_today + 1 if trade.is_loss else 0
        self.last_exit = trade.exit_time

    def draw_locks(self, moment: datetime) -> None:
        """What the session calls for by now; a lock may become longer and is never taken back."""
        for lock in locks_of(self.book, self.figures(), moment):
            before = self.holds.get(lock.rule)
            is_longer = before is None or before.until < lock.until
            if lock.state is SessionState.LOCKED and is_longer:
                self.holds[lock.rule] = lock

    def figures(self) -> SessionFigures:
        """The session so far."""
        starts = self.book.day.starts
        today = [result for result in self.results if result.moment >= starts]
        return SessionFigures(
            net_today=_sum(result.net for result in today),
            r_today=_sum(result.r for result in today),
            net_week=_sum(result.net for result in self.results),
            r_week=_sum(result.r for result in self.results),
            without_rate=sum(result.net is None for result in self.results),
            entered_today=len(self.entries),
            losing_run=self.losing_run,
            losing_run_today=self.losing_run_today,
            last_exit=self.last_exit,
            open_risks=tuple(self.held.values()),
        )


def _first_of_week(day: TradingSpan) -> datetime:
    return min(day.week_starts, day.starts)


def _sum(values: Iterator[Decimal | None]) -> Decimal:
    return sum((value for value in values if value is not None), Decimal(0))


def _intent(trade: TradeToReplay) -> TradeIntent:
    return TradeIntent(
        instrument=trade.instrument,
        direction=trade.direction,
        size=trade.size,
        entry=trade.entry,
        stop=trade.stop,
        target=trade.target,
        risk=trade.risk,
        risk_unknown=trade.risk_unknown,
        has_stop=trade.stop is not None,
        planned=trade.is_planned,
        at=trade.entry_time,
    )
