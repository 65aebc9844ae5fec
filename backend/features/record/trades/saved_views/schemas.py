"""What saved views take and give."""

import re
from typing import Annotated

from pydantic import Field

from backend.core.types import Form, Id, In, JsonObject, Moment, Name, Out
from backend.features.record.trades.trade_list.schemas import OrderedSelection

MOST_COLUMNS = 60
Columns = Annotated[
    list[Annotated[str, Form(re.compile(r"[a-z][a-z0-9_]{0,39}"), "Give the name of a column.")]],
    Field(max_length=MOST_COLUMNS, description="Names of columns in their order; none: as ever."),
]


class SaveView(In):
    """A view: what the list of trades is asked for, in its own words, and which columns it shows."""

    name: Name
    filter: OrderedSelection
    columns: Columns = []


class ChangeView(In):
    """What is given is replaced."""

    name: Name | None = None
    filter: OrderedSelection | None = None
    columns: Columns | None = None


class TradeViewOut(Out):
    """A saved view; its filter has the names of the list's parameters."""

    id: Id
    name: str
    filter: JsonObject
    columns: list[str]
    created_at: Moment
    updated_at: Moment


class TradeViews(Out):
    """All views, by name."""

    items: list[TradeViewOut]
