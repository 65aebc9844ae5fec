"""Whether a message tells what was done already: "took half off", "im out", "stop is at 5997 now". Pure.

What kind of deed it is the trained heads say; here only the form of the verb is looked at, so that a plan ("half off at
6010, rest at 6020") and a wish ("i'd take half at 6010") are told from what happened.
"""

import re

from backend.features.chat.understanding.trade_talk.spoken_words import plain_text

_IRREGULAR = (
    "took|sold|bought|got|went|came|cut|hit|was|were|did|made|let|left|paid|slid|put|brought|lost|ran|gave|shut"
    "|drew|swept|stuck|bailed|has|have|had|i've|been|gone|taken|tagged|done"
)
_DONE = re.compile(rf"\b(?:{_IRREGULAR}|[a-z]{{2,}}ed)\b")
_STATE = re.compile(
    r"\b(?:i'm|i am|we're|all|now|already|is|are|am)(?: \w+){0,2} (?:out|flat|off|closed|done)\b"
    r"|\A\W*(?:\w+ )?(?:out|flat)(?: at| of| for| now| here|\W|\Z)"
    r"|\b(?:stop|sl|target|tp)(?:'s| is| sits)(?: \w+){0,2} (?:at|to|on|up|down)\b.*\b(?:now|already)\b"
)
_NOT_DONE = re.compile(
    r"\b(?:if|when|once|unless|would|will|i'd|i'll|it'd|wanna|want|gonna|going to|plan|planning|should|shall|could"
    r"|might|may|let's|lets|maybe|what|how|instead|rather|better|suppose|imagine|needs?|must|thinking|consider\w*|until"
    r"|in case|wish|hope|hoping)\b|\?\s*\Z"
)
_ADJECTIVES = re.compile(
    r"\b(?:need|speed|exceed|proceed|red|bed|fed|based|fixed|expected|limited|supposed)\b"
)


def tells_a_deed(text: str) -> bool:
    """Whether something is told as done, and not asked, supposed or planned."""
    plain = plain_text(text)
    if _NOT_DONE.search(plain) is not None:
        return False
    verbs = _ADJECTIVES.sub(" ", plain)
    return _DONE.search(verbs) is not None or _STATE.search(plain) is not None
