"""What REST answers where something is refused, by the product, by Flask or by a fault of ours: problem documents."""

import logging

from flask import Flask, Response, g, request
from pydantic import ValidationError
from pydantic_core import to_json
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from backend.core.db import code_of
from backend.core.errors import Refusal
from backend.core.validation import MalformedInput
from backend.transport.problem import problem_of, problem_of_status
from backend.transport.request_input import BodyTooLarge, ValueRefused

LOG = logging.getLogger("coach.http")
VALUE_REFUSED = ("22", "54")  # PostgreSQL's classes of data exceptions and of exceeded limits
PROBLEM_JSON = "application/problem+json"


def answer_refusals(app: Flask) -> None:
    """Whatever is refused while a request is carried out becomes a problem document."""
    app.register_error_handler(Refusal, refused)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _broken)


def refused(refusal: Refusal) -> Response:
    """A refusal as an answer."""
    problem = problem_of(refusal, instance=request.path, request_id=g.request_id)
    response = Response(to_json(problem), status=refusal.status, content_type=PROBLEM_JSON)
    if refusal.retry_after is not None:
        response.headers["Retry-After"] = str(refusal.retry_after)
    if refusal.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _http_error(error: HTTPException) -> Response:
    """What Flask itself refuses: no such route, wrong method, too large a body, an unreadable form."""
    if isinstance(error, RequestEntityTooLarge):
        return refused(BodyTooLarge())
    if error.code == 400:
        return refused(MalformedInput("The request could not be read."))
    problem = problem_of_status(
        error.code or 500,
        title=error.name,
        detail=error.description or error.name,
        instance=request.path,
        request_id=g.get("request_id", ""),
    )
    response = Response(to_json(problem), status=error.code, content_type=PROBLEM_JSON)
    allowed = getattr(error, "valid_methods", None)
    if error.code == 405 and allowed:
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def _broken(error: Exception) -> Response:
    """A fault of ours: logged whole, told in general."""
    if code_of(error)[:2] in VALUE_REFUSED:
        LOG.error(
            "PostgreSQL refused a value",
            exc_info=error,
            extra={"fields": {"request_id": g.get("request_id")}},
        )
        return refused(ValueRefused())
    if isinstance(error, ValidationError):
        LOG.error("an answer did not satisfy its own model", exc_info=error)
    else:
        LOG.error(
            "unexpected error",
            exc_info=error,
            extra={"fields": {"request_id": g.get("request_id")}},
        )
    problem = problem_of_status(
        500,
        title="Our fault",
        detail="Something went wrong on our side. Nothing was changed; try again, and tell us the request_id.",
        instance=request.path,
        request_id=g.get("request_id", ""),
    )
    return Response(to_json(problem), status=500, content_type=PROBLEM_JSON)
