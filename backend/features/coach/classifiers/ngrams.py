"""Words and letters of a message as hashed counts: what a linear head reads without an encoder. Pure."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import log, sqrt
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

MOST_CHARACTERS = (
    1_200  # of the beginning two thirds, of the end one: what is asked stands at either
)
LETTER_LENGTHS = (2, 3, 4)

_NUMBER = re.compile(r"\d+(?:[.,':]\d+)*")
_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)?|[^\w\s.,;:'\"()]")
_APOSTROPHES = re.compile("[\u2018\u2019\u02bc\u2032`\u00b4]")


@dataclass(frozen=True, slots=True)
class HashedCounts:
    """Buckets that are not empty, in order, and their weights."""

    buckets: NDArray[np.int64]
    weights: NDArray[np.float32]


def masked(text: str) -> str:
    """The message in small letters, cut, with a 0 for each number: kinds do not depend on prices."""
    if len(text) > MOST_CHARACTERS:
        end = MOST_CHARACTERS // 3
        text = f"{text[: MOST_CHARACTERS - end]} {text[-end:]}"
    return _NUMBER.sub("0", _APOSTROPHES.sub("'", text).lower())


@lru_cache(maxsize=64)  # several heads read the same words
def hashed_counts(text: str, bucket_count: int) -> HashedCounts:
    """Words, pairs of words and letters of a masked text, each in the bucket that its checksum names.

    Args:
        text: as `masked` gives it.
        bucket_count: a power of two.

    Returns:
        Weights are ``1 + log(count)`` over the root of the number of buckets, so that length matters little.
    """
    counts = Counter(crc32(gram.encode()) & (bucket_count - 1) for gram in _grams(text))
    scale = sqrt(len(counts) or 1)
    buckets = sorted(counts)
    weights = [(1 + log(counts[bucket])) / scale for bucket in buckets]
    return HashedCounts(np.array(buckets, np.int64), np.array(weights, np.float32))


def _grams(text: str) -> Iterator[str]:
    words = _TOKEN.findall(text)
    for word in words:
        yield f"w{word}"
        yield from _letters(f" {word} ")
    for first, second in zip(["^", *words], [*words, "$"], strict=True):
        yield f"b{first} {second}"


def _letters(word: str) -> Iterator[str]:
    for length in LETTER_LENGTHS:
        for start in range(len(word) - length + 1):
            yield f"c{word[start : start + length]}"
