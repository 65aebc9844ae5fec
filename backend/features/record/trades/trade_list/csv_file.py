"""The trades of a filter as a CSV file, read page by page while it is sent."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

from backend.core import csv_text
from backend.core.csv_text import BYTE_ORDER_MARK, harmless
from backend.core.db import Actor, Database
from backend.core.types import JsonObject
from backend.features.record.trades.accounts.models import Account
from backend.features.record.trades.models import Strategy
from backend.features.record.trades.trade_list import queries
from backend.features.record.trades.trade_list.schemas import OrderedSelection, TradeFilter

AT_ONCE = 200  # trades that are in memory together
_WORDS = (
    "instrument",
    "contract",
    "exchange",
    "setup",
    "strategy",
    "account",
    "emotional_state",
    "tags",
    "notes",
)
COLUMNS = """
    id trade_type status instrument contract exchange direction position_size entry_time entry_day entry_price
    initial_stop_price stop_price target_price exit_time exit_day exit_price hold_seconds currency fees risk_amount
    pnl_gross pnl account_currency pnl_account outcome r_multiple managed_r account strategy setup emotional_state
    tags plan_match plan_adherence_score notes
""".split()


@dataclass(frozen=True, slots=True)
class _Names:
    accounts: dict[str, str]
    strategies: dict[str, str]


def written(
    database: Database,
    actor: Actor,
    user_id: UUID,
    selection: OrderedSelection,
) -> Iterator[bytes]:
    """A line for each trade under the names of the columns; each page is read in a transaction of its own."""
    fields = selection.model_dump(exclude_unset=True)
    query = TradeFilter.model_construct(**{**TradeFilter().model_dump(), **fields})
    with database.reading(actor) as session:
        names = _names(session, user_id)
    yield BYTE_ORDER_MARK + csv_text.written([COLUMNS])
    cursor: str | None = None
    while True:
        page_query = query.model_copy(update={"limit": AT_ONCE, "cursor": cursor})
        with database.reading(actor) as session:
            page = queries.page(session, user_id, page_query)
        yield csv_text.written([_cells(orjson.loads(row), names) for row in page.items])
        cursor = page.next_cursor
        if cursor is None:
            return


def _names(session: Session, user_id: UUID) -> _Names:
    accounts = session.query(Account.id, Account.name).where(Account.user_id == user_id)
    strategies = session.query(Strategy.id, Strategy.name).where(Strategy.user_id == user_id)
    return _Names(
        {str(account_id): name for account_id, name in accounts},
        {str(strategy_id): name for strategy_id, name in strategies},
    )


def _cells(trade: JsonObject, names: _Names) -> Sequence[str]:
    values = dict(trade)
    values["account"] = names.accounts.get(str(trade["account_id"]))
    values["strategy"] = names.strategies.get(str(trade["strategy_id"]))
    tags = trade["pattern_tags"]
    values["tags"] = "; ".join(map(str, tags)) if isinstance(tags, list) else None
    return [_cell(name, values[name]) for name in COLUMNS]


def _cell(name: str, value: object) -> str:
    """A word as no formula; figures, which may begin with a minus, as they are."""
    if name in _WORDS:
        return harmless(value)
    return "" if value is None else str(value)
