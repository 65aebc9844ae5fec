"""A technique as the coach tells it: why, by whom shown, with the trader's own figures, and one thing now. Pure."""

from collections.abc import Sequence

from backend.core.plural import counted
from backend.features.coach.coach_context.views import CoachContext, PatternView
from backend.features.coach.rule_coach.fact_clauses import TODAY
from backend.features.coach.rule_coach.observation import name_of, r_of
from backend.features.coach.rule_coach.reply_draft import ReplyDraft
from backend.features.coach.rule_coach.scene import FEELING
from backend.features.coach.rule_coach.schemas import Proposed
from backend.features.coach.techniques.catalogue_reader import TECHNIQUE_OF, citation
from backend.features.coach.techniques.choice import (
    TechniqueChoice,
    TechniqueNeed,
    choose,
    first_fitting,
)
from backend.features.coach.techniques.proposals import action_of
from backend.features.coach.techniques.running import TechniqueOutcome
from backend.features.coach.techniques.schemas import CommitmentClick, Technique


def teach(draft: ReplyDraft, detectors: Sequence[str], feelings: Sequence[str] = ()) -> bool:
    """Tell the technique that fits best, once in a conversation; whether there is one."""
    if draft.technique is not None or draft.step is not None:
        return False
    choice = choose(_need(draft, detectors, feelings))
    if choice is None:
        return False
    purposes, sources = _purposes(choice, draft, detectors, feelings)
    return _tell(draft, choice, purposes, sources)


def teach_one_of(draft: ReplyDraft, names: Sequence[str], purposes: Sequence[str]) -> bool:
    """Tell the first of these techniques that fits; whether there is one.

    Args:
        draft: of the reply.
        names: the techniques, what serves best first.
        purposes: ways to say what it is for, such as "For the hand that stops".
    """
    if draft.technique is not None or draft.step is not None:
        return False
    choice = first_fitting(_need(draft, (), ()), names)
    return choice is not None and _tell(draft, choice, purposes, ())


def _need(draft: ReplyDraft, detectors: Sequence[str], feelings: Sequence[str]) -> TechniqueNeed:
    scene = draft.scene
    return TechniqueNeed(
        context=scene.context,
        detectors=detectors,
        feelings=feelings,
        said=frozenset(scene.techniques),
        offers=scene.offers,
        commits=not scene.is_promise_offered,
    )


def _tell(
    draft: ReplyDraft, choice: TechniqueChoice, purposes: Sequence[str], sources: tuple[str, ...]
) -> bool:
    """Say what it is for, why it works and by whom that was shown, what came of it before, and offer its click."""
    scene, technique = draft.scene, choice.technique
    lesson = f"{technique.title}, because {technique.reason} ({citation(technique)})"
    spoken = "".join(scene.before)
    purpose = next(
        (purpose for purpose in purposes if purpose not in spoken), f"Beside that, {technique.name}"
    )
    if not draft.say(f"{purpose}: {lesson}.", (technique.source, *sources)):
        return False
    if choice.outcome is not None:
        draft.say(_outcome_words(choice.outcome, scene.context), (technique.source,))
    return propose(draft, technique)


def propose(draft: ReplyDraft, technique: Technique) -> bool:
    """Offer the click of a technique; whether it is offered."""
    action = action_of(technique, draft.scene.context)
    promise = None
    if isinstance(technique.click, CommitmentClick):
        promise = Proposed.model_validate(technique.click.fields())
    if not draft.offer(action, (technique.source,), promise):
        return False
    draft.technique = technique.name
    return True


def propose_by_name(draft: ReplyDraft, name: str) -> bool:
    """Offer the click of a technique that is known to fit; whether it is offered."""
    if name in draft.scene.techniques:
        return False
    return propose(draft, TECHNIQUE_OF[name])


def _purposes(
    choice: TechniqueChoice,
    draft: ReplyDraft,
    detectors: Sequence[str],
    feelings: Sequence[str],
) -> tuple[list[str], tuple[str, ...]]:
    """Ways to say what it is for, in the trader's own figures, with their sources."""
    context, pattern = draft.scene.context, choice.pattern
    if pattern is not None:
        return _of_pattern(pattern, context), (pattern.source,)
    so_far = _so_far(context)
    if detectors:
        name = name_of(detectors[0])
        return [f"Against {name}, {so_far}", f"Also against {name}, {so_far}"], (TODAY,)
    felt = next(iter(feelings), "heat")
    name = felt.replace("_", " ")
    texts = [f"For a moment of {name}, {so_far}", f"Another one for {name}, {so_far}"]
    return texts, (f"{FEELING}{felt}" if feelings else TODAY,)


def _of_pattern(pattern: PatternView, context: CoachContext) -> list[str]:
    """A pattern by its cost, how often it was, and when it was last."""
    name = name_of(pattern.detector)
    texts = []
    if pattern.measured_r is not None and pattern.measured_r < 0:
        texts.append(f"Against {name}, which comes to {r_of(pattern.measured_r)} R so far")
    _, _, often = pattern.description.partition(": ")
    if often:
        texts.append(f"For {name}, seen {often}")
    if pattern.last_seen is not None:
        day = context.local(pattern.last_seen).date()
        texts.append(f"So that {day} stays the last day of {name}")
    texts.append(f"Also for {name}, at severity {pattern.severity} of 5")
    return texts


def _so_far(context: CoachContext) -> str:
    """Where the trader stands, in few words."""
    figure = context.figure("net")
    count = figure.n if figure is not None else len(context.cached.trades)
    if not count:
        return f"before your first trade on record, as of {context.today}"
    today = counted(context.entered_today, "trade", "trades")
    return f"after {count} closed trades and {today} today"


def _outcome_words(outcome: TechniqueOutcome, context: CoachContext) -> str:
    day = context.local(outcome.taken_at).date()
    return (
        f"You took it up on {day}: {r_of(outcome.before)} R a trade before it over {outcome.trades_before},"
        f" {r_of(outcome.after)} R after it over {outcome.trades_after}, which is soft evidence."
    )
