"""What stands out in what the coach knows, the most pressing first, with its sources and the values of slots. Pure."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import Decimal

from backend.core.plural import counted
from backend.core.types import plain_decimal
from backend.features.coach.coach_context.group_comparisons import together
from backend.features.coach.coach_context.models import DayPhase
from backend.features.coach.coach_context.views import (
    QUICK,
    CoachContext,
    CommitmentView,
    HoldView,
    PlanView,
    TradeView,
)
from backend.features.coach.coach_context.wording import clock, held_words
from backend.features.coach.rule_coach.observation import (
    Observation,
    against_plan,
    ended,
    r_of,
    result_slots,
    run_together,
    trade_slots,
)
from backend.features.coach.rule_coach.observation_weights import MessageWeights
from backend.features.coach.rule_coach.person_observations import of_person
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


def observations_of(
    context: CoachContext,
    words: str = "",
    *,
    felt: Sequence[str] = (),
    named_before: Sequence[frozenset[str]] = (),
    behaviours: Sequence[str] | None = None,
) -> list[Observation]:
    """What answers the words, then everything that stands out, the most pressing first.

    Args:
        context: what is known.
        words: of the message.
        felt: the feelings that the words show; patterns that have to do with them go first.
        named_before: the sources of the last answers, for what was said then makes room.
        behaviours: those that are talked of; null for those that the words name.
    """
    observations = [
        *_now(context),
        *_trades(context),
        *_process(context),
        *of_person(context, words),
        *_record(context),
    ]
    message = MessageWeights(context, words, felt=felt, named_before=named_before)
    observations.sort(key=message.weight_of, reverse=True)
    answered = list(answers(context, words, observations, behaviours))
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
        yield _hold(hold, context)
    for trade in context.cached.open_trades[:MOST_OPEN]:
        yield _open_trade(trade, context)
    is_day_begun = context.entered_today or context.exited_today
    if is_day_begun and context.phase is not DayPhase.PRE_MARKET:
        slots = {
            "trades": counted(context.entered_today, "trade", "trades"),
            "exits": str(context.exited_today),
            "net": money(context.net_today, context.currency),
            "r": r_of(context.r_today),
        }
        yield Observation("day", 30, ("figure:today",), slots)


def _hold(hold: HoldView, context: CoachContext) -> Observation:
    state, weight = "on caution", 55
    if hold.state == "locked":
        state, weight = hold.state, 90
    slots = {
        "state": state,
        "reason": ended(hold.reason),
        "until": clock(hold.until, context),
    }
    return Observation("locked", weight, (hold.source,), slots)


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
        trade = named[0]
        yield Observation("named", 100, (trade.source,), result_slots(trade, context))
    elif named:
        in_short = [_in_short(trade, context) for trade in named[:MOST_NAMED]]
        if len(named) > MOST_NAMED:
            in_short.append(f"and {len(named) - MOST_NAMED} more")
        slots = {
            "count": str(len(named)),
            "each": "; ".join(in_short),
            "together": together(named),
        }
        sources = ("figure:named", *(trade.source for trade in named))
        yield Observation("named_together", 100, sources, slots)


def _in_short(trade: TradeView, context: CoachContext) -> str:
    slots = result_slots(trade, context)
    return "{direction} {instrument} of {day}, {result}{planned}".format(**slots)


def _fresh_loss(context: CoachContext) -> Iterator[Observation]:
    last = context.last_trade
    if last is None or not last.is_loss or last.exit_time is None:
        return
    if context.now - last.exit_time > FRESH:
        return
    minutes = context.minutes_since(last.exit_time)
    ago = "Less than a minute"
    if minutes:
        ago = held_words(60 * minutes)
    slots = result_slots(last, context) | {"minutes": ago, "pause": str(PAUSE_MINUTES)}
    yield Observation("fresh_loss", 70, (last.source,), slots)


def _quick_entries(context: CoachContext) -> Iterator[Observation]:
    """What entries soon after a loss bring; more pressing after a loss."""
    figure = context.figure("after_a_loss")
    if figure is None:
        return
    slots = {
        "sentence": figure.statement,
        "n": str(figure.n),
        "window": str(QUICK // timedelta(minutes=1)),
        "pause": str(PAUSE_MINUTES),
    }
    weight = 28
    if context.last_trade is not None and context.last_trade.is_loss:
        weight = 60
    yield Observation("quick_entries", weight, (figure.source,), slots)


def _runs(context: CoachContext) -> Iterator[Observation]:
    """Losses and wins in a row."""
    losses, wins = context.losing_run, context.winning_run
    if len(losses) >= 2:
        planned = sum(trade.is_planned for trade in losses)
        slots = {
            "count": str(len(losses)),
            "together": run_together(losses),
            "planned": str(planned or "none"),
            "stop_at": str(STOP_AT),
        }
        ended_at = losses[0].exit_time
        weight = 25
        if ended_at is not None and context.now - ended_at <= LATELY:
            weight = 50 + min(20, 5 * len(losses))
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
    slots = {
        "unplanned": str(len(without)),
        "of": str(len(last)),
        "planned": "Not one",
        "premium": "",
    }
    if with_plan:
        slots["planned"] = f"Only {with_plan}"
    sources = [trade.source for trade in without[:5]]
    premium = context.figure("premium_of_planning")
    if premium is not None:
        sources.append(premium.source)
        slots["premium"] = _premium(premium.value, premium.n)
    yield Observation("unplanned", 38, tuple(sources), slots)


def _premium(value: str, many: int) -> str:
    way = "less" if value.startswith("-") else "more"
    difference = f"{value.removeprefix('-')} R {way}"
    return f"; the planned ones earn {difference} on average, N {many}"


def _low_adherence(context: CoachContext) -> Iterator[Observation]:
    """The latest trade whose plan was measured, where it was not kept to."""
    last = context.cached.trades[:LAST]
    scored = next((trade for trade in last if trade.adherence is not None), None)
    if scored is None or scored.adherence is None or scored.adherence >= LOW_SCORE:
        return
    slots = result_slots(scored, context) | {
        "score": str(scored.adherence),
        "broken": against_plan(scored),
    }
    yield Observation("adherence", 42, (scored.source,), slots)


def _commitment(commitment: CommitmentView) -> Iterator[Observation]:
    broken = "once" if commitment.broken == 1 else f"{commitment.broken} times"
    slots = {
        "statement": ended(commitment.statement),
        "occasions": counted(commitment.occasions, "time", "times"),
        "broken": broken,
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


def _record(context: CoachContext) -> Iterator[Observation]:
    """The record as a whole; the last trade where there is nothing else to say, and an empty record."""
    net, mean = context.figure("net"), context.figure("expectancy")
    if mean is not None and mean.n >= 5:
        figures = [figure for figure in (net, mean) if figure is not None]
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
    many = net.n if net is not None else len(context.cached.trades)
    which = "Your one closed trade"
    if many != 1:
        which = f"The latest of your {many} closed trades"
    slots = result_slots(last, context) | {"which": which}
    yield Observation("last_trade", 12, (last.source,), slots)
