"""When two statements say the same, and which words of them tell: for finding, for not learning again, for erasing.

A statement's telling words are its stems without the words that say nothing; a negation says something. Pure.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable

from backend.core.text_search import STOP_WORDS, words_of
from backend.features.ai.sanitize import clean_text

LONGEST_STATEMENT = 300
NOT = "not"
_NEGATIONS = frozenset(
    "not dont doesnt didnt cant cannot couldnt wont wouldnt isnt arent wasnt werent shouldnt".split()
)
_SILENT = (STOP_WORDS - _NEGATIONS) | frozenset("just really very also so please get got".split())
_CONTROL = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]+"
)
_SPACES = re.compile(r"\s+")
_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_AROUND = " \t\"'“”«»"
_OFTEN = frozenset(
    "always almost usually often constantly mostly generally regularly typically frequently normally sometimes"
    " tend tends keep keeps".split()
)
_NUMBERS = {
    word: str(number)
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
        " seventeen eighteen nineteen twenty".split()
    )
}
ALIKE = 0.75  # this share of a statement's telling words makes a sentence one that carries it


def tidy(text: str) -> str:
    """A statement as it reads: on one line, folded, without what eyes do not see and without addresses."""
    return clean_text(_folded(text)).strip(_AROUND)


def as_written(text: str) -> str:
    """A statement as it is kept: on one line and otherwise letter by letter; where it reads as an address, tidy."""
    plain = _folded(text)
    if clean_text(plain) != plain:
        return tidy(text)
    return _BREAKS.sub(" ", text).strip(_AROUND)


def _folded(text: str) -> str:
    """What is compared: letters in their one form (NFKC), no joiners and marks of direction, single spaces."""
    plain = _SPACES.sub(" ", unicodedata.normalize("NFKC", text))
    visible = _CONTROL.sub("", plain)
    return _SPACES.sub(" ", visible)


def quoted(text: str, *, longest: int = 120) -> str:
    """What somebody wrote, as it may stand inside of a statement: one line, no quote marks of ours, cut to length."""
    plain = tidy(text).replace("«", '"').replace("»", '"')
    if len(plain) <= longest:
        return plain
    return plain[: longest - 1].rstrip() + "…"


def telling(text: str) -> tuple[str, ...]:
    """The words that say something, each in its one form, in their order."""
    stems = []
    for word in words_of(_folded(text)):
        if word.stem not in _SILENT:
            stems.append(_meaning(word.stem))
    return tuple(stems)


def _meaning(stem: str) -> str:
    """A stem, or the one word for all negations."""
    if stem in _NEGATIONS:
        return NOT
    return stem


def spoken(text: str) -> list[str]:
    """The words that say something as they were written, without what a search would take for more than a word."""
    composed = unicodedata.normalize("NFC", text)
    silent = _SILENT | _NEGATIONS
    words = []
    for word in words_of(composed):
        written = composed[word.start : word.end]
        if word.stem not in silent and written.isalnum() and written.lower() != "or":
            words.append(written)
    return words


def in_order(text: str) -> str:
    """A digest of what a statement says, words in their order."""
    return _digest(_meant(text))


def in_any_order(text: str) -> str:
    """A digest of what a statement says, however it is put: after lunch I overtrade, I overtrade after lunch."""
    return _digest(sorted(set(_meant(text))))


def digests(text: str) -> list[str]:
    """The digests in any order under which a statement may have been buried: as now, and as before numbers were one."""
    before_numbers = _digest(sorted(set(telling(text))))
    return list(dict.fromkeys([in_any_order(text), before_numbers]))


def _meant(text: str) -> list[str]:
    """The telling words without those that say how often, numbers as digits; where nothing else is left, all of them.

    "I always trade worse after two losses" and "I trade worse after 2 losses" are the same to remember and to forget.
    """
    composed = _folded(text)
    stems = []
    for word in words_of(composed):
        plain = composed[word.start : word.end].lower()
        if word.stem not in _SILENT and plain not in _OFTEN:
            stems.append(_NUMBERS.get(plain, _meaning(word.stem)))
    return stems or list(telling(text))


def share_of(statement: str, text: str) -> float:
    """How much of a statement's telling words a text has, from 0 to 1."""
    words = set(telling(statement))
    if not words:
        return 0.0
    in_common = words.intersection(telling(text))
    return len(in_common) / len(words)


def carries(text: str, statement: str) -> bool:
    """Whether a text says what a statement says, or nearly."""
    return share_of(statement, text) >= ALIKE


def _digest(words: Iterable[str]) -> str:
    return hashlib.sha256(" ".join(words).encode()).hexdigest()
