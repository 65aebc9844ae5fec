"""Whether a trader takes an idea or a trade back: "scratch that, I didn't take it", "actually I passed". Pure."""

import re
from typing import Literal

from backend.features.chat.understanding.trade_talk.spoken_words import (
    LONGEST,
    plain_text,
    words_of,
)

MOST_WORDS = 18
_THING = (
    r"(?:it|this|that|them|(?:the|this|that|my) (?:trade|idea|order|setup|draft|log|entry|one|long|short|whole thing)"
    r"|(?:this|that) one|everything|the last (?:one|message)|what i said)"
)
_OF_ANYTHING = re.compile(
    rf"\b(?:scratch|scrap|cancel(?:l?ed|ling)?|forget|ignore|undo|drop(?:ped|ping)?|kill(?:ed|ing)?|delete|disregard"
    rf"|nix(?:ed)?|strike|bin|ditch(?:ed|ing)?|remove|pull(?:ed|ing)?|withdraw|retract) {_THING}(?!')\b"
    r"|\b(?:never ?mind|nvm)\b|\bchang(?:ed|ing) my mind\b|\bcall(?:ed|ing)? it off\b|\blet(?:ting)? it go\b"
    r"|\btake (?:it|that|this) back\b"
)
_NOT = (
    r"(?:\w+n't|not|never|no longer|without)"
    r"(?: (?:to|have|actually|even|really|ever|end|ended|up|get|got|gonna|going|go|be|been|being|quite|yet|in|fact|it"
    r"|manage|bother|want|wanna|the|order|trade|limit|stop order)){0,4}?"
)
_TAKE = (
    r"(?:take|took|taken|taking|enter(?:ed|ing)?|fill(?:ed|s)?|trad(?:e|ed|ing) (?:it|this|that)|trigger(?:ed|ing)?"
    r"|execut\w+|do(?:ing)? (?:it|this|that|the trade)|did (?:it|this|that)|touch(?:ed|ing)? it|get in|got in|getting in"
    r"|go(?:ing)? in|pull(?:ed|ing)? the trigger|in (?:it|this|that|the trade)|for me)"
)
_OF_A_TRADE = re.compile(
    rf"\b{_NOT} (?P<deed>{_TAKE})\b(?! (?:profits?|partials?|seriously|personally|easy))"
    r"|\bpass(?:ed|ing)?\b(?! (?:me|by|through|the))|\bskip(?:ped|ping)?\b"
    r"|\bs(?:at|it|itting)(?: it| this| that)?(?: one)? out\b"
    r"|\bsat on my hands\b|\bsta(?:y|yed|ying) (?:out|flat|away|aside|on the sidelines)\b"
    r"|\bst(?:oo|an)d(?:ing)? (?:aside|down)\b"
    r"|\babort(?:ed|ing)?\b|\bbail(?:ed|ing)? on (?:it|this|that|the idea)\b|\bleav(?:e|ing) (?:it|this one) (?:alone|be)\b"
    r"|\bno (?:trade|fill)\b|\bmissed (?:it|the (?:entry|fill|trade|move))\b|\b(?:backed|chickened) out\b"
    r"|\bwalk(?:ed|ing)? away\b|\bexpired unfilled\b|\bunfilled\b"
)
_OF_A_SIDE = {
    "long": re.compile(
        rf"\b{_NOT} (?:buy(?:ing)?|bought|go(?:ing)? long|went long|long(?:ed)? it)\b"
    ),
    "short": re.compile(
        rf"\b{_NOT} (?:sell(?:ing)?|sold|short(?:ed|ing)?|go(?:ing)? short|went short)\b"
    ),
}
_OF_PARTS = re.compile(
    r"\b(?:stops?|sl|targets?|tps?\d?|profits?|partials?|half|rest|third|size|lots?|contracts?|shares|runner|exit|off"
    r"|should|would|could|wish|if|rules?|trades|breaks?|lunch|day|days|today|tomorrow|always|anymore|again|setups)\b"
)
_ASKED = re.compile(
    r"\?\s*\Z|\A\W*(?:should|shall|do|did|would|could|can|why|what|how|when)\b(?!n't| not)"
)
Withdrawal = Literal["anything", "trade"]


def withdrawal_in(text: str, direction: str | None) -> Withdrawal | None:
    """What is taken back: what was said last, or that a trade is taken; null where nothing is.

    Args:
        text: the message.
        direction: of the idea on the table: "I didn't sell" says of a long that it was not left.
    """
    plain = plain_text(text)
    if len(text) > LONGEST or len(words_of(plain)) > MOST_WORDS or any(map(str.isdigit, plain)):
        return None
    rest = _OF_ANYTHING.sub(" ", plain)
    if _ASKED.search(plain) is not None or _OF_PARTS.search(rest) is not None:
        return None
    side = _OF_A_SIDE.get(direction or "")
    if _OF_A_TRADE.search(plain) is not None:
        return "trade"
    if side is not None and side.search(plain) is not None:
        return "trade"
    return "anything" if _OF_ANYTHING.search(plain) is not None else None
