"""Whether a trade kept to its plan, rule by rule: the terms as they were frozen against what happened. Pure.

The result of the trade is never asked. What nothing shows and nobody has said is not known, which is not a breach.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from backend.core.types import plain_decimal
from backend.features.record.plans.adherence.schemas import MarkSubject
from backend.features.record.plans.models import AdherenceRule, PlanMark, PlanVersion
from backend.features.record.plans.plan_terms import sign_of
from backend.features.record.plans.schemas import PlanTerms
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

    @property
    def entry_prices(self) -> list[Decimal]:
        """Of everything that was entered."""
        return [fill_price(event) for event in self.events if event.kind == EventKind.FILLED]

    @property
    def exit_prices(self) -> list[Decimal]:
        """Of everything that was sold again, or bought back."""
        return [fill_price(event) for event in self.events if event.kind == EventKind.EXITED]

    def marks_of(self, subject: MarkSubject) -> list[PlanMark]:
        """What was said of a subject, first to last."""
        return [mark for mark in self.marks if mark.subject == subject]


def match(versions: Sequence[PlanVersion], trade: Trade) -> tuple[PlanVersion, PlanMatch]:
    """The version that was alive at the first fill, and how the trade stands to the plan.

    Late: the first version was written after the fill. Drifted: another version was written while the trade was open.
    """
    ended = trade.exit_time
    before = [version for version in versions if version.frozen_at <= trade.entry_time]
    later = versions[len(before) :]
    if not before:
        return versions[0], PlanMatch.LATE
    if any(ended is None or version.frozen_at <= ended for version in later):
        return before[-1], PlanMatch.DRIFTED
    return before[-1], PlanMatch.PLANNED


def keep(terms: PlanTerms, execution: Execution) -> list[RuleOutcome]:
    """Every rule, in their order."""
    execution = replace(execution, events=standing_events(execution.events))
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


def _unit(terms: PlanTerms, trade: Trade) -> Decimal:
    """The planned risk in price: what one R of the plan is. Without a planned price it is taken from the fill."""
    entry = terms.reference_entry
    if entry is None:
        entry = trade.entry_price
    return abs(entry - terms.stop_loss_level) or trade.tick_size


def _entry(terms: PlanTerms, execution: Execution, unit: Decimal) -> RuleOutcome:
    if terms.zone is None:
        reason = "The plan names no price to enter at."
        return RuleOutcome(AdherenceRule.ENTRY, None, reason, applies=False)
    sign = sign_of(terms)
    edge = terms.reference_entry
    assert edge is not None, "there is a zone"
    prices = execution.entry_prices
    worst = max(prices, key=lambda price: price * sign)
    best = min(prices, key=lambda price: price * sign)
    stop = terms.stop_loss_level
    if (best - stop) * sign <= 0:
        reason = f"Filled at {plain_decimal(best)}, beyond the planned stop {plain_decimal(stop)}."
        return RuleOutcome(AdherenceRule.ENTRY, False, reason, _r((edge - best) * sign, unit))
    beyond = (worst - edge) * sign
    deviation = _r(beyond, unit)
    filled = f"Filled at {plain_decimal(worst)}"
    if beyond > max(execution.trade.tick_size, SLACK_R * unit):
        reason = f"{filled}, {_words(beyond, unit)} worse than {_zone(terms)}: chased."
        return RuleOutcome(AdherenceRule.ENTRY, False, reason, deviation)
    return RuleOutcome(AdherenceRule.ENTRY, True, f"{filled}; planned {_zone(terms)}.", deviation)


def _zone(terms: PlanTerms) -> str:
    assert terms.zone is not None
    low, high = (plain_decimal(edge) for edge in terms.zone)
    if low == high:
        return low
    return f"{low} to {high}"


def _criteria(terms: PlanTerms, execution: Execution) -> RuleOutcome:
    """The last word on each criterion; words that came after the exit are hindsight."""
    ended = execution.trade.exit_time
    last_word: dict[int, bool] = {}
    late = False
    for mark in execution.marks_of(MarkSubject.CRITERION):
        if ended is None or mark.recorded_time <= ended:
            last_word[mark.place] = mark.met
        else:
            late = True
    criteria = terms.entry_criteria
    answers = [last_word.get(place) for place in range(1, len(criteria) + 1)]
    missing = [name for name, met in zip(criteria, answers, strict=True) if met is False]
    if missing:
        reason = f"Not there at the entry: {'; '.join(missing)}."
        return RuleOutcome(AdherenceRule.CRITERIA, False, reason)
    if all(answers):
        reason = f"All {len(criteria)} criteria were there."
        return RuleOutcome(AdherenceRule.CRITERIA, True, reason)
    reason = f"{answers.count(True)} of {len(criteria)} criteria were ticked"
    ending = "; ticks after the exit do not count." if late else "."
    return RuleOutcome(AdherenceRule.CRITERIA, None, reason + ending)


def _stop(terms: PlanTerms, execution: Execution, unit: Decimal) -> RuleOutcome:
    sign = sign_of(terms)
    tick = execution.trade.tick_size
    planned = terms.stop_loss_level
    stops = [price_of(event) for event in _moves_while_open(execution)]
    prices = [price for price in stops if price is not None]
    if len(prices) < len(stops):
        reason = "The stop was taken away while the trade was open."
        return RuleOutcome(AdherenceRule.STOP, False, reason)
    worst = max(((planned - price) * sign for price in prices), default=Decimal(0))
    if worst > tick:
        away = _words(worst, unit)
        reason = f"The stop was {away} further away than planned ({plain_decimal(planned)})."
        return RuleOutcome(AdherenceRule.STOP, False, reason, _r(worst, unit))
    exits = execution.exit_prices
    beyond = max(((planned - price) * sign for price in exits), default=Decimal(0))
    if beyond > max(tick, SLACK_R * unit):
        reason = f"Left {_words(beyond, unit)} beyond the planned stop {plain_decimal(planned)}."
        return RuleOutcome(AdherenceRule.STOP, False, reason, _r(beyond, unit))
    if execution.trade.status == TradeStatus.OPEN:
        return RuleOutcome(AdherenceRule.STOP, None, "The trade is open; the stop was kept so far.")
    if not stops:
        reason = "No stop was recorded while the trade was open."
        return RuleOutcome(AdherenceRule.STOP, None, reason)
    reason = f"The stop was kept at {plain_decimal(planned)} or nearer."
    return RuleOutcome(AdherenceRule.STOP, True, reason, 0.0)


def _moves_while_open(execution: Execution) -> list[EventRecord]:
    """What was done to the stop before the trade ended."""
    ended = execution.trade.exit_time
    moves = [event for event in execution.events if event.kind in STOPS]
    return [move for move in moves if ended is None or move.event_time <= ended]


def _size(terms: PlanTerms, execution: Execution) -> RuleOutcome:
    size = execution.trade.max_size
    most = terms.position_size
    shown = f"{plain_decimal(size)} held at most; {plain_decimal(most)} planned."
    over = float(((size - most) / most).quantize(HUNDREDTH))
    return RuleOutcome(AdherenceRule.SIZE, size <= most, shown, max(over, 0.0))


def _exit(terms: PlanTerms, execution: Execution, unit: Decimal) -> RuleOutcome:
    if execution.trade.status == TradeStatus.OPEN:
        return RuleOutcome(AdherenceRule.EXIT, None, "The trade is open.")
    marks = execution.marks_of(MarkSubject.EXIT)
    if marks:
        word = "as planned" if marks[-1].met else "not as planned"
        return RuleOutcome(AdherenceRule.EXIT, marks[-1].met, f"You said that you left {word}.")
    sign = sign_of(terms)
    nearest = min(terms.take_profit_targets, key=lambda price: price * sign)
    early = _early_exits(terms, execution, nearest)
    if not early:
        return RuleOutcome(AdherenceRule.EXIT, True, "Left at a target or at the stop.", 0.0)
    furthest = min(early, key=lambda price: price * sign)
    short = (nearest - furthest) * sign
    reason = f"Left at {plain_decimal(furthest)}, {_words(short, unit)} before the first target."
    if terms.exit_rule is not None:
        reason += " Say whether your exit rule was met."
        return RuleOutcome(AdherenceRule.EXIT, None, reason, _r(short, unit))
    return RuleOutcome(AdherenceRule.EXIT, False, reason, _r(short, unit))


def _early_exits(terms: PlanTerms, execution: Execution, target: Decimal) -> list[Decimal]:
    """Exits between the stop and the target, more than a tick away from both."""
    sign = sign_of(terms)
    tick = execution.trade.tick_size
    before_target = [price for price in execution.exit_prices if (target - price) * sign > tick]
    return [price for price in before_target if (price - terms.stop_loss_level) * sign > tick]


def _invalidation(terms: PlanTerms, execution: Execution) -> RuleOutcome:
    if terms.invalidation_criteria is None:
        reason = "The plan names no invalidation."
        return RuleOutcome(AdherenceRule.INVALIDATION, None, reason, applies=False)
    marks = execution.marks_of(MarkSubject.INVALIDATION)
    if not marks:
        reason = "Say whether you respected the invalidation."
        return RuleOutcome(AdherenceRule.INVALIDATION, None, reason)
    word = "respected" if marks[-1].met else "did not respect"
    reason = f"You said that you {word} the invalidation."
    return RuleOutcome(AdherenceRule.INVALIDATION, marks[-1].met, reason)


def _rulebook(execution: Execution) -> RuleOutcome:
    if execution.rulebook is None:
        reason = "No limit of a rulebook could be checked."
        return RuleOutcome(AdherenceRule.RULEBOOK, None, reason, applies=False)
    if execution.rulebook:
        return RuleOutcome(AdherenceRule.RULEBOOK, True, "All limits of your rulebook were kept.")
    names = ", ".join(name.replace("_", " ") for name in execution.broken_limits)
    return RuleOutcome(AdherenceRule.RULEBOOK, False, f"Against your rulebook: {names}.")


def _r(distance: Decimal, unit: Decimal) -> float:
    return float((distance / unit).quantize(HUNDREDTH))


def _words(distance: Decimal, unit: Decimal) -> str:
    r = (distance / unit).quantize(HUNDREDTH)
    return f"{plain_decimal(distance)} ({plain_decimal(r)} R)"
