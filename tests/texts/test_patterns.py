"""No text can stop the product: every pattern is attacked with what it fears most."""

import re
import types
from functools import partial

import pytest

from tests.texts.attacks import attacks
from tests.texts.patterns import Found, calls_in_the_source, living_patterns, product_modules
from tests.texts.timing import LIMIT_SECONDS, seconds_of

SHOWN = 3  # slow texts of one pattern are enough to mend it by


def everything() -> list[Found]:
    found = {one.pattern: one for one in living_patterns(product_modules())}
    for call in calls_in_the_source():
        if call.literal is not None:
            pattern = re.compile(call.literal, call.flags)
            found.setdefault(pattern, Found(pattern, call.where, call.use))
    return [one for one in found.values() if isinstance(one.pattern.pattern, str)]


PATTERNS = everything()


def ways(found: Found):
    """How it can be used; one that is compiled may be used in every way, today or tomorrow."""
    every = {
        "search": found.pattern.search,
        "match": found.pattern.match,
        "fullmatch": found.pattern.fullmatch,
        "finditer": lambda text: sum(1 for _ in found.pattern.finditer(text)),
    }
    used = found.use if found.use in every else "finditer"
    return every.items() if found.use == "compile" else [(used, every[used])]


def slow_texts(found: Found):
    """What a pattern needs too long for."""
    slow = []
    for text in attacks(found.pattern):
        for name, way in ways(found):
            took = seconds_of(partial(way, text))
            if took > LIMIT_SECONDS:
                slow.append((name, took, text[:60]))
                break
        if len(slow) == SHOWN:
            break
    return slow


@pytest.mark.parametrize(
    "found", PATTERNS, ids=lambda one: f"{one.where}-{one.pattern.pattern[:40]}"
)
def test_a_pattern_is_quick_whatever_it_reads(found):
    assert slow_texts(found) == []


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
    found = {one.pattern.pattern for one in living_patterns([module])}
    assert found == {
        "global", "table", "class attribute", "default", "closure", "dataclass", "bound", "cache",
    }  # fmt: skip


def test_those_of_the_product_are_found_in_tables_and_behind_functions():
    homes = {one.where for one in PATTERNS}
    assert len(PATTERNS) > 150
    assert {
        "backend.features.chat.assistant.intents",
        "backend.features.coach.language.self_harm",
        "backend.core.logs",
    } <= homes
    assert any(home.startswith("tokenizer.py:") for home in homes), (
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
