"""What answers a question of the trader, from the record, with its sources; or that the record does not know it. Pure.

An answer is a standout like any other, with the weight to be said before what only stands out.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from backend.core.plural import counted
from backend.core.types import plain_decimal
from backend.features.coach.behaviour.detectors.registry import DESCRIPTORS
from backend.features.coach.coach_context.group_comparisons import comparisons
from backend.features.coach.coach_context.model import Background, PatternSeen, TradeSeen
from backend.features.coach.rule_coach.observation import (
    NAMES,
    Standout,
    ended,
    listed,
    r_of,
    result_slots,
)
from backend.features.coach.rule_coach.question_topics import (
    Subject,
    behaviours_of,
    is_about_a_span,
    subjects_of,
)
from backend.features.coach.verdicts.facts import money

ASKED = 300  # more than anything that only stands out can weigh
MOST_PROMISES = 2
GOOD_SCORE = 80
# What else speaks of a behaviour that no pattern is on record of: it is said instead of "there is none".
_KIN = {descriptor.detector.value: descriptor.kin for descriptor in DESCRIPTORS}
# What is answered by what stands out anyway.
_NOTICED: Mapping[Subject, tuple[str, ...]] = {
    Subject.NAMED: ("named", "named_together"),
    Subject.STOPPING: ("locked",),
}


def answers(seen: Background, words: str, noticed: list[Standout]) -> Iterator[Standout]:
    """What answers these words, in the order in which it is to be said."""
    subjects = subjects_of(words)
    if Subject.LEAK in subjects:
        yield from _leak(seen)
    elif behaviours := behaviours_of(words):
        for detector in behaviours[:2]:
            yield from _behaviour(seen, detector, noticed)
    for subject in subjects:
        if subject in _ANSWERS:
            yield from _ANSWERS[subject](seen)
        kinds = _NOTICED.get(subject, ())
        yield from (replace(one, weight=ASKED) for one in noticed if one.kind in kinds)
    if Subject.PROMISES in subjects and is_about_a_span(words) and seen.kept.commitments:
        yield _told(
            "promise_span",
            tuple(one.source for one in seen.kept.commitments),
            many=str(_occasions(seen)),
        )


def _leak(seen: Background) -> Iterator[Standout]:
    """The patterns by what they are measured to cost: what cannot be measured is no leak of so much."""
    costs = [
        (one.measured_r, one)
        for one in seen.kept.patterns
        if one.measured_r is not None and one.measured_r < 0
    ]
    ranked = sorted(costs, key=lambda one: (one[0], one[1].detector))
    if ranked:
        cost, worst = ranked[0]
        others = [f"{_name(one)} {r:+.1f} R" for r, one in ranked[1:4]]
        rest = (
            f" After it: {listed(others)}; they overlap, so do not add them up." if others else ""
        )
        yield _told(
            "leak", tuple(one.source for _, one in ranked[:4]),
            name=_name(worst), r=f"{cost:+.1f}", cost=worst.cost, description=worst.description, rest=rest,
        )  # fmt: skip
    elif seen.kept.patterns:
        gravest = seen.kept.patterns[0]
        cost_words = gravest.cost or "What it costs is not known yet"
        yield _told("leak_unmeasured", (gravest.source,), description=gravest.description, name=_name(gravest),
                    cost=cost_words)  # fmt: skip
    else:
        yield _told("leak_unknown", _of_record(seen), trades=_trades(seen))


def _behaviour(seen: Background, detector: str, noticed: list[Standout]) -> Iterator[Standout]:
    """The pattern that is asked about; what else speaks of it; or that the record shows none."""
    name = NAMES.get(detector, detector.replace("_", " "))
    on_record = next((one for one in seen.kept.patterns if one.detector == detector), None)
    kin = [one for kind in _KIN.get(detector, ()) for one in noticed if one.kind == kind]
    if on_record is not None:
        found = (
            one for one in noticed if one.kind == "pattern" and one.sources == (on_record.source,)
        )
        yield from (replace(one, weight=ASKED) for one in found)
    elif kin:
        yield replace(kin[0], weight=ASKED)
    else:
        sources = tuple(one.source for one in seen.kept.patterns[:5]) or _of_record(seen)
        kind = "pattern_none" if seen.kept.trades else "pattern_unknown"
        yield _told(kind, sources, name=name, trades=_trades(seen))


def _last_trade(seen: Background) -> Iterator[Standout]:
    """The last trade as a decision: by its plan, where it had one; a result alone is no measure of it."""
    last = seen.kept.trades[0] if seen.kept.trades else None
    if last is None:
        yield _told("last_trade_none", _of_record(seen), trades=_trades(seen))
        return
    yield _told(
        "last_trade_judged", (last.source,), **result_slots(last, seen), judged=_judged(last)
    )


def _judged(one: TradeSeen) -> str:
    against = f": {listed(one.broken)} went against it" if one.broken else ""
    if not one.is_planned:
        return "Without a plan from before the fill only its result is on record, and that does not say if it was good"
    if one.adherence is None:
        return "It had a plan before the fill; how well it kept to it is not measured"
    if one.adherence >= GOOD_SCORE:
        return f"As a decision it was good, whatever it made: it kept {one.adherence} of 100 of its plan{against}"
    return f"As a decision it was not good, whatever it made: it kept {one.adherence} of 100 of its plan{against}"


def _promises(seen: Background) -> Iterator[Standout]:
    promised = sorted(seen.kept.commitments, key=lambda one: (-one.broken, -one.occasions))
    for one in promised[:MOST_PROMISES]:
        if not one.occasions:
            kept = "it was not called for yet"
        else:
            times = counted(one.occasions, "time", "times")
            kept = f"it was called for {times}, kept {one.kept}, broken {one.broken}"
        yield _told("promise", (one.source,), statement=ended(one.statement), kept=kept)
    if len(promised) > MOST_PROMISES:
        rest = promised[MOST_PROMISES:]
        each = " ".join(f'"{ended(one.statement)}"' for one in rest[:5])
        yield _told(
            "promise_more", tuple(one.source for one in rest), count=str(len(promised)), each=each
        )
    step = next(
        (one for one in seen.kept.sessions if one.next_step and one.step_kept is None), None
    )
    if not promised and step is None:
        yield _told("promise_none", ("figure:today",), day=str(seen.today))
    elif not promised and step is not None:
        slots = {"day": str(step.day), "step": (step.next_step or "").replace('"', "'")}
        yield Standout("last_step", ASKED, (step.source,), slots)


def _occasions(seen: Background) -> int:
    return sum(one.occasions for one in seen.kept.commitments)


def _after_losses(seen: Background) -> Iterator[Standout]:
    found = [one for one in comparisons(seen.kept.trades) if one.name == "after_two_losses"]
    quick = seen.figure("after_a_loss")
    for one in (*found, *([quick] if quick else [])):
        yield _told(
            "compared", (one.source,), sentence=one.statement, n=str(one.n), what="after losses"
        )
    if not found and quick is None:
        yield _told("compared_unknown", _of_record(seen), what="after losses", trades=_trades(seen),
                    needs="each trade with its stop and its times")  # fmt: skip


def _planned(seen: Background) -> Iterator[Standout]:
    found = [one for one in comparisons(seen.kept.trades) if one.name == "planned"]
    premium = seen.figure("premium_of_planning")
    for one in (*found, *([premium] if premium else [])):
        yield _told(
            "compared", (one.source,), sentence=one.statement, n=str(one.n), what="with a plan"
        )
    if not found and premium is None:
        yield _told("compared_unknown", _of_record(seen), what="with and without a plan", trades=_trades(seen),
                    needs="a plan before the fill, and the trades with their stops")  # fmt: skip


def _weekday(seen: Background) -> Iterator[Standout]:
    found = next((one for one in comparisons(seen.kept.trades) if one.name == "weekdays"), None)
    if found is None:
        yield _told("compared_unknown", _of_record(seen), what="on different days of the week", trades=_trades(seen),
                    needs="trades with their stops on two days of the week")  # fmt: skip
    else:
        yield _told(
            "compared",
            (found.source,),
            sentence=found.statement,
            n=str(found.n),
            what="on that day",
        )


def _progress(seen: Background) -> Iterator[Standout]:
    """The last weeks beside the whole record, and the patterns that get rarer."""
    lately, mean = seen.figure("lately"), seen.figure("expectancy")
    better = [one for one in seen.kept.patterns if one.status == "improving"]
    if mean is None:
        yield _told("progress_unknown", _of_record(seen), trades=_trades(seen))
        return
    beside = f" {lately.statement}" if lately is not None else ""
    sources = (mean.source, *([lately.source] if lately is not None else []))
    yield _told(
        "progress",
        sources,
        n=str(mean.n),
        sentence=f"Over the whole record: {mean.statement}{beside}",
    )
    if better:
        names = listed([_name(one) for one in better])
        yield _told("progress_patterns", tuple(one.source for one in better), names=names)


def _risk(seen: Background) -> Iterator[Standout]:
    """What the trader's own rulebook allows, and what the record has known; never a number of the coach's own."""
    own = [one for one in seen.limits if one.startswith(("risk per trade", "daily loss"))]
    if own:
        yield _told("risk", ("rulebook:limits",), limits=listed(own))
    else:
        yield _told("risk_unknown", ("figure:today",), day=str(seen.today))
    run, usual = (
        seen.figure("longest_losing_run"),
        sorted(seen.kept.usual_sizes.items(), key=lambda one: -one[1][1]),
    )
    if run is not None:
        yield _told("risk_run", (run.source,), count=run.value)
    elif usual:
        name, (size, many) = usual[0]
        yield _told(
            "risk_usual",
            (f"figure:usual_size_{name}",),
            instrument=name,
            size=plain_decimal(size),
            n=str(many),
        )


def _stopping(seen: Background) -> Iterator[Standout]:
    if seen.holds:
        return  # the lock itself is said
    limits = "nothing in your rulebook holds you" if seen.limits else "no limit of yours is written"
    sources = ("figure:today", *(("rulebook:limits",) if seen.limits else ()))
    yield _told("stopping", sources, trades=counted(seen.entered_today, "trade", "trades"), limits=limits,
                net=money(seen.net_today, seen.currency), r=r_of(seen.r_today))  # fmt: skip


def _limits(seen: Background) -> Iterator[Standout]:
    if seen.limits:
        kept = seen.figure("adherence")
        adherence = f" {kept.statement}" if kept is not None else ""
        sources = ("rulebook:limits", *((kept.source,) if kept is not None else ()))
        count = str(len(seen.limits))
        yield _told("limits", sources, limits=listed(seen.limits), count=count, adherence=adherence)
    else:
        yield _told("limits_none", ("figure:today",), day=str(seen.today))


_ANSWERS: dict[Subject, Callable[[Background], Iterator[Standout]]] = {
    Subject.LAST_TRADE: _last_trade,
    Subject.PROMISES: _promises,
    Subject.AFTER_LOSSES: _after_losses,
    Subject.PLANNED: _planned,
    Subject.WEEKDAY: _weekday,
    Subject.PROGRESS: _progress,
    Subject.RISK: _risk,
    Subject.STOPPING: _stopping,
    Subject.LIMITS: _limits,
}


def _told(kind: str, sources: tuple[str, ...], **slots: str) -> Standout:
    return Standout(kind, ASKED, sources, slots)


def _name(one: PatternSeen) -> str:
    return NAMES.get(one.detector, one.detector.replace("_", " "))


def _trades(seen: Background) -> str:
    """How many closed trades there are, in words."""
    many = seen.figure("net")
    count = many.n if many is not None else len(seen.kept.trades)
    return counted(count, "closed trade", "closed trades") if count else "no closed trade"


def _of_record(seen: Background) -> tuple[str, ...]:
    """What says how much there is on record."""
    found = seen.figure("net") or seen.figure("trades")
    return (
        (found.source,)
        if found is not None
        else tuple(one.source for one in seen.kept.trades[:1]) or ("figure:today",)
    )
