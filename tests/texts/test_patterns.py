"""No text can stop the product: every pattern is attacked with what it fears most."""

import re
import types

import pytest

from tests.texts.attacks import attacks
from tests.texts.patterns import Found, calls_in_the_source, living_patterns, product_modules
from tests.texts.timing import LIMIT_SECONDS, patterns_slowness, seconds_to_read

SHOWN = 3  # slow texts of one pattern are enough to mend it by


def everything() -> list[Found]:
    by_pattern = {
        product_pattern.pattern: product_pattern
        for product_pattern in living_patterns(product_modules())
    }
    for call in calls_in_the_source():
        if call.literal is not None:
            pattern = re.compile(call.literal, call.flags)
            by_pattern.setdefault(pattern, Found(pattern, call.where, call.use))
    return [
        product_pattern
        for product_pattern in by_pattern.values()
        if isinstance(product_pattern.pattern.pattern, str)
    ]


PATTERNS = everything()


def ways(product_pattern: Found):
    """How it can be used; one that is compiled may be used in every way, today or tomorrow."""
    every = {
        "search": product_pattern.pattern.search,
        "match": product_pattern.pattern.match,
        "fullmatch": product_pattern.pattern.fullmatch,
        "finditer": lambda text: sum(1 for _ in product_pattern.pattern.finditer(text)),
    }
    used = product_pattern.use if product_pattern.use in every else "finditer"
    return every.items() if product_pattern.use == "compile" else [(used, every[used])]


def slow_texts(product_pattern: Found):
    """What a pattern needs too long for."""
    slow = []
    for text in attacks(product_pattern.pattern):
        for name, way in ways(product_pattern):
            took = seconds_to_read(way, text, slowness=patterns_slowness)
            if took > LIMIT_SECONDS:
                slow.append((name, took, text[:60]))
                break
        if len(slow) == SHOWN:
            break
    return slow


@pytest.mark.parametrize(
    "product_pattern",
    PATTERNS,
    ids=lambda product_pattern: f"{product_pattern.where}-{product_pattern.pattern.pattern[:40]}",
)
def test_a_pattern_is_quick_whatever_it_reads(product_pattern):
    assert slow_texts(product_pattern) == []


def test_a_pattern_that_is_made_while_the_product_runs_is_kept_where_it_is_found():
    hidden = [
        call.where for call in calls_in_the_source() if call.literal is None and not call.is_kept
    ]
    assert hidden == []


HIDDEN = """
import re
from dataclasses import dataclass
from functools import lru_cache

GLOBAL = re.compile("global")
IN_A_TABLE = {"a": [(1, re.compile("table"))]}

@dataclass(frozen=True, slots=True)
class Line:
    pattern: object

class Grammar:
    own = re.compile("class attribute")

    def read(self, text, pattern=re.compile("default")):
        return pattern.search(text)

def made():
    pattern = re.compile("closure")
    return lambda text: pattern.search(text)

@lru_cache
def cached(words):
    return re.compile(words)

LINES = (Line(re.compile("dataclass")),)
READ = made()
BOUND = re.compile("bound").search
cached("cache")
"""


def test_a_pattern_is_found_wherever_it_is_held():
    module = types.ModuleType("backend.planted")
    exec(HIDDEN, vars(module))  # the text above
    patterns = {product_pattern.pattern.pattern for product_pattern in living_patterns([module])}
    assert patterns == {
        "global",
        "table",
        "class attribute",
        "default",
        "closure",
        "dataclass",
        "bound",
        "cache",
    }


def test_those_of_the_product_are_found_in_tables_and_behind_functions():
    homes = {product_pattern.where for product_pattern in PATTERNS}
    assert len(PATTERNS) > 150
    assert {
        "backend.features.chat.understanding.kinds.message_signs",
        "backend.features.coach.language.self_harm",
        "backend.core.logs",
    } <= homes
    assert any(home.startswith("spoken_numbers.py:") for home in homes), (
        "one that is written where it is used"
    )


@pytest.mark.parametrize(
    "pattern",
    [
        r"^\W*(?:what is)?\s*[\d.,()\s]+(?:[-+*/x^]\s*[\d.,()\s]+)+\W*$",  # what stopped the product once
        r"(a*)*b",
        r"(?:a|a)*b",
        r"^(?:\w+\s?)*$",
        r"(?:x+x+)+y",
        r"\s+$",
        r"[.!?]+(?: |$)",
        r"(?:ab|a b?|b)*c!",
        r"^(([a-z])+.)+[A-Z]([a-z])+$",
        r"a.*b.*c.*d",
    ],
)
def test_an_attack_finds_the_weakness(pattern):
    assert slow_texts(Found(re.compile(pattern), "here"))
