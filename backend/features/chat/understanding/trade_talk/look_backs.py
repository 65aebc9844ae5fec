"""One trade that was made is looked back on: "how was my last trade", "what went wrong on the ES trade yesterday". Pure."""

import re
from datetime import date

from backend.features.chat.understanding.message_reading import MessageReading
from backend.features.chat.understanding.readers.trade_parts import trade_named
from backend.features.chat.understanding.requests import IdeaOpinion, IdeaTerms, Understanding
from backend.features.chat.understanding.trade_talk.spoken_words import LONGEST, plain_text

_ASKED = re.compile(
    r"\b(?:how (?:was|did|is|well|bad(?:ly)?|good)|what (?:went|did i do|was|could i|should i|happened|mistakes?|have i)"
    r"|where did i|did i (?:do|follow|break|keep|make|mess|screw)|was (?:my|the|that|it)|could i have|should i have"
    r"|review|look(?:ing)? back|analy[sz]e|debrief|post-? ?mortem|grade|rate|critique|break ?down|walk me through"
    r"|go over|tell me about|feedback|thoughts|lessons?|learn|wrong|right|better|differently)\b"
)
_ONE = re.compile(
    r"\b(?:(?:last|latest|previous|most recent) (?:\w+ ){0,2}?(?:trade|position|one|long|short|scalp|swing)"
    r"|(?:trade|position|scalp|swing|long|short)\b(?! (?:plan|idea|setup|side)))(?!s)\b"
)
_LAST = re.compile(r"\b(?:last|latest|previous|most recent)\b")
_SEVERAL = re.compile(
    r"\b(?:trades|longs|shorts|positions|all|every|each|average|usually|always|often|rate|worst|best|biggest|largest"
    r"|smallest|longest|if|next|would|plan(?:ned)? trade|a (?:trade|long|short|position)|second|third|first|after|by|per)\b"
)


def looked_back_on(message: MessageReading) -> Understanding | None:
    """The look back on one trade of the record that is named by what it was or when; null for anything else."""
    if (
        len(message.text) > LONGEST
        or message.has_prices
        or message.idea.exits
        or message.idea.moves
    ):
        return None
    plain = plain_text(message.text)
    if _ASKED.search(plain) is None or _ONE.search(plain) is None or _SEVERAL.search(plain):
        return None
    terms, day, is_last = trade_named(message), _day_in(message), _LAST.search(plain) is not None
    if terms == IdeaTerms() and day is None and not is_last:
        return None  # the trade that is spoken of, which others know
    request = IdeaOpinion(wants="look_back", terms=terms, day=day, is_last=is_last)
    return Understanding(requests=(request,))


def _day_in(message: MessageReading) -> date | None:
    """The one day that is named."""
    query = message.asked.query
    if query is None or query.day_from is None or query.day_from != query.day_to:
        return None
    return query.day_from
