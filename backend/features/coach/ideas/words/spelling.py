"""Slips of the keyboard in the words that matter: one letter more, less, other or exchanged. Pure.

Only long words are mended; of those with four letters only where two neighbours changed places.
"""

from functools import lru_cache

from backend.features.coach.ideas.words.vocabulary import COUNTED, DISTANCE_WORDS, PHRASES, Meaning
from backend.features.coach.language.common_words import is_common

_SHORTEST, _LONGEST = 5, 14  # letters
_SHORTEST_OTHER = 6  # a letter that is another one makes other words of short ones
_MEANT = frozenset(
    {
        Meaning.LONG,
        Meaning.SHORT,
        Meaning.STOP,
        Meaning.TARGET,
        Meaning.ENTRY,
        Meaning.EXIT,
        Meaning.SIZE,
        Meaning.UNIT,
        Meaning.RISK,
        Meaning.LEVERAGE,
        Meaning.LIMIT,
        Meaning.MARKET,
        Meaning.MOVED,
        Meaning.MOVE,
        Meaning.BREAK_EVEN,
        Meaning.PART,
        Meaning.STOPPED,
        Meaning.EDGE,
        Meaning.STRIKE,
        Meaning.CALL,
        Meaning.PUT,
        Meaning.LEVEL,
        Meaning.ACCOUNT,
    }
)
_FOUR_LETTERS = ("stop", "long", "sell", "size", "risk", "lots", "tick", "pips", "sold", "half")


def _vocabulary() -> frozenset[str]:
    single = {
        phrase[0] for phrase, meaning in PHRASES.items() if len(phrase) == 1 and meaning in _MEANT
    }
    words = single | DISTANCE_WORDS.keys() | {"break", "breakeven", "stopped", "profit", "micro"}
    return frozenset(word for word in words if len(word) >= _SHORTEST and word.isalpha())


_VOCABULARY = _vocabulary()


def _index() -> dict[str, tuple[str, ...]]:
    """Words of the vocabulary by what is left of them without one letter."""
    index: dict[str, tuple[str, ...]] = {}
    for word in sorted(_VOCABULARY):
        for rest in _without_a_letter(word):
            index[rest] = (*index.get(rest, ()), word)
    return index


def _without_a_letter(word: str) -> set[str]:
    places = range(min(len(word), _LONGEST))
    return {word[:place] + word[place + 1 :] for place in places}


def _exchanged(word: str) -> set[str]:
    """The word with two neighbours in each other's place."""
    return {
        word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        for place in range(min(len(word), _LONGEST) - 1)
    }


_INDEX = _index()
_EXCHANGED = {slip: word for word in _FOUR_LETTERS for slip in _exchanged(word)}


@lru_cache(maxsize=4096)
def mended(word: str) -> str:
    """The word that was meant, where one slip away one matters; else the word as it is."""
    if (word,) in PHRASES or word in DISTANCE_WORDS or word in COUNTED or is_common(word):
        return word
    if len(word) == 4:
        return _EXCHANGED.get(word, word)
    if not _SHORTEST <= len(word) <= _LONGEST or not word.isalpha():
        return word
    candidates = _near(word)
    if len(candidates) == 1:
        return candidates.pop()
    longest = [candidate for candidate in candidates if len(candidate) == len(word)]
    return longest[0] if len(longest) == 1 else word


def _near(word: str) -> set[str]:
    shorter = _without_a_letter(word)
    near = (shorter | _exchanged(word)) & _VOCABULARY
    near |= set(_INDEX.get(word, ()))
    if near or len(word) < _SHORTEST_OTHER:
        return near
    return {candidate for rest in shorter for candidate in _INDEX.get(rest, ())}
