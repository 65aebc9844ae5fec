"""What a message looks like from outside: asked, told, supposed, felt; what its kind is chosen by. Pure."""

import re
from dataclasses import dataclass

from backend.features.chat.understanding.trade_talk.regrets import is_of_another_past
from backend.features.coach.language.normalize import straight

_OPENING = (
    r"(?:(?:so|and|but|ok|okay|hey|hi|hello|coach|please|pls|um|uh|well|also|now|btw|quick"
    r"|question|yo|just)\b[\s,.:!-]*)*"
)
_ASKED = re.compile(
    rf"\A\W*{_OPENING}(?:what(?:'?s| is| are| was| were| did| do| does| would| if| about|\b)|which"
    rf"|who|whose|why|how|where|when"
    r"|should|shall|is|are|am|was|were|do|does|did|have i|has|had i|can|could|would|will|may i"
    r"|show|list|tell|give|compare|break|split|rank|find|display|sort|plot|chart)\b",
    re.I,
)
_OPINION = re.compile(
    r"\b(?:should i (?:take|do|enter|buy|sell|short|go|get in|be in|hold|trust)|(?:is|was) (?:it"
    r"|this|that) (?:a )?(?:good|bad|worth|ok|okay|any good)"
    r"|(?:your |any )?(?:thoughts|opinion|view|take)(?: on (?:it|this|that))?\??\s*\Z"
    r"|what do you (?:think|say)|what would you do|do you like|worth (?:it|taking)"
    r"|good (?:idea|trade|setup|entry)\?|(?:would|do) you (?:take|recommend)|rate (?:it|this)"
    r"|your verdict|judge (?:it|this)|look(?:s|ing)? (?:good|ok|okay)\?)",
    re.I,
)
_WHY = re.compile(
    r"\A\W*(?:but |and |ok |so )?(?:why|how come|explain|reason(?:s|ing)?|what makes you (?:say"
    r"|think)|how so|based on what|because of what)\b[^.!\n]{0,60}\Z",
    re.I,
)
_LOOK_BACK = re.compile(
    r"\bhow did (?:that|this|it|the (?:trade|last))(?: one| trade)? (?:go|do|end|turn out"
    r"|work out)\b|\bhow(?:'d| did) i do on (?:that|it|this)(?: one)?\b"
    r"|\bwas (?:that|it) a good (?:one|trade|exit)\b|\b(?:look|looking) back (?:at|on) (?:that"
    r"|it)\b|\breview (?:that|the last|it)\b",
    re.I,
)
_SUPPOSED = re.compile(
    r"\b(?:what if|what about|how about|if i|suppose|imagine|instead|make (?:it|that)|and (?:with"
    r"|at|if|the)|change (?:the|my|it)|with the stop|with a stop|rather|actually"
    r"|let'?s say|say the|try (?:with|the)|same (?:but|with|trade)|but (?:with|the|at))\b",
    re.I,
)
_PLANS = re.compile(
    r"\A\W*(?:ok |so |my |the |new |make (?:a|this|it a) |save (?:this|it|that) as (?:a|my) "
    r"|write (?:a|down a) |create (?:a )?|set up a )?(?:trade ?)?(?:game ?)?plan\b"
    r"|\bplan(?:ning)?(?: is)? to (?:buy|sell|short|long|go|get|fade|enter|add)\b|\b(?:as|into"
    r"|make|save|write|put|add)\b[^.!?\n]{0,24}\b(?:a|my|the|as) plan\b"
    r"|\bif (?:it|price|we|[a-z0-9]{1,8}) (?:breaks|reclaims|holds|pulls back|retests|gets to"
    r"|trades|hits|comes)\b[^.!?\n]{0,60}\b(?:i(?:'ll| will| want to| would|'m going to)|then)\b",
    re.I,
)
_CHECKS = re.compile(
    r"\A\W*(?:please |pls |can you |could you )?check\b|\b(?:am i|would i be|is it|is that"
    r"|is this) (?:allowed|permitted|ok(?:ay)?|within|inside|against)\b"
    r"|\b(?:do|does|would|will) (?:my|the) (?:own )?(?:rules|limits|rulebook|plan) (?:allow|let"
    r"|permit)\b|\bagainst my (?:rules|limits|rulebook)\b"
    r"|\b(?:can|may|could) i (?:still |even |now )?(?:take|trade|open|do|enter|buy|sell|short"
    r"|long|go)\b[^.!\n]{0,80}\b(?:rules|limits?|rulebook|allowed|today|left)\b",
    re.I,
)
_TAKEN = re.compile(
    r"\A\W*(?:ok(?:ay)?[\s,]*|so[\s,]*|alright[\s,]*|yes[\s,]*|yep[\s,]*)?(?:log (?:it|this|that)"
    r"|record (?:it|this|that)|save (?:it|this|that)(?: trade)?|i(?:'m| am) in\b|im in\b"
    r"|i took (?:it|that|the trade)|took (?:it|the trade)"
    r"|got (?:filled|in)\b|filled\b|i(?:'m| am|m) filled|i entered|entered\b|(?:i got )?in (?:at|for|with|from)\b|i(?:'m"
    r"| am) (?:long|short) now|done,? i(?:'m| am) in|put it on|just (?:got in|entered|took it"
    r"|bought|sold|shorted))",
    re.I,
)
_LEFT = re.compile(
    r"\b(?:stopped out|got stopped|took me out|(?:closed|exited|covered|flattened|dumped"
    r"|liquidated|sold|scaled out of) (?:it|half|all|the rest|everything|my|the|\d|a (?:third"
    r"|quarter|half))"
    r"|(?:took|taking) (?:half|a third|a quarter|some|partials?|profits?|all|the rest|it) off"
    r"|(?:i'?m|im|am|all|got) (?:out|flat)\b|out (?:at|of|for)\b|hit my (?:target|stop)"
    r"|target (?:was )?hit|tp hit|sl hit|stop (?:was )?hit|flat now|closed at|exit(?:ed)? at"
    r"|cut it)\b",
    re.I,
)


_DEED = (
    r"(?:close|closed|closing|exit|exited|sell|sold|cover|covered|buy|bought|enter|entered|take|took|taken|move|moved"
    r"|moving|log|get out|got out|flatten|flattened|dump|dumped|scale|scaled|short|shorted|fill|filled)"
)
_NOT = r"(?:do not|don'?t|never|did not|didn'?t|won'?t|will not|not going to|haven'?t|have not|wasn'?t|was not)"
_OWN = (  # what of the trader's own is moved, filled and sold
    r"(?:stops?|targets?|tps?\d?|sl|orders?|limits?|bids?|offers?|entry|entries|exits?|positions?|trades?|longs?|shorts?"
    r"|runners?|rest|remainder|half|third|quarter|bracket|broker|platform|size|lots?|contracts?|shares|calls?|puts?"
    r"|open|close|plan|idea|bias|view|play|session|first|last|other|one|next|second|whole|market|price|setup|account|scalp|swing|hedge|ones?|(?-i:[A-Z0-9/]{1,8}))"
)
_POSSESSED = r"(?:my|his|her|their|our|a|an|the|some|this|that|another|one)"
_SOMEBODY = (
    r"(?:he|she|they|everybody|everyone|somebody|someone|some people|another trader|nobody"
    rf"|{_POSSESSED} (?:(?!{_OWN}\b)[a-z]+ ){{0,2}}(?!{_OWN}\b)(?!\w*\d)[a-z]{{2,}}"
    r"(?: of mine| at work| at the office| next door| (?:in|from|on|at) (?:the|my|our|a) \w+)?)"
)
_DONE = (
    r"(?:closed|exited|sold|covered|bought|entered|took|moved|logged|got out|flattened|dumped|scaled|shorted|longed"
    r"|went (?:long|short|in)|is (?:long|short|in)|was (?:long|short|in)|got (?:filled|stopped)|posted|tweeted|alerted"
    r"|calls for|called out|recommended|recommends)"
)
_TAKEN_BACK = (
    rf"(?:almost|nearly) {_DEED}|wish(?:ed)? (?:i|we)(?:'d| had)|(?:should|could|would)(?:a|'?ve| have) {_DEED}"
    r"|but (?:i )?(?:did not|didn'?t|never did)(?=\W{0,4}\Z)|just kidding|jk"
    r"|ignore (?:it|that|this)|cancell?ed (?:it|that|this|the order|before)|had i (?:\w+ )?(?:bought|sold|shorted|taken)"
    r"|if i(?:'d| had) (?:\w+ )?(?:bought|sold|shorted|taken)"
)
_NO_PROFIT = r"(?! (?:any |my |some )?(?:profits?|partials?)\b)"  # the trade itself was made
_NOT_DONE = re.compile(rf"\b(?:{_NOT} (?:\w+ )?{_DEED}{_NO_PROFIT}|{_TAKEN_BACK})\b", re.I)
_DONE_BY_OTHERS = re.compile(
    rf"\b{_SOMEBODY} (?:has |had |have |just |already |also )?{_DONE}\b(?! (?:me|us)\b)", re.I
)
_OWN_DEED = re.compile(
    rf"\bi(?:'?m|'?d|'?ll|'?ve)?(?: also| then| just| now| still)? (?:{_DONE}|am|want|would|will|plan|go(?:ing)?|like)\b",
    re.I,
)


def _is_denied(text: str) -> bool:
    """Not done, only of another past, or done by others and by nobody who says "I"."""
    if _NOT_DONE.search(text) is not None or is_of_another_past(text) or _is_quoted(text):
        return True
    return _DONE_BY_OTHERS.search(text) is not None and _OWN_DEED.search(text) is None


_QUOTE = re.compile(r"\"[^\"\n]{2,200}\"|(?<!\w)'[^'\n]{2,200}'(?!\w)")
_SAYING = r"(?:sa(?:id|ys|ying)|wrote|writes|goes|told|tells|texted|posted|tweeted|yell(?:ed|s)|shout(?:ed|s)|called|calls)"
_SAYS_BEFORE = re.compile(rf"\b{_SAYING}\b[^.!?]{{0,20}}\Z", re.I)
_SAYS_BEHIND = re.compile(
    rf"\A[\s,.]{{0,3}}(?:{_SAYING}\b|\w+ (?:{_SAYING}|say)\b|the \w+ {_SAYING}\b)", re.I
)
_OWN_WORDS = re.compile(rf"\bi(?:'ve| have| had| just| always)? {_SAYING}\b[^.!?]{{0,20}}\Z", re.I)
_NEAR = 60  # characters around a quotation in which it is said whose it is


def _is_quoted(text: str) -> bool:
    """Whether what was done is only in words of somebody else: 'the room wrote "out at 5995"'."""
    quotes = list(_QUOTE.finditer(text))
    if not any(_is_of_another(text, quote) for quote in quotes):
        return False
    return _OWN_DEED.search(_QUOTE.sub(" ", text)) is None


def _is_of_another(text: str, quote: re.Match[str]) -> bool:
    before = text[max(quote.start() - _NEAR, 0) : quote.start()]
    if _SAYS_BEHIND.match(text[quote.end() : quote.end() + _NEAR]):
        return True
    return _SAYS_BEFORE.search(before) is not None and _OWN_WORDS.search(before) is None


BEGINNING, END = 1_000, 500  # characters


def _ends_of(text: str) -> str:
    return text if len(text) <= BEGINNING + END else f"{text[:BEGINNING]}\n{text[-END:]}"


@dataclass(frozen=True, slots=True)
class MessageSigns:
    """What can be seen without reading the message as anything.

    Attributes:
        is_asked: a question, or an order to show something.
        is_supposed: something else is tried with what is on the table.
        is_taken: the idea on the table was taken, or is to be logged.
        is_left: a trade, or a part, was left.
        is_denied: it did not happen, is not to happen, or somebody else did it.
    """

    words: int
    is_asked: bool
    wants_opinion: bool
    wants_reason: bool
    looks_back: bool
    is_supposed: bool
    is_plan: bool
    is_check: bool
    is_taken: bool
    is_left: bool
    is_denied: bool


def signs_of(text: str) -> MessageSigns:
    """Everything that is seen, at once; of a long text in its beginning and its end."""
    plain = straight(_ends_of(text))
    return MessageSigns(
        words=len(plain.split()),
        is_asked=_ASKED.match(plain) is not None or plain.rstrip().endswith("?"),
        wants_opinion=_OPINION.search(plain) is not None,
        wants_reason=_WHY.match(plain) is not None,
        looks_back=_LOOK_BACK.search(plain) is not None,
        is_supposed=_SUPPOSED.search(plain) is not None,
        is_plan=_PLANS.search(plain) is not None,
        is_check=_CHECKS.search(plain) is not None,
        is_taken=_TAKEN.match(plain) is not None,
        is_left=_LEFT.search(plain) is not None,
        is_denied=_is_denied(plain),
    )
