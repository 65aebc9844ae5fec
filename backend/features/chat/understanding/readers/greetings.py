"""A greeting before what is wanted: "morning, how did I do" asks of no mornings. Pure."""

import re

_TIME = r"(?:morning|afternoon|evening)"
_NAMED = (
    rf"good\s+(?:{_TIME}|day)|g'?day|gm|hi+|hey+|hello+|heya|hiya|howdy|yo|sup|greetings|hola|hallo|servus|moin|ciao"
    r"|bonjour|guten\s+(?:morgen|tag|abend)|buen(?:os|as)\s+(?:d[ií]as|tardes|noches)|salut|ol[aá]"
)
_SOMEBODY = (
    r"coach|mate|buddy|bud|bro|man|dude|there|team|folks|friend|my\s+friend|pal|chief|boss|doc|all|everyone"
    r"|again|sir|guys|to\s+you"
)
MOST_GREETINGS = 3
_WANTED = (
    r"(?!how(?:'?s| is| are)? (?:it|you|u|things|everything|life|ya|we)\b|how do you do\b"
    r"|what'?s (?:up|new|good|going on)\b)"
    r"(?:(?:so|ok|just|quick question|question|quick one)[\s,:]+)?"
    r"(?:how|what|which|when|why|where|who|did|do|does|am|is|are|was|were|show|tell|can|could|give|compare|any|have"
    r"|list|my(?! friend)|win|net|pnl|stopped|filled|long|short|bought|sold|closed|took)"
)
"""How what is wanted begins; "how are you" is part of the greeting."""
_GREETING = re.compile(
    rf"\A\W*(?:(?:{_NAMED})(?:\s+(?:{_SOMEBODY}))?(?:\s*[,.!;:\u2013\u2014-]+\s*|\s+)"
    rf"|{_TIME}\s+(?:{_SOMEBODY})(?:\s*[,.!;:\u2013\u2014-]+\s*|\s+)"
    rf"|{_TIME}(?:\s*[,.!;]+\s*|\s+))(?={_WANTED}|(?:{_NAMED}|{_TIME})\b)",
    re.I,
)
"""A part of the day by itself greets only before something that is asked: "morning trades" and "morning: net" do not."""
_WORD = re.compile(r"\w")


def without_greeting(text: str) -> str:
    """The message behind its greeting; the whole message where nothing stands behind it."""
    for _ in range(MOST_GREETINGS):
        match = _GREETING.match(text)
        rest = "" if match is None else text[match.end() :]
        if not _WORD.search(rest):
            return text
        text = rest
    return text
