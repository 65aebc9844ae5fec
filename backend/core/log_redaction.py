"""What a log may say: words that stand in source code, numbers and names of errors; never what somebody typed.

A message of an error or of a library may hold anything: a row that was refused, a statement, an address with its
search words. So a text is written only where it is a constant of the code that logs or raises it, and of an error
besides that only facts that its class has apart from its message.
"""

import ast
import linecache
import sys
import traceback
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from logging import LogRecord
from pathlib import Path
from types import FrameType
from uuid import UUID

import psycopg2
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError

from backend.core.errors import Refusal

HIDDEN = "…"
OURS = "coach"
MOST_CAUSES = 10
CAUSED = "\nThe above exception was the direct cause of the following exception:\n\n"
MEANWHILE = "\nDuring handling of the above exception, another exception occurred:\n\n"
Arguments = tuple[object, ...] | Mapping[str, object]
_PLAIN = (
    int,
    float,
    Decimal,
    UUID,
    datetime,
    date,
    timedelta,
    Enum,
    Path,
    type(None),
)
_AWAY = (psycopg2.OperationalError, psycopg2.InterfaceError)


class _Hidden:
    """Stands in a message for what must not be written."""

    def __repr__(self) -> str:
        return HIDDEN


def message_of(record: LogRecord) -> str:
    """The message of a record, without what may be somebody's words."""
    if isinstance(record.msg, BaseException):
        return described(record.msg)
    template = str(record.msg)
    if not _is_constant(template, record.pathname):
        return HIDDEN
    if not record.args:
        return template
    of_ours = record.name.split(".")[0] == OURS
    try:
        return template % _arguments(record.args, of_ours=of_ours)
    except (TypeError, ValueError, KeyError):
        return template


def _is_constant(template: str, file: str) -> bool:
    """Whether a text stands in this file, or in one of those that led to this call."""
    if template in _constants(file):
        return True
    return any(template in templates for templates in _on_the_way())


def _arguments(arguments: Arguments, *, of_ours: bool) -> Arguments:
    if isinstance(arguments, Mapping):
        return {name: _shown(value, of_ours=of_ours) for name, value in arguments.items()}
    return tuple(_shown(value, of_ours=of_ours) for value in arguments)


def _shown(value: object, *, of_ours: bool) -> object:
    """A value in a message; texts only where we log them ourselves: names and codes."""
    if isinstance(value, BaseException):
        return described(value)
    if isinstance(value, _PLAIN) or (of_ours and isinstance(value, str)):
        return value
    return _Hidden()


def described(error: BaseException) -> str:
    """An error in one line: its class, what it says where it was our own words, and facts that are not words."""
    facts = [fact for fact in (_said(error), *_facts(error)) if fact]
    name = type(error).__qualname__
    module = type(error).__module__
    if module != "builtins":
        name = f"{module}.{name}"
    if facts:
        return f"{name}: {', '.join(facts)}"
    return name


def _said(error: BaseException) -> str:
    """Its message, where that is known to be nobody's text."""
    if getattr(error, "for_operators", False):
        return str(error)
    if isinstance(error, _AWAY) and error.pgcode is None:
        return str(error).strip()  # of the connection, not of a statement
    if len(error.args) != 1 or not isinstance(error.args[0], str):
        return ""
    message = error.args[0]
    if message in _constants(_raised_in(error)):
        return message
    return ""


def _raised_in(error: BaseException) -> str:
    """The file in which an error was raised; empty where it was not raised."""
    frames = list(traceback.walk_tb(error.__traceback__))
    if not frames:
        return ""
    frame, _ = frames[-1]
    return frame.f_code.co_filename


def _facts(error: BaseException) -> Iterator[str]:
    if isinstance(error, Refusal):
        yield error.code
    elif isinstance(error, ValidationError):
        problems = error.errors(
            include_url=False,
            include_context=False,
            include_input=False,
        )
        kinds = sorted({problem["type"] for problem in problems})
        yield f"{len(problems)} of {' '.join(kinds)}"
    elif isinstance(error, DBAPIError) and error.orig is not None:
        yield described(error.orig)
    elif isinstance(error, psycopg2.Error):
        if error.pgcode:
            yield f"SQLSTATE {error.pgcode}"
        yield error.diag.constraint_name or ""
    elif isinstance(error, OSError) and error.strerror:
        yield f"errno {error.errno}"
    elif isinstance(status := getattr(error, "status_code", None), int):
        yield f"status {status}"


def traceback_of(error: BaseException) -> str:
    """An error with its causes, as Python writes it, without the messages."""
    latest_first = [_alone(error)]
    last = error
    for _ in range(MOST_CAUSES - 1):
        if last.__cause__ is not None:
            last = last.__cause__
            latest_first.append(CAUSED)
        elif last.__context__ is not None and not last.__suppress_context__:
            last = last.__context__
            latest_first.append(MEANWHILE)
        else:
            break
        latest_first.append(_alone(last))
    return "".join(reversed(latest_first)).rstrip("\n")


def _alone(error: BaseException) -> str:
    lines = ["Traceback (most recent call last):\n"]
    for frame, number in traceback.walk_tb(error.__traceback__):
        file = frame.f_code.co_filename
        function = frame.f_code.co_name
        lines.append(f'  File "{file}", line {number}, in {function}\n')
        source = linecache.getline(file, number).strip()
        if source:
            lines.append(f"    {source}\n")
    lines.append(described(error) + "\n")
    if isinstance(error, BaseExceptionGroup):
        lines += [f"  | {described(cause)}\n" for cause in error.exceptions]
    return "".join(lines)


def _on_the_way() -> Iterator[frozenset[str]]:
    """The constants of whoever called: a library may log by a function of its own."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        yield _constants(frame.f_code.co_filename)
        frame = frame.f_back


@lru_cache(maxsize=512)
def _constants(file: str) -> frozenset[str]:
    """Every text that stands in a file of Python; none where it cannot be read."""
    try:
        tree = ast.parse(Path(file).read_bytes())
    except (OSError, SyntaxError, ValueError):
        return frozenset()
    constants = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return frozenset(constants)
