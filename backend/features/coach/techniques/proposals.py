"""What the click of a technique would create, as a draft that the trader confirms. Pure."""

from dataclasses import dataclass, field

from backend.core.types import JsonObject
from backend.features.coach.coach_context.views import CoachContext
from backend.features.coach.techniques.catalogue_reader import TECHNIQUE_OF
from backend.features.coach.techniques.schemas import PlanClick, Technique

OF_A_PLAN = ("direction", "stop_loss_level", "take_profit_targets", "position_size")


@dataclass(frozen=True, slots=True)
class TechniqueProposal:
    """A draft of a technique's click.

    Attributes:
        kind: `commitment`, `limits`, `check_in` or `plan`.
        fields: as the operation takes them; limits are those that change, to be merged into the rulebook as it is.
        missing: what the trader must still say.
    """

    technique: str
    kind: str
    label: str
    fields: JsonObject
    missing: list[str] = field(default_factory=list)


_LABELS = {
    "commitment": "Make it a commitment",
    "limits": "Write it into my rulebook",
    "check_in": "Write it into my check-in",
    "plan": "Begin the plan",
}


def proposal_of(name: str | None, context: CoachContext) -> TechniqueProposal | None:
    """The draft of a technique by its name; null for a name that is none."""
    technique = TECHNIQUE_OF.get(name or "")
    if technique is None:
        return None
    click = technique.click
    fields, missing = click.fields(), []
    if isinstance(click, PlanClick):
        instrument = usual_instrument(context)
        missing = list(OF_A_PLAN)
        if instrument is None:
            missing.insert(0, "instrument")
        else:
            fields = {**fields, "instrument": instrument}
    return TechniqueProposal(technique.name, click.kind, _LABELS[click.kind], fields, missing)


def usual_instrument(context: CoachContext) -> str | None:
    """What is held, or traded most, or was traded last."""
    cached = context.cached
    candidates = [trade.instrument for trade in cached.open_trades[:1]]
    candidates += [instrument for instrument, _ in cached.ranked_sizes()[:1]]
    candidates += [trade.instrument for trade in cached.trades[:1]]
    return next(iter(candidates), None)


def action_of(technique: Technique, context: CoachContext) -> str:
    """What to do now, with what is traded."""
    instrument = usual_instrument(context) or "your instrument"
    return technique.action.format(instrument=instrument, day=context.today)
