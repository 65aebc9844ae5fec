"""Words become buckets the same way in every process, and in time that does not depend on what is sent."""

from time import process_time
from zlib import crc32

import numpy as np
import pytest

from backend.features.coach.classifiers.ngrams import MOST_CHARACTERS, hashed_counts, masked


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Long ES 4,500.25", "long es 0"),
        ("stop 117'16 or 4.500,25", "stop 0 or 0"),
        ("I\u2019m out", "i'm out"),
        ("b2b at 10:30", "b0b at 0"),
    ],
)
def test_numbers_capitals_and_apostrophes_make_no_difference(text, words):
    assert masked(text) == words


def test_of_a_long_message_beginning_and_end_remain():
    words = masked("a" * 3_000 + "b" * 3_000)
    assert len(words) == MOST_CHARACTERS + 1
    assert set(words[:800]) == {"a"}
    assert set(words[-400:]) == {"b"}


def test_buckets_are_those_of_the_checksums_of_words_pairs_and_letters():
    grams = ["wno", "c n", "cno", "co ", "c no", "cno ", "c no ", "b^ no", "bno $"]
    counts = hashed_counts("no", 1 << 20)
    assert sorted(counts.buckets) == sorted(crc32(gram.encode()) % (1 << 20) for gram in grams)
    assert counts.weights == pytest.approx(np.full(9, 1 / 3))  # once each: 1 over the root of nine


def test_an_empty_message_has_a_beginning_and_an_end():
    assert len(hashed_counts("", 1 << 14).buckets) == 1


@pytest.mark.parametrize(
    "sign", ["0", "0,", "a", "a'", "'", " ", "😂", "a ", "\u0301", "0'0.0,", "?!"]
)
def test_five_thousand_characters_of_anything_take_no_longer_than_a_page(sign):
    text = sign * (5_000 // len(sign))
    start = process_time()
    hashed_counts(masked(text), 1 << 14)
    assert process_time() - start < 0.05
