"""Whether a trade kept to its plan, rule by rule: the terms as they were frozen against what happened. Pure.

The result of the trade is never asked. What nothing shows and nobody has said is not known, which is not a breach.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from backend.core.types import plain_decimal
from backend.features.record.plans.adherence.schemas import MarkSubject
from backend.features.record.plans.models import AdherenceRule, PlanMark, PlanVersion
from backend.features.record.plans.plan_terms import sign_of
from backend.features.record.plans.schemas import Terms
from backend.features.record.trades.models import EventKind, PlanMatch, Trade, TradeStatus
from backend.features.record.trades.projection.fills import fill_price
from backend.features.record.trades.projection.projection import STOPS, price_of
from backend.features.record.trades.projection.standing_events import EventRecord, standing_events

SLACK_R = Decimal("0.1")  # a tenth of the planned risk is slippage, more is a decision
HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class RuleOutcome:
    """One rule: kept, broken or not known.

    Attributes:
        deviation_r: how far from the plan, in R of the plan; null where nothing can be measured.
        applies: false where the plan says nothing that could be kept.
    """

    rule: AdherenceRule
    met: bool | None
    reason: str
    deviation_r: float | None = None
    applies: bool = True


@dataclass(frozen=True, slots=True)
class Execution:
    """What happened: the trade, its events without voided ones, and what the trader said of the plan."""

    trade: Trade
    events: Sequence[EventRecord]
    marks: Sequence[PlanMark]
    rulebook: bool | None
    broken_limits: Sequence[str] = field(default=())


def match(versions: Sequence[PlanVersion], trade: Trade) -> tuple[PlanVersion, PlanMatch]:
    """The version that was alive at the first fill, and how the trade stands to the plan.

    Late: the first version was written after the fill. Drifted: another version was written while the trade was open.
    """
    filled, ended = trade.entry_time, trade.exit_time
    before = [version for version in versions if version.frozen_at <= filled]
    if not before:
        return versions[0], PlanMatch.LATE
    later = [
        version
        for version in versions
        if version.frozen_at > filled and (ended is None or version.frozen_at <= ended)
    ]
    return before[-1], PlanMatch.DRIFTED if later else PlanMatch.PLANNED


def keep(terms: Terms, execution: Execution) -> list[RuleOutcome]:
    """Every rule, in their order."""
    execution = Execution(
        execution.trade,
        standing_events(execution.events),
        execution.marks,
        execution.rulebook,
        execution.broken_limits,
    )
    unit = _unit(terms, execution.trade)
    return [
        _entry(terms, execution, unit),
        _criteria(terms, execution),
        _stop(terms, execution, unit),
        _size(terms, execution),
        _exit(terms, execution, unit),
        _invalidation(terms, execution),
        _rulebook(execution),
    ]


def _unit(terms: Terms, trade: Trade) -> Decimal:
    """The planned risk in price: what one R of the plan is. Without a planned price it is taken from the fill."""
    if terms.reference_entry is not None:
        entry = terms.reference_entry
    else:
        entry = trade.entry_price
    return abs(entry - terms.stop_loss_level) or trade.tick_size


def _entry(terms: Terms, execution: Execution, unit: Decimal) -> RuleOutcome:
    if terms.zone is None:
        return RuleOutcome(
            AdherenceRule.ENTRY,
            None,
            "The plan names no price to enter at.",
            applies=False,
        )
    sign, edge = sign_of(terms), terms.reference_entry
    assert edge is not None, "there is a zone"
    prices = [fill_price(event) for event in execution.events if event.kind == EventKind.FILLED]
    worst = max(prices, key=lambda price: price * sign)
    best = min(prices, key=lambda price: price * sign)
    beyond = (worst - edge) * sign
    shown = _zone(terms)
    if (best - terms.stop_loss_level) * sign <= 0:
        reason = f"Filled at {plain_decimal(best)}, beyond the planned stop {plain_decimal(terms.stop_loss_level)}."
        return RuleOutcome(AdherenceRule.ENTRY, False, reason, _r(edge - best, unit, sign))
    if beyond > max(execution.trade.tick_size, SLACK_R * unit):
        reason = (
            f"Filled at {plain_decimal(worst)}, {_words(beyond, unit)} worse than {shown}: chased."
        )
        return RuleOutcome(AdherenceRule.ENTRY, False, reason, _r(beyond, unit, 1))
    return RuleOutcome(
        AdherenceRule.ENTRY,
        True,
        f"Filled at {plain_decimal(worst)}; planned {shown}.",
        _r(beyond, unit, 1),
    )


def _zone(terms: Terms) -> str:
    assert terms.zone is not None
    low, high = (plain_decimal(edge) for edge in terms.zone)
    if low == high:
        return low
    return f"{low} to {high}"


def _criteria(terms: Terms, execution: Execution) -> RuleOutcome:
    """The last word on each criterion; words that came after the exit are hindsight."""
    ended = execution.trade.exit_time
    last_word = {
        mark.place: mark.met
        for mark in execution.marks
        if mark.subject == MarkSubject.CRITERION and (ended is None or mark.recorded_time <= ended)
    }
    late = any(
        mark.subject == MarkSubject.CRITERION and ended is not None and mark.recorded_time > ended
        for mark in execution.marks
    )
    whole = len(terms.entry_criteria)
    missing = [place for place in range(1, whole + 1) if last_word.get(place) is False]
    if missing:
        names = "; ".join(terms.entry_criteria[place - 1] for place in missing)
        return RuleOutcome(AdherenceRule.CRITERIA, False, f"Not there at the entry: {names}.")
    many = sum(last_word.get(place) is True for place in range(1, whole + 1))
    if many == whole:
        return RuleOutcome(AdherenceRule.CRITERIA, True, f"All {whole} criteria were there.")
    reason = f"{many} of {whole} criteria were ticked" + (
        "; ticks after the exit do not count." if late else "."
    )
    return RuleOutcome(AdherenceRule.CRITERIA, None, reason)


def _stop(terms: Terms, execution: Execution, unit: Decimal) -> RuleOutcome:
    sign, tick, planned = sign_of(terms), execution.trade.tick_size, terms.stop_loss_level
    moves = sorted(
        (event for event in execution.events if event.kind in STOPS),
        key=lambda event: event.event_time,
    )
    while_open = [
        move
        for move in moves
        if execution.trade.exit_time is None or move.event_time <= execution.trade.exit_time
    ]
    worst = Decimal(0)
    for event in while_open:
        price = price_of(event)
        if price is None:
            return RuleOutcome(
                AdherenceRule.STOP,
                False,
                "The stop was taken away while the trade was open.",
            )
        worst = max(worst, (planned - price) * sign)
    if worst > tick:
        reason = f"The stop was {_words(worst, unit)} further away than planned ({plain_decimal(planned)})."
        return RuleOutcome(AdherenceRule.STOP, False, reason, _r(worst, unit, 1))
    exits = [fill_price(event) for event in execution.events if event.kind == EventKind.EXITED]
    beyond = max(((planned - price) * sign for price in exits), default=Decimal(0))
    if beyond > max(tick, SLACK_R * unit):
        reason = f"Left {_words(beyond, unit)} beyond the planned stop {plain_decimal(planned)}."
        return RuleOutcome(AdherenceRule.STOP, False, reason, _r(beyond, unit, 1))
    if execution.trade.status == TradeStatus.OPEN:
        return RuleOutcome(AdherenceRule.STOP, None, "The trade is open; the stop was kept so far.")
    if not while_open:
        return RuleOutcome(
            AdherenceRule.STOP,
            None,
            "No stop was recorded while the trade was open.",
        )
    return RuleOutcome(
        AdherenceRule.STOP,
        True,
        f"The stop was kept at {plain_decimal(planned)} or nearer.",
        0.0,
    )


def _size(terms: Terms, execution: Execution) -> RuleOutcome:
    size, most = execution.trade.max_size, terms.position_size
    shown = f"{plain_decimal(size)} held at most; {plain_decimal(most)} planned."
    over = float(((size - most) / most).quantize(HUNDREDTH))
    return RuleOutcome(AdherenceRule.SIZE, size <= most, shown, max(over, 0.0))


def _exit(terms: Terms, execution: Execution, unit: Decimal) -> RuleOutcome:
    marks = [mark for mark in execution.marks if mark.subject == MarkSubject.EXIT]
    if execution.trade.status == TradeStatus.OPEN:
        return RuleOutcome(AdherenceRule.EXIT, None, "The trade is open.")
    if marks:
        word = "as planned" if marks[-1].met else "not as planned"
        return RuleOutcome(AdherenceRule.EXIT, marks[-1].met, f"You said that you left {word}.")
    sign, tick = sign_of(terms), execution.trade.tick_size
    nearest = min(terms.take_profit_targets, key=lambda price: price * sign)
    exits = [fill_price(event) for event in execution.events if event.kind == EventKind.EXITED]
    early = [
        price
        for price in exits
        if (price - nearest) * sign < -tick and (terms.stop_loss_level - price) * sign < -tick
    ]
    if not early:
        return RuleOutcome(AdherenceRule.EXIT, True, "Left at a target or at the stop.", 0.0)
    furthest = min(early, key=lambda price: price * sign)
    short = (nearest - furthest) * sign
    reason = f"Left at {plain_decimal(furthest)}, {_words(short, unit)} before the first target."
    if terms.exit_rule is not None:
        return RuleOutcome(
            AdherenceRule.EXIT,
            None,
            f"{reason} Say whether your exit rule was met.",
            _r(short, unit, 1),
        )
    return RuleOutcome(AdherenceRule.EXIT, False, reason, _r(short, unit, 1))


def _invalidation(terms: Terms, execution: Execution) -> RuleOutcome:
    if terms.invalidation_criteria is None:
        return RuleOutcome(
            AdherenceRule.INVALIDATION,
            None,
            "The plan names no invalidation.",
            applies=False,
        )
    marks = [mark for mark in execution.marks if mark.subject == MarkSubject.INVALIDATION]
    if not marks:
        return RuleOutcome(
            AdherenceRule.INVALIDATION,
            None,
            "Say whether you respected the invalidation.",
        )
    word = "respected" if marks[-1].met else "did not respect"
    return RuleOutcome(
        AdherenceRule.INVALIDATION,
        marks[-1].met,
        f"You said that you {word} the invalidation.",
    )


def _rulebook(execution: Execution) -> RuleOutcome:
    if execution.rulebook is None:
        return RuleOutcome(
            AdherenceRule.RULEBOOK,
            None,
            "No limit of a rulebook could be checked.",
            applies=False,
        )
    if execution.rulebook:
        return RuleOutcome(AdherenceRule.RULEBOOK, True, "All limits of your rulebook were kept.")
    names = ", ".join(name.replace("_", " ") for name in execution.broken_limits)
    return RuleOutcome(AdherenceRule.RULEBOOK, False, f"Against your rulebook: {names}.")


def _r(distance: Decimal, unit: Decimal, sign: int) -> float:
    return float((distance * sign / unit).quantize(HUNDREDTH))


def _words(distance: Decimal, unit: Decimal) -> str:
    return f"{plain_decimal(distance)} ({plain_decimal((distance / unit).quantize(HUNDREDTH))} R)"
