"""What the readers found in a message, as named numbers: beside its words, what its kind is chosen by. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict

from backend.features.chat.understanding.message_reading import MessageReading
from backend.features.chat.understanding.readers.archive_reader import read_archive
from backend.features.chat.understanding.readers.book_reader import read_book
from backend.features.chat.understanding.readers.help_reader import read_help
from backend.features.chat.understanding.readers.social_acts import read_social
from backend.features.coach.language.lexicon import feelings
from backend.features.coach.memory.extraction import read_command
from backend.features.record.questions.schemas import Filters

LONG, SHORT = 12, 3  # words
MOST = 4  # of what was not understood: more says nothing more

Signal = tuple[str, float]


def signals_of(message: MessageReading) -> Mapping[str, float]:
    """Everything that is not zero, by name."""
    named = [
        *_signs(message),
        *_of_idea(message),
        *_of_question(message),
        *_of_others(message),
        *_of_thread(message),
    ]
    return {name: value for name, value in named if value}


def _signs(message: MessageReading) -> Iterator[Signal]:
    signs = message.signs
    for name, value in asdict(signs).items():
        if name not in ("words", "is_denied"):  # the heads were trained without it
            yield f"s_{name}", float(value)
    yield "s_words", min(signs.words, 30) / 30
    yield "long", float(signs.words > LONG)
    yield "short", float(signs.words <= SHORT)


def _of_idea(message: MessageReading) -> Iterator[Signal]:
    idea = message.idea
    for name in message.names:
        yield f"i_{name}", 1.0
    yield "i_n", len(message.names) / 8
    yield "i_done", float(idea.is_done)
    yield "i_closed", float(idea.is_closed)
    yield "i_about", float(idea.about_to)
    yield "i_exits", float(bool(idea.exits))
    yield "i_exit_price", float(any(part.price is not None for part in idea.exits))
    yield "i_moves", float(bool(idea.moves))
    for ask in idea.asks:
        yield f"ask_{ask.about}", 1.0
    yield "i_unused", min(len(idea.unused), MOST) / MOST


def _of_question(message: MessageReading) -> Iterator[Signal]:
    question = message.question
    yield "q_conf", question.confidence
    yield "q_query", float(question.query is not None)
    yield "q_nu", min(len(question.not_understood), MOST) / MOST
    if question.query is not None:
        query = question.query
        yield "q_span", float(query.day_from is not None)
        yield "q_group", float(query.group_by is not None)
        yield "q_rank", float(query.ranking is not None)
        yield "q_filters", float(query.only != Filters())


def _of_others(message: MessageReading) -> Iterator[Signal]:
    text = message.beginning
    yield "book", float(read_book(text) is not None)
    yield "help", float(read_help(text) is not None)
    promise = message.promise
    yield "promise", float(promise is not None)
    yield "promise_full", float(promise is not None and bool(promise.trigger and promise.promise))
    settings = message.settings
    yield "setting", float(settings is not None)
    yield "setting_n", 0.0 if settings is None else len(settings.changes) / 3
    social = read_social(text)
    if social is not None:
        yield f"social_{social.act.value}", 1.0
    archive = read_archive(text, message.context)
    if archive is not None:
        yield f"archive_{archive.action.value}", 1.0
    command = read_command(text)
    if command is not None:
        yield f"memory_{command.kind.value}", 1.0
    yield "feel", float(bool(feelings(text)))


def _of_thread(message: MessageReading) -> Iterator[Signal]:
    """What was spoken of last, on which short messages lean."""
    last = message.context.thread.last
    if last is not None:
        yield f"last_{last}", 1.0
