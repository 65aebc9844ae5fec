"""What is to be remembered or forgotten: what a message says beside the words of its order. Pure."""

import re
from dataclasses import dataclass

MOST_PHRASES = 12  # of an order before what it is of: "hey, please note this down for me: ..."
_OPENING = r"this is important(?: so)?|important|one more thing(?: to keep)?|let me tell you"
_POLITE = (
    r"please|pls|plz|kindly|hey|hi|hello|ok(?:ay)?|coach|and|also|so|well|uh|um|just|actually|again|bitte|por favor"
    r"|(?:good )?(?:morning|evening)|(?:can|could|would|will) you|i(?:'d| would)? (?:want|like|need|wish) you to"
    r"|you (?:should|can|may|must|need to)|i want to|no need to|you (?:don't|dont|do not) (?:have|need) to|fyi"
    r"|know (?:and|that)"
)
_KEEPING = (
    r"remember|recall|keep in mind|bear in mind|keep|(?:make |take )?(?:a )?note(?: to self)?|write|jot|store|save"
    r"|memori[sz]e|log|file|add|put|commit|record|(?:don't|dont|do not) forget|just so you (?:know|remember)"
    r"|recuerda|acuérdate|apunta|anota|souviens-toi|retiens|note|lembra|lembre|anote|ricorda|ricordati|merk dir"
    r"|merke dir|notier dir|denk daran"
)
_FORGETTING = (
    r"forget|erase|delete|drop|remove|unlearn|scrap|scratch|strike|wipe|clear|purge|lose|get rid of|cross out|take out"
    r"|stop remembering|(?:don't|dont|do not) (?:remember|keep)|vergiss|lösche?|olvida|borra|oublie|efface|dimentica"
    r"|cancella|esquece|esqueça|apaga"
)
_CORRECTING = (
    r"(?:that's|thats|that is|this is|it's|its) (?:wrong|not right|no longer true|off)|you have (?:it|that|this) wrong"
    r"|correction|memory update|(?:correct|fix|update|amend|change|edit)(?: (?:it|this|that))?"
    r"(?: (?:what you know|(?:in )?(?:your|the) (?:memory|notes?|file)))?|corrige|corrige lo que sabes"
    r"|corrige ta mémoire|korrigiere"
)
_WHOSE = (
    r"(?:it|this|that|these|the following|one)(?: down)?|down|that|the fact that|(?:for|about|on|of|under) me"
    r"|(?:in|to|into|from|under) (?:your |the |my )?(?:memory|notes?|mind|head|file)|for (?:the future|next time|later)"
    r"|for the record|for your (?:notes?|records|memory)|for you to keep"
    r"|to (?:what you know (?:of|about) me|(?:your )?(?:memory|notes?))"
    r"|(?:de )?que|dass|dir|che|lo que sabes|ta mémoire"
)
_OF_WHAT = (
    r"(?:what|whatever|all|everything|anything) (?:that )?(?:i|you|you've|i've) (?:have )?(?:said|told you|know|wrote"
    r"|saved|remember|have)(?: (?:about|on|of))?"
    r"|(?:the|that|those|my) (?:things?|notes?|bits?|stuff|memory|memories|facts?|parts?) (?:that )?"
    r"(?:i told you )?(?:about|on|with)"
    r"|i (?:told you|said to you)(?: that)?"
    r"|was ich über|das mit|ce que j'ai dit sur|lo de|lo que dije (?:de|sobre)|quello che ho detto (?:su|di)"
    r"|o que eu disse sobre"
)
_BEFORE = re.compile(
    rf"\A[\s,:;.!-]*(?:{_OPENING}|{_CORRECTING}|{_OF_WHAT}|{_WHOSE}|{_KEEPING}|{_FORGETTING}|{_POLITE})(?![\w'])[\s,:;.!-]*",
    re.I,
)
_BEHIND = re.compile(
    r"(?:[,;.\s-]|\band\b){0,6}"
    r"\b(?:please|pls|ok(?:ay)?|thanks|thank you|lol|ha|gesagt habe|for (?:later|me|next time)"
    r"|(?:please )?(?:remember|keep|store|note|save|forget|delete|erase|drop|remove|update|fix|correct)"
    r" (?:that|this|it|your memory|your notes)"
    r"|(?:keep|bear|save|store) (?:that|this|it) in (?:mind|memory|your (?:memory|notes))"
    r"|take (?:it|that|this) out of (?:your )?(?:memory|notes)"
    r"|delete (?:it|that) from (?:your )?memory|(?:from|in) (?:your|the) (?:memory|notes))[\s.!,]{0,6}\Z",
    re.I,
)
_SENTENCE_END = re.compile(r"(?<=[.!?;\n])\s+")
_ORDER = re.compile(rf"\b(?:{_KEEPING}|{_FORGETTING}|{_CORRECTING}|memory)(?![\w'])", re.I)
_FILLED = re.compile(r"\b(?:uh+|um+)\b,? ?", re.I)
_REPLACED = re.compile(
    r"\b(?:change|replace|correct|update|fix)\b[^,]{0,40}?\bthat (?P<old>(?:i|my|we)\b[^,]{2,200}), (?P<new>.{3,300})\Z",
    re.I | re.S,
)
_BARE = frozenset(
    """it this that them these those him her what one everything all nothing me you anymore any more again memory
    memories note notes thing things the a your my just now please of about""".split()
)


@dataclass(frozen=True, slots=True)
class Correction:
    """What is so; and what was, where it was told as a whole statement."""

    new: str
    old: str = ""


def statement_in(text: str) -> str:
    """What is left of a message without the words of its order; empty where nothing tells."""
    sentences = _SENTENCE_END.split(_FILLED.sub("", " ".join(text.split())))
    ordering = [place for place, sentence in enumerate(sentences) if _ORDER.search(sentence)]
    if not ordering:
        return _left(" ".join(sentences))
    first = ordering[0]
    own = _left(sentences[first])
    if own:
        return own
    neighbours = [*sentences[first + 1 : first + 2], *sentences[max(0, first - 1) : first]]
    return next((statement for statement in map(_left, neighbours) if statement), "")


def correction_in(text: str) -> Correction:
    """What a message puts right."""
    words = " ".join(text.split())
    match = _REPLACED.search(words)
    if match is not None:
        return Correction(new=_left(match["new"]), old=_left(match["old"]))
    whole = [_left(sentence) for sentence in _SENTENCE_END.split(words)]
    return Correction(new=" ".join(statement for statement in whole if statement))


def _left(sentence: str) -> str:
    """A sentence without the order before and behind what it says."""
    statement = sentence.strip()
    for _ in range(MOST_PHRASES):
        shorter = _BEFORE.sub("", statement, count=1)
        if shorter == statement:
            break
        statement = shorter
    for _ in range(MOST_PHRASES):
        shorter = _without_end(statement)
        if shorter == statement:
            break
        statement = shorter
    statement = statement.strip(" ,.;:!?-")
    return "" if _is_bare(statement) else statement


def _without_end(statement: str) -> str:
    """Without an order at the end, looked for in its last words alone."""
    head, tail = statement[:-60], statement[-60:]
    return head + _BEHIND.sub("", tail, count=1)


def _is_bare(statement: str) -> bool:
    words = re.findall(r"[^\W_]+", statement.lower())
    return all(word in _BARE for word in words)
