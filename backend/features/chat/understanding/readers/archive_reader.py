"""What is wanted of what was said: a search, a file, how much there is, what it cost. Pure."""

import re
from datetime import date

from backend.features.chat.understanding.message_context import MessageContext
from backend.features.chat.understanding.questions.question_reader import read_question
from backend.features.chat.understanding.readers.search_words import topic_of
from backend.features.chat.understanding.requests import ArchiveAction, ArchiveRequest
from backend.features.record.questions.schemas import Measure, RecordQuery
from backend.features.record.questions.vocabulary import Vocabulary

_TALK = r"(?:talk(?:ed)?|spoken?|speak|said|say|wrote|write|written|discuss(?:ed)?|mention(?:ed)?)"
_WE = r"(?:we|i|you)"
_PATTERNS: tuple[tuple[ArchiveAction, str], ...] = (
    (
        ArchiveAction.SEARCH,
        rf"^\s*(?:please )?(?:find|search|show me|look up)(?: me| for)? (?:where|when|what|the place where) {_WE}"
        rf" (?:last |ever )?{_TALK}(?: about| of| on)?\s+(?P<rest>.+)",
    ),
    (
        ArchiveAction.SEARCH,
        rf"^\s*(?:where|when|what) did {_WE} (?:last |ever )?{_TALK}(?: about| of| on)?\s+(?P<rest>.+)",
    ),
    (
        ArchiveAction.SEARCH,
        rf"^\s*(?:did|have) {_WE} ever {_TALK}(?: about| of| on)?\s+(?P<rest>.+)",
    ),
    (
        ArchiveAction.SEARCH,
        r"^\s*(?:please )?(?:search|find)(?: in| through)? (?:my |our |all |the )*"
        r"(?:messages?|chats?|conversations?|history)\s+(?:for|about|with|on)\s+(?P<rest>.+)",
    ),
    (
        ArchiveAction.EXPORT,
        r"^\s*(?:please |can you |could you )?(?:export|download|back ?up|save)\s++(?P<rest>(?:me )?"
        r"(?![^.!?\n]*\btrad)(?:this|our|my|the|all|every)[^.!?\n]*\b(?:chats?|conversations?|messages|history|talks?)\b.*)",
    ),
    (ArchiveAction.EXPORT, r"^\s*(?:please )?export\s+(?P<rest>everything|all|this)\b"),
    (
        ArchiveAction.ANALYTICS,
        rf"\bhow (?:much|often) (?:do|did|have) (?:we|i) {_TALK}\b(?! about)",
    ),
    (ArchiveAction.ANALYTICS, r"\bhow many (?:messages|conversations|chats)\b"),
    (
        ArchiveAction.ANALYTICS,
        r"\b(?:chat|conversation|message) (?:stats|statistics|analytics)\b",
    ),
    (
        ArchiveAction.USAGE,
        r"\b(?:what|how much) (?:did|does|do|has|have|is|was|will)\b[^.!?\n]{0,20}"
        r"\b(?:ai|answers?|model|provider|coach|you)\b[^.!?\n]{0,30}\bcost\b",
    ),
    (
        ArchiveAction.USAGE,
        r"\bhow much (?:did|have) i (?:spend|spent) on (?:the )?(?:ai|answers|you)\b",
    ),
    (ArchiveAction.USAGE, r"\bai (?:costs?|budget|usage|spend(?:ing)?)\b"),
)
_READERS = tuple((action, re.compile(pattern, re.I | re.S)) for action, pattern in _PATTERNS)
_SEARCH_COMMAND = re.compile(r"\A\s*/(?:search|find)\b", re.I)
_HERE = re.compile(r"(?<!\s)\s*+\b(?:in|of) this (?:conversation|chat)\b\s*+", re.I)
_ALL = re.compile(r"\b(?:all|everything|every|whole|conversations|chats|history)\b", re.I)
_FORMATS = {
    "json": "json",
    "markdown": "markdown",
    "md": "markdown",
    "csv": "csv",
    "excel": "csv",
    "pdf": "pdf",
}


def read_archive(text: str, context: MessageContext) -> ArchiveRequest | None:
    """What a plain message wants of what was said; null for any other message."""
    for action, pattern in _READERS:
        match = pattern.search(text)
        if match is not None:
            if action is ArchiveAction.SEARCH:
                return request_in(action, text, context)
            rest = match.groupdict().get("rest") or text
            return request_of(action, rest.strip(), context)
    return None


def is_search(text: str) -> bool:
    """Whether a message only looked for something."""
    if _SEARCH_COMMAND.match(text):
        return True
    return any(
        action is ArchiveAction.SEARCH and pattern.search(text) is not None
        for action, pattern in _READERS
    )


def request_of(action: ArchiveAction, rest: str, context: MessageContext) -> ArchiveRequest:
    """The request, by the words behind its name."""
    if action is ArchiveAction.SEARCH:
        words = _HERE.sub(" ", rest).strip(" ?.")
        return ArchiveRequest(action=action, words=words, everywhere=_HERE.search(rest) is None)
    if action is ArchiveAction.EXPORT:
        words_of_rest = re.findall(r"\w+", rest.lower())
        formats = dict.fromkeys(_FORMATS[word] for word in words_of_rest if word in _FORMATS)
        is_everywhere = _ALL.search(rest) is not None
        return ArchiveRequest(action=action, formats=tuple(formats), everywhere=is_everywhere)
    first, last = _days(rest, context.wall_day)
    return ArchiveRequest(action=action, day_from=first, day_to=last)


def request_in(action: ArchiveAction, text: str, context: MessageContext) -> ArchiveRequest:
    """The request of a plain message: a search is for its topic."""
    if action is not ArchiveAction.SEARCH:
        return request_of(action, text, context)
    is_here = _HERE.search(text) is not None
    return ArchiveRequest(
        action=action, words=topic_of(_HERE.sub(" ", text)), everywhere=not is_here
    )


def _days(words: str, today: date) -> tuple[date | None, date | None]:
    """The span that is named, of days on the trader's own clock."""
    every = RecordQuery(measures=[Measure.TRADES])
    query = read_question(words, today=today, vocabulary=Vocabulary(), before=every).query
    if query is None or query.day_from is None:
        return None, None
    return query.day_from, query.day_to or today
