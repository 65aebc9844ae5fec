"""How a trade stands to the limits, and what the session has come to. Pure: limits and figures in, marks out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from backend.core.plural import counted
from backend.core.types import plain_decimal
from backend.features.market.instruments import instruments
from backend.features.record.rulebook.book import Book, SessionFigures, TradeIntent
from backend.features.record.rulebook.schemas import (
    WEEK,
    Decision,
    Limits,
    LossLimit,
    Mark,
    RiskLimit,
    Rule,
    RuleState,
    TradingWindow,
)

CENT = Decimal("0.01")
ANY_OTHER = "*"
A_DAY = timedelta(days=1)
NO_ACCOUNT_SIZE = "Put your account size into your profile: without it a percentage means nothing."


def decide(states: Iterable[RuleState]) -> Decision:
    """The strongest of all marks; what cannot be known is a warning."""
    marks = {state.state for state in states}
    if Mark.BLOCK in marks:
        return Decision.BLOCK
    if marks & {Mark.WARN, Mark.UNKNOWN}:
        return Decision.WARN
    return Decision.ALLOW


def against(states: Iterable[RuleState]) -> list[str]:
    """What speaks against a trade, the strongest first, nothing twice."""
    strength = (Mark.BLOCK, Mark.WARN, Mark.UNKNOWN)
    strongest_first = sorted(
        (state for state in states if state.state is not Mark.OK),
        key=lambda state: strength.index(state.state),
    )
    return list(dict.fromkeys(state.reason for state in strongest_first))


def weigh(book: Book, figures: SessionFigures, intent: TradeIntent) -> list[RuleState]:
    """How a trade stands to every limit that is set, in the order of the rules."""
    states = [
        *_risk(book, intent),
        *_losses(book, figures, intent),
        *_counts(book, figures, intent.at),
        *_size(book, intent),
        *_exposure(book, figures, intent),
        *_where_and_when(book, intent),
        *_shape(book, intent),
    ]
    gentle = set(book.limits.warn_only)
    return [
        state.model_copy(update={"state": Mark.WARN})
        if state.state is Mark.BLOCK and state.rule in gentle
        else state
        for state in states
    ]


def _risk(book: Book, intent: TradeIntent) -> list[RuleState]:
    limit = book.limits.risk_per_trade
    if limit is None:
        return []
    most = _most(book, limit)
    if most is None:
        return [_mark(Rule.RISK_PER_TRADE, Mark.UNKNOWN, NO_ACCOUNT_SIZE)]
    if intent.risk is None:
        return [
            _mark(
                Rule.RISK_PER_TRADE,
                Mark.UNKNOWN,
                intent.risk_unknown or "The risk is not known.",
                most,
            )
        ]
    shown, over = money(book, intent.risk), intent.risk > most
    reason = f"The stop costs {shown}, {'more than' if over else 'within'} your {money(book, most)} a trade."
    return [_mark(Rule.RISK_PER_TRADE, Mark.BLOCK if over else Mark.OK, reason, most, intent.risk)]


@dataclass(frozen=True, slots=True)
class Loss:
    """What was lost of what may be, in money or in R; ``most`` is null for a share of an unknown account."""

    lost: Decimal
    most: Decimal | None
    shown: str
    limit: str


def loss_of(book: Book, limit: LossLimit | None, net: Decimal, r: Decimal) -> Loss | None:
    """A net result beside the limit of losses, in the limit's own unit; null where there is no limit."""
    if limit is None:
        return None
    if limit.r is not None:
        lost = max(-r, Decimal(0))
        return Loss(
            lost,
            limit.r,
            f"{plain_decimal(lost.quantize(CENT))} R",
            f"{plain_decimal(limit.r)} R",
        )
    lost = max(-net, Decimal(0))
    most = limit.amount if limit.amount is not None else _share(book, limit.percent)
    return Loss(lost, most, money(book, lost), "" if most is None else money(book, most))


def _losses(book: Book, figures: SessionFigures, intent: TradeIntent) -> list[RuleState]:
    states = []
    for rule, limit, net, r, words in (
        (Rule.DAILY_LOSS, book.limits.daily_loss, figures.net_today, figures.r_today, "today"),
        (Rule.WEEKLY_LOSS, book.limits.weekly_loss, figures.net_week, figures.r_week, "this week"),
    ):
        loss = loss_of(book, limit, net, r)
        if loss is None or limit is None:
            continue
        if loss.most is None:
            states.append(_mark(rule, Mark.UNKNOWN, NO_ACCOUNT_SIZE))
            continue
        next_loss = Decimal(1) if limit.r is not None else intent.risk
        mark, reason = Mark.OK, f"You lost {loss.shown} of {loss.limit} {words}."
        if loss.lost >= loss.most:
            mark, reason = Mark.BLOCK, f"You lost {loss.shown} {words}: that is the limit."
        elif next_loss is not None and loss.lost + next_loss > loss.most:
            mark, reason = (
                Mark.WARN,
                f"You lost {loss.shown} {words}; this stop would go beyond the {loss.limit}.",
            )
        if figures.without_rate:
            mark = Mark.WARN if mark is Mark.OK else mark
            reason += (
                f" {counted(figures.without_rate, 'trade', 'trades')} without a rate not counted."
            )
        states.append(_mark(rule, mark, reason, loss.most, loss.lost))
    return states


def _counts(book: Book, figures: SessionFigures, at: datetime) -> list[RuleState]:
    limits, states = book.limits, []
    if (most := limits.trades_per_day) is not None:
        many = figures.entered_today
        reason = f"{many} of {counted(most, 'trade was', 'trades were')} entered today."
        states.append(
            _mark(Rule.TRADES_PER_DAY, Mark.BLOCK if many >= most else Mark.OK, reason, most, many)
        )
    if (most := limits.losses_in_a_row) is not None:
        run = figures.losing_run_today
        reason = f"{counted(run, 'loss', 'losses')} in a row today; {most} end the session."
        states.append(
            _mark(Rule.LOSSES_IN_A_ROW, Mark.BLOCK if run >= most else Mark.OK, reason, most, run)
        )
    if limits.cooling_off_minutes is not None:
        states.append(_cooling(book, figures, at))
    if (most := limits.open_positions) is not None:
        many = len(figures.open_risks)
        reason = f"{counted(many, 'position is', 'positions are')} open; {most} may be."
        states.append(
            _mark(Rule.OPEN_POSITIONS, Mark.BLOCK if many >= most else Mark.OK, reason, most, many)
        )
    return states


def _cooling(book: Book, figures: SessionFigures, at: datetime) -> RuleState:
    minutes, least = book.limits.cooling_off_minutes, book.limits.cooling_off_after_losses
    until = cooling_ends(book.limits, figures)
    if until is None or until <= at:
        return _mark(Rule.COOLING_OFF, Mark.OK, "No loss to cool off from.", minutes)
    clock = until.astimezone(ZoneInfo(book.zone)).strftime("%H:%M")
    reason = f"{counted(max(least, 1), 'loss', 'losses')} just now: you wanted {minutes} minutes off, until {clock}."
    return _mark(Rule.COOLING_OFF, Mark.BLOCK, reason, minutes)


def cooling_ends(limits: Limits, figures: SessionFigures) -> datetime | None:
    """When the pause after the last losses ends, or ended; null where none was called for."""
    if limits.cooling_off_minutes is None or figures.last_exit is None:
        return None
    if figures.losing_run < limits.cooling_off_after_losses:
        return None
    return figures.last_exit + timedelta(minutes=limits.cooling_off_minutes)


def _size(book: Book, intent: TradeIntent) -> list[RuleState]:
    sizes = {symbol_of(name): most for name, most in book.limits.position_size.items()}
    most = sizes.get(intent.instrument.symbol, sizes.get(ANY_OTHER))
    if most is None:
        return []
    name = intent.instrument.symbol
    if intent.size is None:
        return [_mark(Rule.POSITION_SIZE, Mark.UNKNOWN, "Say the size, and I weigh it.", most)]
    over = intent.size > most
    reason = f"{plain_decimal(intent.size)} {name}; {plain_decimal(most)} is the most."
    return [_mark(Rule.POSITION_SIZE, Mark.BLOCK if over else Mark.OK, reason, most, intent.size)]


def _exposure(book: Book, figures: SessionFigures, intent: TradeIntent) -> list[RuleState]:
    states = []
    family = [risk for risk in figures.open_risks if risk.family == intent.instrument.family]
    for rule, limit, positions, words in (
        (Rule.OPEN_RISK, book.limits.open_risk, figures.open_risks, "all open positions"),
        (Rule.CORRELATED_RISK, book.limits.correlated_risk, family, "positions that move together"),
    ):
        if limit is None:
            continue
        most = _most(book, limit)
        if most is None:
            states.append(_mark(rule, Mark.UNKNOWN, NO_ACCOUNT_SIZE))
            continue
        known = [risk.risk for risk in positions if risk.risk is not None]
        total = sum(known, intent.risk or Decimal(0))
        unknown = len(positions) - len(known) + (intent.risk is None)
        mark = Mark.UNKNOWN if unknown else Mark.OK
        if total > most:
            mark = Mark.BLOCK
        reason = f"With this trade {money(book, total)} would be at risk in {words}; {money(book, most)} may be."
        if unknown:
            reason += f" {counted(unknown, 'position has', 'positions have')} no known risk."
        states.append(_mark(rule, mark, reason, most, total))
    return states


def _where_and_when(book: Book, intent: TradeIntent) -> list[RuleState]:
    limits, states, symbol = book.limits, [], intent.instrument.symbol
    if limits.instruments is not None:
        allowed = symbol in _symbols(limits.instruments)
        reason = (
            f"{symbol} is {'among' if allowed else 'not among'} the instruments that you trade."
        )
        states.append(_mark(Rule.INSTRUMENTS, Mark.OK if allowed else Mark.BLOCK, reason))
    local = intent.at.astimezone(ZoneInfo(book.zone))
    if limits.sessions is not None:
        inside = any(_inside(window, local) for window in limits.sessions)
        reason = f"{local:%H:%M} on {local:%A} is {'within' if inside else 'outside of'} your trading hours."
        states.append(_mark(Rule.SESSIONS, Mark.OK if inside else Mark.BLOCK, reason))
    if limits.news:
        now = [
            window
            for window in limits.news
            if window.starts_at <= intent.at < window.ends_at
            and (not window.instruments or symbol in _symbols(window.instruments))
        ]
        reason = f"{now[0].name}: you stay out." if now else "No announcement now."
        states.append(_mark(Rule.NEWS, Mark.BLOCK if now else Mark.OK, reason))
    return states


def _symbols(names: Sequence[str]) -> set[str]:
    return {symbol_of(name) for name in names}


def symbol_of(name: str) -> str:
    """What a trader's word for an instrument is kept under: `ESZ6` and `emini` are `ES`; own ones are their own."""
    known = instruments.resolve(name)
    if known:
        return known.symbol
    return name.strip().upper()


def _inside(window: TradingWindow, local: datetime) -> bool:
    clock, day, before = local.time(), WEEK[local.weekday()], WEEK[(local - A_DAY).weekday()]
    if window.start < window.end:
        return day in window.days and window.start <= clock < window.end
    return (day in window.days and clock >= window.start) or (
        before in window.days and clock < window.end
    )


def _shape(book: Book, intent: TradeIntent) -> list[RuleState]:
    limits, states = book.limits, []
    if limits.stop_required:
        reason = "A stop is set." if intent.has_stop else "There is no stop."
        states.append(_mark(Rule.STOP_REQUIRED, Mark.OK if intent.has_stop else Mark.BLOCK, reason))
    if limits.minimum_risk_reward is not None:
        states.append(_reward(limits.minimum_risk_reward, intent))
    if limits.plan_required:
        words = {
            True: "A plan stands behind it.",
            False: "No plan of yours covers this.",
            None: "Is there a plan?",
        }
        marks = {True: Mark.OK, False: Mark.BLOCK, None: Mark.UNKNOWN}
        states.append(_mark(Rule.PLAN_REQUIRED, marks[intent.planned], words[intent.planned]))
    return states


def _reward(least: Decimal, intent: TradeIntent) -> RuleState:
    if (
        intent.entry is None
        or intent.stop is None
        or intent.target is None
        or intent.entry == intent.stop
    ):
        reason = "Say entry, stop and target, and I weigh the reward."
        return _mark(Rule.MINIMUM_RISK_REWARD, Mark.UNKNOWN, reason, least)
    ratio = (abs(intent.target - intent.entry) / abs(intent.entry - intent.stop)).quantize(CENT)
    enough = ratio >= least
    reason = f"The target pays {plain_decimal(ratio)} for 1 of risk; {plain_decimal(least)} is the least."
    return _mark(Rule.MINIMUM_RISK_REWARD, Mark.OK if enough else Mark.BLOCK, reason, least, ratio)


def _most(book: Book, limit: RiskLimit) -> Decimal | None:
    if limit.amount is not None:
        return limit.amount
    return _share(book, limit.percent)


def _share(book: Book, percent: Decimal | None) -> Decimal | None:
    if percent is None or book.money.size is None:
        return None
    return book.money.size * percent / 100


def money(book: Book, value: Decimal) -> str:
    """Money in words, with its currency."""
    return f"{book.money.currency} {value.quantize(CENT):,}".removesuffix(".00")


def _mark(
    rule: Rule,
    mark: Mark,
    reason: str,
    limit: Decimal | int | None = None,
    value: Decimal | int | None = None,
) -> RuleState:
    return RuleState(rule=rule, state=mark, reason=reason, limit=_shown(limit), value=_shown(value))


def _shown(value: Decimal | int | None) -> str | None:
    if value is None:
        return None
    return plain_decimal(Decimal(value))
