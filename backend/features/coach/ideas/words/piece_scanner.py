"""A trader's words as pieces: cut once, then joined, given their meanings and their names."""

import unicodedata
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import islice

from backend.features.coach.ideas.words.corrected_numbers import without_corrected
from backend.features.coach.ideas.words.joined_numbers import (
    with_dashed_prices,
    with_fractions,
    without_counters,
)
from backend.features.coach.ideas.words.name_places import with_names
from backend.features.coach.ideas.words.number_shapes import FRACTIONS
from backend.features.coach.ideas.words.phrases import with_meanings
from backend.features.coach.ideas.words.pieces import Piece, PieceKind
from backend.features.coach.ideas.words.risk_multiples import with_risk_multiples
from backend.features.coach.ideas.words.spoken_numbers import with_spoken_numbers
from backend.features.coach.ideas.words.tokenizer import cut
from backend.features.coach.ideas.words.vocabulary import PHRASES
from backend.features.coach.language.normalize import straight
from backend.features.market.instruments.spoken_names import CURRENCIES, NAMES, key_of

LONGEST = 5000
MOST_PIECES = 240  # an idea is told in far fewer; what stands behind is not read
MOST_BEFORE = 120  # of them before the first number: a long story may lead to an idea
CHARACTERS_BEFORE = 10 * MOST_BEFORE


def scan(text: str) -> list[Piece]:
    """The pieces of a text, in order; places are those of the characters of the text as it was given."""
    plain = _plain(text[:LONGEST])
    pieces = _window(cut(plain, CHARACTERS_BEFORE))
    end = pieces[-1].end if pieces else 0
    pieces = with_spoken_numbers(plain[:end], pieces)
    pieces = with_meanings(_without_hyphens(pieces))
    pieces = with_names(pieces, is_shouted=_is_shouted(plain[:end]))
    pieces = with_fractions(pieces)
    pieces = with_dashed_prices(pieces)
    pieces = with_risk_multiples(without_counters(pieces))
    return without_corrected(pieces)


def _without_hyphens(pieces: list[Piece]) -> list[Piece]:
    """In "buy-limit" and "euro-dollar" a hyphen joins two words that each mean something, and no known one."""
    parted: list[Piece] = []
    for piece in pieces:
        first, hyphen, second = piece.text.partition("-")
        is_known = (piece.text,) in PHRASES or key_of(piece.text) in NAMES
        if piece.kind is PieceKind.WORD and hyphen and not is_known and _mean(first, second):
            middle = piece.start + len(first)
            parted.append(
                replace(piece, text=first, written=piece.written[: len(first)], end=middle)
            )
            rest = piece.written[len(first) + 1 :]
            parted.append(replace(piece, text=second, written=rest, start=middle + 1))
        else:
            parted.append(piece)
    return parted


def _mean(*words: str) -> bool:
    return all((word,) in PHRASES or word in CURRENCIES for word in words)


def _plain(text: str) -> str:
    """With one kind of apostrophe, digit and letter; as many characters as before."""
    if text.isascii() and "`" not in text:
        return text
    return "".join(_plain_character(character) for character in straight(text))


@lru_cache(maxsize=2048)  # a text has few characters, many times
def _plain_character(character: str) -> str:
    if character.isascii() or character in FRACTIONS:
        return character
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 else character


def _is_shouted(text: str) -> bool:
    """Whether nearly all words are in capitals."""
    letters = [character for character in text if character.isalpha()]
    capitals = sum(character.isupper() for character in letters)
    return len(letters) > 6 and capitals > 0.8 * len(letters)


def _window(pieces: Iterator[Piece]) -> list[Piece]:
    """As many pieces as are read: from some way before the first number on."""
    window: deque[Piece] = deque(maxlen=MOST_BEFORE)
    for piece in pieces:
        window.append(piece)
        if piece.number is not None:
            break
    return [*window, *islice(pieces, MOST_PIECES - len(window))]
