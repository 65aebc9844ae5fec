"""How the chat's record says no."""

from backend.core.errors import Conflict, NotFound


class ConversationNotFound(NotFound):
    """There is no such conversation among yours."""

    code = "conversation.not_found"
    detail = "There is no such conversation among yours."


class MessageNotFound(NotFound):
    """There is no such message among yours."""

    code = "message.not_found"
    detail = "There is no such message among yours."


class AnswerUnfinished(Conflict):
    """The answer is still being made."""

    code = "message.unfinished"
    detail = "This answer is still being made. Stop it first, or wait for it."


class AnswerFinished(Conflict):
    """The answer is final already."""

    code = "message.finished"
    detail = "This answer is finished already; there is nothing to stop."


class NothingToAnswer(Conflict):
    """Only answers, and questions that have one, can be made again."""

    code = "message.nothing_to_answer"
    detail = "Only an answer, or a question that has one, can be answered again."
