"""What a session has come to: which rules call for caution or lock it, and until when. Pure."""

from dataclasses import dataclass
from datetime import datetime

from backend.core.plural import counted
from backend.features.record.rulebook.book import Book, SessionFigures
from backend.features.record.rulebook.evaluation import cooling_ends, loss_of
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
    locks: list[Lock] = []
    day, limits = book.day, book.limits
    for rule, limit, net, r, until, words in (
        (Rule.DAILY_LOSS, limits.daily_loss, figures.net_today, figures.r_today, day.ends, "today"),
        (
            Rule.WEEKLY_LOSS,
            limits.weekly_loss,
            figures.net_week,
            figures.r_week,
            day.week_ends,
            "this week",
        ),
    ):
        loss = loss_of(book, limit, net, r)
        if loss is None or loss.most is None:
            continue
        if loss.lost >= loss.most:
            locks.append(
                Lock(
                    rule,
                    SessionState.LOCKED,
                    f"You lost {loss.shown} {words}: that is the limit.",
                    until,
                )
            )
        elif loss.lost * 100 >= loss.most * limits.caution_at_percent:
            reason = f"You lost {loss.shown} {words}, near the limit of {loss.limit}."
            locks.append(Lock(rule, SessionState.CAUTION, reason, until))
    locks += _locks_by_counts(book, figures)
    cooling = cooling_ends(limits, figures)
    if cooling is not None and cooling > at:
        reason = f"{counted(figures.losing_run, 'loss', 'losses')} in a row: {limits.cooling_off_minutes} minutes off."
        locks.append(Lock(Rule.COOLING_OFF, SessionState.LOCKED, reason, cooling))
    gentle = set(limits.warn_only)
    return [
        Lock(lock.rule, SessionState.CAUTION, lock.reason, lock.until)
        if lock.rule in gentle
        else lock
        for lock in locks
    ]


def _locks_by_counts(book: Book, figures: SessionFigures) -> list[Lock]:
    locks, limits, ends = [], book.limits, book.day.ends
    if limits.trades_per_day is not None:
        many, most = figures.entered_today, limits.trades_per_day
        if many >= most:
            reason = (
                f"{counted(many, 'trade was', 'trades were')} entered today: that is the limit."
            )
            locks.append(Lock(Rule.TRADES_PER_DAY, SessionState.LOCKED, reason, ends))
        elif many and many == most - 1:
            reason = "One trade is left today."
            locks.append(Lock(Rule.TRADES_PER_DAY, SessionState.CAUTION, reason, ends))
    if limits.losses_in_a_row is not None:
        run, most = figures.losing_run_today, limits.losses_in_a_row
        if run >= most:
            reason = f"{counted(run, 'loss', 'losses')} in a row: this session is over."
            locks.append(Lock(Rule.LOSSES_IN_A_ROW, SessionState.LOCKED, reason, ends))
        elif run and run == most - 1:
            reason = (
                f"{counted(run, 'loss', 'losses')} in a row: one more, and this session is over."
            )
            locks.append(Lock(Rule.LOSSES_IN_A_ROW, SessionState.CAUTION, reason, ends))
    return locks
