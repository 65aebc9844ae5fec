"""What binds a trader already: it is not offered as a new commitment. Pure."""

from collections.abc import Mapping, Sequence

from backend.features.coach.coach_context.views import CoachContext
from backend.features.coach.rule_coach.phrases import Step
from backend.features.record.rulebook.models import CommitmentAction, CommitmentTrigger

# A limit of the rulebook that does what a commitment would do, by how it begins in words.
_LIMITS: Mapping[CommitmentAction, str] = {
    CommitmentAction.STOP_FOR_THE_DAY: "losses in a row ",
    CommitmentAction.PAUSE: "cooling off minutes ",
}
_LOSSES = frozenset(
    {CommitmentTrigger.AFTER_LOSS, CommitmentTrigger.AFTER_LOSSES, CommitmentTrigger.AFTER_STOP}
)


def binds_already(step: Step, context: CoachContext) -> bool:
    """Whether a commitment, or a limit of the rulebook, asks after a loss for what a step would have promised."""
    if step.trigger is None or step.promise is None:
        return False
    is_after_losses = step.trigger in _LOSSES
    if is_after_losses and _is_limited(step.promise, context.limits):
        return True
    triggers = _LOSSES if is_after_losses else {step.trigger}
    return any(
        commitment.promise == step.promise and commitment.trigger in triggers
        for commitment in context.cached.commitments
    )


def _is_limited(promise: CommitmentAction, limits: Sequence[str]) -> bool:
    beginning = _LIMITS.get(promise)
    return beginning is not None and any(limit.startswith(beginning) for limit in limits)
