"""Questions that are limited by how one came to the day: a check-in is no filter, and is asked back. Pure.

"win rate after sleeping well", "results on days when I was tired", "how do I do when stressed": where such a word is a
feeling that trades bear on record, it is a filter like any other.
"""

import re
from collections.abc import Collection

_STATES = (
    r"(?:sle(?:ep|pt|eping)|asleep|rested|tired|exhausted|fatigued|sleepy|hung ?over|insomnia|restless|drained|groggy"
    r"|(?:low|high|good|bad|much|little|no) (?:energy|focus|stress|sleep|mood)|stress(?:ed|ful)?(?: out)?"
    r"|energetic|focuss?ed|unfocused|distracted|(?:energy|focus|stress|mood) (?:is|was) (?:low|high|good|bad)"
    r"|night'?s? (?:of )?(?:sleep|rest)"
    r"|(?:short|bad|good|rough|long) nights?|in a (?:good|bad|great|foul|low) mood)"
)
_BEFORE = (
    r"(?:when(?:ever)?|if|while|after|following|on (?:the |those )?days?(?: (?:when|that|where|after|with))?"
    r"|with|without|on|days?|mornings?|sessions?|trades?)"
)
_CONDITION = re.compile(
    rf"\b{_BEFORE}\b(?: (?:i|i'?m|i'?ve|my|am|was|is|have|had|did|feel|felt|feeling|got|get|a|an|the|too|very|so|really"
    rf"|well|badly|poorly|enough|only|not|been|in|of|being)){{0,5}} {_STATES}\b"
    r"(?: (?:well|badly|poorly|enough|days?|mornings?|less|more|under|over|than|at least|about|only|\d{1,2}(?:\.\d)?"
    r"|hours?|h|a night|the night before|before|out|or|and|so)\b)*",
    re.I,
)
_NO_QUESTION = re.compile(
    r"\A\W*(?:why|should|how (?:can|could|should|do i (?:stop|avoid|handle|deal|get)))\b", re.I
)
_STATE = re.compile(rf"\b{_STATES}\b", re.I)
ASKED = (
    "Your trades do not carry what you say in a check-in, so that I cannot take only those ({words}). The mood report of"
    " your journal holds your check-ins against your results. What shall I look up here?"
)


def check_in_condition(text: str, feelings: Collection[str]) -> str | None:
    """The words that limit a question by a check-in; null where none do, or where trades bear them as a feeling."""
    match = _CONDITION.search(text)
    if match is None or _NO_QUESTION.match(text) is not None:
        return None
    state = _STATE.search(match[0])
    assert state is not None, "it is a part of the condition"
    known = {feeling.casefold() for feeling in feelings}
    return None if state[0].casefold() in known else match[0]
