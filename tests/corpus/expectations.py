"""Whether an understanding is one of the readings that a label allows, and which of its fields are not. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import Enum, auto

from pydantic import TypeAdapter

from backend.core.types import JsonObject
from backend.features.chat.understanding.request_kinds import RequestPart
from backend.features.chat.understanding.requests import (
    ArchiveRequest,
    BookRequest,
    CheckRequest,
    IdeaTerms,
    PlanRequest,
    Request,
    SettingRequest,
    TradeExit,
    TradeExited,
    Understanding,
)
from backend.features.chat.understanding.trader_settings.setting_parts import SettingChange
from tests.corpus.query_comparison import different_parts, parts_of

REQUEST: TypeAdapter[Request] = TypeAdapter(Request)
BESIDE_A_REQUEST = frozenset({"ask", "guard", "not_understood", "or"})
ABOUT_THE_KIND = "request"  # what a clarification is about that offers kinds
NOT_COMPARED = frozenset(  # for people, measured by themselves, or known to the database alone
    {"kind", "statement", "words", "about", "topics", "feelings", "about_to", "trade_id"}
)


class Outcome(Enum):
    """What became of a message."""

    RIGHT = auto()
    ASKED = auto()  # asked back where an answer was right
    WRONG = auto()  # answered, and not as it was meant


@dataclass(frozen=True, slots=True)
class Alternative:
    """One reading that a label allows.

    Attributes:
        requests: none where only asking back or saying back is right.
        ask: what is to be asked back.
        unknown: words that must be said back.
    """

    requests: tuple[Request, ...] = ()
    guard: str | None = None
    ask: str | None = None
    unknown: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Its kind, as the report calls it."""
        return kind_name(self.guard, self.requests, is_asked=self.ask is not None)


def alternatives_of(expectation: JsonObject) -> tuple[Alternative, ...]:
    """Every reading that is right, the first one first."""
    parts = expectation.get("requests")
    if parts is None:
        alone = {key: part for key, part in expectation.items() if key not in BESIDE_A_REQUEST}
        parts = [alone] if alone else []
    requests = tuple(
        REQUEST.validate_python({k: v for k, v in part.items() if k not in BESIDE_A_REQUEST})
        for part in parts
    )
    first = Alternative(
        requests=requests,
        guard=expectation.get("guard"),
        ask=expectation.get("ask"),
        unknown=tuple(expectation.get("not_understood", ())),
    )
    others = [alternatives_of(other) for other in expectation.get("or", ())]
    return first, *(alternative for group in others for alternative in group)


def kind_name(guard: str | None, requests: tuple[Request, ...], *, is_asked: bool) -> str:
    """What the report calls a reading."""
    if guard is not None:
        return guard
    if not requests:
        return "asked back" if is_asked else "nothing"
    return " + ".join(request.kind.value for request in requests)


def read_name(understanding: Understanding) -> str:
    """What the report calls what was read."""
    is_asked = understanding.clarification is not None
    if is_asked:
        return "asked back"
    return kind_name(understanding.guard, understanding.requests, is_asked=is_asked)


def kind_outcome(alternatives: tuple[Alternative, ...], understanding: Understanding) -> Outcome:
    """Whether the kind was right."""
    if understanding.clarification is not None:
        about = understanding.clarification.about
        is_wanted = any(_wants_asked(alternative, about) for alternative in alternatives)
        return Outcome.RIGHT if is_wanted else Outcome.ASKED
    if any(_is_of_the_kind(alternative, understanding) for alternative in alternatives):
        return Outcome.RIGHT
    return Outcome.WRONG


def _wants_asked(alternative: Alternative, about: str) -> bool:
    """Asking what is wanted at all asks for no field of it."""
    if alternative.ask is None:
        return False
    return about != ABOUT_THE_KIND or not alternative.requests


def field_outcome(alternatives: tuple[Alternative, ...], understanding: Understanding) -> Outcome:
    """Whether the kind and everything in it was right."""
    outcome = kind_outcome(alternatives, understanding)
    if outcome is not Outcome.RIGHT or understanding.clarification is not None:
        return outcome
    if any(
        _is_of_the_kind(alternative, understanding) and not wrong_fields(alternative, understanding)
        for alternative in alternatives
    ):
        return Outcome.RIGHT
    return Outcome.WRONG


def _is_of_the_kind(alternative: Alternative, understanding: Understanding) -> bool:
    """The kinds are the same; of guarded words only how they are met counts."""
    if alternative.guard is not None or understanding.guard is not None:
        return alternative.guard == understanding.guard
    if not alternative.requests:
        return bool(alternative.unknown) and bool(understanding.not_understood)
    kinds = [request.kind for request in alternative.requests]
    return kinds == [request.kind for request in understanding.requests]


def nearest(
    alternatives: tuple[Alternative, ...], understanding: Understanding
) -> Alternative | None:
    """Of the readings of this kind the one that is most like what was read; null where none is of it."""
    fitting = [
        alternative for alternative in alternatives if _is_of_the_kind(alternative, understanding)
    ]
    if not fitting:
        return None
    return min(fitting, key=lambda alternative: len(wrong_fields(alternative, understanding)))


def wrong_fields(alternative: Alternative, understanding: Understanding) -> frozenset[str]:
    """What differs from a reading of the same kind."""
    wrong: set[str] = set()
    if alternative.ask is not None:
        wrong.add("ask")
    said_back = _words(" ".join(understanding.not_understood))
    if not all(_words(phrase) & said_back for phrase in alternative.unknown):
        wrong.add("not_understood")
    if alternative.guard is not None:
        return frozenset()
    for meant, read in zip(alternative.requests, understanding.requests, strict=False):
        wrong |= different_fields(meant, read)
    return frozenset(wrong)


def _words(phrase: str) -> frozenset[str]:
    """Its words: saying any of a phrase back says what is unclear."""
    return frozenset(re.findall(r"\w+", phrase.casefold()))


def different_fields(meant: Request, read: Request) -> frozenset[str]:
    """The names of the fields in which two requests of a kind differ."""
    if meant.kind != read.kind:
        return frozenset({"kind"})
    if meant.kind == "question":
        return different_parts(parts_of(meant.query), parts_of(read.query))
    expected, given = fields_of(meant), fields_of(read)
    return frozenset(
        name
        for name in (expected.keys() | given.keys()) - _left_open(meant, expected)
        if expected.get(name) != given.get(name)
    )


def _left_open(meant: Request, expected: Mapping[str, object]) -> frozenset[str]:
    """Fields that may be anything where a label does not name them."""
    if isinstance(meant, PlanRequest | CheckRequest):  # the rest may be that of the table
        return frozenset(IdeaTerms.model_fields) - expected.keys()
    if isinstance(meant, TradeExited):  # "out at market": an order that is over names no trade
        return frozenset({"order"}) - expected.keys()
    if isinstance(meant, BookRequest):  # the hands labelled which book, not which page of it
        return frozenset({"settings", "supposed", "because"}) - meant.model_fields_set
    if isinstance(meant, ArchiveRequest):  # the hands did not label where and when
        return frozenset({"everywhere", "day_from", "day_to"}) - meant.model_fields_set
    return frozenset()


def fields_of(request: Request) -> Mapping[str, object]:
    """What a request says, by field, in a form in which equal requests are equal."""
    fields: dict[str, object] = {}
    for name, value in request:
        if name in NOT_COMPARED:
            continue
        if isinstance(value, IdeaTerms):
            fields |= term_fields(value)
        elif name == "exits":
            fields[name] = tuple(_plain_exit(part) for part in value)
        elif name == "changes":
            fields[name] = _plain_changes(request)
        elif value is not None:
            fields[name] = _plain(value)
    return fields


def term_fields(terms: IdeaTerms) -> Mapping[str, object]:
    """What was said of a trade, without what was not."""
    return {name: _plain(value) for name, value in terms if value not in (None, ())}


def _plain(value: object) -> object:
    if isinstance(value, RequestPart | SettingChange):
        return tuple((name, _plain(part)) for name, part in value)
    if isinstance(value, str):
        return value.casefold().replace(" ", "")
    if isinstance(value, tuple):
        return tuple(sorted(_plain(part) for part in value))
    return value


def _plain_exit(part: TradeExit) -> tuple[object, ...]:
    """All of it where neither size nor share was told; a price says more than the level that it was at."""
    share = Decimal(1) if part.share is None and part.size is None else part.share
    return part.price, part.size, share, part.at if part.price is None else None


def _plain_changes(request: Request) -> frozenset[tuple[str, object]]:
    assert isinstance(request, SettingRequest), "only settings have changes"
    return frozenset((change.setting.value, _plain_value(change)) for change in request.changes)


def _plain_value(change: SettingChange) -> object:
    """A number as one; a unit counts where it makes another amount of it."""
    try:
        amount = Decimal(change.value)
    except InvalidOperation:
        return _plain(change.value)
    return amount, change.unit if change.unit in ("percent", "r") else "plain"
