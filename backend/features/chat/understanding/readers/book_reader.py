"""Looks into the books that are no trades: state, rules, plans, promises, patterns, scores, what is held. Pure."""

import re

from backend.features.chat.understanding.requests import BookName, BookRequest

_SHOW = r"(?:show|list|display|give|tell|read|see|check|what(?:'s| is| are|s)|which|any|do i have)"
_PATTERNS: tuple[tuple[BookName, str], ...] = (
    (
        BookName.SCORES,
        r"\bhow (?:good|accurate|right|reliable|often right) (?:are|were|is|was|have) (?:you|your)\b",
    ),
    (
        BookName.SCORES,
        r"\b(?:track record of|your) (?:you|your|track record|hit rate|calibration|accuracy)\b",
    ),
    (BookName.STATE, r"\bam i (?:still )?(?:locked|allowed to trade|blocked|done)\b"),
    (BookName.STATE, r"\bhow much (?:more )?(?:can|may|could) i (?:still |afford to )?lose\b"),
    (
        BookName.STATE,
        r"\bsession state\b|\b(?:my )?(?:daily )?(?:limit|loss|risk|trades?)\b[^?]{0,20}\b(?:is|are"
        r"|do i have|i have)? ?left (?:today|for today|this session)",
    ),
    (
        BookName.STATE,
        r"\bhow many (?:more )?trades (?:do i have|can i (?:take|make|do)|are) (?:left|more"
        r"|still)?\b[^?]{0,12}\b(?:today|left|session)\b",
    ),
    (
        BookName.PROMISES,
        r"\bwhat (?:did|have) i promised?\b|\bmy (?:commitments|promises)\b|\bdid i keep my (?:word"
        r"|promises?|commitments?)\b",
    ),
    (
        BookName.PLANS,
        rf"\b{_SHOW}\b[^?.!]{{0,16}}\b(?:my|the|open|living|pending|active) (?:\w+ )?plans\b",
    ),
    (
        BookName.RULES,
        rf"\b{_SHOW}\b[^?.!]{{0,16}}\bmy (?:own |trading |risk )?(?:rules|limits|rulebook)\b",
    ),
    (BookName.PATTERNS, rf"\b{_SHOW}\b[^?.!]{{0,16}}\b(?:my )?(?:bad habits|patterns|leaks)\b"),
    (
        BookName.OPEN_TRADES,
        rf"\b{_SHOW}\b[^?.!]{{0,16}}\bopen (?:trades?|positions?)\b|\bam i (?:still )?(?:in|flat"
        rf"|holding)\b|\bwhat am i holding\b",
    ),
    (
        BookName.RECENT_TRADES,
        rf"\b{_SHOW}\b[^?.!]{{0,16}}\b(?:last|latest|recent) (?:\d+ |few |couple(?: of)? )?trades\b",
    ),
)
_READERS = tuple((book, re.compile(pattern, re.I)) for book, pattern in _PATTERNS)


_RISK = re.compile(
    r"\b(?:how much|what|wat) (?:\w+ ){0,2}?(?:am|would|wud|do|will|could|can|'?m) i (?:\w+ ){0,2}?"
    r"(?:risk(?:ing)?|rsking|stand to lose|lose|losing|be down|be out|on the hook)\b"
    r"|\b(?:how much|what(?:'?s)?) (?:is|have i got|do i have|money is|of my \w+ is)? ?(?:\w+ ){0,2}?at risk\b"
    r"|\bwhat(?:'?s| is) (?:my|the) (?:open |current |total )?risk"
    r"(?: (?:on|in|of|here|now|right now|rn|atm)\b[^?]*)?\W*\Z"
    r"|\bmy (?:open|current|total) risk\b|\bhow (?:much|big) is (?:my|the) risk\b",
    re.I,
)
_OF_ANOTHER_KIND = re.compile(
    r"\b(?:more|still|afford|allowed|left|limit|per trade|a trade|each trade|usually|normally|typically|on average"
    r"|average|avg|last (?:week|month|year)|this (?:week|month|year)|mondays?|tuesdays?|wednesdays?|thursdays?"
    r"|fridays?|yesterday|when i|after|today)\b",
    re.I,
)


_MAY_TRADE = re.compile(
    r"\A\W*(?:(?:so|and|ok|hey|coach) )*(?:may|can|could|am|are) (?:i|we) (?:still |even |now |again |already )*"
    r"(?:(?:allowed|permitted|able|ok|okay|good|free|clear) to )?"
    r"(?:trade|trading|enter|keep trading|take (?:a|another) trade)"
    r"(?: (?:today|now|rn|right now|again|still|more|any ?more|yet|or not|or am i locked))*\W*\Z",
    re.I,
)


_ACCOUNT = re.compile(
    r"\b(?:how (?:big|large|small|much|full)|what(?:'?s| is| are)?|show|tell|give|current)\b[^?.!\n]{0,40}"
    r"\b(?:accounts?|balance|equity|bankroll|capital)\b"
    r"|\b(?:account|balance|equity) (?:size|balance|value|now|right now|today)\b",
    re.I,
)
_OF_MORE_THAN_MONEY = re.compile(
    r"\b(?:risk\w*|per|trades?|lose|lost|win|won|made|make|drawdown|curve|growth|grown|best|worst|by|on|fees|rate|if|should"
    r"|could|would|set|change|maximum|max|limit|percent|wide|down|up|paper|live|makes|earns|most|least|better|performs|versus|vs"
    r"|blow\w*|average|week|month|year"
    r"|mondays?|fridays?|r)\b|%|\d"
)


_LEFT = re.compile(
    r"\b(?:how much|how many|what|any)\b[^.!?\n]{0,24}\b(?:risk|room|loss(?:es)?|trades?|limit|budget|money)\b"
    r"[^.!?\n]{0,16}\b(?:left|remaining)\b(?! on the table)"
    r"|\b(?:left|remaining) (?:of|on|in|from) (?:my|the) (?:daily |weekly |session )?(?:risk|loss|limit|budget)\b",
    re.I,
)
"""What is left of the limits of this session."""


def book_by_form(words: str) -> BookName | None:
    """The book that a whole question asks for: what stops would cost, what the account is, or whether one may trade."""
    if _LEFT.search(words):
        return BookName.STATE
    if _RISK.search(words) and _OF_ANOTHER_KIND.search(words) is None:
        return BookName.RISK
    if _ACCOUNT.search(words) and _OF_MORE_THAN_MONEY.search(words.casefold()) is None:
        return BookName.ACCOUNT
    return BookName.STATE if _MAY_TRADE.match(words) else None


def read_book(text: str) -> BookRequest | None:
    """The book that a message asks to look into; null for any other message."""
    for book, pattern in _READERS:
        if pattern.search(text) is not None:
            return BookRequest(book=book)
    return None
