"""What is wanted of the journal: words written into it, entries read, how regularly it is kept. Pure."""

import re
from datetime import date

from backend.features.chat.understanding.journal_request import JournalAction, JournalRequest
from backend.features.chat.understanding.message_context import MessageContext
from backend.features.chat.understanding.questions.question_reader import read_question
from backend.features.chat.understanding.requests import Clarification, Understanding
from backend.features.record.questions.vocabulary import Vocabulary

LONGEST_ENTRY = 5000
_BOOK = r"(?:trading |trade )?(?:journal|diary|log ?book)(?: entry| entries| notes?)?"
_IN_BOOK = rf"(?:in|into|to|for) (?:my |the |today'?s )?{_BOOK}"
_WRITE = r"(?:write|add|put|note|save|jot(?: down)?|enter|record|make an? (?:note|entry)|new)"
_POLITELY = r"(?:please |pls |can you |could you |i (?:want|would like|need) to |let me |coach,? )*"
_BEHIND = r"\s*(?:today|for today|now|down)?\s*(?:[:,;\u2013\u2014-]|\bthat\b)?\s*"
_WRITES = (
    rf"\A\W*{_BOOK}(?: for today)?\s*[:\u2013\u2014-]\s*(?P<words>.+)",
    r"\A\W*dear (?:diary|journal)\b\W*(?P<words>.+)",
    rf"\A\W*{_POLITELY}{_WRITE}(?: (?:this|it|that|something))?(?: down)? {_IN_BOOK}\b{_BEHIND}(?P<words>.*)",
    rf"\A\W*{_POLITELY}{_WRITE} (?:a |an )?{_BOOK}\b{_BEHIND}(?P<words>.*)",
    rf"\A\W*{_POLITELY}{_WRITE} (?P<words>.+?) {_IN_BOOK}\W*\Z",
)
_KEEPS = (
    r"\bjournal(?:ing)? streak\b",
    r"\b(?:did|have|had|when did|how (?:often|long|many days|regularly)|how many times)\b[^.!\n]{0,30}"
    r"\bi\b(?:(?!\b(?:my|the|a|in)\b)[^.!\n]){0,20}\b(?:journal(?:l?ed|l?ing)?|kept (?:a|my) (?:journal|diary))\b",
)
_READS = (
    rf"\b(?:show|open|read|see|view|find|search|look (?:at|in|through|up)|pull up|bring up|list|go through)\b"
    rf"[^.!?\n]{{0,40}}?\b{_BOOK}\b(?P<rest>.*)",
    rf"\b(?:what(?:'?s| is| was| did i (?:write|note|say|put)| does)|anything|did i (?:write|note))\b"
    rf"[^.!?\n]{{0,40}}?\b{_BOOK}\b(?P<rest>.*)",
    rf"\A\W*(?:my |the |last |latest |today'?s |yesterday'?s )*{_BOOK}\b(?P<rest>[^:]*)\Z",
)
_NEWSPAPER = re.compile(r"\b(?:wall street|wsj|financial) journal\b", re.I)
_writes = tuple(re.compile(pattern, re.I | re.S) for pattern in _WRITES)
_keeps = tuple(re.compile(pattern, re.I) for pattern in _KEEPS)
_reads = tuple(re.compile(pattern, re.I) for pattern in _READS)
_ABOUT = re.compile(
    r"\b(?:about|on|of|for|with|mention(?:s|ing)?|where i (?:wrote|mentioned|said))\s+(?P<topic>.+)",
    re.I,
)
_QUOTES = "\"'\u201c\u201d\u2018\u2019 "


def read_journal(text: str, context: MessageContext) -> Understanding | None:
    """What a message wants of the journal; null for any other message."""
    if _NEWSPAPER.search(text):
        return None
    for pattern in _writes:
        match = pattern.search(text)
        if match is not None:
            return written(match["words"])
    if any(pattern.search(text) for pattern in _keeps):
        return Understanding(requests=(JournalRequest(action=JournalAction.STREAK),))
    for pattern in _reads:
        match = pattern.search(text)
        if match is not None:
            return Understanding(requests=(_look(text, match["rest"], context),))
    return None


def written(words: str) -> Understanding:
    """An entry to confirm; without words they are asked for."""
    body = words.strip().strip(_QUOTES).strip()
    request = JournalRequest(action=JournalAction.WRITE, words=body[:LONGEST_ENTRY])
    if not body:
        question = (
            "What should stand in your journal? Say it like: journal: I waited for the retest."
        )
        return Understanding(clarification=Clarification(question=question, about="journal"))
    return Understanding(requests=(request,))


def _look(text: str, rest: str, context: MessageContext) -> JournalRequest:
    first, last = _days(text, context.wall_day)
    topic = _ABOUT.search(rest)
    words = "" if topic is None or first is not None else topic["topic"].strip(" ?.!")
    return JournalRequest(action=JournalAction.READ, words=words[:100], day_from=first, day_to=last)


def _days(text: str, today: date) -> tuple[date | None, date | None]:
    """The days that are named; none for the latest entries."""
    query = read_question(text, today=today, vocabulary=Vocabulary()).query
    return (None, None) if query is None else (query.day_from, query.day_to)
