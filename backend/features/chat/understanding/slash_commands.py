"""Slash commands: the same requests as plain words make, from one table of which `/help` is made. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from backend.features.chat.understanding.idea_requests import (
    check_request,
    exit_request,
    level_request,
    plan_request,
    trade_request,
)
from backend.features.chat.understanding.journal_request import JournalAction, JournalRequest
from backend.features.chat.understanding.message_context import MessageContext
from backend.features.chat.understanding.message_reading import MessageReading
from backend.features.chat.understanding.readers import archive_reader
from backend.features.chat.understanding.readers.journal_reader import written
from backend.features.chat.understanding.readers.promise_reader import promise_in
from backend.features.chat.understanding.readers.size_reader import size_request
from backend.features.chat.understanding.record_questions import question_of
from backend.features.chat.understanding.request_builders import BUILDERS
from backend.features.chat.understanding.request_kinds import RequestKind
from backend.features.chat.understanding.requests import (
    ArchiveAction,
    BookName,
    BookRequest,
    HelpRequest,
    NewThread,
    TrainingRequest,
    Understanding,
)
from backend.features.market.instruments.instruments import InstrumentKind, resolve

Reader = Callable[[str, MessageContext], Understanding]


@dataclass(frozen=True, slots=True)
class Command:
    """One thing to ask for.

    Attributes:
        names: after the slash; the first one is listed.
        takes: an example of what may follow.
    """

    names: tuple[str, ...]
    says: str
    read: Reader
    takes: str = ""

    @property
    def line(self) -> str:
        """Its line in `/help`."""
        return f"/{self.names[0]}{' ' if self.takes else ''}{self.takes}: {self.says}"


def _book(book: BookName) -> Reader:
    def read(_rest: str, _context: MessageContext) -> Understanding:
        return Understanding(requests=(BookRequest(book=book),))

    return read


def _archive(action: ArchiveAction) -> Reader:
    def read(rest: str, context: MessageContext) -> Understanding:
        return Understanding(requests=(archive_reader.request_of(action, rest, context),))

    return read


def _promise(rest: str, _context: MessageContext) -> Understanding:
    return Understanding(requests=(promise_in(rest),))


def _setting(rest: str, context: MessageContext) -> Understanding:
    return BUILDERS[RequestKind.SETTING](MessageReading(rest, context), "")


def _journal(rest: str, _context: MessageContext) -> Understanding:
    if rest:
        return written(rest)
    return Understanding(requests=(JournalRequest(action=JournalAction.READ),))


def _training(_rest: str, _context: MessageContext) -> Understanding:
    return Understanding(requests=(TrainingRequest(),))


def _new(_rest: str, _context: MessageContext) -> Understanding:
    return Understanding(requests=(NewThread(),))


def _help(rest: str, _context: MessageContext) -> Understanding:
    return Understanding(requests=(HelpRequest(about=rest[:40]),))


COMMANDS = (
    Command(
        ("ask", "performance", "perf"),
        "what your closed trades came to, or any question to your record",
        question_of,
        "win rate on Mondays this year, longs only",
    ),
    Command(
        ("trade", "log"), "a trade to confirm", trade_request, "long NQ 18250 stop 18230 out 18290"
    ),
    Command(("close", "exit"), "the end of a trade, or of a part", exit_request, "half at 4510"),
    Command(("stop", "move"), "a stop or target that you moved", level_request, "stop to 4495"),
    Command(
        ("plan",),
        "a plan to confirm",
        plan_request,
        "long ES 4500 stop 4495 target 4510, 2 contracts",
    ),
    Command(
        ("check",),
        "whether your own rules allow it",
        check_request,
        "short ES 3 lots, stop 12 ticks",
    ),
    Command(
        ("size", "calc"),
        "how large a trade may be for what you risk",
        size_request,
        "ES 4500 stop 4490 risk 1%",
    ),
    Command(
        ("commit", "promise"),
        "a commitment to confirm",
        _promise,
        "if stopped, then 20 minutes off",
    ),
    Command(("set",), "a limit, your account, or how you feel today", _setting, "daily loss 500"),
    Command(("state",), "how this session stands by your rulebook", _book(BookName.STATE)),
    Command(("rules",), "your limits", _book(BookName.RULES)),
    Command(("plans",), "your living plans", _book(BookName.PLANS)),
    Command(("promises",), "your commitments, and how they were kept", _book(BookName.PROMISES)),
    Command(("patterns",), "what I see in how you trade", _book(BookName.PATTERNS)),
    Command(("open", "positions"), "what you hold", _book(BookName.OPEN_TRADES)),
    Command(("trades", "recent"), "your last trades", _book(BookName.RECENT_TRADES)),
    Command(("scores",), "how good my verdicts were", _book(BookName.SCORES)),
    Command(
        ("search", "find"),
        "where we talked about something",
        _archive(ArchiveAction.SEARCH),
        'retest "opening range" [in this conversation]',
    ),
    Command(
        ("export",),
        "this conversation as a file, or all of them",
        _archive(ArchiveAction.EXPORT),
        "[markdown] [csv] [pdf] [json] [all]",
    ),
    Command(
        ("stats", "analytics"),
        "how much we talked, about what, and when",
        _archive(ArchiveAction.ANALYTICS),
        "[this week]",
    ),
    Command(
        ("usage", "cost"),
        "what the AI cost, and what is left of today's budget",
        _archive(ArchiveAction.USAGE),
        "[this month]",
    ),
    Command(
        ("journal", "note"),
        "an entry of your journal to confirm; without words, your last entries",
        _journal,
        "waited for the retest",
    ),
    Command(("training",), "nothing yet: there is no training so far", _training),
    Command(("new",), "put aside what we were speaking of", _new),
    Command(("help", "commands"), "this list", _help),
)
_READERS = {name: command.read for command in COMMANDS for name in command.names}
_SLASH = re.compile(
    rf"\A\s*+/({'|'.join(sorted(_READERS, key=len, reverse=True))})\b(.*)", re.I | re.S
)
_UNKNOWN = re.compile(r"\A\s*+/([a-z]*)(?![\w/.])", re.I)  # and no path, date or fraction


def read_slash(text: str, context: MessageContext) -> Understanding | None:
    """What a slash command wants; an unknown one gets help; null for other text, and for futures such as /ES."""
    match = _SLASH.match(text)
    if match is not None:
        return _READERS[match[1].lower()](match[2].strip(), context)
    unknown = _UNKNOWN.match(text)
    if unknown is None or _is_future(unknown[1]):
        return None
    return Understanding(requests=(HelpRequest(about=f"/{unknown[1]}"),))


def _is_future(name: str) -> bool:
    """Futures are written with a slash: `/ES`."""
    instrument = resolve(name)
    return instrument is not None and instrument.kind is InstrumentKind.FUTURE
