"""A query while it is put together from the marks of a question. Pure."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from backend.features.chat.understanding.phrases.marks import Days, FilterValue, PhraseMark
from backend.features.record.performance.schemas import GroupBy
from backend.features.record.questions.schemas import (
    Filters,
    HourRange,
    Measure,
    Ranking,
    RecordQuery,
    TradeSlice,
    TrendBy,
)
from backend.features.record.trades.models import TradeType

DEFAULT_MEASURES = (Measure.NET_PNL, Measure.WIN_RATE, Measure.EXPECTANCY)
"""What answers "how am I doing?"."""

SINGLE_FIELDS = frozenset(
    ("direction", "adherence", "size", "nth_of_day", "after", "holding_minutes")
)


@dataclass(slots=True)
class SelectionDraft:
    """Filters and days of one selection.

    Attributes:
        overlap: values of fields that hold one, which were said a second time.
        leaves_no_side: longs and shorts are both left out, so that nothing is left.
    """

    only: dict[str, Any] = field(default_factory=dict)
    excluding: dict[str, Any] = field(default_factory=dict)
    days: Days | None = None
    overlap: list[FilterValue] = field(default_factory=list)
    leaves_no_side: bool = False

    def add(self, value: FilterValue, *, excluded: bool = False) -> None:
        """Take a filter in; lists grow, a second value of a single field is an overlap."""
        fields = self.excluding if excluded else self.only
        if value.field not in SINGLE_FIELDS:
            values = value.value if isinstance(value.value, tuple) else (value.value,)
            members = fields.setdefault(value.field, [])
            members.extend(member for member in values if member not in members)
            if value.field == "hours":
                fields["hours"] = _narrowest(members)
        elif value.field not in fields:
            fields[value.field] = value.value
        elif fields[value.field] != value.value and excluded and value.field == "direction":
            self.leaves_no_side = True
        elif fields[value.field] != value.value:
            self.overlap.append(value)

    def copy(self) -> "SelectionDraft":
        """The same, to be changed apart."""
        return SelectionDraft(_copied(self.only), _copied(self.excluding), self.days)

    def is_empty(self) -> bool:
        """Whether it limits nothing."""
        return not (self.only or self.excluding or self.days)


def _narrowest(ranges: list[HourRange]) -> list[HourRange]:
    """In "before ten in the morning" the hours that lie within others are meant."""
    return [
        hours
        for hours in ranges
        if not any(
            other != hours
            and hours.minute_from <= other.minute_from
            and other.minute_to <= hours.minute_to
            for other in ranges
        )
    ]


def _copied(fields: dict[str, Any]) -> dict[str, Any]:
    return {
        name: list(value) if isinstance(value, list) else value for name, value in fields.items()
    }


@dataclass(slots=True)
class QueryDraft:
    """What is known of the query so far."""

    measures: list[Measure] = field(default_factory=list)
    first: SelectionDraft = field(default_factory=SelectionDraft)
    second: SelectionDraft | None = None
    unit: str = ""  # a message of nothing but a unit: "and in percent?"
    whole: SelectionDraft | None = (
        None  # of which the first is told as a part: "how much of my fees"
    )
    group_by: GroupBy | None = None
    ranking: Ranking | None = None
    trend: TrendBy | None = None
    trade_types: tuple[TradeType | None, ...] = ()  # null: of any kind; two are compared
    compares_kinds: bool = False  # practice is held against money
    other_end: Ranking | None = None  # both ends of an order are asked for: "best and worst"
    rules: str = (
        ""  # trades are meant by whether rules were `broken` or `kept`, which no trade says
    )
    compares_rules: bool = False  # trades that kept to them against those that did not
    open_bounds: tuple[
        str, ...
    ] = ()  # "since my last review": what bounds the days is not on record
    currency: str | None = None
    is_default: bool = False  # "how am I doing": asks, and names no measure
    clears: bool = False
    adds_measures: bool = False  # "expectancy too"
    joins_measures: bool = False  # "win rate and expectancy"
    joins_on: bool = (
        False  # a word says that it goes on with the question before: "and", "same for"
    )
    number: int | None = None  # the only one that means nothing by itself
    measures_are_implied: bool = False  # "how often", "what does it cost": of what, nothing says
    is_listing: bool = False  # "which setups do I have": what there is
    lists_others: bool = False  # "what other markets": but for what was spoken of
    order: Ranking | None = None  # an order of nothing that is named: "and the worst?"
    order_is_said: bool = False  # "losers", "bled the most": words say which end is asked for
    is_single_day: bool = False  # a date is ranked, and no day of the week
    reversed_days: Days | None = None  # a span that ends before it begins, which limits nothing
    against: SelectionDraft | None = None  # a second side without a first: "compared to Fridays?"

    def asks(self) -> bool:
        """Whether it names a figure, an order or a grouping."""
        return bool(self.measures or self.is_default or self.ranking or self.group_by or self.trend)

    def limits(self) -> bool:
        """Whether it says which trades are meant, in whatever way."""
        return bool(not self.first.is_empty() or self.second or self.trade_types or self.rules)

    def query(self) -> RecordQuery:
        """The query, with the measures that are meant where none is named.

        Raises:
            ValidationError: its parts do not fit together.
        """
        types = self.trade_types or (TradeType.REAL,)
        side = self.first if self.compares_kinds and self.second is None else self.second
        second = _slice(side, self, types[-1]) if side is not None else None
        trend = None if self.group_by or self.ranking else self.trend
        return RecordQuery(
            measures=list(dict.fromkeys(self.measures or self._meant())),
            group_by=self.group_by,
            ranking=self.ranking,
            trend=trend,
            compared_with=second,
            **_slice(self.first, self, types[0]).model_dump(),
        )

    def _meant(self) -> list[Measure]:
        if self.ranking is not None:
            return [Measure.NET_PNL]
        if self.first.only.get("patterns") and not self.is_default:
            return [Measure.OCCURRENCES]
        return list(DEFAULT_MEASURES)


def _slice(side: SelectionDraft, draft: QueryDraft, trade_type: TradeType | None) -> TradeSlice:
    days: tuple[date | None, date | None] = (None, None)
    if side.days is not None:
        days = (side.days.day_from, side.days.day_to)
    return TradeSlice(
        day_from=days[0],
        day_to=days[1],
        only=Filters(**side.only),
        excluding=Filters(**side.excluding),
        trade_type=trade_type,
        currency=draft.currency,
    )


@dataclass(slots=True)
class Sentence:
    """The marks of a question and what became of each: accounted for, or to be said back."""

    marks: list[PhraseMark]
    plurals: frozenset[int] = frozenset()  # marks whose last word was written in the plural
    accounted: set[int] = field(default_factory=set)
    unclear: set[int] = field(default_factory=set)

    def take(self, *places: int) -> None:
        """These marks mean something in the query."""
        self.accounted.update(places)

    def refuse(self, *places: int) -> None:
        """These marks mean something that no query can say."""
        self.unclear.update(places)
