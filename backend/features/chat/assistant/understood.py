"""What a message was taken for, as it stands beside its answer."""

from backend.core.types import JsonObject
from backend.features.chat.assistant.answer_request import AnswerRequest
from backend.features.chat.understanding.requests import RecordQuestion
from backend.features.chat.understanding.thread_state import ThreadState
from backend.features.chat.understanding.thread_words import about
from backend.features.record.questions import service as record
from backend.features.record.questions.schemas import RecordQuery


def understood_document(answer: AnswerRequest, thread: ThreadState) -> JsonObject:
    """The kind of request, what the conversation is about now, and what was not understood (`UnderstoodOut`)."""
    request = answer.request
    open_question = None if thread.asked is None else thread.asked.clarification.about
    document: JsonObject = {
        "kind": "asked_back" if request is None else request.kind.value,
        "about": about(thread),
        "not_understood": list(answer.understanding.not_understood),
        "query": None,
        "parts": [],
        "asked": open_question,
    }
    if isinstance(request, RecordQuestion):
        document["query"] = _asked(request.query)
        document["parts"] = [
            {"label": part.label, "without": _asked(part.without)}
            for part in record.parts_of(request.query)
        ]
    return document


def _asked(query: RecordQuery) -> JsonObject:
    """A question as it can be asked again."""
    document: JsonObject = query.model_dump(mode="json", exclude_defaults=True)
    return document
