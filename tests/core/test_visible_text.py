"""What can be stored, and what can be seen."""

import sys
import unicodedata

import pytest

from backend.core.visible_text import is_blank, is_storable, is_storable_document

LETTERS = [chr(code) for code in range(sys.maxunicode + 1)]


def test_what_can_be_stored_is_what_postgresql_takes_for_every_letter():
    refused = {letter for letter in LETTERS if not is_storable(letter)}

    assert refused == {"\0"} | {chr(code) for code in range(0xD800, 0xE000)}
    assert not any(
        is_storable_document(place)
        for one in refused
        for place in ({"a": [one]}, {one: 1}, [[one]])
    )


@pytest.mark.parametrize(
    "word", ["한글", "\\ud55c", "\\u0000", "\\x00", "\\ud800", "퀀", "\U0001d4b3", "😀", "ꀀ"]
)
def test_words_that_only_look_like_broken_ones_in_some_notation_are_fine(word):
    assert is_storable_document({"note": word, word: [word, {"deep": (word,)}]})


def test_a_document_may_be_deep():
    deep = "\0"
    for _ in range(5000):
        deep = [deep]
    assert not is_storable_document(deep)


def test_what_shows_nothing_alone_is_blank():
    by_category = {
        one for one in LETTERS if unicodedata.category(one) in ("Cc", "Cf", "Zs", "Zl", "Zp", "Cs")
    }
    fillers = set(
        "\u034f\u115f\u1160\u17b4\u17b5\u2065\u2800\u3164\uffa0\ufe00\ufe0f\U000e0100\U000e01ef\U000e0020\u180b\u180f"
    )
    blank = {letter for letter in LETTERS if is_blank(letter)}

    assert blank >= by_category | fillers
    assert {one for one in LETTERS if one.isspace()} <= blank
    shown = {"L", "N", "P", "S"}
    assert (
        len({one for one in blank if unicodedata.category(one)[0] in shown} - fillers) <= 3
    )  # empty glyphs


@pytest.mark.parametrize(
    "text",
    [
        "👨\u200d👩\u200d👧",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "❤\ufe0f",
        "1\ufe0f\u20e3",
        "क्\u200dष",
        "🏴\U000e0067\U000e0062\U000e007f",
        "a",
        "。",
        "가",
        "\u1100\u1161",
        "?",
        "\u0301",
        "🫨",
        "\ue000",
    ],
)
def test_what_has_something_to_see_is_not_blank_whatever_is_beside_it(text):
    assert not is_blank(text)
    assert not is_blank(f" \u200b{text}\u3164 ")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\u200b",
        "\u3164\u2800",
        "\ufeff\ufe0f",
        "\u200d\u200c",
        "\t\n\u2028",
        "\U000e0041\u115f",
    ],
)
def test_many_of_what_shows_nothing_are_nothing(text):
    assert is_blank(text)
