"""What comes in, parsed by the models of the contract: JSON, text values of queries and forms, and parts of a path."""

from collections.abc import Mapping
from dataclasses import replace

from pydantic import BaseModel, ValidationError

from backend.core.errors import FieldProblem, Invalid, NotFound
from backend.core.json_text import UnfitJson, checked
from backend.core.validation import InvalidInput, MalformedInput, problems_of, refusal_of
from backend.transport.contract import Operation

NUL = "\x00"


class NoSuchThing(NotFound):
    """The path names nothing."""

    code = "not_found"
    detail = "There is nothing at this address."


def read_json(model: type[BaseModel], raw: bytes | str) -> BaseModel:
    """Check, parse and validate.

    Raises:
        MalformedInput: not JSON.
        InvalidInput: JSON, but not what the model takes, or what nothing here can hold.
    """
    try:
        return model.model_validate_json(checked(raw), strict=True)
    except UnfitJson as unfit:
        raise refusal_of_document(unfit) from None
    except ValidationError as error:
        raise refusal_of(error) from None


def refusal_of_document(unfit: UnfitJson) -> Invalid:
    """What is wrong with a whole document as a refusal."""
    if unfit.is_unreadable:
        return MalformedInput(f"The body is not valid JSON: {unfit.message}")
    return InvalidInput(errors=[FieldProblem(unfit.field, unfit.message, unfit.code)])


def read_values(
    model: type[BaseModel], values: Mapping[str, str | list[str]], *, where: str = ""
) -> BaseModel:
    """Validate text values, as a query string or form has them.

    Raises:
        InvalidInput: something in it is wrong.
    """
    _refuse_nul(values, where)
    try:
        return model.model_validate(values)
    except ValidationError as error:
        problems = [_of_one_value(problem, values) for problem in problems_of(error, where)]
        raise InvalidInput(errors=problems) from None


def _of_one_value(problem: FieldProblem, values: Mapping[str, str | list[str]]) -> FieldProblem:
    """Of a parameter that may be given several times and was given once, by its plain name."""
    name = problem.field.partition(".")[0]
    texts = values.get(name)
    if isinstance(texts, list) and len(texts) == 1:
        return replace(problem, field=name)
    return problem


def read_path(operation: Operation, values: Mapping[str, str]) -> dict[str, object]:
    """Validate path parameters; a malformed one names nothing, which is a 404."""
    if any(NUL in value for value in values.values()):
        raise NoSuchThing
    try:
        return {
            name: adapter.validate_python(values[name])
            for name, adapter in operation.path_types.items()
        }
    except ValidationError:
        raise NoSuchThing from None


def _refuse_nul(values: Mapping[str, str | list[str]], where: str) -> None:
    """Refuse a character that PostgreSQL has no place for, whichever field it was meant for."""
    words = "Text may not contain the NUL character."
    problems = [
        FieldProblem(name or where, words, "text_nul")
        for name, value in values.items()
        if NUL in name or _has_nul(value)
    ]
    if problems:
        raise InvalidInput(errors=problems)


def _has_nul(value: str | list[str]) -> bool:
    if isinstance(value, str):
        return NUL in value
    return any(NUL in text for text in value)
