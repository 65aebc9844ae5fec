"""No text can stop the product: whatever reads one reads the worst of them quickly, as a whole."""

import os
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import Any

import pytest

from tests.texts.attacks import ANYTHING, LONGEST, TAILS, attacks
from tests.texts.functions import NOT_READERS, WITH_MORE, readers_of
from tests.texts.patterns import living_patterns, product_modules
from tests.texts.timing import LIMIT_SECONDS, TooLong, seconds_to_read

OWN, OTHERS = (
    40,
    1,
)  # texts that each pattern gives: of the function's own module, and of every other one
SHOWN = 3
WORDS = (
    "1 + ",
    "1+   ",
    "a ",
    "ab",
    "long ES 4500 stop 4490 ",
    "4,500",
    "1:",
    "$1 ",
    "-1,000.50 USD ",
    "no ",
    "not a ",
    "I always ",
    "if I lose ",
    "remember that ",
    "\u201ca\u201d ",
    "\n",
    "\n\n",
    "> ",
    "[",
    "](",
    "[a](",
    "**a",
    "*_",
    "`",
    "``` ",
    "<a ",
    "&",
    "- ",
    "1. ",
    "#",
    "~",
    "http://",
    "a.b.",
    "a@b.",
    "www.",
    "sk-" + "a" * 20,
    "eyJ",
    "-----BEGIN ",
    "\u0301",
    "a\u0301",
    "\u200b",
    "\U0001f600",
    "\uac00",
    "\u0130",
    "\u202e",
    "\ufb03",
    "\u3000",
    "'",
    "k m s ",
    "d.i.e",
    "so ",
    "five hundred ",
    "twenty-",
    "2:30 ",
    "x2 ",
    "6E ",
    "/ES ",
    "tp1 ",
    "\t",
    "=",
    "%",
    "100% ",
    "last 3 days ",
)
# Of what no function of its own is told to fear, each reads a share, its neighbours the others; all with `make test-texts`.
SHARES, OF_COMMANDS = (1, 1) if os.environ.get("ALL_TEXTS") else (4, 8)
BESIDE = tuple(name for name in WITH_MORE if name.startswith(("a message ", "an answer to ")))
COMMANDED = tuple(name for name in WITH_MORE if name.startswith("/"))
MODULES = {module.__name__: module for module in product_modules()}
READERS = [reader for module in MODULES.values() for reader in readers_of(module)]
PLACES = {name: at for at, (name, _) in enumerate(READERS)}


def worst_of(pattern, how_many: int) -> list[str]:
    return attacks(pattern.pattern)[:how_many]


@cache
def of_everybody() -> tuple[str, ...]:
    """What no single function is told to fear: each pattern's worst, and what is often said, again and again."""
    patterns = [
        product_pattern
        for product_pattern in living_patterns(list(MODULES.values()))
        if isinstance(product_pattern.pattern.pattern, str)
    ]
    often = [
        (part * LONGEST)[: LONGEST - len(tail)] + tail
        for part in (*WORDS, *ANYTHING)
        for tail in TAILS[1:]
    ]
    return tuple(
        dict.fromkeys(
            [
                *often,
                *(
                    text
                    for product_pattern in patterns
                    for text in worst_of(product_pattern, OTHERS)
                ),
            ]
        )
    )


def texts_for(name: str) -> tuple[str, ...]:
    """What one is given: a share, where several go the same way through the same readers; everything else."""
    for group, shares in ((BESIDE, SHARES), (COMMANDED, OF_COMMANDS)):
        if name in group:
            return of_everybody()[group.index(name) % shares :: shares]
    return of_everybody()


def slow_texts(read: Callable[[str], Any], texts) -> list[tuple[float, str]]:
    def tried(text: str) -> None:
        with suppress(Exception):  # that a text is refused is no matter here
            read(text)

    slow: list[tuple[float, str]] = []
    for text in texts:
        took = seconds_to_read(tried, text)
        if took > LIMIT_SECONDS:
            slow.append((took, text[:60]))
        if len(slow) == SHOWN:
            break
    return slow


@pytest.mark.parametrize(("name", "read"), READERS, ids=[name for name, _ in READERS])
def test_a_function_that_reads_a_text_is_quick_whatever_it_reads(name, read):
    own = [
        text
        for product_pattern in living_patterns([MODULES[name.rpartition(".")[0]]])
        for text in worst_of(product_pattern, OWN)
    ]
    others = of_everybody()[PLACES[name] % SHARES :: SHARES]
    assert slow_texts(read, dict.fromkeys([*own, *others])) == []


@pytest.mark.parametrize("name", WITH_MORE)
def test_so_is_one_that_needs_more_than_a_text(name):
    assert slow_texts(WITH_MORE[name], texts_for(name)) == []


def test_every_text_is_read_by_commands_and_beside_something():
    for group in (BESIDE, COMMANDED):
        assert {text for name in group for text in texts_for(name)} == set(of_everybody())


def test_the_readers_of_the_product_are_found():
    names = {name for name, _ in READERS}
    assert len(names) > 70
    assert {
        "backend.features.coach.ideas.ideas.read_words",
        "backend.features.coach.rule_coach.question_topics.small_talk_of",
        "backend.features.record.journal.markdown.as_html",
        "backend.features.coach.memory.statement_matching.tidy",
        "backend.features.content.conversations.service.title_from",
        "backend.core.text_search.stem",
    } <= names
    assert all(name.rpartition(".")[0] in MODULES for name in NOT_READERS)


def test_one_that_takes_too_long_is_noticed():
    def quadratic(text: str) -> int:
        return sum(text[at:].count("a") for at in range(len(text)) for _ in text[:50])

    assert slow_texts(quadratic, ["a" * LONGEST])
    assert TooLong  # what ends it is no Exception, so nobody on the way swallows it
