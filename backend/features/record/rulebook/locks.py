"""What a session has come to: which rules call for caution or lock it, and until when. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from backend.core.plural import counted
from backend.features.record.rulebook.book import Book, SessionFigures
from backend.features.record.rulebook.evaluation import cooling_ends, loss_spans
from backend.features.record.rulebook.models import SessionState
from backend.features.record.rulebook.schemas import Rule


@dataclass(frozen=True, slots=True)
class Lock:
    """A rule that calls for caution or locks, until when."""

    rule: str
    state: SessionState
    reason: str
    until: datetime


def locks_of(book: Book, figures: SessionFigures, at: datetime) -> list[Lock]:
    """What the session up to a moment calls for."""
    locks = _locks_by_losses(book, figures) + _locks_by_counts(book, figures)
    cooling = cooling_ends(book.limits, figures)
    if cooling is not None and cooling > at:
        losses = counted(figures.losing_run, "loss", "losses")
        reason = f"{losses} in a row: {book.limits.cooling_off_minutes} minutes off."
        locks.append(Lock(Rule.COOLING_OFF, SessionState.LOCKED, reason, cooling))
    return [_softened(lock, book.limits.warn_only) for lock in locks]


def _softened(lock: Lock, gentle: Sequence[Rule]) -> Lock:
    if lock.rule in gentle:
        return replace(lock, state=SessionState.CAUTION)
    return lock


def _locks_by_losses(book: Book, figures: SessionFigures) -> list[Lock]:
    locks = []
    for span in loss_spans(book, figures):
        loss = span.loss(book)
        if loss is None or loss.most is None:
            continue
        if loss.lost >= loss.most:
            reason = f"You lost {loss.shown} {span.words}: that is the limit."
            locks.append(Lock(span.rule, SessionState.LOCKED, reason, span.ends))
        elif loss.lost * 100 >= loss.most * book.limits.caution_at_percent:
            reason = f"You lost {loss.shown} {span.words}, near the limit of {loss.limit}."
            locks.append(Lock(span.rule, SessionState.CAUTION, reason, span.ends))
    return locks


def _locks_by_counts(book: Book, figures: SessionFigures) -> list[Lock]:
    return [*_locks_by_trades(book, figures), *_locks_by_losing_run(book, figures)]


def _locks_by_trades(book: Book, figures: SessionFigures) -> list[Lock]:
    most = book.limits.trades_per_day
    entered = figures.entered_today
    if most is None:
        return []
    if entered >= most:
        trades = counted(entered, "trade was", "trades were")
        reason = f"{trades} entered today: that is the limit."
        return [Lock(Rule.TRADES_PER_DAY, SessionState.LOCKED, reason, book.day.ends)]
    if entered and entered == most - 1:
        reason = "One trade is left today."
        return [Lock(Rule.TRADES_PER_DAY, SessionState.CAUTION, reason, book.day.ends)]
    return []


def _locks_by_losing_run(book: Book, figures: SessionFigures) -> list[Lock]:
    most = book.limits.losses_in_a_row
    run = figures.losing_run_today
    if most is None:
        return []
    losses = counted(run, "loss", "losses")
    if run >= most:
        reason = f"{losses} in a row: this session is over."
        return [Lock(Rule.LOSSES_IN_A_ROW, SessionState.LOCKED, reason, book.day.ends)]
    if run and run == most - 1:
        reason = f"{losses} in a row: one more, and this session is over."
        return [Lock(Rule.LOSSES_IN_A_ROW, SessionState.CAUTION, reason, book.day.ends)]
    return []
