"""JSON text from outside, looked over once before a parser makes values of it.

Parsers differ in what they make of `1e400`, `NaN`, a NUL in a key or a thousand brackets, and what one of them lets
through breaks something later: a column, a serialiser, the recursion of whoever walks the values. So what is no JSON
document that the product can hold is refused here, whichever model or file it was meant for. RFC 8259, section 9,
lets a reader set limits to depth, to the range and precision of numbers, and to the contents of strings.

What is usual costs one look for what is unusual; only a document that has something of it is read piece by piece.
"""

import codecs
import re
from collections.abc import Iterator
from decimal import Decimal

DEEPEST = 64  # objects and lists within each other; the parsers and the database end at some 200
# Characters; 14 digits before the point and 10 after it are the most that a column holds.
LONGEST_NUMBER = 40
LARGEST_NUMBER = 2**63 - 1  # what a bigint holds, either way
SURELY_EXACT = 15  # digits of any decimal fraction that a double gives back as they were
LONGEST_PATH = 200  # characters of a place that are told
BYTE_ORDER_MARK = "\ufeff"
OTHER_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
NUL = "\\u0000"
OPENING = ("[", "{")
CLOSING = ("]", "}")

_UNUSUAL_NUMBER = re.compile(r"[0-9.](?:[eE][-+0-9]|[0-9.]{15})", re.ASCII)
_UNUSUAL_WORDS = ("NaN", "Infinity", NUL)
_SKIPPED = r'(?:[^"\[\]{}0-9NI-]++|"(?:[^"\\]++|\\.)*+")*+'
_MARK = re.compile(
    _SKIPPED + r"([\[{\]}]|-?[0-9][-+0-9.eE]*+|-?(?:NaN|Infinity)|[-\"NI]|\Z)",
    re.ASCII | re.DOTALL,
)
_STEP = re.compile(r'"((?:[^"\\]++|\\.)*+)"|[\[{\]},:]', re.ASCII | re.DOTALL)


class UnfitJson(ValueError):
    """A document that is not JSON, or none that can be held.

    Attributes:
        code: says which, in the words of the field problems.
        field: where in the document, as far as that is known.
    """

    def __init__(self, code: str, message: str, field: str = "body") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field

    @property
    def is_unreadable(self) -> bool:
        """Whether it could not be read at all; otherwise it was, and something in it is wrong."""
        return self.code in ("json_invalid", "json_depth")


def checked(raw: bytes | str) -> str:
    """The text of a document, without a byte order mark.

    Raises:
        UnfitJson: it is not UTF-8, is nested too deep, has a number that is none or is not held, or a NUL.
    """
    text = _decoded(raw).removeprefix(BYTE_ORDER_MARK)
    if _is_unusual(text):
        _look_closely(text)
    return text


def _is_unusual(text: str) -> bool:
    deepest = text.count("[") + text.count("{")
    if deepest > DEEPEST or _UNUSUAL_NUMBER.search(text):
        return True
    return any(word in text for word in _UNUSUAL_WORDS)


def _decoded(raw: bytes | str) -> str:
    if isinstance(raw, str):
        return raw
    if raw.startswith(OTHER_MARKS) or b"\0" in raw[:2]:  # the zeros that JSON in them begins with
        raise UnfitJson("json_invalid", "It is in UTF-16 or UTF-32: JSON is sent in UTF-8.")
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise UnfitJson("json_invalid", f"It is not UTF-8 at byte {error.start}.") from None


def _look_closely(text: str) -> None:
    depth = 0
    for match in _MARK.finditer(text):
        mark = match[1]
        if mark in OPENING:
            depth += 1
            if depth > DEEPEST:
                raise UnfitJson("json_depth", f"A document may be nested {DEEPEST} levels deep.")
        elif mark in CLOSING:
            depth -= 1
        elif mark.endswith(("NaN", "Infinity")):
            raise UnfitJson("json_invalid", "NaN and Infinity are no numbers in JSON.")
        elif mark.lstrip("-")[:1].isdigit():
            _check_number(text, mark, match.start(1))
        else:  # the end; or a string without one, or a word that is none of JSON's: whoever parses it says so best
            break
    if NUL in text:
        _refuse_nul(text)


def _check_number(text: str, literal: str, place: int) -> None:
    if len(literal) > LONGEST_NUMBER:
        raise _unfit_number(text, place, f"A number may have {LONGEST_NUMBER} characters.")
    try:
        value = _number(literal)
    except ValueError:
        return  # such as 1.2.3: the parser says what is wrong with it
    if not -LARGEST_NUMBER <= value <= LARGEST_NUMBER:
        raise _unfit_number(text, place, "This number is beyond all bounds.")
    if isinstance(value, int):
        return
    if value == 0 or len(literal) > SURELY_EXACT:
        _check_exact(text, literal, value, place)


def _number(literal: str) -> int | float:
    if literal.removeprefix("-").isdigit():
        return int(literal)
    return float(literal)


def _check_exact(text: str, literal: str, value: float, place: int) -> None:
    """A number that a double cannot hold as it was written would be another one silently."""
    if Decimal(literal) != Decimal(repr(value)):
        raise _unfit_number(
            text,
            place,
            "A JSON number keeps fewer digits than this one has. Send it as a string.",
        )


def _unfit_number(text: str, place: int, message: str) -> UnfitJson:
    return UnfitJson("number_range", message, _path(text, place))


def _refuse_nul(text: str) -> None:
    for match in _STEP.finditer(text):
        string = match[1]
        if string is not None and NUL in string.replace("\\\\", ""):
            raise UnfitJson(
                code="text_nul",
                message="Text may not contain the NUL character.",
                field=_path(text, match.start()),
            )


def _path(text: str, place: int) -> str:
    """The names and numbers that lead to a place, with points between them."""
    steps: list[str | int] = []
    last = ""
    for mark, string in _steps(text, place):
        if mark == "[":
            steps.append(0)
        elif mark == "{":
            steps.append("")
        elif mark in CLOSING and steps:
            steps.pop()
        elif mark == "," and steps and isinstance(steps[-1], int):
            steps[-1] += 1
        elif mark == ":" and steps:
            steps[-1] = last
        last = string
    path = ".".join(str(step) for step in steps if step != "")
    return path[:LONGEST_PATH] or "body"


def _steps(text: str, place: int) -> Iterator[tuple[str, str]]:
    for match in _STEP.finditer(text):
        if match.start() >= place:
            return
        if match[1] is None:
            yield match[0], ""
        else:
            yield "", match[1]
