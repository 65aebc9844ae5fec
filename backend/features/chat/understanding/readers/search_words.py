"""What is searched for in what was said: the topic, without the words of searching and talking. Pure."""

import re
from collections.abc import Iterator

LONGEST_TOPIC = 120
_QUOTED = re.compile(r"[\"\u201c]([^\"\u201c\u201d\n]{1,120})[\"\u201d]")
_SENTENCE_END = re.compile(r"(?<=[.!?;\n])\s+")
_CUE = re.compile(
    r"\b(?:search|find|look|locate|dig|grep|scan|scroll|where|when|which|retrieve|did|ever|anything|chats?|conversations?"
    r"|messages?|history|archive|talks?|quote|such|suche|busca|cherche|cerca|procura|retrouve|wo|dove|où|donde|dónde)\b",
    re.I,
)
_PLACES = (
    r"(?:(?:in|from|through|of|inside) )?(?:what (?:we|i|you) (?:wrote|said)"
    r"|(?:(?:our|my|the|all|any|some|this|these|those)\s)?"
    r"(?:(?:old|older|earlier|past|previous|chat)\s)?(?:chats?|messages?|conversations?|history|archive|talks?|threads?"
    r"|here|verlauf|conversación|discussion|conversa))"
)
_MARKED = re.compile(r":\s*(?P<topic>[^:]{2,120})\Z")
_ABOUT = re.compile(
    r"\b(?:about|regarding|concerning|sobre|über|a propos de|au sujet de)\s+(?P<topic>.{2,200})",
    re.I,
)
_OF_A_VERB = re.compile(
    r"\b(?:discuss(?:ed)?|explain(?:ed)?|mention(?:ed)?|describ(?:ed?)|went over|go over|talk(?:ed)? through"
    r"|cover(?:ed)?|bring up|brought up|the (?:word|term|phrase)|keywords?)\s+(?P<topic>.{2,200})",
    re.I,
)
_SEARCHED = re.compile(
    r"\b(?:(?:search|look|grep|scan|check|comb|go)\b[^,.;]{0,50}?\b(?:for|nach)"
    r"|(?:suche?|busca|cherche|cerca|procura)\b[^,.;]{0,40}?\b(?:nach|de|di|sur|su))\s+(?P<topic>.{2,200})",
    re.I,
)
_TALKED = re.compile(
    r"\b(?:talk(?:ed)?|conversations?|chats?|wrote|write|said|say|spoke|messages?|discussion|hablé|parlé|parlato|speak)\s+"
    r"(?:on|of|with|de|di|sur|su)\s+(?P<topic>.{2,200})",
    re.I,
)
_FOUND = re.compile(
    r"\b(?:find|locate)\s+(?P<topic>(?!where|when|what|every|the (?:chat|place|message|conversation)|it\b|that\b|me\b"
    r"|out\b|my (?:chat|message)).{2,200})",
    re.I,
)
_TOPICS = (_ABOUT, _MARKED, _OF_A_VERB, _SEARCHED, _TALKED, _FOUND)
_NEXT_CLAUSE = re.compile(
    r"(?:[,;.!?]|\s(?:and|but) (?:i|we|you|where|when|why|how|what)\b|\s(?:i|we) (?:want|need|think)\b).*\Z",
    re.I | re.S,
)
_TAIL = re.compile(
    rf"\s(?:{_PLACES}|(?:to|with|for) (?:me|you)|(?:last|this) (?:time|week|month|year)|yesterday|today|before|again"
    r"|please|pls|lately|gesprochen|geredet|geschrieben|parlato"
    r"|in (?:january|february|march|april|may|june|july|august|september"
    r"|october|november|december|spring|summer|autumn|fall|winter))\s*\Z",
    re.I,
)
_LEAD = re.compile(r"\A(?:the (?:word|term|phrase|topic|thing)|uh+|um+)\s+", re.I)
_SILENT = frozenset(
    """search find look lookup locate where when what which did do we i you me our us the a an in of about on for to that
    this was were is are talk talks talked talking say said spoke told tell discuss discussed mention mentioned wrote
    write written conversation conversations chat chats message messages history archive show get got up back one old
    earlier please pls can could where's there's there thing something anything whatever through all keyword it thread
    from last time ever have had every everything some any and or go dig grep scan scroll at need want know before
    yours mine your my place uh um see quote day know back past
    suche such den in dem nach wo haben wir über gesprochen busca el dónde donde de hablé cherche où j'ai parlé
    retrouve la le discussion sur cerca dove abbiamo parlato di procura conversa sobre o""".split()
)
MOST_TAILS = 4


def topic_of(text: str) -> str:
    """What a message searches for: what is in quotes, else what is named as talked of, else the words that tell."""
    words = " ".join(text.split())
    quoted = _QUOTED.findall(words)
    if quoted:
        return " ".join(quoted)
    sentences = _SENTENCE_END.split(words)
    searching = [sentence for sentence in sentences if _CUE.search(sentence)] or sentences
    for topic in _topics([*searching, *sentences]):
        return topic
    tokens = re.findall(r"[^\W_]+(?:['-][^\W_]+)*", " ".join(searching))
    return " ".join(token for token in tokens if token.lower() not in _SILENT)


def _topics(sentences: list[str]) -> Iterator[str]:
    for sentence in sorted(dict.fromkeys(sentences), key=lambda s: _ABOUT.search(s) is None):
        for pattern in _TOPICS:
            match = pattern.search(sentence)
            topic = "" if match is None else _cleaned(match["topic"])
            if topic:
                yield topic


def _cleaned(topic: str) -> str:
    """Without the clause behind it, and without where and when it was said."""
    topic = _NEXT_CLAUSE.sub("", topic.strip())
    topic = _LEAD.sub("", topic)
    for _ in range(MOST_TAILS):
        head, tail = topic[:-50], topic[-50:]
        shorter = head + _TAIL.sub("", tail)
        if shorter == topic:
            break
        topic = shorter
    topic = topic.strip(" ,.;:!?-")[:LONGEST_TOPIC]
    has_words = any(word.lower() not in _SILENT for word in topic.split())
    return topic if has_words else ""
