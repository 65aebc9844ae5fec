"""How a trade stands to the limits, and what the session has come to. Pure: limits and figures in, marks out."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from backend.core.plural import counted
from backend.core.types import plain_decimal
from backend.features.record.rulebook.book import Book, OpenRisk, SessionFigures, TradeIntent
from backend.features.record.rulebook.limits import trade_limits
from backend.features.record.rulebook.limits.marks import judged, marked
from backend.features.record.rulebook.schemas import (
    LIMITS,
    Decision,
    Limits,
    LossLimit,
    RiskLimit,
    Rule,
    RuleMark,
    RuleState,
)

CENT = Decimal("0.01")
NO_ACCOUNT_SIZE = "Put your account size into your profile: without it a percentage means nothing."


def decide(states: Iterable[RuleState]) -> Decision:
    """The strongest of all marks; what cannot be known is a warning."""
    marks = {state.state for state in states}
    if RuleMark.BLOCK in marks:
        return Decision.BLOCK
    if marks & {RuleMark.WARN, RuleMark.UNKNOWN}:
        return Decision.WARN
    return Decision.ALLOW


def against(states: Iterable[RuleState]) -> list[str]:
    """What speaks against a trade, the strongest first, nothing twice."""
    strength = (RuleMark.BLOCK, RuleMark.WARN, RuleMark.UNKNOWN)
    strongest_first = sorted(
        (state for state in states if state.state is not RuleMark.OK),
        key=lambda state: strength.index(state.state),
    )
    return list(dict.fromkeys(state.reason for state in strongest_first))


def has_limits(states: Iterable[RuleState]) -> bool:
    """Whether any limit, promise or lock of the trader's own was held against a trade."""
    own = {*LIMITS, Rule.COMMITMENT, Rule.SESSION_STATE}
    return any(state.rule in own for state in states)


def unchecked(book: Book, states: Iterable[RuleState], risk: Decimal | None) -> str | None:
    """What no limit was there for, and what is at risk then; null where the risk of a trade has its limit."""
    judged_by = list(states)
    if any(state.rule is Rule.RISK_PER_TRADE for state in judged_by):
        return None
    gap = "You have set no limit on the risk of one trade."
    if not has_limits(judged_by):
        gap = "You have set no limits, so nothing of yours was checked."
    return f"{gap} {_at_risk(book, risk)}"


def _at_risk(book: Book, risk: Decimal | None) -> str:
    if risk is None:
        return "Say size, entry and stop, and I say what is at risk."
    cost = f"The stop would cost {money(book, risk)}"
    if not book.money.size:
        return f"{cost}. {NO_ACCOUNT_SIZE}"
    share = (risk / book.money.size * 100).quantize(CENT)
    return f"{cost}, {plain_decimal(share)} % of your account of {money(book, book.money.size)}."


def weigh(book: Book, figures: SessionFigures, intent: TradeIntent) -> list[RuleState]:
    """How a trade stands to every limit that is set, in the order of the rules."""
    states = [
        *_risk(book, intent),
        *_losses(book, figures, intent),
        *_counts(book, figures, intent.at),
        *trade_limits.size(book, intent),
        *_exposure(book, figures, intent),
        *trade_limits.place_and_time(book, intent),
        *trade_limits.shape(book, intent),
    ]
    gentle = set(book.limits.warn_only)
    return [_softened(state, gentle) for state in states]


def _softened(state: RuleState, gentle: Collection[Rule]) -> RuleState:
    if state.state is RuleMark.BLOCK and state.rule in gentle:
        return state.model_copy(update={"state": RuleMark.WARN})
    return state


def _risk(book: Book, intent: TradeIntent) -> list[RuleState]:
    limit = book.limits.risk_per_trade
    if limit is None:
        return []
    most = _most(book, limit)
    if most is None:
        return [marked(Rule.RISK_PER_TRADE, RuleMark.UNKNOWN, NO_ACCOUNT_SIZE)]
    if intent.risk is None:
        reason = intent.risk_unknown or "The risk is not known."
        return [marked(Rule.RISK_PER_TRADE, RuleMark.UNKNOWN, reason, most)]
    is_over = intent.risk > most
    comparison = "more than" if is_over else "within"
    risk = money(book, intent.risk)
    reason = f"The stop costs {risk}, {comparison} your {money(book, most)} a trade."
    return [judged(Rule.RISK_PER_TRADE, reason, most, intent.risk, breaks=is_over)]


@dataclass(frozen=True, slots=True)
class Loss:
    """What was lost of what may be, in money or in R; ``most`` is null for a share of an unknown account."""

    lost: Decimal
    most: Decimal | None
    shown: str
    limit: str


def loss_of(
    book: Book,
    limit: LossLimit | None,
    net: Decimal,
    r: Decimal,
) -> Loss | None:
    """A net result beside the limit of losses, in the limit's own unit; null where there is no limit."""
    if limit is None:
        return None
    if limit.r is not None:
        lost = max(-r, Decimal(0))
        shown = plain_decimal(lost.quantize(CENT))
        return Loss(lost, limit.r, f"{shown} R", f"{plain_decimal(limit.r)} R")
    lost = max(-net, Decimal(0))
    most = limit.amount
    if most is None:
        most = _share(book, limit.percent)
    if most is None:
        return Loss(lost, None, money(book, lost), "")
    return Loss(lost, most, money(book, lost), money(book, most))


@dataclass(frozen=True, slots=True)
class LossSpan:
    """A time over which losses are added up: its limit, its results, and when it ends."""

    rule: Rule
    limit: LossLimit | None
    net: Decimal
    r: Decimal
    ends: datetime
    words: str

    def loss(self, book: Book) -> Loss | None:
        """What was lost in it; null where nothing is limited."""
        return loss_of(book, self.limit, self.net, self.r)


def loss_spans(book: Book, figures: SessionFigures) -> tuple[LossSpan, LossSpan]:
    """The day and the week."""
    limits = book.limits
    day = LossSpan(
        Rule.DAILY_LOSS,
        limits.daily_loss,
        figures.net_today,
        figures.r_today,
        book.day.ends,
        "today",
    )
    week = LossSpan(
        Rule.WEEKLY_LOSS,
        limits.weekly_loss,
        figures.net_week,
        figures.r_week,
        book.day.week_ends,
        "this week",
    )
    return day, week


def _losses(book: Book, figures: SessionFigures, intent: TradeIntent) -> list[RuleState]:
    states = []
    for span in loss_spans(book, figures):
        loss = span.loss(book)
        if loss is None:
            continue
        if loss.most is None:
            states.append(marked(span.rule, RuleMark.UNKNOWN, NO_ACCOUNT_SIZE))
            continue
        mark, reason = _loss_mark(span, loss, loss.most, _next_loss(span, intent))
        if figures.without_rate:
            trades = counted(figures.without_rate, "trade", "trades")
            reason += f" {trades} without a rate not counted."
        if figures.without_rate and mark is RuleMark.OK:
            mark = RuleMark.WARN
        states.append(marked(span.rule, mark, reason, loss.most, loss.lost))
    return states


def _next_loss(span: LossSpan, intent: TradeIntent) -> Decimal | None:
    """What the trade loses at its stop, in the unit of the limit."""
    if span.limit is not None and span.limit.r is not None:
        return Decimal(1)
    return intent.risk


def _loss_mark(
    span: LossSpan,
    loss: Loss,
    most: Decimal,
    next_loss: Decimal | None,
) -> tuple[RuleMark, str]:
    if loss.lost >= most:
        return RuleMark.BLOCK, f"You lost {loss.shown} {span.words}: that is the limit."
    if next_loss is not None and loss.lost + next_loss > most:
        reason = f"You lost {loss.shown} {span.words}; this stop would go beyond the {loss.limit}."
        return RuleMark.WARN, reason
    return RuleMark.OK, f"You lost {loss.shown} of {loss.limit} {span.words}."


def _counts(book: Book, figures: SessionFigures, at: datetime) -> list[RuleState]:
    limits = book.limits
    states = []
    if (most := limits.trades_per_day) is not None:
        entered = figures.entered_today
        reason = f"{entered} of {counted(most, 'trade was', 'trades were')} entered today."
        states.append(_counted_state(Rule.TRADES_PER_DAY, reason, most, entered))
    if (most := limits.losses_in_a_row) is not None:
        run = figures.losing_run_today
        reason = f"{counted(run, 'loss', 'losses')} in a row today; {most} end the session."
        states.append(_counted_state(Rule.LOSSES_IN_A_ROW, reason, most, run))
    if limits.cooling_off_minutes is not None:
        states.append(_cooling(book, figures, at))
    if (most := limits.open_positions) is not None:
        positions = len(figures.open_risks)
        reason = f"{counted(positions, 'position is', 'positions are')} open; {most} may be."
        states.append(_counted_state(Rule.OPEN_POSITIONS, reason, most, positions))
    return states


def _counted_state(
    rule: Rule,
    reason: str,
    most: int,
    count: int,
) -> RuleState:
    """A count of which one more would be too many, once it has come to the most."""
    return judged(rule, reason, most, count, breaks=count >= most)


def _cooling(book: Book, figures: SessionFigures, at: datetime) -> RuleState:
    minutes = book.limits.cooling_off_minutes
    until = cooling_ends(book.limits, figures)
    if until is None or until <= at:
        return marked(Rule.COOLING_OFF, RuleMark.OK, "No loss to cool off from.", minutes)
    clock = until.astimezone(ZoneInfo(book.zone)).strftime("%H:%M")
    losses = counted(max(book.limits.cooling_off_after_losses, 1), "loss", "losses")
    reason = f"{losses} just now: you wanted {minutes} minutes off, until {clock}."
    return marked(Rule.COOLING_OFF, RuleMark.BLOCK, reason, minutes)


def cooling_ends(limits: Limits, figures: SessionFigures) -> datetime | None:
    """When the pause after the last losses ends, or ended; null where none was called for."""
    if limits.cooling_off_minutes is None or figures.last_exit is None:
        return None
    if figures.losing_run < limits.cooling_off_after_losses:
        return None
    return figures.last_exit + timedelta(minutes=limits.cooling_off_minutes)


def _exposure(book: Book, figures: SessionFigures, intent: TradeIntent) -> list[RuleState]:
    limits = book.limits
    positions = figures.open_risks
    states = []
    if limits.open_risk is not None:
        state = _risk_together(
            book,
            Rule.OPEN_RISK,
            limits.open_risk,
            positions,
            intent.risk,
            "all open positions",
        )
        states.append(state)
    if limits.correlated_risk is not None:
        family = [risk for risk in positions if risk.family == intent.instrument.family]
        state = _risk_together(
            book,
            Rule.CORRELATED_RISK,
            limits.correlated_risk,
            family,
            intent.risk,
            "positions that move together",
        )
        states.append(state)
    return states


def _risk_together(
    book: Book,
    rule: Rule,
    limit: RiskLimit,
    positions: Sequence[OpenRisk],
    new_risk: Decimal | None,
    words: str,
) -> RuleState:
    """What positions risk together with the trade."""
    most = _most(book, limit)
    if most is None:
        return marked(rule, RuleMark.UNKNOWN, NO_ACCOUNT_SIZE)
    risks = [*(position.risk for position in positions), new_risk]
    known = [risk for risk in risks if risk is not None]
    total = sum(known, Decimal(0))
    unknown = len(risks) - len(known)
    mark = RuleMark.OK
    if total > most:
        mark = RuleMark.BLOCK
    elif unknown:
        mark = RuleMark.UNKNOWN
    reason = f"With this trade {money(book, total)} would be at risk in {words}; {money(book, most)} may be."
    if unknown:
        reason += f" {counted(unknown, 'position has', 'positions have')} no known risk."
    return marked(rule, mark, reason, most, total)


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
