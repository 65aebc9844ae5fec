"""The beat's task of the demo."""

from backend.features.operations.demo.year_worker import YearWorker
from backend.transport.tasks import Tasks

tasks = Tasks()


@tasks.task("demo.write_year")
def write_year(worker: YearWorker) -> None:
    """Begin to write the year that was asked for, by a thread of its own."""
    worker.begin_due()
