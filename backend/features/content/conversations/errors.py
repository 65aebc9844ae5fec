"""How the chat's record says no."""

from backend.core.errors import Conflict, NotFound, OverLimit


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


class TooManyBranches(Conflict):
    """It was said, or answered, in as many ways as are kept."""

    code = "message.too_many_branches"
    detail = "This was said or answered again a hundred times. Send it as a new message."


class AnswerFinished(Conflict):
    """The answer is final already."""

    code = "message.finished"
    detail = "This answer is finished already; there is nothing to stop."


class ClientIdTaken(Conflict):
    """Another message of the user's has this client_message_id."""

    code = "message.client_id_taken"
    detail = "Another message of yours has this client_message_id: choose a new one."


class NotAnAnswer(Conflict):
    """Only an answer that is final can be judged."""

    code = "message.not_an_answer"
    detail = (
        "Only an answer that is finished can be judged: this is none, or it is still being made."
    )


class NotYourWords(Conflict):
    """Only a trader's own message can be said again in other words."""

    code = "message.not_your_words"
    detail = "This is not a message of yours: ask for another answer instead."


class NothingToAnswer(Conflict):
    """Only answers, and questions that have one, can be made again."""

    code = "message.nothing_to_answer"
    detail = "Only an answer, or a question that has one, can be answered again."


class TooManyMessages(OverLimit):
    """More messages than a minute allows."""

    code = "message.too_many"
    detail = "You are sending messages faster than the coach can think. Wait a moment."
