"""What stands of single settings, and how much of a limit is used up: for questions, and for values that nobody wishes."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal, InvalidOperation
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy.orm import Session

from backend.core.plural import counted
from backend.core.types import plain_decimal
from backend.features.accounts.auth import service as auth
from backend.features.accounts.auth.queries import Trader
from backend.features.chat.assistant.drafts import settings_draft
from backend.features.chat.assistant.drafts.setting_bounds import refusals
from backend.features.chat.assistant.setting_proposals import said
from backend.features.chat.messages.actions import Reply, look, say
from backend.features.chat.understanding.requests import BookRequest
from backend.features.chat.understanding.trader_settings.setting_parts import (
    SettingChange,
    SettingName,
)
from backend.features.chat.understanding.trader_settings.setting_question import LABELS, shown_value
from backend.features.coach.nudges import service as nudges
from backend.features.notifications import queries as notifications
from backend.features.notifications.models import Channel, NotificationKind
from backend.features.record.rulebook import session_figures
from backend.features.record.rulebook.book import Book, SessionFigures
from backend.features.record.rulebook.evaluation import LossSpan, loss_spans, money
from backend.features.record.rulebook.schemas import Limits, LossLimit, Rule
from backend.features.record.rulebook.versions import standing

_BECAUSE = {
    "supposed": "That changes nothing yet.",
    "denied": "I change nothing.",
    "quoted": "I set nothing that somebody else said.",
    "recalled": "I change nothing by what was.",
}
_LOSS_RULES = {
    SettingName.DAILY_LOSS: Rule.DAILY_LOSS,
    SettingName.WEEKLY_LOSS: Rule.WEEKLY_LOSS,
}
_NOT_SHOWN = "What I set in words, I show there, too."
DECIDED = tuple(kind for kind in NotificationKind if kind is not NotificationKind.TEST)
IN_APP = "in_app"
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class SettingSources:
    """What answers about settings are read from, once."""

    session: Session
    user_id: UUID
    book: Book
    figures: SessionFigures
    trader: Trader


def reply_about(session: Session, user_id: UUID, request: BookRequest, now: datetime) -> Reply:
    """How the settings stand that are spoken of, and a button for each value that was named and can be set."""
    stands = _standing(session, user_id, now)
    words = [] if request.because is None else [_BECAUSE[request.because]]
    words += [line for setting in request.settings for line in _lines(stands, setting)]
    words += [line for change in request.supposed for line in _supposed(stands, change)]
    impossible = refusals(request.supposed)
    words += impossible.values()
    buttons = tuple(
        say(said(change), f"Set {LABELS[change.setting]} {shown_value(change)}")
        for change in request.supposed
        if change.setting not in impossible
    )
    rulebook = look("The rulebook", "/api/trading/rulebook")
    return Reply(" ".join(dict.fromkeys(words)), (*buttons, rulebook))


def because(request: BookRequest) -> str:
    """Why nothing is set, before the rules as they stand."""
    return "" if request.because is None else f"{_BECAUSE[request.because]}\n"


def used_up(session: Session, user_id: UUID, now: datetime) -> list[str]:
    """How much of each limit of the session is used up and left."""
    stands = _standing(session, user_id, now)
    names = (
        SettingName.DAILY_LOSS,
        SettingName.WEEKLY_LOSS,
        SettingName.TRADES_A_DAY,
        SettingName.LOSSES_IN_A_ROW,
    )
    limits = stands.book.limits
    is_set = {
        SettingName.DAILY_LOSS: limits.daily_loss is not None,
        SettingName.WEEKLY_LOSS: limits.weekly_loss is not None,
        SettingName.TRADES_A_DAY: limits.trades_per_day is not None,
        SettingName.LOSSES_IN_A_ROW: limits.losses_in_a_row is not None,
    }
    return [line for name in names if is_set[name] for line in _lines(stands, name)]


def _standing(session: Session, user_id: UUID, now: datetime) -> SettingSources:
    stands = standing(session, user_id, now)
    book = stands.book
    figures = session_figures.figures(session, user_id, book.money.currency, book.day, at=now)
    trader = auth.trader(session, user_id)
    return SettingSources(session, user_id, book, figures, trader)


def _lines(stands: SettingSources, setting: SettingName) -> Iterable[str]:
    reader = _READERS.get(setting)
    return (_NOT_SHOWN,) if reader is None else reader(stands)


def _account(stands: SettingSources) -> Iterator[str]:
    size = stands.trader.account_size
    if size is None:
        yield "Your account size is not set."
    else:
        yield f"Your account size is {money(stands.book, size)}."


def _risk(stands: SettingSources) -> Iterator[str]:
    percent, size = stands.trader.risk_per_trade_percent, stands.trader.account_size
    if percent is None:
        yield "Your risk per trade is not set."
    elif size is None:
        yield f"Your risk per trade is {plain_decimal(percent)}% of the account, whose size is not set."
    else:
        amount = money(stands.book, size * percent / 100)
        yield f"Your risk per trade is {plain_decimal(percent)}% of the account: {amount}."
    limit = stands.book.limits.risk_per_trade
    if limit is not None and limit.amount is not None:
        yield f"Your rulebook allows {money(stands.book, limit.amount)} a trade."
    elif limit is not None and limit.percent is not None:
        yield f"Your rulebook allows {plain_decimal(limit.percent)}% of the account a trade."


def _loss_reader(setting: SettingName) -> Callable[[SettingSources], Iterator[str]]:
    def read(stands: SettingSources) -> Iterator[str]:
        span = _span_of(stands, setting)
        if span.limit is None:
            yield f"You have no {LABELS[setting]}."
            return
        yield from _used(stands.book, span, f"Your {LABELS[setting]} is")

    return read


def _span_of(stands: SettingSources, setting: SettingName) -> LossSpan:
    rule = _LOSS_RULES[setting]
    return next(span for span in loss_spans(stands.book, stands.figures) if span.rule is rule)


def _used(book: Book, span: LossSpan, lead: str) -> Iterator[str]:
    """A limit of losses, what was lost of it, and what is left."""
    loss = span.loss(book)
    assert loss is not None, "the limit is set"
    if loss.most is None:
        yield f"{lead} a share of the account, whose size is not set: I cannot say how much is left."
        return
    rest = loss.most - loss.lost
    if rest <= 0:
        yield f"{lead} {loss.limit}; you lost {loss.shown} {span.words}: nothing is left."
        return
    is_in_r = span.limit is not None and span.limit.r is not None
    left = f"{plain_decimal(rest.quantize(CENT))} R" if is_in_r else money(book, rest)
    yield f"{lead} {loss.limit}; you lost {loss.shown} {span.words}: {left} is left."


def _left(book: Book, span: LossSpan, value: str) -> Iterator[str]:
    """What would be left with another limit."""
    loss = span.loss(book)
    if loss is None or loss.most is None:
        return
    rest = max(loss.most - loss.lost, Decimal(0))
    is_in_r = span.limit is not None and span.limit.r is not None
    left = f"{plain_decimal(rest.quantize(CENT))} R" if is_in_r else money(book, rest)
    yield f"With {value}, {left} would be left {span.words}."


def _trades(stands: SettingSources) -> Iterator[str]:
    most, entered = stands.book.limits.trades_per_day, stands.figures.entered_today
    if most is None:
        yield f"You have no limit of trades a day; {entered} entered today."
        return
    left = max(most - entered, 0)
    yield f"You allow yourself {counted(most, 'trade', 'trades')} a day; {entered} entered today, {left} left."


def _row(stands: SettingSources) -> Iterator[str]:
    most, run = stands.book.limits.losses_in_a_row, stands.figures.losing_run_today
    if most is None:
        yield "You have no limit of losses in a row."
        return
    yield f"{counted(most, 'loss', 'losses')} in a row end your session; {run} now."


def _sizes(stands: SettingSources) -> Iterator[str]:
    sizes = stands.book.limits.position_size
    if not sizes:
        yield "You have no largest size."
        return
    shown = ", ".join(
        f"{'any other market' if name == settings_draft.ANY_OTHER else name} {plain_decimal(size)}"
        for name, size in sizes.items()
    )
    yield f"Your largest size: {shown}."


def _hours(stands: SettingSources) -> Iterator[str]:
    windows = stands.book.limits.sessions
    if windows is None:
        yield "You have no hours outside of which you may not trade."
        return
    shown = "; ".join(f"{window.start:%H:%M} to {window.end:%H:%M}" for window in windows)
    yield f"You may enter trades from {shown or 'no time on'} ({stands.book.zone})."


def _zone(stands: SettingSources) -> Iterator[str]:
    yield f"Your time zone is {stands.trader.timezone}."


def _nudges(stands: SettingSources) -> Iterator[str]:
    allowed = nudges.preferences(stands.session, stands.user_id)
    if not allowed.is_on:
        yield "The coach's nudges are off."
        return
    off = ", ".join(kind.value.replace("_", " ") for kind in allowed.kinds_off)
    yield f"The coach's nudges are on, at most {allowed.most_a_day} a day{f'; off: {off}' if off else ''}."


def _notices(stands: SettingSources) -> Iterator[str]:
    yield from _wished(stands, "Notifications in the product", IN_APP)


def _emails(stands: SettingSources) -> Iterator[str]:
    yield from _wished(stands, "Emails", Channel.EMAIL.value)


def _wished(stands: SettingSources, name: str, way: str) -> Iterator[str]:
    """For which kinds of news a way of telling is on."""
    preferences = notifications.preferences(stands.session, stands.user_id)
    wishes = {kind: preferences.wish(kind) for kind in DECIDED}
    on = [
        kind.value.replace("_", " ")
        for kind, wish in wishes.items()
        if (wish.in_app if way == IN_APP else wish.by_channel.get(way, False))
    ]
    if len(on) in (0, len(DECIDED)):
        yield f"{name} are {'on' if on else 'off'} for everything."
    else:
        yield f"{name} are on for: {', '.join(on)}; and off for all else."


def _quiet(stands: SettingSources) -> Iterator[str]:
    quiet = notifications.preferences(stands.session, stands.user_id).quiet
    if quiet is None:
        yield "You have no quiet hours."
        return
    yield f"It is quiet from {quiet.from_:%H:%M} to {quiet.until:%H:%M}."


_READERS: Mapping[SettingName, Callable[[SettingSources], Iterable[str]]] = {
    SettingName.ACCOUNT_SIZE: _account,
    SettingName.RISK_PERCENT: _risk,
    SettingName.DAILY_LOSS: _loss_reader(SettingName.DAILY_LOSS),
    SettingName.WEEKLY_LOSS: _loss_reader(SettingName.WEEKLY_LOSS),
    SettingName.TRADES_A_DAY: _trades,
    SettingName.LOSSES_IN_A_ROW: _row,
    SettingName.LARGEST_SIZE: _sizes,
    SettingName.NO_TRADES_AFTER: _hours,
    SettingName.NO_TRADES_BEFORE: _hours,
    SettingName.TIMEZONE: _zone,
    SettingName.EMAILS: _emails,
    SettingName.NOTICES: _notices,
    SettingName.NUDGES: _nudges,
    SettingName.NUDGES_A_DAY: _nudges,
    SettingName.QUIET_FROM: _quiet,
    SettingName.QUIET_UNTIL: _quiet,
}


def _supposed(stands: SettingSources, change: SettingChange) -> Sequence[str]:
    """What a value that was named would come to now."""
    if change.setting in _LOSS_RULES:
        limit = _limit(change)
        if limit is None:
            return ()
        span = replace(_span_of(stands, change.setting), limit=limit)
        return list(_left(stands.book, span, shown_value(change)))
    if change.setting is SettingName.RISK_PERCENT and stands.trader.account_size is not None:
        try:
            amount = stands.trader.account_size * Decimal(change.value) / 100
        except InvalidOperation:
            return ()
        return (f"At {shown_value(change)} a trade may lose {money(stands.book, amount)}.",)
    return ()


def _limit(change: SettingChange) -> LossLimit | None:
    try:
        limits = Limits.model_validate(settings_draft.limits_of([change]))
    except ValidationError:
        return None
    return limits.daily_loss or limits.weekly_loss
