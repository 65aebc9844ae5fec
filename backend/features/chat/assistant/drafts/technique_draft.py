"""What the click of a technique would write: limits, an intention or a plan that is begun, to confirm. Pure."""

from backend.features.chat.assistant.drafts.draft import Draft, DraftKind
from backend.features.coach.coach_context.views import CoachContext
from backend.features.coach.techniques.catalogue_reader import TECHNIQUE_OF
from backend.features.coach.techniques.choice import is_in_place
from backend.features.coach.techniques.proposals import proposal_of


def technique_draft(name: str | None, context: CoachContext) -> Draft | None:
    """The draft of a technique that was taught; null where it runs already or is out of place now.

    A commitment is none: it is a part of the reply itself, which offers one only once in a conversation.
    """
    technique = TECHNIQUE_OF.get(name or "")
    if technique is None or not is_in_place(technique, context):
        return None
    proposal = proposal_of(name, context)
    if proposal is None or proposal.kind == DraftKind.COMMITMENT:
        return None
    return Draft(
        DraftKind(proposal.kind).value,
        missing=proposal.missing,
        proposal=proposal.fields,
    )
