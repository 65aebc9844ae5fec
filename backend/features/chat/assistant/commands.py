"""`flask trades ask`: a question to the record on the command line, in words or as the REST API takes it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

import click
from pydantic import ValidationError
from sqlalchemy.orm import Session

from backend.core.clock import now_utc
from backend.core.db import Database, acting_for
from backend.core.errors import Refusal
from backend.core.json_text import UnfitJson, checked
from backend.core.validation import refusal_of
from backend.features.accounts.auth import queries as auth
from backend.features.chat.assistant.answer_request import unsent_request
from backend.features.chat.messages.schemas import LONGEST_MESSAGE
from backend.features.chat.understanding.requests import (
    Clarification,
    RecordQuestion,
    Understanding,
)
from backend.features.content.conversations.models import Mode
from backend.features.record.questions import service as record
from backend.features.record.questions.ports import PatternBook
from backend.features.record.questions.schemas import QueryAnswer, RecordQuery

PortT = TypeVar("PortT")


class QuestionPorts(Protocol):
    """Gives what stands behind a port."""

    def __call__(self, port: type[PortT], /) -> PortT:
        """What stands behind it."""


QuestionReader = Callable[[Session, UUID, datetime], RecordQuery]
"""Reads what was written on the command line, for a trader at a moment."""


def ask_command(use: QuestionPorts) -> click.Command:
    """The command; `use` gives what stands behind a port."""

    @click.command(
        "ask",
        help="Ask the record: flask trades ask --login me 'what is my win rate on Mondays?', or --query "
        """'{"measures": ["win_rate"], "only": {"weekdays": ["monday"]}}'""",
    )
    @click.argument("words", nargs=-1)
    @click.option("--login", required=True, help="Email or username of the trader.")
    @click.option("--query", "text", help="The question as JSON, as the API takes it.")
    @click.option("--json", "plain", is_flag=True, help="The answer of the API, as it is.")
    def ask(words: tuple[str, ...], login: str, text: str | None, plain: bool) -> None:
        spoken = " ".join(words).strip()
        try:
            answer = _answer(use, login, _reader(spoken, text))
        except Refusal as refusal:
            wrong = "".join(f"\n  {error.field}: {error.message}" for error in refusal.errors)
            raise click.ClickException(f"{refusal.said}{wrong}") from None
        if plain:
            click.echo(answer.model_dump_json(indent=2))
        else:
            click.echo(answer.words)

    return ask


def _answer(use: QuestionPorts, login: str, read: QuestionReader) -> QueryAnswer:
    database = use(Database)
    with database.reading() as session:
        credentials = auth.find_credentials(session, login)
    if credentials is None:
        raise click.ClickException(f"There is no account {login!r}.")
    now = now_utc()
    with database.transaction(acting_for(credentials.user_id)) as session:
        query = read(session, credentials.user_id, now)
        return record.ask(
            session,
            credentials.user_id,
            query,
            now=now,
            patterns=use(PatternBook),
        )


def _reader(words: str, text: str | None) -> QuestionReader:
    """How the question was asked: in words, or as JSON."""
    if bool(words) == (text is not None):
        raise click.UsageError("Ask in words, or with --query: one of the two.")
    if text is None:
        return lambda session, user_id, now: _query_in_words(session, user_id, words, now)
    query = _query(text)
    return lambda session, user_id, now: query  # noqa: ARG005  # it is known already


def _query(text: str) -> RecordQuery:
    try:
        return RecordQuery.model_validate_json(checked(text), strict=True)
    except UnfitJson as unfit:
        raise click.ClickException(f"The question is not readable: {unfit.message}") from None
    except ValidationError as error:
        raise refusal_of(error) from None


def _query_in_words(session: Session, user_id: UUID, words: str, now: datetime) -> RecordQuery:
    """The question that words are, as the chat reads them; what of them was not understood is said first."""
    if len(words) > LONGEST_MESSAGE:
        raise click.ClickException(f"A question may have {LONGEST_MESSAGE} characters.")
    request = unsent_request(session, user_id, words, (), Mode.ANALYSIS, now=now)
    understanding = request.understanding
    if understanding.clarification is not None:
        raise click.ClickException("\n".join(_asked_back(understanding.clarification)))
    typed_request = request.request
    if request.guard is not None or not isinstance(typed_request, RecordQuestion):
        raise click.ClickException("That is no question to the record. Say it in the chat.")
    for line in _left_over(understanding, request.more):
        click.echo(line, err=True)
    return typed_request.query


def _asked_back(clarification: Clarification) -> Iterator[str]:
    yield clarification.question
    for choice in clarification.choices:
        yield f"  {choice.label}"


def _left_over(understanding: Understanding, more: Sequence[object]) -> Iterator[str]:
    """What of the words the answer is without."""
    if understanding.not_understood:
        words = ", ".join(f'"{word}"' for word in understanding.not_understood)
        yield f"Not understood, and left out: {words}."
    if more:
        yield "It wants more than one thing: only the first question is answered here."
