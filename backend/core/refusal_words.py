"""What is wrong with a value, in the second person and with what to do: words in place of the validator's own.

Checks of ours bring words of their own (`PydanticCustomError`), and keep them. What the validator itself finds is said
here, by the type of its finding; the field gives the name of the thing.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from pydantic_core import ErrorDetails

A_DAY = "Give a day such as 2026-11-20."
A_TIME_OF_DAY = "Give a time of day such as 09:30."
A_MOMENT = "Give a time such as 2026-11-20T14:30:00Z."
A_WHOLE_NUMBER = "Give a whole number such as 50."
A_NUMBER = "Give a number such as 4501.25."
AN_IDENTIFIER = (
    "Give an identifier such as 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b, as an answer gave it to you."
)
AN_OBJECT = "Give an object: names and values between braces."
YES_OR_NO = "Give true or false."
TEXT = "Give text, in quotes."

NOUNS = {  # where the name of a field is not what a trader calls the thing
    "upload_ids": "images",
    "upload_id": "image",
    "q": "words to look for",
    "ids": "identifiers",
    "kinds_off": "kinds",
    "pattern_tags": "tags",
    "login": "email or username",
}


class Violation(NamedTuple):
    """What the validator found: at which field, of what size, and what would have fitted."""

    field: str
    thing: str
    bounds: Mapping[str, object]
    is_text: bool


def words_of(detail: ErrorDetails) -> str:
    """What is wrong with a value, for whoever sent it."""
    if not _is_validators_own(detail):
        return detail["msg"]
    finding = _finding(detail)
    say = _WORDS.get(detail["type"])
    if say is not None:
        return say(finding)
    family = detail["type"].partition("_")[0]
    return _FAMILIES.get(family, f"Give the {finding.thing} as the reference says.")


def _is_validators_own(detail: ErrorDetails) -> bool:
    """Whether the validator speaks, and not a check of ours: ours say whole sentences, with their full stop."""
    if detail["type"] in ("value_error", "assertion_error"):
        return True
    return not detail["msg"].endswith(".")


def _finding(detail: ErrorDetails) -> Violation:
    names = [step for step in detail["loc"] if isinstance(step, str)]
    field = (names or ["body"])[-1]
    return Violation(
        field=field,
        thing=thing_of(field),
        bounds=detail.get("ctx", {}),
        is_text=isinstance(detail["input"], str),
    )


def thing_of(field: str) -> str:
    """What a field holds, in words: `entry_price` is an entry price, `trade_ids` are trades."""
    if field in NOUNS:
        return NOUNS[field]
    words = field.replace("_", " ").strip()
    if words.endswith(" ids"):
        return words.removesuffix(" ids") + "s"
    return words.removesuffix(" id")


def _missing(finding: Violation) -> str:
    return f"Give the {finding.thing}: it is needed here."


def _unknown(finding: Violation) -> str:
    return f"There is no field {finding.field} here. Leave it out, or look up how it is spelled."


def _too_many(finding: Violation) -> str:
    most = finding.bounds["max_length"]
    if finding.is_text:
        return f"Write at most {_characters(most)}."
    return f"Give at most {most} {finding.thing}."


def _too_few(finding: Violation) -> str:
    least = finding.bounds["min_length"]
    if finding.is_text:
        return f"Write at least {_characters(least)}."
    return f"Give at least {least} of the {finding.thing}."


def _characters(count: object) -> str:
    assert isinstance(count, int)
    if count == 1:
        return "1 character"
    return f"{count:,} characters"


def _choice(finding: Violation) -> str:
    expected = str(finding.bounds["expected"]).replace("'", "")
    if expected == "None":
        return f"Leave the {finding.thing} out here."
    return f"Give {expected}."


def _above(finding: Violation) -> str:
    return f"Give more than {finding.bounds['gt']} for the {finding.thing}."


def _from(finding: Violation) -> str:
    return f"Give {finding.bounds['ge']} or more for the {finding.thing}."


def _below(finding: Violation) -> str:
    return f"Give less than {finding.bounds['lt']} for the {finding.thing}."


def _up_to(finding: Violation) -> str:
    return f"Give {finding.bounds['le']} or less for the {finding.thing}."


def _list(finding: Violation) -> str:
    return f"Give the {finding.thing} as a list, in square brackets."


_WORDS: Mapping[str, Callable[[Violation], str]] = {
    "missing": _missing,
    "extra_forbidden": _unknown,
    "too_long": _too_many,
    "too_short": _too_few,
    "string_too_long": _too_many,
    "string_too_short": _too_few,
    "enum": _choice,
    "literal_error": _choice,
    "greater_than": _above,
    "greater_than_equal": _from,
    "less_than": _below,
    "less_than_equal": _up_to,
    "list_type": _list,
}

_FAMILIES: Mapping[str, str] = {  # by the first word of the finding's name
    "bool": YES_OR_NO,
    "date": A_DAY,
    "datetime": A_MOMENT,
    "decimal": A_NUMBER,
    "dict": AN_OBJECT,
    "finite": A_NUMBER,
    "float": A_NUMBER,
    "int": A_WHOLE_NUMBER,
    "model": AN_OBJECT,
    "string": TEXT,
    "time": A_TIME_OF_DAY,
    "timezone": A_MOMENT,
    "uuid": AN_IDENTIFIER,
}
