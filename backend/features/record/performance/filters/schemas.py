"""Which trades, by what they are put together: the filters of the language of questions, and groups."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from backend.core.choices import Choice
from backend.core.types import Amount, In, Name, Text
from backend.features.market.instruments.schemas import Symbol
from backend.features.record.trades.models import Outcome, TradeDirection
from backend.features.record.trades.schemas import Feeling, Setup, Tag
from backend.features.record.trades.trade_list.schemas import GroupBy, Weekday

__all__ = ["GroupBy", "Weekday"]

MOST_OF_A_FILTER = 20


class MarketSession(Choice):
    """Parts of the trading day, by New York's clock, as reports by session have them."""

    ASIA = "asia"
    LONDON = "london"
    NEW_YORK = "new_york"
    AFTER_HOURS = "after_hours"


class InstrumentClass(Choice):
    """Kinds of instruments."""

    FUTURE = "future"
    STOCK = "stock"
    FOREX = "forex"
    CRYPTO = "crypto"
    CFD = "cfd"
    OPTION = "option"
    METAL = "metal"
    INDEX = "index"
    SPREAD = "spread"


class PlanState(Choice):
    """Whether a trade followed a plan that stood before its first fill, one that was made later or changed, or none."""

    PLANNED = "planned"
    LATE = "late"
    DRIFTED = "drifted"
    UNPLANNED = "unplanned"


class After(Choice):
    """What came just before a trade, on the same session day."""

    WIN = "win"
    LOSS = "loss"


class HourRange(In):
    """Hours of the entry on the exchange's clock: from the first minute on, before the last. Minutes after midnight.

    Hours that begin later than they end go over midnight.
    """

    minute_from: Annotated[int, Field(ge=0, le=1439)] = 0
    minute_to: Annotated[int, Field(ge=1, le=1440)] = 1440


class NumberRange(In):
    """At least and at most; an end that is not named is open."""

    at_least: Amount | None = None
    at_most: Amount | None = None

    @model_validator(mode="after")
    def _has_room(self) -> Self:
        if self.at_least is None or self.at_most is None or self.at_least <= self.at_most:
            return self
        raise PydanticCustomError("number_range", "at_least must not be above at_most.")


class RunBefore(In):
    """Trades right after so many of one kind in a row, closed on the same session day by the time of the entry."""

    what: After
    at_least: Annotated[int, Field(ge=1, le=50)] = 1


class Filters(In):
    """Which trades: of each list any member (of `every_tag` all), of all lists all. What is not named limits nothing."""

    weekdays: Annotated[list[Weekday], Field(max_length=7)] = []
    hours: Annotated[list[HourRange], Field(max_length=6)] = []
    sessions: Annotated[list[MarketSession], Field(max_length=4)] = []
    instruments: Annotated[list[Symbol], Field(max_length=MOST_OF_A_FILTER)] = []
    classes: Annotated[list[InstrumentClass], Field(max_length=9)] = []
    direction: TradeDirection | None = None
    setups: Annotated[list[Setup], Field(max_length=MOST_OF_A_FILTER)] = []
    strategies: Annotated[list[Name], Field(max_length=MOST_OF_A_FILTER)] = []
    tags: Annotated[list[Tag], Field(max_length=MOST_OF_A_FILTER)] = []
    every_tag: Annotated[
        list[Tag],
        Field(max_length=MOST_OF_A_FILTER, description="Trades that bear all of these tags."),
    ] = []
    emotions: Annotated[list[Feeling], Field(max_length=MOST_OF_A_FILTER)] = []
    accounts: Annotated[
        list[Name], Field(max_length=MOST_OF_A_FILTER, description="By their names.")
    ] = []
    plans: Annotated[list[PlanState], Field(max_length=4)] = []
    patterns: Annotated[
        list[Annotated[Text, StringConstraints(min_length=1, max_length=40)]],
        Field(max_length=MOST_OF_A_FILTER, description="Behaviours, by the names of detectors."),
    ] = []
    outcomes: Annotated[list[Outcome], Field(max_length=3)] = []
    adherence: NumberRange | None = None
    size: NumberRange | None = None
    nth_of_day: Annotated[
        NumberRange | None, Field(description="Which trades of their session day, from 1.")
    ] = None
    after: RunBefore | None = None
    holding_minutes: NumberRange | None = None


class GroupKey(In):
    """Trades of one group, by its key as reports tell it; null is the absence of one."""

    by: GroupBy
    key: str | None
