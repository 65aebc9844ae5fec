"""A routine for the part of the day, from the trader's own check-in, plans, limits, promises and patterns. Pure."""

from collections.abc import Iterator

from backend.core.plural import counted
from backend.core.types import plain_decimal
from backend.features.coach.coach_context.models import DayPhase
from backend.features.coach.coach_context.views import CoachContext
from backend.features.coach.coach_context.wording import clock
from backend.features.coach.language.sourced_sentence import SourcedSentence
from backend.features.coach.rule_coach.fact_clauses import TODAY
from backend.features.coach.rule_coach.observation import listed, name_of, r_of, unquoted
from backend.features.coach.rule_coach.person_observations import low_measures
from backend.features.coach.rule_coach.reply_draft import ReplyDraft
from backend.features.coach.rule_coach.technique_lesson import propose_by_name
from backend.features.coach.techniques.proposals import usual_instrument
from backend.features.coach.verdicts.facts import money

MOST_LIMITS = 3
_EVENING = ("evening", "post", "end of", "end-of", "after")


def tell_routine(draft: ReplyDraft) -> bool:
    """The routine in one line, and the click that begins it; whether it is new in this conversation."""
    scene = draft.scene
    words = scene.words.casefold()
    is_evening = any(word in words for word in _EVENING)
    is_morning = "pre" in words or "morning" in words
    if not is_morning and scene.context.phase is DayPhase.POST_MARKET:
        is_evening = True
    parts = list(_evening(scene.context) if is_evening else _morning(scene.context))
    title = "evening routine" if is_evening else "routine before the open"
    steps = "; ".join(f"{number}) {part.text}" for number, part in enumerate(parts, start=1))
    sources = tuple(dict.fromkeys(source for part in parts for source in part.sources))
    day = scene.context.today
    if not draft.say(f"Your {title} for {day}: {steps}.", sources):
        return False
    propose_by_name(draft, "end_of_day_letter" if is_evening else "opening_intention")
    return True


def _morning(context: CoachContext) -> Iterator[SourcedSentence]:
    yield _of_the_check_in(context)
    yield from _of_plans(context)
    if context.limits:
        limits = listed(context.limits[:MOST_LIMITS])
        yield SourcedSentence(f"your limits read once: {limits}", ("rulebook:limits",))
    for commitment in context.cached.commitments[:1]:
        statement = unquoted(commitment.statement).rstrip(".")
        yield SourcedSentence(f'"{statement}" said aloud', (commitment.source,))
    for pattern in context.cached.patterns[:1]:
        words = f"one line on what you do when {name_of(pattern.detector)} comes up"
        yield SourcedSentence(words, (pattern.source,))
    for market in context.markets[:1]:
        if market.opens_at is not None:
            words = (
                f"all of it done before {market.symbol} opens, {clock(market.opens_at, context)}"
            )
            yield SourcedSentence(words, (market.source,))


def _of_the_check_in(context: CoachContext) -> SourcedSentence:
    check_in = context.check_in
    if check_in is None:
        words = f"the check-in of {context.today}: sleep, stress, focus, one intention"
        return SourcedSentence(words, (f"check_in:{context.today}",))
    low = low_measures(check_in)
    if low:
        words = f"your check-in says {low}, so half the usual number of trades"
        return SourcedSentence(words, (check_in.source,))
    return SourcedSentence("your check-in is written; read its intention", (check_in.source,))


def _of_plans(context: CoachContext) -> Iterator[SourcedSentence]:
    for plan in context.plans[:2]:
        words = (
            f"{unquoted(plan.title)}, {plan.direction} {plan.instrument},"
            f" stop {plain_decimal(plan.stop)}: still so, or cancelled"
        )
        yield SourcedSentence(words, (plan.source,))
    if not context.plans:
        instrument = usual_instrument(context) or "what you trade"
        yield SourcedSentence(f"one written plan for {instrument}, with its stop", (TODAY,))


def _evening(context: CoachContext) -> Iterator[SourcedSentence]:
    trades = counted(context.entered_today, "trade", "trades")
    words = f"the day in one line: {trades}, {money(context.net_today, context.currency)},"
    yield SourcedSentence(f"{words} {r_of(context.r_today)} R", (TODAY,))
    today = [trade for trade in context.cached.trades if trade.entry_day == context.today]
    unplanned = [trade for trade in today if not trade.is_planned]
    if unplanned:
        names = listed([trade.instrument for trade in unplanned[:3]])
        sources = tuple(trade.source for trade in unplanned[:3])
        yield SourcedSentence(f"what made you enter without a plan: {names}", sources)
    for trade in context.cached.open_trades[:2]:
        words = f"the reason to hold {trade.instrument} overnight, or out"
        yield SourcedSentence(words, (trade.source,))
    for pattern in context.cached.patterns[:1]:
        yield SourcedSentence(f"was {name_of(pattern.detector)} near today", (pattern.source,))
    yield from _of_plans(context)
