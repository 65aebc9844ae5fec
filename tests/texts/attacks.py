"""Makes the strings that a pattern fears most, out of its own parse tree.

A pattern is slow where one stretch of text can be read in many ways before the reading fails. So each string is a
beginning that fits, something that the pattern may repeat, very often, and an end that fits nothing.
"""

import re
import re._constants as op  # type: ignore[import-untyped]
import re._parser as parser  # type: ignore[import-untyped]
import unicodedata
from collections.abc import Iterator
from itertools import islice, product
from typing import Any

LONGEST = 5_000
MOST_PUMPS = 60
MANY = 4  # what may come more often than this is worth repeating
TAILS = ("", "\x01", "a")
CATEGORIES = {
    op.CATEGORY_DIGIT: "1",
    op.CATEGORY_NOT_DIGIT: "a ",
    op.CATEGORY_SPACE: " \n",
    op.CATEGORY_NOT_SPACE: "a1.",
    op.CATEGORY_WORD: "a1",
    op.CATEGORY_NOT_WORD: " .",
}
ANYTHING = "aA1 .,-'\"/\n\u00e9\u0301(!["
"""What every text function gets to read again and again, beside what its patterns fear."""


def attacks(pattern: "re.Pattern[str]", longest: int = LONGEST) -> list[str]:
    """Texts of so many characters, each once."""
    tree = parser.parse(pattern.pattern, pattern.flags)
    texts: dict[str, None] = {}
    for head, pump in islice(_pumps(tree), MOST_PUMPS):
        body = head + pump * (longest // max(1, len(pump)) + 1)
        for tail in TAILS:
            texts[body[: longest - len(tail)] + tail] = None
    return list(texts)


def _pumps(tree: Any) -> Iterator[tuple[str, str]]:
    """A beginning, and what is to be repeated behind it: the most dangerous first."""
    known: set[tuple[str, str]] = set()
    repeats = list(_repeats(tree, "", ""))
    bodies = list(dict.fromkeys(body for _, body, _ in repeats if body))
    heads = dict.fromkeys(head for head, _, _ in repeats)
    letters = list(dict.fromkeys(_letters(tree)))[:14]

    def fresh(candidates: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        for candidate in candidates:
            if candidate[1] and candidate not in known:
                known.add(candidate)
                yield candidate

    yield from fresh((head, body) for head, body, _ in repeats)
    yield from fresh((head, body + follow) for head, body, follow in repeats)
    yield from fresh(("", body) for body in bodies)
    yield from fresh(("", head + body) for head, body, _ in repeats)
    yield from fresh(("", body * 3 + head) for head, body, _ in repeats)
    yield from fresh(("", letter) for letter in letters)
    yield from fresh(
        (head, "".join(pair)) for head, pair in product(heads, product(bodies[:6], repeat=2))
    )
    yield from fresh(("", "".join(pair)) for pair in product(letters, repeat=2))
    yield from fresh(("", "".join(triple)) for triple in product(letters[:4], repeat=3))


def _repeats(tree: Any, head: str, follow: str) -> Iterator[tuple[str, str, str]]:
    """What is before each repetition, an example of what it repeats, and an example of what follows."""
    items = list(tree)
    for place, (kind, argument) in enumerate(items):
        after = "".join(_example([item]) for item in items[place + 1 :]) or follow
        if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            _, most, body = argument
            if most > MANY:
                for example in _examples(body):
                    yield head, example, after
                    yield head, example * 3, after
            yield from _repeats(body, head, after)
        elif kind is op.SUBPATTERN:
            yield from _repeats(argument[3], head, after)
        elif kind is op.ATOMIC_GROUP:
            yield from _repeats(argument, head, after)
        elif kind is op.BRANCH:
            for branch in argument[1]:
                yield from _repeats(branch, head, after)
        elif kind in (op.ASSERT, op.ASSERT_NOT):
            yield from _repeats(argument[1], head, after)
        head += _example([(kind, argument)])


def _examples(tree: Any) -> list[str]:
    """A few different texts that fit, one for each way to begin."""
    items = list(tree)
    if len(items) == 1:
        kind, argument = items[0]
        if kind is op.SUBPATTERN:
            return _examples(argument[3])
        if kind is op.BRANCH:
            return [_example(branch) for branch in argument[1]][:8]
        if kind is op.IN:
            return list(_of_class(argument))[:5]
        if kind is op.ANY:
            return ["a", " ", "1"]
    return [_example(items), _example(items, fully=True)]


def _example(tree: Any, *, fully: bool = False) -> str:
    return "".join(_piece(kind, argument, fully) for kind, argument in tree)


def _piece(kind: Any, argument: Any, fully: bool) -> str:
    if kind is op.LITERAL:
        return chr(argument)
    if kind is op.NOT_LITERAL:
        return "a" if argument != ord("a") else "b"
    if kind is op.ANY:
        return "a"
    if kind is op.IN:
        return next(iter(_of_class(argument)), "")
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        least, most, body = argument
        return _example(body, fully=fully) * (max(least, 1) if fully and most else least)
    if kind is op.SUBPATTERN:
        return _example(argument[3], fully=fully)
    if kind is op.ATOMIC_GROUP:
        return _example(argument, fully=fully)
    if kind is op.BRANCH:
        return _example(argument[1][0], fully=fully)
    return ""


def _of_class(members: Any) -> Iterator[str]:
    """Characters of a class, one of each of its parts."""
    if members and members[0][0] is op.NEGATE:
        outside = re.compile(
            "".join(["[", "".join(_written(member) for member in members[1:]), "]"])
        )
        yield from (character for character in ANYTHING if not outside.match(character))
        return
    for kind, argument in members:
        if kind is op.LITERAL:
            yield chr(argument)
        elif kind is op.RANGE:
            yield chr(argument[0])
        elif kind is op.CATEGORY:
            yield from CATEGORIES[argument]


def _written(member: Any) -> str:
    kind, argument = member
    if kind is op.LITERAL:
        return re.escape(chr(argument))
    if kind is op.RANGE:
        return f"{re.escape(chr(argument[0]))}-{re.escape(chr(argument[1]))}"
    return {
        op.CATEGORY_DIGIT: r"\d",
        op.CATEGORY_NOT_DIGIT: r"\D",
        op.CATEGORY_SPACE: r"\s",
        op.CATEGORY_NOT_SPACE: r"\S",
        op.CATEGORY_WORD: r"\w",
        op.CATEGORY_NOT_WORD: r"\W",
    }[argument]


def _letters(tree: Any) -> Iterator[str]:
    for kind, argument in tree:
        if kind is op.LITERAL:
            yield chr(argument)
        elif kind is op.IN:
            yield from _of_class(argument)
        elif kind is op.ANY:
            yield "a"
        elif kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            yield from _letters(argument[2])
        elif kind is op.SUBPATTERN:
            yield from _letters(argument[3])
        elif kind is op.ATOMIC_GROUP:
            yield from _letters(argument)
        elif kind is op.BRANCH:
            for branch in argument[1]:
                yield from _letters(branch)
        elif kind in (op.ASSERT, op.ASSERT_NOT):
            yield from _letters(argument[1])


def composed(text: str) -> str:
    """As the product takes texts in."""
    return unicodedata.normalize("NFC", text)
