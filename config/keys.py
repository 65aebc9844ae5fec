"""How good a key is: what signs and encrypts must come from a generator, and each must be a key of its own."""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from difflib import SequenceMatcher
from itertools import chain, combinations, pairwise
from typing import TypedDict
from urllib.parse import unquote, urlsplit

MAKE_ONE = "make one with `openssl rand -hex 32`"
# Powers of ten; 16 random bytes as hexadecimal digits come to 24 and more, 32 bytes to 60.
LEAST_GUESSES = 20.0
# Share of its characters that stand in words; in random keys hardly ever a quarter.
MOST_WORDS = 0.4
MOST_PATTERNS = 0.4  # the same of dates, walks over a keyboard, runs, and what repeats or mirrors what it has already
SHORTEST_PATTERN = 5  # characters; random keys have shorter ones by chance
SHORTEST_WORD = 3
LONGEST_READ = 72  # characters that zxcvbn reads at a time
SHORTEST_SHARED = 16  # characters in a row that two random keys have never in common
SHORTEST_PASSWORD = 8  # a shorter password of a server is in many keys by chance
PATTERNS = ("sequence", "repeat", "spatial")  # for zxcvbn most digits in a row are a date
ORDER = "0123456789abcdefghijklmnopqrstuvwxyz"
_YEAR, _MONTH, _DAY = r"(?:19|20)\d\d", r"(?:0[1-9]|1[0-2])", r"(?:0[1-9]|[12]\d|3[01])"
DATE = re.compile(
    rf"(?:{_YEAR}[-./_]?{_MONTH}[-./_]?{_DAY}|{_DAY}[-./_]?{_MONTH}[-./_]?{_YEAR})[-./_]?", re.ASCII
)
OUR_WORDS = (
    "elite",
    "trading",
    "coach",
    "production",
    "development",
    "secret",
    "jwt",
    "data",
    "password",
    "key",
)


def is_guessable(key: str) -> bool:
    """Whether a person, or a pattern, made a key rather than a generator."""
    if re.search(r"\s", key):
        return True
    if share_of_copies(key) > MOST_PATTERNS or share_of_dates(key) > MOST_PATTERNS:
        return True
    starts = range(0, len(key), LONGEST_READ)
    parts = [_pieces(key[start : start + LONGEST_READ]) for start in starts]
    pieces = list(chain.from_iterable(parts))
    if _share_of_patterns(key, pieces) > MOST_PATTERNS:
        return True
    return max(map(_guesses, parts)) < LEAST_GUESSES or _share_of_words(key, pieces) > MOST_WORDS


class KeyPiece(TypedDict):
    """A word, repeat, sequence, date or leftover of a key, as zxcvbn tells of it."""

    token: str
    pattern: str
    guesses: int


class KeyStrength(TypedDict):
    """What zxcvbn says of a text."""

    sequence: list[KeyPiece]


def _pieces(part: str) -> list[KeyPiece]:
    """What a part of a key consists of at the least."""
    # Its lists of words take a tenth of a second, which development need not wait for.
    import zxcvbn

    measure: Callable[..., KeyStrength] = zxcvbn.zxcvbn
    return measure(part, user_inputs=list(OUR_WORDS))["sequence"]


def _guesses(pieces: Iterable[KeyPiece]) -> float:
    """Guesses that find all pieces, as a power of ten."""
    return sum(math.log10(float(piece["guesses"])) for piece in pieces)


def _share_of_words(key: str, pieces: Iterable[KeyPiece]) -> float:
    lengths = [len(piece["token"]) for piece in pieces if piece["pattern"] == "dictionary"]
    letters = re.sub(r"[-_.]", "", key)
    worded = sum(length for length in lengths if length >= SHORTEST_WORD)
    return worded / max(len(letters), 1)


def _share_of_patterns(key: str, pieces: Iterable[KeyPiece]) -> float:
    """How much of a key stands in sequences, repeats and walks over a keyboard."""
    lengths = [len(piece["token"]) for piece in pieces if piece["pattern"] in PATTERNS]
    walked = sum(length for length in lengths if length >= SHORTEST_PATTERN)
    return walked / max(len(key), 1)


def share_of_dates(key: str) -> float:
    """How much of a key stands in whole dates."""
    dated = sum(len(date[0]) for date in DATE.finditer(key))
    return dated / max(len(key), 1)


def share_of_copies(key: str) -> float:
    """How much of a key repeats what stands before it, forwards or backwards, or goes on in even steps."""
    key = key.casefold()
    place = copied = 0
    while place < len(key):
        length = max(_length_of_copy(key, place), _length_of_run(key, place))
        if length < SHORTEST_PATTERN:
            place += 1
            continue
        copied += length
        place += length
    return copied / max(len(key), 1)


def _length_of_copy(key: str, place: int) -> int:
    """How many characters from here on stand before here already, in this order or the other."""
    length = 0
    while place + length < len(key):
        part = key[place : place + length + 1]
        is_copy = part in key[: place + length] or part[::-1] in key[:place]
        if not is_copy:
            break
        length += 1
    return length


def _length_of_run(key: str, place: int) -> int:
    """How many characters from here on go in even steps through digits and letters: 3333, 4567, 97531, aceg."""
    places = [ORDER.find(character) for character in key[place:]]
    steps = [after - before for before, after in pairwise(places)]
    length = 2
    for step in steps[1:]:
        if step != steps[0]:
            break
        length += 1
    return length


def alike(secrets: Mapping[str, str]) -> tuple[str, str] | None:
    """Two names whose secrets are the same, or one made of the other."""
    for (name, secret), (other_name, other) in combinations(secrets.items(), 2):
        if _have_much_in_common(secret.casefold(), other.casefold()):
            return name, other_name
    return None


def _have_much_in_common(key: str, other: str) -> bool:
    shared = SequenceMatcher(None, key, other, autojunk=False).find_longest_match().size
    return shared >= max(SHORTEST_PASSWORD, min(SHORTEST_SHARED, len(key), len(other)))


def password_in(url: str) -> str:
    """The password of a URL, or nothing."""
    try:
        return unquote(urlsplit(url).password or "")
    except ValueError:
        return ""
