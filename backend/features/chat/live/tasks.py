"""The worker's tasks of the chat."""

from backend.features.chat.live.answer_worker import AnswerWorker
from backend.transport.tasks import Tasks

tasks = Tasks()


@tasks.task("chat.answer_next")
def answer_next(worker: AnswerWorker) -> None:
    """Make the next answer that is due."""
    worker.answer_next()


@tasks.task("chat.sweep")
def sweep(worker: AnswerWorker) -> None:
    """Ring again for answers that nobody took."""
    worker.sweep()
