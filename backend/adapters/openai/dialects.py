"""How an endpoint wants to be asked: what "compatible" leaves open, the simpler ways, and which one worked last."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

KEPT_SECONDS = 3600.0  # then the full form is tried again: servers are updated
# What a call may be answered with when its form is not taken: bad request, no such route or model for these parameters,
# not allowed, unprocessable, and servers that fail over a schema or do not implement it.
OF_FORM = frozenset({400, 404, 405, 415, 422, 500, 501})
OF_FORM_UNNAMED = frozenset({400, 422})  # where nothing in the words says what is not taken
NOT_OF_FORM = re.compile(
    r"context.length|maximum.context|too many tokens|content.(?:filter|policy|management)|quota|billing|api.key"
    r"|(?:model|deployment)[^.]{0,80}(?:not found|does not exist)|(?:invalid|unsupported|support)[^.]{0,20}image"
    r"|image[^.]{0,40}(?:not supported|unsupported|invalid)",
    re.I,
)


class AnswerFormat(StrEnum):
    """How an answer is asked for as JSON, from the strictest on."""

    JSON_SCHEMA = "json_schema"
    JSON_OBJECT = "json_object"
    TEXT = "text"


class LengthLimit(StrEnum):
    """What the parameter is called that bounds an answer; without one no cost is bounded."""

    COMPLETION_TOKENS = "max_completion_tokens"
    TOKENS = "max_tokens"


@dataclass(frozen=True, slots=True)
class Dialect:
    """What an endpoint takes."""

    answer_format: AnswerFormat = AnswerFormat.JSON_SCHEMA
    length_limit: LengthLimit = LengthLimit.COMPLETION_TOKENS
    reports_usage: bool = True
    takes_tools: bool = True

    @property
    def with_next_format(self) -> "Dialect | None":
        """The same with a format that more endpoints take; null after the last."""
        formats = list(AnswerFormat)
        place = formats.index(self.answer_format) + 1
        if place == len(formats):
            return None
        return replace(self, answer_format=formats[place])

    @property
    def in_words(self) -> str:
        """For the log."""
        usage = "stream_options" if self.reports_usage else "no stream_options"
        tools = "tools" if self.takes_tools else "no tools"
        return f"{self.answer_format}, {self.length_limit}, {usage}, {tools}"


class DialectMemory:
    """Which dialect an endpoint took last, in this process, for an hour.

    Args:
        full: what to begin with where nothing is known.
        monotonic: a clock that never goes back, in seconds.
    """

    def __init__(self, full: Dialect, monotonic: Callable[[], float]) -> None:
        self._full = full
        self._monotonic = monotonic
        self._remembered = (
            full,
            float("inf"),
        )  # one value, so that threads see both halves or neither

    @property
    def current(self) -> Dialect:
        """What to begin with."""
        dialect, until = self._remembered
        if self._monotonic() < until:
            return dialect
        return self._full

    def keep(self, dialect: Dialect) -> None:
        """It brought an answer."""
        if dialect == self.current:
            return
        self._remembered = (dialect, self._monotonic() + KEPT_SECONDS)


@dataclass(frozen=True, slots=True)
class _Change:
    """Another way, and the words by which an endpoint says that it wants one."""

    dialect: Dialect
    words: re.Pattern[str]


_OF_USAGE = re.compile(r"stream.options|include.usage", re.I)
_OF_LENGTH = re.compile(r"max.(?:completion.)?tokens", re.I)
_OF_TOOLS = re.compile(r"\btool|function.?call|functions\b", re.I)
_OF_FORMAT = re.compile(
    r"response.?format|json.?(?:schema|object|mode)|structured.?output|guided|grammar|\bschema",
    re.I,
)


def other_dialects(
    dialect: Dialect,
    parameters: Collection[str],
    words: str,
    *,
    status: int | None,
    tried: Collection[Dialect],
) -> Dialect | None:
    """What to try when a call was refused; null where its form is not to blame, or everything was tried.

    Args:
        dialect: of the call.
        parameters: names of what the call had.
        words: of the refusal.
        status: of HTTP; null for an error that came within a stream.
        tried: dialects that were refused for this answer already.
    """
    if NOT_OF_FORM.search(words) or (status is not None and status not in OF_FORM):
        return None
    changes = [change for change in _changes(dialect, parameters) if change.dialect not in tried]
    named = [change for change in changes if change.words.search(words)]
    if named:
        return named[0].dialect
    if changes and status in OF_FORM_UNNAMED:
        return changes[0].dialect
    return None


def _changes(dialect: Dialect, parameters: Collection[str]) -> Iterator[_Change]:
    """What may be left out of a call or said otherwise, what is missed least first."""
    if "stream_options" in parameters:
        yield _Change(replace(dialect, reports_usage=False), _OF_USAGE)
    if dialect.length_limit is LengthLimit.COMPLETION_TOKENS:
        other_limit = LengthLimit.TOKENS
    else:
        other_limit = LengthLimit.COMPLETION_TOKENS
    yield _Change(replace(dialect, length_limit=other_limit), _OF_LENGTH)
    if "tools" in parameters:
        yield _Change(replace(dialect, takes_tools=False), _OF_TOOLS)
    simpler = dialect.with_next_format
    if simpler is not None:
        yield _Change(simpler, _OF_FORMAT)
