"""What a word or phrase of a question means by itself, before the whole is put together. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class MarkKind(StrEnum):
    """The part that a phrase plays in a question."""

    MEASURE = "measure"
    HEAD = "head"  # "how often", which an act completes
    ACT = "act"  # "win", "make", "hold"
    FILTER = "filter"
    SPAN = "span"
    GROUP = "group"  # "by weekday"
    DIMENSION = "dimension"  # "weekday", which groups only where something asks for it
    BY = "by"
    WHICH = "which"
    RANK = "rank"
    THING = "thing"  # "trade", "day", which are ranked
    VERSUS = "versus"
    AMONG = "among"  # "compare", "better": two sides follow
    AND = "and"
    OR = "or"
    NOT = "not"
    LEFT_OUT = "left_out"  # "excluded", behind what it is about
    ONLY = "only"
    OTHERS = "others"  # "the rest": all that is not the first side
    TREND = "trend"
    CLEAR = "clear"
    CURRENCY = "currency"
    TRADE_TYPE = "trade_type"
    NUMBER = "number"
    FOLLOW = "follow"
    DEFAULT = "default"  # "how am I doing": no measure of its own
    FILLER = "filler"
    PREPOSITION = "preposition"
    PAUSE = "pause"
    STOP = "stop"  # the end of a sentence
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Days:
    """A span of days as it was said; an end that is not named is open.

    Attributes:
        other: another reading of the same words.
        note: what was decided about words that can be read otherwise.
        part: the part of the day that was named with it, as in "this morning".
    """

    day_from: date | None
    day_to: date | None
    other: "Days | None" = None
    note: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class FilterValue:
    """One value of one field of the filters.

    Attributes:
        others: fields in which the same name also stands.
    """

    field: str
    value: object
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PhraseMark:
    """A phrase with its part and what it means; `start` and `end` count words."""

    kind: MarkKind
    value: object
    start: int
    end: int

    def is_a(self, *kinds: MarkKind) -> bool:
        """Whether it plays one of these parts."""
        return self.kind in kinds

    def filter_word(self, field: str) -> str | None:
        """The value, where it is one of this field of the filters."""
        if isinstance(self.value, FilterValue) and self.value.field == field:
            return str(self.value.value)
        return None


def marks_of(marks: Sequence[PhraseMark], *kinds: MarkKind) -> list[PhraseMark]:
    """Those that play one of these parts, in their order."""
    return [mark for mark in marks if mark.kind in kinds]
