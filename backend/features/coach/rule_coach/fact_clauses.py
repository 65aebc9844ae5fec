"""Short clauses on the trader's own facts, which can follow a word and a comma; the nearest to now first. Pure."""

from collections.abc import Iterator

from backend.core.plural import counted
from backend.core.types import plain_decimal
from backend.features.coach.coach_context.models import DayPhase
from backend.features.coach.coach_context.views import CoachContext, PatternView
from backend.features.coach.coach_context.wording import clock
from backend.features.coach.language.sourced_sentence import SourcedSentence
from backend.features.coach.rule_coach.observation import (
    name_of,
    r_of,
    result_slots,
    trade_slots,
    unquoted,
)
from backend.features.coach.techniques.proposals import usual_instrument
from backend.features.coach.verdicts.facts import money

TODAY = "figure:today"


def facts_of_now(context: CoachContext) -> Iterator[SourcedSentence]:
    """What is open, the day, the market, what was overcome and how the last trade ended: nothing to do about it."""
    for trade in context.cached.open_trades[:3]:
        words = f"{trade.direction} {plain_decimal(trade.size)} {trade.instrument}"
        words += f" from {plain_decimal(trade.entry_price)} is still open"
        yield SourcedSentence(words, (trade.source,))
    if context.entered_today or context.exited_today:
        trades = counted(context.entered_today, "trade", "trades")
        net = money(context.net_today, context.currency)
        yield SourcedSentence(f"{trades} today so far, {net}", (TODAY,))
    for pattern in context.cached.overcome[:2]:
        yield SourcedSentence(overcome_words(pattern, context), (pattern.source,))
    for market in context.markets[:2]:
        if market.is_open and market.closes_at is not None:
            words = f"{market.symbol} trades until {clock(market.closes_at, context)}"
            yield SourcedSentence(words, (market.source,))
    last = context.last_trade
    if last is not None:
        words = "the last one was the {direction} {instrument} of {day}, {result}"
        yield SourcedSentence(words.format(**result_slots(last, context)), (last.source,))


def facts_that_wait(context: CoachContext) -> Iterator[SourcedSentence]:
    """What waits to be done or kept to."""
    for plan in context.plans[:2]:
        yield SourcedSentence(f"your plan {unquoted(plan.title)} waits", (plan.source,))
    if context.check_in is None and context.phase is DayPhase.PRE_MARKET:
        source = f"check_in:{context.today}"
        yield SourcedSentence(
            f"the check-in of {context.today:%A}, {context.today.day} {context.today:%B} is still empty",
            (source,),
        )
    for commitment in context.cached.commitments[:2]:
        if commitment.occasions:
            statement = unquoted(commitment.statement).rstrip(".")
            words = f'"{statement}" stands at {commitment.kept} of {commitment.occasions} kept'
            yield SourcedSentence(words, (commitment.source,))


def fact_of_the_clock(context: CoachContext) -> SourcedSentence:
    """The time of the day on the trader's own clock, as one says it: "it is 18:10 on Monday evening"."""
    local = context.local(context.now)
    part = next(part for hour, part in _PARTS_OF_THE_DAY if local.hour >= hour)
    return SourcedSentence(f"it is {local:%H:%M} on {local:%A} {part}", (TODAY,))


_PARTS_OF_THE_DAY = (
    (22, "night"),
    (18, "evening"),
    (12, "afternoon"),
    (5, "morning"),
    (0, "night"),
)


def overcome_words(pattern: PatternView, context: CoachContext) -> str:
    """A habit that was overcome: how often it was, what it had cost, and since when it has not happened."""
    words = f"{name_of(pattern.detector)}, once {pattern.events} times on your record"
    if pattern.measured_r is not None and pattern.measured_r < 0:
        words += f" and {r_of(pattern.measured_r)} R"
    if pattern.last_seen is None:
        return f"{words}, is over"
    since = context.local(pattern.last_seen)
    return f"{words}, has not happened since {since.day} {since:%B %Y}"


def anchor_of(context: CoachContext) -> tuple[dict[str, str], tuple[str, ...]]:
    """What a feeling is asked beside: the last trade, or the day where there is none."""
    last = context.last_trade
    if last is None:
        day = f"the morning of {context.today}"
        return {"anchor": day, "instrument": usual_instrument(context) or "the market"}, ()
    slots = trade_slots(last, context)
    anchor = "the {direction} {instrument} of {day}".format(**slots)
    return {"anchor": anchor, "instrument": slots["instrument"]}, (last.source,)
