"""What a message wants beside its first request, where the record alone tells it: "long ES 4500, and how do I do on it"."""

from dataclasses import replace

from backend.features.chat.assistant.answer_request import AlsoTold, AnswerRequest
from backend.features.chat.assistant.makers.book_answer import BookAnswer
from backend.features.chat.assistant.makers.maker import MakerTools
from backend.features.chat.assistant.makers.question_answer import QuestionAnswer
from backend.features.chat.understanding.request_kinds import RequestKind
from backend.features.chat.understanding.requests import (
    Request,
    Understanding,
)

_MAKERS: dict[RequestKind, type[BookAnswer | QuestionAnswer]] = {
    RequestKind.BOOK: BookAnswer,
    RequestKind.QUESTION: QuestionAnswer,
}


def is_told(request: Request) -> bool:
    """Whether a request is answered behind another one; what writes something waits to be said by itself."""
    return request.kind in _MAKERS


def with_also_told(request: AnswerRequest, tools: MakerTools) -> AnswerRequest:
    """The request with the answers to what else it wants, as far as the record alone tells them."""
    answers = tuple(_answer(request, other, tools) for other in request.more if is_told(other))
    return replace(request, also=answers)


def _answer(request: AnswerRequest, other: Request, tools: MakerTools) -> AlsoTold:
    part = replace(request, understanding=Understanding(requests=(other,)))
    maker = _MAKERS[other.kind].prepare(part, tools)
    return AlsoTold(other, maker.reply)
