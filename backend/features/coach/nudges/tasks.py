"""The beat's task of nudges."""

from backend.features.coach.nudges.worker import Prompter
from backend.transport.tasks import Tasks

tasks = Tasks()


@tasks.task("nudges.look")
def look(prompter: Prompter) -> None:
    """Look at the traders whose time has come."""
    prompter.look_at_due()
