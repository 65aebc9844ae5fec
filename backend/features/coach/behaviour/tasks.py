"""The workers' task of behaviour: rung when something was noted, and by the beat."""

from backend.features.coach.behaviour.detection.worker import BehaviourDesk
from backend.transport.tasks import Tasks

tasks = Tasks()


@tasks.task("behaviour.repair")
def repair(desk: BehaviourDesk) -> None:
    """Note the records that changed without a note."""
    desk.note_unnoted()


@tasks.task("behaviour.look")
def look(desk: BehaviourDesk) -> None:
    """Run the detectors over the records that changed."""
    desk.look_at_due()
