"""Two requests in one message, "long AAPL 232, stop 227. Also, what's my win rate on it?": where the second begins. Pure.

A message is only tried in two where a new request begins behind the end of a sentence, a pause or an "and"; both parts
must then be certain by themselves, of different kinds, and of kinds that are asked for in so many words.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from backend.features.chat.understanding import record_questions
from backend.features.chat.understanding.message_context import MessageContext
from backend.features.chat.understanding.request_kinds import RequestKind
from backend.features.chat.understanding.requests import (
    BookRequest,
    IdeaRequest,
    Request,
    TradeExited,
    Understanding,
)

MOST_TRIED = 4  # borders of one message
LONGEST = 600  # characters; what is longer is a story
SHORTEST, LEAST_BEHIND = 2, 4  # words of the first part, and of the second
_WORD = re.compile(r"\S+")
_ENDS = ".?!;"
_DASHES = frozenset(("-", "--", "\u2013", "\u2014"))
_JOINS = frozenset("and also plus btw".split())
_LEADS = _JOINS | frozenset("oh then ok so".split())
_LEANS = re.compile(r"\b(?:them|em|those|they|these|it|that)\b", re.I)
"""What a look into a book cannot ask by itself: "my house rules. show them"."""
_BEGINS = frozenset(
    """what whats what's how hows how's show gimme give tell remind list which is am are can could do does did pull
    check export set log whos who's where why when my""".split()
)
"""Words with which a request begins."""
_ASKS = frozenset("what whats what's how hows how's which do did does am".split())
"""Words with which a question begins, also behind a comma."""
_APART = frozenset(
    {
        RequestKind.IDEA,
        RequestKind.QUESTION,
        RequestKind.BOOK,
        RequestKind.TRADE_ENTERED,
        RequestKind.TRADE_EXITED,
        RequestKind.LEVEL_MOVED,
        RequestKind.SETTING,
    }
)
"""Kinds that stand beside each other in one message."""
Reader = Callable[[str, MessageContext], Understanding]


def split(text: str, context: MessageContext, whole: Understanding, read: Reader) -> Understanding:
    """The message as two requests, or as it was read whole where nothing says that it is two.

    Args:
        text: the message.
        context: around it.
        whole: how it is read as one.
        read: reads a part as it would read a message.
    """
    if len(text) > LONGEST or context.image_count or whole.guard is not None:
        return whole
    if len(whole.requests) > 1 or not _may_be_two(whole):
        return whole
    for left, right, is_joined in _parts(text):
        first = read(left, context)
        if not _is_certain(first, left):
            continue
        if not is_joined and not isinstance(first.requests[0], IdeaRequest):
            continue  # in "shorts after noon, how many" one question is asked
        second = _second(right, context, first.requests[0], read)
        if _is_certain(second, right) and _are_apart(first.requests[0], second.requests[0]):
            lost = tuple(dict.fromkeys((*first.not_understood, *second.not_understood)))
            return Understanding(
                requests=(*first.requests, *second.requests),
                not_understood=lost,
                doubts=(*first.doubts, *second.doubts),
            )
    return whole


def _second(text: str, context: MessageContext, first: Request, read: Reader) -> Understanding:
    """The second part, as it is read behind the first; a question beside an idea is one to the record, not to the idea."""
    behind = _behind(context, first)
    second = read(text, behind)
    if not isinstance(first, IdeaRequest) or second.guard is not None:
        return second
    if _is_certain(second, text) and _are_apart(first, second.requests[0]):
        return second
    nothing_before = context.thread.model_copy(
        update={"idea": None, "trade_id": None, "last": None}
    )
    alone = read(text, replace(context, thread=nothing_before))
    if not _is_certain(alone, text) or alone.requests[0].kind is not RequestKind.QUESTION:
        return second
    return record_questions.understood(
        record_questions.read_message(text, behind, is_question=True)
    )


def _may_be_two(whole: Understanding) -> bool:
    is_open = not whole.requests or whole.clarification is not None
    return is_open or whole.requests[0].kind in _APART


def _parts(text: str) -> Iterator[tuple[str, str, bool]]:
    """The message cut where a request may begin, and whether more than a comma stands there; few cuts are tried."""
    words = list(_WORD.finditer(text))
    tried = 0
    for place in range(SHORTEST, len(words) - LEAST_BEHIND + 1):
        if not _is_border(text, words[place - 1], words[place]):
            continue
        first = place
        while first < len(words) and _plain(words[first]) in _LEADS:
            first += 1
        if len(words) - first < LEAST_BEHIND or _plain(words[first]) not in _BEGINS:
            continue
        left = text[: words[place].start()].rstrip(" ,\n-")
        yield left, text[words[first].start() :], not _is_comma(words[place - 1], words[place])
        tried += 1
        if tried == MOST_TRIED:
            return


def _is_border(text: str, before: re.Match[str], word: re.Match[str]) -> bool:
    """Whether a sentence or a line ends before a word, or the word joins another one on, or asks behind a comma."""
    is_end = before[0][-1] in _ENDS or before[0] in _DASHES
    is_end = is_end or _is_comma(before, word)
    return is_end or "\n" in text[before.end() : word.start()] or _plain(word) in _JOINS


def _is_comma(before: re.Match[str], word: re.Match[str]) -> bool:
    return before[0][-1] == "," and _plain(word) in _ASKS


def _plain(word: re.Match[str]) -> str:
    return word[0].casefold().strip(",':")


def _is_certain(part: Understanding, text: str) -> bool:
    """Whether a part says all of what it wants."""
    if part.clarification is not None or part.guard is not None or len(part.requests) != 1:
        return False
    request = part.requests[0]
    if isinstance(request, IdeaRequest):
        return request.terms.direction is not None and request.terms.entry is not None
    if isinstance(request, TradeExited):
        is_short = len(text.split()) <= LEAST_BEHIND - 1
        return is_short or any(exit_.price is not None for exit_ in request.exits)
    if isinstance(request, BookRequest):
        return _LEANS.search(text) is None
    return request.kind in _APART


def _are_apart(first: Request, second: Request) -> bool:
    """Whether two requests are not one told in two sentences."""
    if isinstance(first, BookRequest) and isinstance(second, BookRequest):
        return first.book != second.book
    if second.kind is RequestKind.LEVEL_MOVED:
        return first.kind not in (RequestKind.IDEA, RequestKind.TRADE_ENTERED)
    return first.kind is not second.kind


def _behind(context: MessageContext, request: Request) -> MessageContext:
    """What the second part stands behind: in "what's my win rate on it" the market of the idea is meant."""
    if not isinstance(request, IdeaRequest):
        return context
    return replace(context, thread=context.thread.model_copy(update={"idea": request.terms}))
