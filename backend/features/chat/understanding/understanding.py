"""One understanding of a message: its words, its pictures and the thread become one typed request, or a question back.

What is certain by its form is taken first (guarded words, slash commands, answers to what was asked back, orders to the
memory). Then each reader says what it reads, and what the message looks like decides between them. Pure.
"""

from backend.features.chat.understanding.asked_back import resolved
from backend.features.chat.understanding.guarded_words import met_with
from backend.features.chat.understanding.idea_requests import read_message
from backend.features.chat.understanding.kind_choice import chosen
from backend.features.chat.understanding.message_context import MessageContext
from backend.features.chat.understanding.message_split import split
from backend.features.chat.understanding.readers.archive_reader import read_archive
from backend.features.chat.understanding.readers.greetings import without_greeting
from backend.features.chat.understanding.readers.journal_reader import read_journal
from backend.features.chat.understanding.readers.size_reader import read_size
from backend.features.chat.understanding.requests import (
    MemoryRequest,
    Request,
    Understanding,
)
from backend.features.chat.understanding.slash_commands import read_slash
from backend.features.chat.understanding.trade_talk.market_change import with_prices_asked
from backend.features.chat.understanding.trader_settings.setting_conditions import (
    with_conditions_asked,
)
from backend.features.coach.memory.extraction import (
    MemoryCommand,
    MemoryCommandKind,
    read_command,
)


def understand(text: str, context: MessageContext) -> Understanding:
    """What a message wants. Never fails; what is unclear is asked back."""
    met = met_with(text, context)
    if met is not None:
        return met
    text = without_greeting(text)
    if context.image_count == 0:
        certain = _certain(text, context)
        if certain is not None:
            certain = with_conditions_asked(certain, text)
            return with_prices_asked(certain, context.thread.idea, text)
    whole = split(text, context, chosen(text, context), chosen)
    whole = with_conditions_asked(whole, text)
    return with_prices_asked(whole, context.thread.idea, text)


def _certain(text: str, context: MessageContext) -> Understanding | None:
    """What a message is by its form alone."""
    command = read_command(text)
    if command is not None and not _tells_another_idea(command, text, context):
        return _only(_memory(command))
    slash = read_slash(text, context)
    if slash is not None:
        return slash
    answer = resolved(text, context)
    if answer is not None:
        return answer
    journal = read_journal(text, context)
    if journal is not None:
        return journal
    archive = read_archive(text, context)
    return read_size(text, context) if archive is None else _only(archive)


def _tells_another_idea(command: MemoryCommand, text: str, context: MessageContext) -> bool:
    """In "forget that one. short NQ 18250, stop 18290" nothing is to be forgotten for good."""
    if command.kind is not MemoryCommandKind.FORGET:
        return False
    return {"instrument", "direction", "entry", "stop"} <= read_message(text, context).terms.names


def _memory(command: MemoryCommand) -> MemoryRequest:
    return MemoryRequest(
        action=command.kind.value,
        words=command.statement,
        private=command.private,
        again=command.again,
    )


def _only(request: Request) -> Understanding:
    return Understanding(requests=(request,))
