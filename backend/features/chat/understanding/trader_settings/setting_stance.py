"""Whether a setting that is spoken of is wished, or only asked about, denied, told by others, or of the past. Pure.

What is said of a value is said in its clause: in "don't set it to 500, make it 300" the second number is wished. Words
in quotation marks behind somebody else's "said" are theirs.
"""

import re
from enum import Enum


class Stance(Enum):
    """How a setting is spoken of; the names of all but the first are those of `BookRequest.because`."""

    WISHED = "wished"
    SUPPOSED = "supposed"
    DENIED = "denied"
    QUOTED = "quoted"
    RECALLED = "recalled"


_ALTER = (
    r"(?:set|setting|chang(?:e|ing)|touch(?:ing)?|rais(?:e|ing)|lower(?:ing)?|updat(?:e|ing)|increas(?:e|ing)"
    r"|adjust(?:ing)?|edit(?:ing)?|bump(?:ing)?|loosen(?:ing)?|tighten(?:ing)?)"
)
_DO = (
    r"(?:mov(?:e|ing)|reduc(?:e|ing)|cut(?:ting)?|put(?:ting)?|mak(?:e|ing)|turn(?:ing)?|switch(?:ing)?|go(?:ing)?"
    r"|cap(?:ping)?|limit(?:ing)?)"
)
_BEYOND = r"(?! [^,.;]*\b(?:more|over|above|beyond|past|after|before|until|till|bigger|larger)\b)"
_SOMEBODY = (
    r"(?:he|she|they|it|someone|somebody|everyone|everybody|people|folks|guys|traders|nobody"
    r"|(?:my|the|a|an|some|his|her|their|our|another|this|that|one|most) (?:[\w'-]+ ){0,3}?[\w'-]+"
    r"(?: (?:on|from|in|at|of) (?:the |my |a )?[\w'-]+)?)"
)
_SAYS = (
    r"(?:said|says|say|told (?:me|us)|tells (?:me|us)|thinks?|thought|recommend(?:s|ed)?|suggest(?:s|ed)?|advise[sd]?"
    r"|reckon(?:s|ed)?|claim(?:s|ed)?|swears? by|wrote|writes|preach(?:es)?|keeps? (?:telling|saying)|wants? me to"
    r"|wanted me to|asked me to|insist(?:s|ed)?|goes like|was like)"
)
_QUOTED = re.compile(
    rf"\b{_SOMEBODY} (?:always |just |also |once |only |even )?{_SAYS}\b|\baccording to\b"
    r"|\bi (?:read|heard|saw|watched)\b(?! (?:me|you))|\b(?:his|her|their) (?:[\w-]+ )?(?:limit|risk|max\w*|rules?|cap)\b"
    rf"|\b(?:he|she|they|(?:my|a|the|some) (?!account\b|daily\b|week\b|risk\b|limit\b|max\w*\b|day\b)[\w'-]+"
    r"(?: [\w'-]+)?) (?:risks|uses|risked)\b"
)
_DENIED = re.compile(
    r"\b(?:don'?t|do not|never|no need to|need(?:n't| not)|won'?t|will not|not going to|not gonna|didn'?t|did not"
    r"|haven'?t|have not|wouldn'?t|refuse to|rather not|better not|not)"
    r" (?:ever |want to |wanna |you |dare |even |really |have to |need to )?"
    rf"(?:{_ALTER}\b(?! (?:more|my mind|me)\b)|{_DO}\b(?! me\b){_BEYOND})"
    r"|\b(?:not for me|forget (?:it|that|about)|never ?mind|nvm|ignore (?:it|that|this)|just kidding|jk)\b"
    r"|\b(?:leave|leaving) (?:it|that|my|the)\b|\bas (?:it is|is)\b|\bunchanged\b|\bi never (?:said|asked|wanted)\b"
)
_HEDGE = (
    r"(?:should prob\w*|prob\w* should|shud prob\w*|might|maybe|perhaps|possibly|thinking (?:about|of|to|maybe|i)"
    r"|been thinking|thinkin|consider(?:ing)?|wonder(?:ing)?|debating|torn|tempted|not sure|unsure|idk|dunno"
    r"|(?:one|some) ?day|eventually|at some point|i wish|was going to|i guess|i could|ideally|in theory)"
)
_SUPPOSED = re.compile(
    r"\b(?:what if|wat if|what about|how about|suppos(?:e|ing)|imagine|hypothetical\w*|let'?s say|say i)\b"
    r"|\bif (?:i|my|we|the|it)(?:'d| had| were| was| would| could)?"
    rf" (?:\w+ ){{0,3}}?(?:had|{_ALTER}|{_DO}|changed|raised|lowered|capped|limited|risk|risked|used?|were|was|did)\b"
    rf"|\b{_HEDGE}\b"
)
_ASKED = re.compile(
    r"\A\W*(?:(?:so|and|but|ok|hey|coach|um|well|btw|hmm+) )*"
    r"(?:should|shall|shud|shld|could|can|cud|may|might|would(?! like)|wud|wouldn'?t|shouldn'?t|is|isn'?t|are|was|were"
    r"|do(?! not)|does|did|am|what|which|why|how|where|who|whats|what's|hows"
    r"|when (?:did|do|does|have|had|should|is|was|were|am|are|can|will))\b"
)
_OPENING = r"\A\W*(?:(?:hey|coach|please|pls|ok|so|and) )*"
_FOR_ME = re.compile(
    rf"{_OPENING}(?:can|could|would|will|cud|wud) (?:you|u|ya)\b(?! (?:think|recommend|say|suggest))"
    rf"|{_OPENING}(?:can|could|may) (?:i|we) (?:please |pls )?(?:set|get|have|change|put)\b"
)
_RECALLED = re.compile(
    r"\bused to\b|\b(?:back then|in the old days|last (?:week|month|time|year)|yesterday|previously)\b"
    r"|\bi (?:once |always |usually )?(?:had|risked|set|kept|ran) (?:my|a|the|\d)\b"
    r"(?=.*\b(?:was|were|back|ago|before|when i)\b)"
    r"|\b(?:limit|risk|max\w*|cap|size) was\b|\bhad (?:my|a) (?:[\w-]+ ){0,2}(?:limit|risk|max\w*|cap)\b"
)
_BORDER = re.compile(
    r"[.;!\n](?!\d)|\?|,? (?:but|instead|rather|so) | and (?=(?:set|make|put|change|turn|i want)\b)"
    r"|,(?= (?:set|make|put|i want|please|pls|change|max|limit|use|go|do|give)\b)"
)
_QUOTATION = re.compile(r"[\"\u201c\u201d\u00ab\u00bb]|(?<!\w)'|'(?!\w)")
_ENFORCED = re.compile(
    r"\b(?:lock|block|(?:stop|cut|kick|shut|warn|keep|hold|save) me|enforce|no more"
    r"|i'?m (?:done|out)|i (?:am|want) (?:done|out))\b"
)
_AGREED = re.compile(
    r"\b(?:ok|okay|k|please|pls|plz|yeah|yes|right|thanks|thx|(?:can|could|would|will) (?:you|u))\W*\Z"
)


def stance_at(words: str, place: int) -> Stance:
    """How what stands at a place of small-letter words is spoken of."""
    begin, end = _clause(words, place)
    clause = words[begin:end]
    if _is_within_a_quotation(words, place) or _QUOTED.search(words[begin:place]):
        return Stance.QUOTED
    if _DENIED.search(clause):
        return Stance.DENIED
    if _FOR_ME.search(clause):
        return Stance.WISHED
    is_supposed = _SUPPOSED.search(clause) is not None and _ENFORCED.search(clause) is None
    is_asked = words[end : end + 1] == "?" and _AGREED.search(clause) is None
    if is_supposed or is_asked or _ASKED.search(clause):
        return Stance.SUPPOSED
    return Stance.RECALLED if _RECALLED.search(clause) else Stance.WISHED


def _clause(words: str, place: int) -> tuple[int, int]:
    begin, end = 0, len(words)
    for border in _BORDER.finditer(words):
        if border.end() <= place:
            begin = border.end()
        elif border.start() >= place:
            end = border.start()
            break
    return begin, end


def _is_within_a_quotation(words: str, place: int) -> bool:
    """Whether somebody else's words in quotation marks are around a place."""
    marks = [mark.start() for mark in _QUOTATION.finditer(words)]
    before = [mark for mark in marks if mark < place]
    if len(before) % 2 == 0 or len(marks) < 2:
        return False
    return _QUOTED.search(words[: before[-1]]) is not None
