"""From a thread's state to what is shown of it."""

from backend.features.chat.threads.schemas import AskedOut, IdeaOnTableOut, ThreadOut
from backend.features.chat.understanding.thread_state import AskedBack, ThreadState
from backend.features.chat.understanding.thread_words import about


def thread_out(state: ThreadState) -> ThreadOut:
    """What a conversation is about, as the wire has it."""
    return ThreadOut(
        about=about(state),
        idea=None if state.idea is None else IdeaOnTableOut.model_validate(state.idea),
        query=state.query,
        trade_id=state.trade_id,
        plan_id=state.plan_id,
        asked=None if state.asked is None else _asked(state.asked),
    )


def _asked(question: AskedBack) -> AskedOut:
    clarification = question.clarification
    return AskedOut(
        question=clarification.question,
        about=clarification.about,
        choices=[choice.label for choice in clarification.choices],
        at=question.at,
    )
