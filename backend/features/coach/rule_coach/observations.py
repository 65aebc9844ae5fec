"""What stands out in what the coach knows, the most pressing first, with its sources and the values of slots. Pure."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import Decimal

from backend.core.plural import counted
from backend.core.types import plain_decimal
from backend.features.coach.coach_context.group_comparisons import together
from backend.features.coach.coach_context.models import Phase
from backend.features.coach.coach_context.views import (
    QUICK,
    CheckInView,
    CoachContext,
    CommitmentView,
    PatternView,
    PlanView,
    TradeView,
)
from backend.features.coach.coach_context.wording import clock, held_words
from backend.features.coach.memory.models import MemoryKind
from backend.features.coach.memory.statement_matching import share_of
from backend.features.coach.rule_coach.observation import (
    Observation,
    ended,
    listed,
    name_of,
    r_of,
    result_slots,
    run_together,
    trade_slots,
    unquoted,
)
from backend.features.coach.rule_coach.observation_weights import MessageWeights
from backend.features.coach.rule_coach.question_answers import answers
from backend.features.coach.verdicts.facts import money

FRESH = timedelta(hours=2)
LATELY = timedelta(days=1)  # an older run says little about this moment
LARGE = Decimal("1.5")
LOW_SCORE = 70
LAST = 10  # trades among which unplanned ones are counted
PAUSE_MINUTES = 20  # longer than what counts as a quick entry after a loss
STOP_AT = 3
MOST_OPEN = 3
MOST_NAMED = 5
MOST_OF_A_RUN = 8  # trades of a run that are named as its sources
FITS = 1 / 3  # this share of a memory's words in the message makes it the topic
COSTLY = 10  # a pattern whose cost is measured goes before one whose cost is not


def observations_of(
    context: CoachContext,
    words: str = "",
    *,
    felt: Sequence[str] = (),
    named_before: Sequence[frozenset[str]] = (),
) -> list[Observation]:
    """What answers the words, then everything that stands out, the most pressing first.

    Args:
        context: what is known.
        words: of the message.
        felt: the feelings that the words show; patterns that have to do with them go first.
        named_before: the sources of the last answers, for what was said then makes room.
    """
    observations = [
        *_now(context),
        *_trades(context),
        *_process(context),
        *_person(context, words),
        *_record(context),
    ]
    message = MessageWeights(context, words, felt=felt, named_before=named_before)
    observations.sort(key=message.weight_of, reverse=True)
    answered = list(answers(context, words, observations))
    already = {(answer.kind, answer.sources) for answer in answered}
    rest = [
        observation
        for observation in observations
        if (observation.kind, observation.sources) not in already
    ]
    return [*answered, *rest]


def _now(context: CoachContext) -> Iterator[Observation]:
    """What holds the session, what is open, and the day so far."""
    for hold in context.holds:
        is_locked = hold.state == "locked"
        slots = {
            "state": hold.state if is_locked else "on caution",
            "reason": ended(hold.reason),
            "until": clock(hold.until, context),
        }
        yield Observation("locked", 90 if is_locked else 55, (hold.source,), slots)
    for trade in context.cached.open_trades[:MOST_OPEN]:
        yield _open_trade(trade, context)
    if context.entered_today and context.phase is not Phase.PRE_MARKET:
        slots = {
            "trades": counted(context.entered_today, "trade", "trades"),
            "net": money(context.net_today, context.currency),
            "r": r_of(context.r_today),
        }
        yield Observation("day", 30, ("figure:today",), slots)


def _open_trade(trade: TradeView, context: CoachContext) -> Observation:
    slots = trade_slots(trade, context) | {"entry": plain_decimal(trade.entry_price)}
    if trade.stop_price is None:
        slots["stop"] = "no stop"
        return Observation("open_without_stop", 65, (trade.source,), slots)
    slots["stop"] = f"stop {plain_decimal(trade.stop_price)}"
    return Observation("open_trade", 30, (trade.source,), slots)


def _trades(context: CoachContext) -> Iterator[Observation]:
    """What it is about, the last loss, what quick entries bring, runs, and the latest size."""
    yield from _named(context)
    yield from _fresh_loss(context)
    yield from _quick_entries(context)
    yield from _runs(context)
    yield from _oversize(context)


def _named(context: CoachContext) -> Iterator[Observation]:
    """What it is about: one trade, or several in one sentence."""
    named = context.named
    if len(named) == 1:
        yield Observation("named", 100, (named[0].source,), result_slots(named[0], context))
    elif named:
        trades = "; ".join(_in_short(trade, context) for trade in named[:MOST_NAMED])
        if len(named) > MOST_NAMED:
            trades += f"; and {len(named) - MOST_NAMED} more"
        slots = {"count": str(len(named)), "each": trades, "together": together(named)}
        sources = ("figure:named", *(trade.source for trade in named))
        yield Observation("named_together", 100, sources, slots)


def _in_short(trade: TradeView, context: CoachContext) -> str:
    return "{direction} {instrument} of {day}, {result}{planned}".format(
        **result_slots(trade, context)
    )


def _fresh_loss(context: CoachContext) -> Iterator[Observation]:
    last = context.last_trade
    if last is None or not last.is_loss or last.exit_time is None:
        return
    if context.now - last.exit_time > FRESH:
        return
    minutes = context.minutes_since(last.exit_time)
    slots = result_slots(last, context) | {
        "minutes": held_words(60 * minutes) if minutes else "Less than a minute",
        "pause": str(PAUSE_MINUTES),
    }
    yield Observation("fresh_loss", 70, (last.source,), slots)


def _quick_entries(context: CoachContext) -> Iterator[Observation]:
    """What entries soon after a loss bring; more pressing after a loss."""
    figure = context.figure("after_a_loss")
    if figure is None:
        return
    last = context.last_trade
    slots = {
        "sentence": figure.statement,
        "n": str(figure.n),
        "window": str(int(QUICK.total_seconds() // 60)),
        "pause": str(PAUSE_MINUTES),
    }
    is_after_a_loss = last is not None and last.is_loss
    yield Observation("quick_entries", 60 if is_after_a_loss else 28, (figure.source,), slots)


def _runs(context: CoachContext) -> Iterator[Observation]:
    """Losses and wins in a row."""
    losses, wins = context.losing_run, context.winning_run
    if len(losses) >= 2:
        ended_at = losses[0].exit_time
        is_recent = ended_at is not None and context.now - ended_at <= LATELY
        slots = {
            "count": str(len(losses)),
            "together": run_together(losses),
            "planned": str(sum(trade.is_planned for trade in losses) or "none"),
            "stop_at": str(STOP_AT),
        }
        weight = 50 + min(20, 5 * len(losses)) if is_recent else 25
        yield Observation("losing_run", weight, _run_sources("losing_run", losses), slots)
    if len(wins) >= 3:
        slots = {"count": str(len(wins)), "together": run_together(wins)}
        yield Observation("winning_run", 35, _run_sources("winning_run", wins), slots)


def _run_sources(name: str, run: Sequence[TradeView]) -> tuple[str, ...]:
    return (f"figure:{name}", *(trade.source for trade in run[:MOST_OF_A_RUN]))


def _oversize(context: CoachContext) -> Iterator[Observation]:
    """The latest position beside the usual size of its instrument."""
    cached = context.cached
    candidates = (*cached.open_trades[:MOST_OPEN], *cached.trades[:1])
    latest = max(candidates, key=lambda trade: trade.entry_time, default=None)
    if latest is None or latest.instrument not in cached.usual_sizes:
        return
    usual = cached.usual_sizes[latest.instrument]
    if latest.size < LARGE * usual.median:
        return
    ratio = (latest.size / usual.median).quantize(Decimal("0.1"))
    slots = trade_slots(latest, context) | {
        "usual": plain_decimal(usual.median),
        "n": str(usual.trades),
        "ratio": str(ratio),
    }
    sources = (latest.source, f"figure:usual_size_{latest.instrument}")
    yield Observation("oversize", 60, sources, slots)


def _process(context: CoachContext) -> Iterator[Observation]:
    """Trades without plans, a plan that was not kept to, commitments, and plans that wait."""
    yield from _unplanned(context)
    yield from _low_adherence(context)
    for commitment in context.cached.commitments:
        yield from _commitment(commitment)
    for plan in context.named_plans:
        yield _plan(plan, weight=100)
    for plan in context.plans[:3]:
        yield _plan(plan, weight=32)


def _unplanned(context: CoachContext) -> Iterator[Observation]:
    """Most of the last trades had no plan, and what plans are worth."""
    last = context.cached.trades[:LAST]
    without = [trade for trade in last if not trade.is_planned]
    if len(last) < 3 or len(without) * 2 <= len(last):
        return
    with_plan = len(last) - len(without)
    sources = [trade.source for trade in without[:5]]
    premium = context.figure("premium_of_planning")
    premium_words = ""
    if premium is not None:
        sources.append(premium.source)
        premium_words = _premium(premium.value, premium.n)
    slots = {
        "unplanned": str(len(without)),
        "of": str(len(last)),
        "planned": f"Only {with_plan}" if with_plan else "Not one",
        "premium": premium_words,
    }
    yield Observation("unplanned", 38, tuple(sources), slots)


def _premium(value: str, many: int) -> str:
    difference = f"{value.removeprefix('-')} R {'less' if value.startswith('-') else 'more'}"
    return f"; the planned ones earn {difference} on average, N {many}"


def _low_adherence(context: CoachContext) -> Iterator[Observation]:
    """The latest trade whose plan was measured, where it was not kept to."""
    last = context.cached.trades[:LAST]
    scored = next((trade for trade in last if trade.adherence is not None), None)
    if scored is None or scored.adherence is None or scored.adherence >= LOW_SCORE:
        return
    broken = f": {listed(scored.broken)} went against it" if scored.broken else ""
    slots = result_slots(scored, context) | {"score": str(scored.adherence), "broken": broken}
    yield Observation("adherence", 42, (scored.source,), slots)


def _commitment(commitment: CommitmentView) -> Iterator[Observation]:
    slots = {
        "statement": ended(commitment.statement),
        "occasions": counted(commitment.occasions, "time", "times"),
        "broken": "once" if commitment.broken == 1 else f"{commitment.broken} times",
    }
    if commitment.broken:
        yield Observation("commitment_broken", 48, (commitment.source,), slots)
    elif commitment.kept:
        yield Observation("commitment_kept", 26, (commitment.source,), slots)


def _plan(plan: PlanView, *, weight: int) -> Observation:
    slots = {
        "title": plan.title,
        "direction": plan.direction,
        "size": plain_decimal(plan.size),
        "instrument": plan.instrument,
        "stop": plain_decimal(plan.stop),
    }
    return Observation("plan", weight, (plan.source,), slots)


def _person(context: CoachContext, words: str) -> Iterator[Observation]:
    """Patterns, the check-in, what the trader said, and what was agreed last time."""
    for pattern in sorted(context.cached.patterns, key=lambda pattern: pattern.measured_r or 0):
        if pattern.status in ("active", "improving"):
            yield _pattern(pattern, context)
    yield from _check_in(context)
    yield from _memories(context, words)
    step = next((earlier for earlier in context.cached.sessions if earlier.next_step), None)
    if step is not None and step.next_step is not None and step.step_kept is None:
        slots = {"day": str(step.day), "step": unquoted(step.next_step)}
        yield Observation("last_step", 34, (step.source,), slots)


def _pattern(pattern: PatternView, context: CoachContext) -> Observation:
    if pattern.last_seen:
        last = f", last on {context.local(pattern.last_seen).date()}"
    else:
        last = ""
    slots = {
        "description": pattern.description,
        "name": name_of(pattern.detector),
        "last": last,
        "cost": f" {pattern.cost}." if pattern.cost else "",
    }
    weight = 30 + 5 * pattern.severity
    if pattern.status == "improving":
        weight -= 10
    if pattern.measured_r is not None and pattern.measured_r < 0:
        weight += COSTLY
    return Observation("pattern", weight, (pattern.source,), slots)


def _check_in(context: CoachContext) -> Iterator[Observation]:
    check_in = context.check_in
    if check_in is None:
        if context.phase is Phase.PRE_MARKET:
            slots = {"day": str(context.today)}
            yield Observation("no_check_in", 22, (f"check_in:{context.today}",), slots)
        return
    low = low_measures(check_in)
    if low:
        slots = {"low": low, "short": low.split(",")[0].split(" and ")[0]}
        yield Observation("check_in", 44, (check_in.source,), slots)


def low_measures(check_in: CheckInView) -> str:
    """What of a check-in is out of the ordinary for the worse; empty where nothing is."""
    measures = []
    if check_in.sleep_hours is not None and check_in.sleep_hours < 6:
        measures.append(f"{plain_decimal(check_in.sleep_hours)} hours of sleep")
    if check_in.stress is not None and check_in.stress >= 4:
        measures.append(f"stress {check_in.stress} of 5")
    for name in ("mood", "energy", "focus"):
        value = getattr(check_in, name)
        if value is not None and value <= 2:
            measures.append(f"{name} {value} of 5")
    return listed(measures)


def _memories(context: CoachContext, words: str) -> Iterator[Observation]:
    for memory in context.memories[:5]:
        kind = "memory_goal" if memory.kind == MemoryKind.GOAL else "memory"
        is_topic = bool(words) and share_of(memory.statement, words) >= FITS
        slots = {
            "day": str(context.local(memory.learned_at).date()),
            "statement": unquoted(memory.statement),
        }
        yield Observation(kind, 52 if is_topic else 24, (memory.source,), slots)


def _record(context: CoachContext) -> Iterator[Observation]:
    """The record as a whole; the last trade where there is nothing else to say, and an empty record."""
    net, mean = context.figure("net"), context.figure("expectancy")
    if mean is not None and mean.n >= 5:
        figures = (mean,) if net is None else (net, mean)
        sources = tuple(figure.source for figure in figures)
        sentence = " ".join(figure.statement for figure in figures)
        slots = {"sentence": sentence, "value": mean.value, "n": str(mean.n)}
        yield Observation("figures", 20, sources, slots)
    training = context.figure("training")
    if training is not None:
        slots = {"sentence": training.statement, "value": training.value}
        yield Observation("training", 18, (training.source,), slots)
    last = context.last_trade
    if last is None:
        yield Observation("empty", 10, ("figure:trades",))
        return
    many = net.n if net else len(context.cached.trades)
    if many != 1:
        subject = f"The latest of your {many} closed trades"
    else:
        subject = "Your one closed trade"
    yield Observation(
        "last_trade",
        12,
        (last.source,),
        result_slots(last, context) | {"which": subject},
    )
