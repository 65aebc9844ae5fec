"""What binds a trader already: it is not offered as a new commitment. Pure."""

from collections.abc import Mapping

from backend.features.coach.coach_context.model import Background
from backend.features.coach.rule_coach.phrases import Step
from backend.features.record.rulebook.models import Promise, Trigger

# A limit of the rulebook that does what a commitment would do, by how it begins in words.
_LIMITS: Mapping[Promise, str] = {
    Promise.STOP_FOR_THE_DAY: "losses in a row ",
    Promise.PAUSE: "cooling off minutes ",
}
_LOSSES = frozenset({Trigger.AFTER_LOSS, Trigger.AFTER_LOSSES, Trigger.AFTER_STOP})


def binds_already(step: Step, seen: Background) -> bool:
    """Whether a commitment, or a limit of the rulebook, asks after a loss for what a step would have promised."""
    if step.trigger is None or step.promise is None:
        return False
    limit = _LIMITS.get(step.promise)
    if (
        step.trigger in _LOSSES
        and limit is not None
        and any(one.startswith(limit) for one in seen.limits)
    ):
        return True
    alike = _LOSSES if step.trigger in _LOSSES else {step.trigger}
    return any(
        one.promise == step.promise and one.trigger in alike for one in seen.kept.commitments
    )
