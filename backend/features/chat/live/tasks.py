"""The worker's tasks of the chat."""

from backend.features.chat.live.answer_worker import AnswerDesk
from backend.transport.tasks import Tasks

tasks = Tasks()


@tasks.task("chat.answer_next")
def answer_next(desk: AnswerDesk) -> None:
    """Make the next answer that is due."""
    desk.answer_next()


@tasks.task("chat.sweep")
def sweep(desk: AnswerDesk) -> None:
    """Ring again for answers that nobody took."""
    desk.sweep()
