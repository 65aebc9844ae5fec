"""Trades of another past: wished, regretted, only imagined, or asked whether they should have been made. Pure."""

import re

from backend.features.chat.understanding.trade_talk.spoken_words import plain_text

_MAKE = (
    r"(?:buy|bought|buying|sell|sold|selling|short|shorted|shorting|long|longed|longing|take|took|taken|taking|enter"
    r"|entered|entering|go|gone|going|went|get|got|gotten|getting|be|been|being|hold|held|holding|do|done|doing|load|loaded"
    r"|add|added|fade|faded|fading|grab|grabbed|catch|caught|jump|jumped|join|joined|trade|traded|trading|pull|pulled)"
)
_SELF = r"(?:i|we)"
_HAVE = r"(?:have|'?ve|of|a)"
_OTHER_PAST = re.compile(
    rf"\b(?:should|could|would|might|must|ought to)(?:n't| not)? ?(?:{_SELF} )?(?:not )?{_HAVE}\b"
    r"(?! (?:look|view|stop|target))"
    r"|\b(?:should|could|would)(?:a|er)\b"
    r"|\b(?:if|had|suppose|supposing|imagine|imagining|pretend|say|assum(?:e|ing)|what if|if only|had only)(?: that)?"
    rf" {_SELF}(?:'d| had| would have|'d have| would've)?(?: \w+)? {_MAKE}\b"
    rf"|\b(?:if|had) {_SELF}(?:'d| had)? (?:\w+ )?(?:been|taken|bought|sold|shorted|longed|gone|held|gotten)\b"
    rf"|\bi(?:'d| would)'?(?:ve| have) (?:\w+ )?{_MAKE}\b"
    rf"|\bwish(?:ed|ing)?(?: \w+)? {_SELF}\b|\bif only\b"
    r"|\b(?:regret|kick(?:ing)? myself|gutted|annoyed|mad at myself|sad|angry|upset|hate|sorry)"
    r"(?: \w+){0,4}? (?:not|never|missing|didn't|i missed)\b"
    r"|\b(?:missed|missing)(?: out)?(?: on)? (?:the|that|a|an|my|this)?\s?(?:\w+ ){0,2}?"
    r"(?:long|short|entry|trade|move|buy|sell)\b"
    r"|\bwould(?:'ve| have) been\b|\bwhat (?:would|could|might)(?: have|'ve)? happen(?:ed)?\b"
    r"|\bhow much (?:would|could) i(?: have|'ve)\b|\bin hindsight\b|\bhindsight\b|\bto think i (?:could|almost|nearly)\b"
)
_PRESENT = re.compile(
    rf"\b(?:if|suppose|say|imagine) {_SELF} (?:buy|sell|short|long|take|enter|go|get|add|fade|trade)\b"
)


def is_of_another_past(text: str) -> bool:
    """Whether a trade is told that was not made and is not to be made."""
    plain = plain_text(text)
    return _OTHER_PAST.search(_PRESENT.sub(" ", plain)) is not None
