"""Texts at rest: what was sealed opens in its place and nowhere else, under any key of the ring."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core.crypto import HEADER_BYTES, KeyMissing, Keyring, Place, TextDamaged

OLD, NEW = "o" * 32, "n" * 32
MINE, THEIRS, ROW, OTHER = (UUID(int=n) for n in (1, 2, 3, 4))
PLACE = Place("entries", "body", MINE, ROW)
RING = Keyring([OLD])


@given(st.text(), st.uuids(), st.uuids())
def test_what_was_sealed_opens_again(text, user_id, row_id):
    place = Place("entries", "body", user_id, row_id)
    sealed = RING.seal(text, place)
    assert RING.open(sealed, place) == text
    assert len(sealed) == len(text.encode()) + 33
    assert RING.seal(text, place) != sealed


@given(st.text(min_size=4), st.data())
def test_no_changed_byte_goes_unnoticed(text, data):
    sealed = bytearray(RING.seal(text, PLACE))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises((TextDamaged, KeyMissing)):
        RING.open(bytes(sealed), PLACE)


@given(st.binary(max_size=80))
def test_what_never_was_sealed_is_refused_and_breaks_nothing(noise):
    with pytest.raises((TextDamaged, KeyMissing)):
        RING.open(noise, PLACE)


@pytest.mark.parametrize(
    "place",
    [
        Place("templates", "body", MINE, ROW),
        Place("entries", "title", MINE, ROW),
        Place("entries", "body", THEIRS, ROW),
        Place("entries", "body", MINE, OTHER),
    ],
)
def test_a_text_that_was_moved_does_not_open(place):
    with pytest.raises(TextDamaged):
        RING.open(RING.seal("revenge", PLACE), place)


def test_keys_rotate():
    before, both, after = Keyring([OLD]), Keyring([NEW, OLD]), Keyring([NEW])
    sealed = before.seal("I chased it", PLACE)
    assert both.open(sealed, PLACE) == "I chased it"
    assert not sealed.startswith(both.header)
    renewed = both.seal("I chased it", PLACE)
    assert renewed.startswith(both.header)
    assert both.header == after.header != before.header
    assert after.open(renewed, PLACE) == "I chased it"
    with pytest.raises(KeyMissing):
        after.open(sealed, PLACE)


def test_the_index_hides_words_differs_by_user_and_column_and_is_found_under_every_key():
    words = ["reveng", "stop", "stop"]
    index = RING.index(words, MINE, "entries.words")
    assert index == sorted(set(index))
    assert len(index) == 2
    assert all(-(2**63) <= one < 2**63 for one in index)
    assert set(index).isdisjoint(RING.index(words, THEIRS, "entries.words"))
    assert set(index).isdisjoint(RING.index(words, MINE, "notes.words"))
    both = Keyring([NEW, OLD])
    assert both.wanted(words, MINE, "entries.words") == [
        both.index(words, MINE, "entries.words"),
        index,
    ]


def test_a_ring_takes_a_key_once_and_needs_one():
    assert Keyring([OLD, NEW, OLD]).header == Keyring([OLD]).header
    with pytest.raises(ValueError, match="at least one key"):
        Keyring([])


def test_a_sealed_text_says_nothing_of_its_key():
    assert OLD.encode()[:4] not in RING.seal("x", PLACE)[:HEADER_BYTES]
