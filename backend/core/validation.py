"""What is wrong with an input, as a refusal: a validation error in words for whoever sent it."""

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from backend.core.errors import FieldProblem, Invalid, Unreadable
from backend.core.refusal_words import words_of


class InvalidInput(Invalid):
    """The input was read, and something in it is wrong."""

    code = "input.invalid"
    detail = "Some of what you sent is not valid; `errors` says what."


class MalformedInput(Unreadable):
    """The input could not be read."""

    code = "input.malformed"
    detail = "The body is not valid JSON."


def refusal_of(error: ValidationError) -> Invalid:
    """A validation error as a refusal."""
    details = error.errors(include_url=False)
    if any(detail["type"] == "json_invalid" for detail in details):
        problem = details[0]["ctx"]["error"]
        return MalformedInput(f"The body is not valid JSON: {problem}.")
    return InvalidInput(errors=problems_of(error))


def problems_of(error: ValidationError, where: str = "") -> list[FieldProblem]:
    """The fields that are wrong; `where` names what has no place of its own."""
    details = error.errors(include_url=False)
    return [_problem(detail, where) for detail in details]


def _problem(detail: ErrorDetails, where: str) -> FieldProblem:
    place = ".".join(str(part) for part in detail["loc"])
    return FieldProblem(
        field=place or where or "body",
        message=words_of(detail),
        code=detail["type"],
    )
