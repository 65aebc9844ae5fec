"""What answers a question of the trader, from the record, with its sources; or that the record does not know it. Pure.

An answer is an observation like any other, with the weight to be said before what only stands out.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from backend.core.plural import counted
from backend.core.types import plain_decimal
from backend.features.coach.behaviour.detectors.registry import KIN
from backend.features.coach.coach_context.group_comparisons import comparisons
from backend.features.coach.coach_context.views import (
    CoachContext,
    CommitmentView,
    FigureView,
    PatternView,
)
from backend.features.coach.rule_coach.observation import (
    Observation,
    ended,
    judged_by_plan,
    listed,
    name_of,
    r_of,
    result_slots,
    unquoted,
)
from backend.features.coach.rule_coach.question_topics import (
    QuestionTopic,
    behaviours_of,
    is_about_a_span,
    topics_of,
)
from backend.features.coach.verdicts.facts import money

ASKED = 300  # more than anything that only stands out can weigh
MOST_BEHAVIOURS = 2
MOST_PROMISES = 2
MOST_OTHER_LEAKS = 3
_OF_PATTERNS = ("pattern", "overcome")
# What is answered by what stands out anyway.
_OBSERVED: Mapping[QuestionTopic, tuple[str, ...]] = {
    QuestionTopic.NAMED: ("named", "named_together"),
    QuestionTopic.STOPPING: ("locked",),
}


def answers(
    context: CoachContext,
    words: str,
    observations: Sequence[Observation],
    behaviours: Sequence[str] | None = None,
) -> Iterator[Observation]:
    """What answers these words, in the order in which it is to be said.

    Args:
        context: what is known.
        words: of the message.
        observations: everything that stands out.
        behaviours: those that are talked of; null for those that the words name.
    """
    if behaviours is None:
        behaviours = behaviours_of(words)
    topics = topics_of(words)
    if QuestionTopic.LEAK in topics:
        yield from _leak(context)
    else:
        for detector in behaviours[:MOST_BEHAVIOURS]:
            yield from _behaviour(context, detector, observations)
    for topic in topics:
        if topic in _ANSWERS:
            yield from _ANSWERS[topic](context)
        kinds = _OBSERVED.get(topic, ())
        for observation in observations:
            if observation.kind in kinds:
                yield replace(observation, weight=ASKED)
    commitments = context.cached.commitments
    if QuestionTopic.PROMISES in topics and is_about_a_span(words) and commitments:
        occasions = sum(commitment.occasions for commitment in commitments)
        sources = tuple(commitment.source for commitment in commitments)
        yield _answer("promise_span", sources, many=str(occasions))


def _leak(context: CoachContext) -> Iterator[Observation]:
    """The patterns by what they are measured to cost: what cannot be measured is no leak of so much."""
    patterns = context.cached.patterns
    costly = [pattern for pattern in patterns if _cost(pattern) < 0]
    if costly:
        yield _measured_leak(sorted(costly, key=lambda leak: (_cost(leak), leak.detector)))
    elif patterns:
        gravest = patterns[0]
        yield _answer(
            "leak_unmeasured",
            (gravest.source,),
            description=gravest.description,
            name=name_of(gravest.detector),
            cost=gravest.cost or "What it costs is not known yet",
        )
    else:
        yield _answer("leak_unknown", _sources_of_record(context), trades=_trades(context))


def _measured_leak(ranked: Sequence[PatternView]) -> Observation:
    """The costliest pattern, and those that come after it."""
    worst, others = ranked[0], ranked[1 : 1 + MOST_OTHER_LEAKS]
    rest = ""
    if others:
        costs = listed([f"{name_of(leak.detector)} {_cost(leak):+.1f} R" for leak in others])
        rest = f" After it: {costs}; they overlap, so do not add them up."
    return _answer(
        "leak",
        tuple(leak.source for leak in (worst, *others)),
        name=name_of(worst.detector),
        r=f"{_cost(worst):+.1f}",
        cost=worst.cost,
        description=worst.description,
        rest=rest,
    )


def _behaviour(
    context: CoachContext,
    detector: str,
    observations: Sequence[Observation],
) -> Iterator[Observation]:
    """The pattern that is asked about; what else speaks of it; or that the record shows none."""
    patterns = context.cached.patterns
    all_patterns = (*patterns, *context.cached.overcome)
    on_record = next((pattern for pattern in all_patterns if pattern.detector == detector), None)
    if on_record is not None:
        for observation in observations:
            if observation.kind in _OF_PATTERNS and observation.sources == (on_record.source,):
                yield replace(observation, weight=ASKED)
        return
    kin = _first_kin(detector, observations)
    if kin is not None:
        yield replace(kin, weight=ASKED)
        return
    sources = tuple(pattern.source for pattern in patterns[:5])
    yield _answer(
        "pattern_none" if context.cached.trades else "pattern_unknown",
        sources or _sources_of_record(context),
        name=name_of(detector),
        trades=_trades(context),
    )


def _first_kin(detector: str, observations: Sequence[Observation]) -> Observation | None:
    """What else speaks of a behaviour, the nearest first."""
    for kind in KIN.get(detector, ()):
        for observation in observations:
            if observation.kind == kind:
                return observation
    return None


def _last_trade(context: CoachContext) -> Iterator[Observation]:
    """The last trade as a decision: by its plan, where it had one; a result alone is no measure of it."""
    last = context.last_trade
    if last is None:
        sources = _sources_of_record(context)
        yield _answer("last_trade_none", sources, trades=_trades(context))
        return
    slots = result_slots(last, context)
    yield _answer("last_trade_judged", (last.source,), **slots, judged=judged_by_plan(last))


def _promises(context: CoachContext) -> Iterator[Observation]:
    """Commitments, the most broken first; without any, the step that was agreed last."""
    commitments = sorted(
        context.cached.commitments,
        key=lambda commitment: (-commitment.broken, -commitment.occasions),
    )
    for commitment in commitments[:MOST_PROMISES]:
        yield _promise(commitment)
    rest = commitments[MOST_PROMISES:]
    if rest:
        statements = " ".join(f'"{ended(commitment.statement)}"' for commitment in rest[:5])
        sources = tuple(commitment.source for commitment in rest)
        yield _answer("promise_more", sources, count=str(len(commitments)), each=statements)
    if not commitments:
        yield _agreed_step(context)


def _promise(commitment: CommitmentView) -> Observation:
    outcome = "it was not called for yet"
    if commitment.occasions:
        times = counted(commitment.occasions, "time", "times")
        outcome = f"it was called for {times}, kept {commitment.kept}, broken {commitment.broken}"
    statement = ended(commitment.statement)
    promise = unquoted(commitment.statement).rstrip(".")
    sources = (commitment.source,)
    return _answer("promise", sources, statement=statement, promise=promise, kept=outcome)


def _agreed_step(context: CoachContext) -> Observation:
    """The step that was agreed last and of which nobody knows whether it was kept."""
    for earlier in context.cached.sessions:
        if earlier.next_step and earlier.step_kept is None:
            day, step = str(earlier.day), unquoted(earlier.next_step)
            return _answer("last_step", (earlier.source,), day=day, step=step)
    return _answer("promise_none", ("figure:today",), day=str(context.today))


def _after_losses(context: CoachContext) -> Iterator[Observation]:
    yield from _compared(
        context,
        names=("after_two_losses", "after_a_loss"),
        group="after losses",
        needs="each trade with its stop and its times",
    )


def _planned(context: CoachContext) -> Iterator[Observation]:
    yield from _compared(
        context,
        names=("planned", "premium_of_planning"),
        group="with a plan",
        unknown="with and without a plan",
        needs="a plan before the fill, and the trades with their stops",
    )


def _weekday(context: CoachContext) -> Iterator[Observation]:
    yield from _compared(
        context,
        names=("weekdays",),
        group="on that day",
        unknown="on different days of the week",
        needs="trades with their stops on two days of the week",
    )


def _compared(
    context: CoachContext,
    *,
    names: Sequence[str],
    group: str,
    needs: str,
    unknown: str | None = None,
) -> Iterator[Observation]:
    """Groups of trades held against each other; or what would have to be on record for it."""
    figures = _figures(context, names)
    for figure in figures:
        yield _answer(
            "compared",
            (figure.source,),
            sentence=figure.statement,
            n=str(figure.n),
            what=group,
        )
    if not figures:
        yield _answer(
            "compared_unknown",
            _sources_of_record(context),
            what=unknown or group,
            trades=_trades(context),
            needs=needs,
        )


def _figures(context: CoachContext, names: Sequence[str]) -> list[FigureView]:
    """Figures of the latest trades, and of the record, in the order of their names."""
    by_name = {figure.name: figure for figure in comparisons(context.cached.trades)}
    candidates = [by_name.get(name) or context.figure(name) for name in names]
    return [figure for figure in candidates if figure is not None]


def _progress(context: CoachContext) -> Iterator[Observation]:
    """The last weeks beside the whole record, and the patterns that get rarer."""
    mean, lately = context.figure("expectancy"), context.figure("lately")
    if mean is None:
        sources = _sources_of_record(context)
        yield _answer("progress_unknown", sources, trades=_trades(context))
        return
    figures = [mean] if lately is None else [mean, lately]
    statements = " ".join(figure.statement for figure in figures)
    yield _answer(
        "progress",
        tuple(figure.source for figure in figures),
        n=str(mean.n),
        sentence=f"Over the whole record: {statements}",
    )
    patterns = context.cached.patterns
    rarer = [pattern for pattern in patterns if pattern.status == "improving"]
    if rarer:
        names = listed([name_of(pattern.detector) for pattern in rarer])
        sources = tuple(pattern.source for pattern in rarer)
        yield _answer("progress_patterns", sources, names=names)


def _risk(context: CoachContext) -> Iterator[Observation]:
    """What the trader's own rulebook allows, and what the record has known; never a number of the coach's own."""
    of_risk = ("risk per trade", "daily loss")
    limits = [limit for limit in context.limits if limit.startswith(of_risk)]
    if limits:
        yield _answer("risk", ("rulebook:limits",), limits=listed(limits))
    else:
        yield _answer("risk_unknown", ("figure:today",), day=str(context.today))
    run, ranked = context.figure("longest_losing_run"), context.cached.ranked_sizes()
    if run is not None:
        yield _answer("risk_run", (run.source,), count=run.value)
    elif ranked:
        instrument, usual = ranked[0]
        yield _answer(
            "risk_usual",
            (f"figure:usual_size_{instrument}",),
            instrument=instrument,
            size=plain_decimal(usual.median),
            n=str(usual.trades),
        )


def _stopping(context: CoachContext) -> Iterator[Observation]:
    if context.holds:
        return  # the lock itself is said
    sources, limits = ["figure:today"], "no limit of yours is written"
    if context.limits:
        sources.append("rulebook:limits")
        limits = "nothing in your rulebook holds you"
    yield _answer(
        "stopping",
        tuple(sources),
        trades=counted(context.entered_today, "trade", "trades"),
        exits=str(context.exited_today),
        limits=limits,
        net=money(context.net_today, context.currency),
        r=r_of(context.r_today),
    )


def _limits(context: CoachContext) -> Iterator[Observation]:
    if not context.limits:
        yield _answer("limits_none", ("figure:today",), day=str(context.today))
        return
    sources, adherence = ["rulebook:limits"], ""
    figure = context.figure("adherence")
    if figure is not None:
        sources.append(figure.source)
        adherence = f" {figure.statement}"
    yield _answer(
        "limits",
        tuple(sources),
        limits=listed(context.limits),
        count=str(len(context.limits)),
        adherence=adherence,
    )


_ANSWERS: dict[QuestionTopic, Callable[[CoachContext], Iterator[Observation]]] = {
    QuestionTopic.LAST_TRADE: _last_trade,
    QuestionTopic.PROMISES: _promises,
    QuestionTopic.AFTER_LOSSES: _after_losses,
    QuestionTopic.PLANNED: _planned,
    QuestionTopic.WEEKDAY: _weekday,
    QuestionTopic.PROGRESS: _progress,
    QuestionTopic.RISK: _risk,
    QuestionTopic.STOPPING: _stopping,
    QuestionTopic.LIMITS: _limits,
}


def _answer(kind: str, sources: tuple[str, ...], **slots: str) -> Observation:
    return Observation(kind, ASKED, sources, slots)


def _cost(pattern: PatternView) -> Decimal:
    """What a pattern is measured to have come to in R; 0 where that is not known."""
    return pattern.measured_r or Decimal(0)


def _trades(context: CoachContext) -> str:
    """How many closed trades there are, in words."""
    net = context.figure("net")
    count = net.n if net is not None else len(context.cached.trades)
    if count:
        return counted(count, "closed trade", "closed trades")
    return "no closed trade"


def _sources_of_record(context: CoachContext) -> tuple[str, ...]:
    """What says how much there is on record."""
    figure = context.figure("net") or context.figure("trades")
    if figure is not None:
        return (figure.source,)
    last = context.last_trade
    if last is None:
        return ("figure:today",)
    return (last.source,)
