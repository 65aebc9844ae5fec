"""RFC 9457 problem documents, the same on REST and on sockets."""

from typing import Annotated

from pydantic import ConfigDict, Field

from backend.core.errors import Refusal
from backend.core.types import Out


class FieldProblemOut(Out):
    """One field that is wrong."""

    field: Annotated[str, Field(examples=["entry_price"])]
    message: Annotated[str, Field(examples=["This must be more than 0."])]
    code: Annotated[str, Field(examples=["greater_than"])]


class Problem(Out):
    """Why the request was refused; what else helps to answer it stands beside, as the code says."""

    model_config = ConfigDict(extra="allow")

    type: Annotated[str, Field(examples=["/problems/input.invalid"])]
    title: Annotated[str, Field(examples=["Invalid"])]
    status: Annotated[int, Field(examples=[422])]
    detail: Annotated[
        str, Field(examples=["Some of what you sent is not valid; `errors` says what."])
    ]
    instance: Annotated[str, Field(examples=["/api/trading/trades"])]
    code: Annotated[
        str, Field(description="Stable and machine-readable.", examples=["input.invalid"])
    ]
    errors: list[FieldProblemOut]
    request_id: str


# of what no operation refuses: the server itself, before or beside all of them
CODES_BY_STATUS = {
    400: "input.malformed",
    404: "not_found",
    405: "method_not_allowed",
    413: "input.too_large",
    500: "internal",
}


def code_of_status(status: int) -> str:
    """The code of what the server itself refuses."""
    return CODES_BY_STATUS.get(status, f"http.{status}")


def problem_of_status(
    status: int,
    *,
    title: str,
    detail: str,
    instance: str,
    request_id: str,
) -> Problem:
    """What the server itself refuses as a problem document."""
    code = code_of_status(status)
    return Problem(
        type=f"/problems/{code}",
        title=title,
        status=status,
        detail=detail,
        instance=instance,
        code=code,
        errors=[],
        request_id=request_id,
    )


def problem_of(refusal: Refusal, *, instance: str, request_id: str) -> Problem:
    """A refusal as a problem document."""
    problem = Problem(
        type=f"/problems/{refusal.code}",
        title=refusal.title,
        status=refusal.status,
        detail=refusal.said,
        instance=instance,
        code=refusal.code,
        errors=[FieldProblemOut.model_validate(problem) for problem in refusal.errors],
        request_id=request_id,
    )
    if refusal.members:
        return problem.model_copy(update=refusal.members)
    return problem
