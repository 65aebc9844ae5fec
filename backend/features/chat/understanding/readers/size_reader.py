"""How large a trade may be: a question about a trade that is thought of, with its stop or what may be lost. Pure.

"how many contracts if I risk 200 on ES 4500 stop 4490?", "what size for a short in CL, 78.20, stop 78.60, 1 %?".
"""

import re
from decimal import Decimal

from backend.features.chat.understanding.idea_requests import (
    clarification_of,
    merged,
    terms_of,
)
from backend.features.chat.understanding.message_context import MessageContext
from backend.features.chat.understanding.requests import CheckRequest, IdeaTerms, Understanding
from backend.features.chat.understanding.trade_talk.market_change import has_prices_of
from backend.features.coach.ideas.idea_reader import read_idea

_UNITS = r"(?:contracts?|lots?|shares?|coins?|units?|minis?|micros?|cars|pieces|stocks?|options?)"
_MAY = r"(?:can|could|may|might|should|shall|would|will|do|must|am i allowed to)"
_ACTS = r"(?:buy|sell|short|trade|take|get|hold|go(?: long| short)?(?: with| in)?|do|use|need|be|risk|put on|afford)"
_OTHER = (
    r"(?:trades?|times?|days?|hours?|minutes?|weeks?|ticks?|points?|pips?|percent|r|dollars?|losses|losers|wins|winners"
    r"|setups?|rules?|room|profits?|more|does|did|is|was)"
)
_ASKED = re.compile(
    rf"\b(?:how many|number of)\b(?! {_OTHER}\b)(?: {_UNITS}\b)?(?: (?:of )?(?:it|them|that|this)\b)?"
    rf"(?: {_MAY} i(?: still| then)? {_ACTS}\b)?"
    rf"|\bhow much\b(?= (?:of )?(?:[\w/]+ ){{0,3}}?{_MAY} i(?: still| then)? {_ACTS}\b)"
    rf"|\bhow (?:big|large)(?= (?:of )?(?:a |{_MAY}\b))(?: {_MAY} (?:i|it|this|my (?:position|size))(?: {_ACTS}\b)?)?"
    rf"|\b(?:what|which)(?:'?s| is| would be)? (?:(?:the|my|a|right|correct|max|maximum|best) )*"
    rf"(?:position |lot |trade |contract )?siz(?:e|ing)\b(?: {_MAY} i(?: {_ACTS}\b)?)?"
    r"|\b(?:(?:calculate|calc|compute|work out|figure out|give me|tell me|reckon) )(?:(?:the|my|a|position|lot|trade) )*"
    r"siz(?:e|ing)\b"
    r"|\A\W*(?:(?:the|my) )?(?:position|lot) siz(?:e|ing)\b|\bsize (?:it|this|that|me)(?: up)?\b",
    re.I,
)
_OF_THE_RECORD = re.compile(
    r"\b(?:did|was|were|have i|had i|average|avg|usual(?:ly)?|normal(?:ly)?|typical(?:ly)?|on average|most often"
    r"|ever|so far|holding|open|last (?:week|month|year)|this (?:week|month|year)|per (?:day|trade|week))\b"
    r"|\bdo i (?:trade|hold|go)\b(?![^?]*\b(?:risk|stop|sl)\b)",
    re.I,
)

_FITS = re.compile(r"\b(?:fit|fits|fitting|afford|affordable)\b", re.I)
_QUESTION = re.compile(
    r"\A\W*(?:(?:so|and|ok|hey|then|but) )*(?:how|what|which|would|will|does|do|did|can|could|is|are|shall|should)\b"
    r"|\?\s*\Z",
    re.I,
)
_FITS_ELSE = re.compile(
    r"\b(?:plans?|rules?|style|strategy|strategies|setups?|personality|schedule|criteria|playbook|trend|bias|narrative)\b",
    re.I,
)
_OF_MONEY = re.compile(r"\b(?:account|risk|budget|it|this|that|one)\b|%", re.I)
_PERCENT = re.compile(r"(?<![\w.])(\d{1,2}(?:\.\d{1,3})?) ?(?:%|percent\b)", re.I)
_STOP = re.compile(r"\b(?:stops?|sl)\b", re.I)  # told as a distance, it needs a side


def read_size(text: str, context: MessageContext) -> Understanding | None:
    """The size that is asked for; null for other words, and for questions to the record."""
    request = _ASKED.search(text)
    if _OF_THE_RECORD.search(text):
        return None
    if _FITS.search(text) or _is_of_the_table(request, context):
        return _fitting(text, request, context)
    if request is None:
        return None
    if "size" in request[0].lower() and not _names_a_risk(_terms(text, request, context)):
        return None
    terms = _terms(text, request, context)
    table = context.thread.idea or IdeaTerms()
    whole = terms if terms.instrument is not None else merged(table, terms)
    has_stop = whole.entry is not None and whole.stop is not None
    if whole.instrument is None or not (_names_a_risk(terms) or (has_stop and terms.stop)):
        return None
    return _understood(text[: request.start()] + " " + text[request.end() :], context)


def _is_of_the_table(request: re.Match[str] | None, context: MessageContext) -> bool:
    """In "how many can I take?" the trade is the one with entry and stop that is spoken of."""
    table = context.thread.idea
    if request is None or table is None or context.thread.last == "query":
        return False
    is_whole = table.entry is not None and table.stop is not None
    return is_whole and _MAY_I.search(request[0]) is not None


_MAY_I = re.compile(rf"\b{_MAY} i\b", re.I)


def _fitting(
    text: str, request: re.Match[str] | None, context: MessageContext
) -> Understanding | None:
    """The size of the trade that is spoken of, or named, that fits the risk; what is missing is asked by the answer."""
    if _QUESTION.search(text) is None or _FITS_ELSE.search(text):
        return None
    words = text if request is None else f"{text[: request.start()]} {text[request.end() :]}"
    percent = _PERCENT.search(words)
    terms = terms_of(read_idea(_PERCENT.sub(" ", words), today=context.market_day).terms)
    if terms.instrument is None and request is None and _OF_MONEY.search(words) is None:
        return None
    if percent is not None and terms.risk_percent is None:
        terms = terms.model_copy(update={"risk_percent": Decimal(percent[1])})
    whole = _directed(_on_the_table(terms, context))
    return Understanding(requests=(CheckRequest(terms=whole, wants="size"),))


def _on_the_table(terms: IdeaTerms, context: MessageContext) -> IdeaTerms:
    """The trade spoken of with what is said; in another market only where that has the same prices."""
    table = context.thread.idea
    if table is None:
        return terms
    sized = table.model_copy(update={"size": None, "notional": None})
    if terms.instrument in (None, table.instrument) or has_prices_of(terms.instrument, table):
        return merged(sized, terms)
    return terms


def size_request(rest: str, context: MessageContext) -> Understanding:
    """`/size ES 4500 stop 4490 risk 1%`; what is not said is that of the idea on the table."""
    request = _ASKED.search(rest)
    words = rest if request is None else rest[: request.start()] + " " + rest[request.end() :]
    return _understood(words, context)


def _terms(text: str, request: re.Match[str], context: MessageContext) -> IdeaTerms:
    """What is told of the trade beside the question: a number behind "what size" is no size."""
    words = text[: request.start()] + " " + text[request.end() :]
    return terms_of(read_idea(words, today=context.market_day).terms)


def _names_a_risk(terms: IdeaTerms) -> bool:
    return terms.risk_money is not None or terms.risk_percent is not None


def _understood(words: str, context: MessageContext) -> Understanding:
    reading = read_idea(words, today=context.market_day)
    terms = _directed(terms_of(reading.terms))
    request = CheckRequest(terms=terms, wants="size")
    needs_side = terms.direction is None and _STOP.search(words) is not None
    asks = [ask for ask in reading.asks if ask.about != "direction" or needs_side]
    unused = tuple(span.text for span in reading.unused)
    ask = clarification_of(asks[0], request) if asks else None
    return Understanding(requests=(request,), clarification=ask, not_understood=unused)


def _directed(terms: IdeaTerms) -> IdeaTerms:
    """The side that the stop names: below the entry a long, above it a short."""
    if terms.direction is not None or terms.entry is None or terms.stop is None:
        return terms
    is_long = terms.entry - terms.stop > Decimal(0)
    return terms.model_copy(update={"direction": "long" if is_long else "short"})
