"""What a message wants besides a verdict: a deterministic grammar of slash commands and plain questions. Pure.

The commands and their plain questions are a table (`commands`). Nothing is written by an intent: what would write comes
back as a draft to confirm.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from backend.core.types import JsonObject, plain_decimal
from backend.features.chat.assistant.slash_commands import COMMANDS, IntentKind
from backend.features.coach.language.ideas import Idea, read_words
from backend.features.market.instruments.instruments import InstrumentKind, resolve
from backend.features.record.rulebook.models import Promise, Trigger


@dataclass(frozen=True, slots=True)
class Intent:
    """What was understood.

    Attributes:
        first, last: session days, both ends included; null without a limit.
        hours: of the instrument's exchange, from and before; null for the whole day.
        idea: the trade that is to be logged.
        query: what to search for; or a command that nobody knows.
        formats: as what to export; none of them means any.
        everywhere: all conversations, not this one alone.
        proposal: what a draft would create, as its operation takes it.
        missing: what the proposal still needs.
    """

    kind: IntentKind
    instrument: str | None = None
    direction: str | None = None
    first: date | None = None
    last: date | None = None
    hours: tuple[int, int] | None = None
    idea: Idea | None = None
    query: str = ""
    formats: tuple[str, ...] = ()
    everywhere: bool = True
    proposal: JsonObject | None = None
    missing: tuple[str, ...] = ()


_KINDS = {name: command.kind for command in COMMANDS for name in command.names}
_SLASH = re.compile(rf"\s*/({'|'.join(sorted(_KINDS, key=len, reverse=True))})\b(.*)", re.I | re.S)
_UNKNOWN = re.compile(r"\s*/([a-z]*)(?![\w/.])", re.I)  # and no path, date or fraction
ELSEWHERE = ("check",)  # announces a trade: the interlock answers beside the verdict
_QUESTIONS = tuple(
    (command, re.compile(pattern, re.I | re.S))
    for command in COMMANDS
    for pattern in command.questions
)
_PLAN = re.compile(r"^\s*plan\b[:,]?\s+(?=\S)", re.I)
_COMMIT = re.compile(
    r"^\s*(?:if|when|after)\s+(?:i\s+(?:am|get)\s+|i'?m\s+)?(?P<when>stopped(?:\s+out)?|(?:a\s+)?stop|(?:i\s+)?los[es]\w*"
    r"|(?:a\s+)?loss|(?:i\s+)?win|(?:a\s+)?win|(?P<count>\d{1,2})\s+(?P<what>loss(?:es)?|trades?)(?:\s+in\s+a\s+row)?)\b"
    r"[\s,]*(?:then\s+)?(?:i\s+)?(?:take\s+|pause\s+(?:for\s+)?)?"
    r"(?P<then>(?P<number>\d{1,3})\s*(?P<unit>min\w*|h\w*)(?:\s+off|\s+break|\s+pause)?"
    r"|(?:i\s+am\s+|i'?m\s+)?(?:stop|done|out)(?:\s+trading)?\s+for\s+(?:the\s+day|today)"
    r"|half(?:\s+(?:the\s+)?size)?)\W*$",
    re.I,
)
_MORNING, _AFTERNOON = (0, 12), (12, 24)


_HERE = re.compile(r"(?<!\s)\s*+\b(?:in|of) this (?:conversation|chat)\b\s*+", re.I)
_FORMATS = {
    "json": "json",
    "markdown": "markdown",
    "md": "markdown",
    "csv": "csv",
    "excel": "csv",
    "pdf": "pdf",
}
_ALL = re.compile(r"\b(?:all|everything|every|whole|conversations|chats|history)\b", re.I)


def read_intent(text: str, idea: Idea, today: date) -> Intent | None:
    """What a message wants; null for a message that is to be judged or coached."""
    slash = _SLASH.match(text)
    if slash is not None:
        return _intent(_KINDS[slash[1].lower()], slash[2].strip(), idea, today)
    unknown = _UNKNOWN.match(text)
    if unknown is not None and unknown[1].lower() not in ELSEWHERE and not _is_future(unknown[1]):
        return Intent(IntentKind.HELP, query=f"/{unknown[1]}")
    if _PLAN.match(text) and idea.instrument is not None and idea.entry is not None:
        return plan_intent(text, idea)
    if _COMMIT.match(text):
        return _commitment(text)
    for command, pattern in _QUESTIONS:
        match = pattern.search(text)
        if match is not None and (command.with_price or idea.entry is None):
            rest = match.groupdict().get("rest") or text
            return _intent(command.kind, rest.strip(), idea, today)
    return None


def _intent(kind: IntentKind, rest: str, idea: Idea, today: date) -> Intent:
    if kind is IntentKind.TRADE:
        return _trade(read_words(rest))
    if kind is IntentKind.PLAN:
        return plan_intent(rest, idea)
    if kind is IntentKind.COMMITMENT:
        if _COMMIT.match(rest):
            return _commitment(rest)
        return Intent(kind)
    if kind is IntentKind.SEARCH:
        query = _HERE.sub(" ", rest).strip(" ?.")
        return Intent(kind, query=query, everywhere=_HERE.search(rest) is None)
    if kind is IntentKind.EXPORT:
        words = re.findall(r"\w+", rest.lower())
        formats = dict.fromkeys(_FORMATS[word] for word in words if word in _FORMATS)
        return Intent(kind, formats=tuple(formats), everywhere=_ALL.search(rest) is not None)
    if kind not in (IntentKind.PERFORMANCE, IntentKind.ANALYTICS, IntentKind.USAGE):
        return Intent(kind)
    first, last = _days(rest.lower(), today)
    if kind is not IntentKind.PERFORMANCE:
        return Intent(kind, first=first, last=last)
    return Intent(
        kind,
        instrument=_symbol(idea),
        direction=idea.direction,
        first=first,
        last=last,
        hours=_hours(rest.lower()),
    )


def _symbol(idea: Idea) -> str | None:
    return idea.instrument.symbol if idea.instrument else None


def _hours(words: str) -> tuple[int, int] | None:
    if "morning" in words:
        return _MORNING
    if "afternoon" in words:
        return _AFTERNOON
    return None


def _is_future(name: str) -> bool:
    """Futures are written with a slash: `/ES`."""
    instrument = resolve(name)
    return instrument is not None and instrument.kind is InstrumentKind.FUTURE


def _trade(idea: Idea) -> Intent:
    needed = {"instrument": idea.instrument, "direction": idea.direction, "entry_price": idea.entry}
    missing = tuple(name for name, value in needed.items() if value is None)
    if idea.conflicts:
        missing = ("one trade at a time",)
    if missing:
        return Intent(IntentKind.TRADE, missing=missing)
    return Intent(IntentKind.TRADE, idea=idea)


def _days(words: str, today: date) -> tuple[date | None, date | None]:
    monday = today - timedelta(days=today.weekday())
    month = today.replace(day=1)
    if "today" in words:
        return today, today
    if "yesterday" in words:
        return today - timedelta(days=1), today - timedelta(days=1)
    if "last week" in words:
        return monday - timedelta(days=7), monday - timedelta(days=1)
    if "week" in words:
        return monday, today
    if "last month" in words:
        end = month - timedelta(days=1)
        return end.replace(day=1), end
    if "month" in words:
        return month, today
    if "year" in words:
        return today.replace(month=1, day=1), today
    lately = re.search(r"last (\d{1,3}) days", words)
    if lately:
        return (today - timedelta(days=int(lately[1])), today)
    return (None, None)


def plan_intent(words: str, idea: Idea) -> Intent:
    """The plan that the words tell; what they leave out is asked for."""
    description = _PLAN.sub("", words).strip()
    terms: JsonObject = {
        "instrument": _symbol(idea),
        "direction": idea.direction,
        "entry_price": _shown(idea.entry),
        "stop_loss_level": _shown(idea.stop),
        "take_profit_targets": [plain_decimal(target) for target in idea.targets] or None,
        "position_size": _shown(idea.size),
    }
    title_terms = [terms[field] for field in ("direction", "instrument", "entry_price")]
    title = " ".join(str(term) for term in title_terms if term)
    proposal: JsonObject = {
        "title": (title[:1].upper() + title[1:]) or "Plan",
        "setup_description": description[:5000] or "As told in the chat",
        "entry_criteria": ["The price reaches the entry"],
    }
    proposal |= {field: term for field, term in terms.items() if term is not None}
    missing = [field for field, term in terms.items() if term is None and field != "entry_price"]
    return Intent(IntentKind.PLAN, proposal=proposal, missing=tuple(missing))


def _shown(number: Decimal | None) -> str | None:
    return None if number is None else plain_decimal(number)


def _commitment(words: str) -> Intent:
    match = _COMMIT.match(words)
    assert match is not None, "matched before"
    statement = " ".join(words.split())[:200]
    proposal: JsonObject = {"statement": statement, **_trigger(match), **_promise(match)}
    return Intent(IntentKind.COMMITMENT, proposal=proposal)


def _trigger(match: re.Match[str]) -> JsonObject:
    if match["count"]:
        of_losses = match["what"].lower().startswith("loss")
        trigger = Trigger.AFTER_LOSSES if of_losses else Trigger.AFTER_TRADES
        return {"trigger": trigger.value, "count": int(match["count"])}
    when = match["when"].lower()
    if "stop" in when:
        return {"trigger": Trigger.AFTER_STOP.value}
    if "los" in when:
        return {"trigger": Trigger.AFTER_LOSS.value}
    return {"trigger": Trigger.AFTER_WIN.value}


def _promise(match: re.Match[str]) -> JsonObject:
    if match["number"]:
        minutes_each = 60 if match["unit"].lower().startswith("h") else 1
        minutes = int(match["number"]) * minutes_each
        return {"promise": Promise.PAUSE.value, "minutes": minutes}
    if "half" in match["then"].lower():
        return {"promise": Promise.REDUCE_SIZE.value, "percent": 50}
    return {"promise": Promise.STOP_FOR_THE_DAY.value}
