"""What traders call instruments in words: "gold", "natty", "black gold", "Coca-Cola", by the table of spoken names. Pure.

A name says which contract is meant where nothing is known of the trader; who knows what is traded takes the traded
contract of the same underlying (`underlyings`).
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from backend.features.market.instruments.symbols.table_files import rows_of

__all__ = (
    "CURRENCIES",
    "NAMES",
    "SYMBOL_WORDS",
    "SpokenName",
    "begins_long_name",
    "key_of",
    "long_names_at",
    "name_of",
    "plain",
)

_SYMBOL_MARK, _ORDINARY_MARK, _CURRENCY_MARK = "=", "?", "/"
_HYPHEN = "-"
_SHORTEST_PLURAL = 5


@dataclass(frozen=True, slots=True)
class SpokenName:
    """A name of an instrument.

    Attributes:
        words: as they are compared, in small letters, parted by spaces.
        symbol: of the contract that is meant where nothing is known of the trader.
        is_ordinary: the words stand in other sentences too, so that their place must show what is meant.
    """

    words: str
    symbol: str
    is_ordinary: bool = False


@lru_cache(maxsize=8192)
def plain(word: str) -> str:
    """A word as names are compared: in small letters, without accents, apostrophes and the `'s` behind it."""
    bare = word.lower().removesuffix("'s").replace("'", "")
    if bare.isascii():
        return bare
    letters = unicodedata.normalize("NFKD", bare)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def key_of(name: str) -> str:
    """A name of any number of words as the table knows it."""
    words = name.replace(_HYPHEN, " ").split()
    return " ".join(plain(word) for word in words)


def _tables() -> tuple[dict[str, SpokenName], dict[str, str], dict[str, str]]:
    """The names by their words, those that stand for a symbol anywhere, and what currencies are called."""
    names: dict[str, SpokenName] = {}
    symbol_words: dict[str, str] = {}
    currencies: dict[str, str] = {}
    for symbol, *written in rows_of("spoken"):
        if symbol[-1] == _CURRENCY_MARK:
            currencies |= dict.fromkeys(written, symbol[:-1])
            continue
        for name in written:
            key = key_of(name.lstrip(_SYMBOL_MARK + _ORDINARY_MARK))
            names[key] = SpokenName(key, symbol, name[0] == _ORDINARY_MARK)
            if name[0] == _SYMBOL_MARK:
                symbol_words[name[1:]] = symbol
    return names, symbol_words, currencies


def _most_words() -> dict[str, int]:
    """Of how many words the longest name is that begins with a word; those of one word are left out."""
    most: dict[str, int] = {}
    for name in NAMES:
        words = name.split()
        if len(words) > 1:
            most[words[0]] = max(most.get(words[0], 0), len(words))
    return most


NAMES, SYMBOL_WORDS, CURRENCIES = _tables()
"""All names by their words; words of the trade that stand for a symbol wherever one is written; and what currencies
are called, two of which beside each other name a pair."""

_MOST_WORDS = _most_words()


def name_of(word: str) -> SpokenName | None:
    """The name that a plain word is, in the plural too: "two micro golds"."""
    known = NAMES.get(word)
    if known is None and len(word) >= _SHORTEST_PLURAL:
        single = NAMES.get(word.removesuffix("s"))
        return None if single is None or single.is_ordinary else single
    return known


def begins_long_name(word: str) -> bool:
    """Whether a name of several words can begin with a word, which is plain and may be hyphenated."""
    return word.partition(_HYPHEN)[0] in _MOST_WORDS


def long_names_at(words: Sequence[str]) -> Iterator[tuple[SpokenName, int]]:
    """The names of several words that a text begins with, the shortest first, and of how many of its words each is.

    Args:
        words: plain words and marks; a hyphen that stands by itself counts as one of them.
    """
    most = _MOST_WORDS.get(words[0].partition(_HYPHEN)[0], 0) if words else 0
    so_far: list[str] = []
    for count, word in enumerate(words, 1):
        if word == _HYPHEN and so_far:
            continue
        so_far += word.split(_HYPHEN)
        if len(so_far) > most:
            return
        is_age = len(words) > count and words[count] == "old"  # "a ten year old"
        name = NAMES.get(" ".join(so_far)) if len(so_far) > 1 and not is_age else None
        if name is not None:
            yield name, count
