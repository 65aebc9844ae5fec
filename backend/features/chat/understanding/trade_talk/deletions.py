"""A trade that is to go from the record: "delete the NQ trade", "remove my last trade". Pure."""

import re

from backend.features.chat.understanding.message_reading import MessageReading
from backend.features.chat.understanding.readers.trade_parts import trade_named
from backend.features.chat.understanding.requests import TradeDeletion, Understanding
from backend.features.chat.understanding.trade_talk.spoken_words import LONGEST, plain_text

_GONE = (
    r"(?:delete|remove|erase|trash|bin|discard|drop|wipe|undo|unlog|un-?log|scrap|scratch|nuke|purge|kill|strike|void"
    r"|get rid of|throw (?:away|out)|take (?:off|out|down)|clear(?: out)?)"
)
_THING = r"(?:trade|position|entry|log|one|record|scalp|swing|fill|long|short)"
_ASKED = re.compile(
    rf"\A\W*(?:(?:ok|okay|hey|please|pls|sorry|oops|can you|could you|would you|i want to|i need to|i'd like to|let's"
    rf"|just|actually|and|so|go ahead and)\W+){{0,4}}{_GONE}\b(?P<what>[^.!?\n]{{0,60}}?)\b(?:{_THING}|it|that|this|them)\b"
    r"|\btake (?P<moved>[^.!?\n]{0,40}?)\b(?:off|out of|from) (?:my |the )?(?:record|log|journal|books?|list)\b"
)
_NOUN = re.compile(rf"\b{_THING}\b|\brecord|\blog\b|\bjournal\b")
_SEVERAL = re.compile(r"\b(?:all|every|each|both|trades|positions|entries|everything)\b")
_LAST = re.compile(r"\b(?:last|latest|most recent|newest|previous|recent)\b")
_OTHER = re.compile(
    r"\b(?:stops?|targets?|tps?|sl|plans?|promises?|rules?|limits?|message|conversation|chat|memory|reminder|exit|size)\b"
)


def deletion(message: MessageReading) -> Understanding | None:
    """The order to take one trade off the record; null for anything else."""
    if len(message.text) > LONGEST or message.has_prices:
        return None
    plain = plain_text(message.text)
    if _ASKED.search(plain) is None or _SEVERAL.search(plain) or _OTHER.search(plain):
        return None
    is_last = _LAST.search(plain) is not None
    names_one = message.names_a_market and _NOUN.search(plain) is not None
    is_of_thread = message.context.thread.trade_id is not None
    if not (is_last or names_one or is_of_thread):
        return None
    request = TradeDeletion(terms=trade_named(message), is_last=is_last)
    return Understanding(requests=(request,))
