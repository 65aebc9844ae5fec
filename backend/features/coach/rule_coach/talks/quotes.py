"""The trader's own words, taken back into a question: the part that matters, and what in it can be asked about. Pure."""

import re
from collections.abc import Iterator

from backend.features.coach.rule_coach.talks.theme import TalkTheme
from backend.features.coach.rule_coach.talks.theme_reader import hit_of

MOST_WORDS = 14
_PARTS = re.compile(
    r"[.!?;\n\u2026]+|,? (?:but|because|and then|and (?=i\b)|so that|cause|cuz) |, (?=i\b)", re.I
)
_MARKS = re.compile('["\u201c\u201d\u201e*_`<>|~]+')
_SPACES = re.compile(r"\s+")
_EDGES = " ,:;-\u2013\u2014'"
_GUESSES = re.compile(r",? i (?:guess|think|suppose)(?=\W*(?:$|[,.;!?]))", re.I)
_WORD = re.compile(r"[^\W_]+")
_OPENERS = re.compile(
    r"\A(?:(?:well|yeah|yes|no|ok(?:ay)?|so|and|but|idk|something else|different topic|honestly|like"
    r"|i mean|tbh|i (?:don'?t|dont) know)\b[ ,:]*)+",
    re.I,
)


def quote_of(words: str, theme: TalkTheme) -> str:
    """The part of a message that names the theme, else its longest part; a few words, without marks."""
    plain = _SPACES.sub(" ", _GUESSES.sub("", _MARKS.sub("", words)))
    parts = [part.strip(_EDGES) for part in _PARTS.split(plain)]
    parts = [part for part in parts if _WORD.search(part)] or ["what you wrote"]
    named = [part for part in parts if hit_of(theme, part.casefold()) is not None]
    part = max(named or parts, key=_length)
    return _shortened(_OPENERS.sub("", part).strip(_EDGES) or part)


def said_back(part: str) -> str:
    """What somebody says of themselves, said to them: "i smashed my mouse" becomes "You smashed your mouse"."""
    words = _I.sub(_turned, part)
    return f"{words[:1].upper()}{words[1:]}"


def is_of_oneself(part: str) -> bool:
    """Whether it begins with what the speaker did or is, so that it can be said back."""
    return (
        _BEGINS.match(part) is not None and len(part.split()) <= MOST_WORDS and "\u2026" not in part
    )


_BEGINS = re.compile(
    r"\A(?:i|i'?m|i'?ve|i'?d|i'?ll|my)\b(?! (?:guess|think|mean|know|suppose)\b)", re.I
)
_YOU = {
    "i": "you",
    "i'm": "you are",
    "im": "you are",
    "i've": "you have",
    "ive": "you have",
    "i'd": "you would",
    "i'll": "you will",
    "my": "your",
    "mine": "yours",
    "me": "you",
    "myself": "yourself",
    "am": "are",
    "i was": "you were",
    "i wasn't": "you were not",
    "i wasnt": "you were not",
    "was i": "were you",
}
_I = re.compile(r"\b(?:i wasn'?t|i was|was i|i'?m|i'?ve|i'd|i'll|i|my|mine|myself|me|am)\b", re.I)


def _turned(match: "re.Match[str]") -> str:
    return _YOU.get(match.group().lower(), match.group())


def _length(part: str) -> int:
    return min(len(part.split()), MOST_WORDS)


def _shortened(part: str) -> str:
    words = part.split(" ")
    if len(words) <= MOST_WORDS:
        return part[:200]
    return " ".join(words[:MOST_WORDS])[:200].strip(_EDGES) + "\u2026"


_PERSON = (
    r"wife|husband|partner|girlfriend|boyfriend|mother|mom|mum|father|dad|son|daughter|kids|children|brother|sister|friend|boss"
    r"|mentor|coach|therapist|family|parents"
)
# What in a message can be asked about, and the questions for it; `{it}` is what was said.
_HANDLES: tuple[tuple["re.Pattern[str]", tuple[str, ...]], ...] = tuple(
    (re.compile(rf"\b(?P<it>{pattern})\b", re.I), questions)
    for pattern, questions in (
        (
            r"always|every (?:single )?(?:time|day|morning|night|week|trade)|constantly|nothing ever works|whenever",
            (
                '"{it}": when was the one time that it went otherwise?',
                'Is "{it}" what it feels like, or what your last ten would show?',
            ),
        ),
        (
            r"\A\W*(?:(?:i )?(?:don'?t|dont|do not) (?:really )?know|no idea|idk|dunno|(?:i'?m )?not sure"
            r"|hard to say)\W*\Z",
            (
                "Then smaller: when today was it a little less?",
                "If you did know, what might the answer be?",
            ),
        ),
        (
            r"since (?:(?:the|my|last|that|a) )?(?!(?:i|it|he|she|we|they|you|then|my|the|last|that|a)\b)\w+"
            r"|for (?:weeks|months|years|days|\w+ (?:weeks|months|years|days))"
            r"|last (?:week|month|year|summer|winter|spring|\w+day)|yesterday",
            (
                'What was different before "{it}"?',
                'What happened around "{it}", apart from the trades?',
            ),
        ),
        (
            rf"my (?:{_PERSON})",
            (
                'What does "{it}" know of how this is for you?',
                'What would "{it}" say that you need?',
            ),
        ),
        (
            r"(?:my )?(?:hands?|chest|stomach|heart|breath|throat|jaw|neck|head|body|finger) \w+(?: \w+){0,2}",
            (
                'When you notice "{it}", what does your body want to do?',
                'How many minutes before a decision does "{it}" begin?',
            ),
        ),
        (
            r"i (?:should|shouldn'?t|must|have to|am supposed to)(?! (?:trade|stop|buy|sell))",
            (
                'Whose voice says "{it}"?',
                'What would happen if "{it}" were only a wish?',
            ),
        ),
        (
            r"(?:rent|mortgage|bills?|savings|debts?|salary|payout)",
            (
                'What is "{it}" supposed to make safe for you?',
                'If "{it}" were taken care of for a year, what would be left of this?',
            ),
        ),
        (
            r"because|cause|cuz",
            ("If that reason were gone, what would be left of the feeling?",),
        ),
        (
            r"(?:i )?(?:closed|exited|got out|cut it|bailed|skipped|watched|sat there|walked away|switched off)",
            (
                'What went through you in the minute after "{it}"?',
                'What did "{it}" protect you from?',
            ),
        ),
        (
            r"(?:i )?(?:clicked|entered|bought|sold|shorted|jumped in|got in|went long|went short|doubled|added)",
            (
                'What were you telling yourself as "{it}" happened?',
                'What would you have needed in the ten seconds before "{it}"?',
            ),
        ),
        (
            r"afraid|scared|fear|worried",
            ('What exactly would happen, if what "{it}" stands for came true?',),
        ),
        (
            r"relie(?:f|ved)|calmer?|better|lighter|peace",
            ('Where does that "{it}" come from, and how long does it stay?',),
        ),
    )
)


def questions_on(words: str) -> Iterator[str]:
    """Questions that take up something in the message, what says the most first."""
    for pattern, questions in _HANDLES:
        hit = pattern.search(words[:600])
        if hit is not None:
            it = _SPACES.sub(" ", _MARKS.sub("", hit["it"])).strip(_EDGES).lower()
            yield from (question.format(it=it) for question in questions)
