"""The worker's tasks of the budget."""

from backend.features.ai.budget import Budget
from backend.transport.tasks import Tasks

tasks = Tasks()


@tasks.task("ai.sweep")
def sweep(budget: Budget) -> None:
    """Charge what dead workers held, forget answers that are too old."""
    budget.sweep()
