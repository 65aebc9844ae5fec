"""Where the trades of a question are shown: the path, and the trades."""

from urllib.parse import urlencode

from sqlalchemy import ColumnElement, func, literal_column, select

from backend.core.sql_json import rendered
from backend.features.record.performance.schemas import FilteredSelection
from backend.features.record.performance.selection import closed, usable
from backend.features.record.questions.schemas import TradeSlice
from backend.features.record.questions.selections import QuestionContext
from backend.features.record.trades.models import Trade
from backend.features.record.trades.schemas import TradeOut

TRADES = "/api/trading/query/trades"
ONE_TRADE = "/api/trading/trades"


def look_of(part: TradeSlice) -> str:
    """The path that shows the trades of one selection."""
    plain = TradeSlice(**{name: getattr(part, name) for name in TradeSlice.model_fields})
    words = plain.model_dump_json(exclude_defaults=True)
    return f"{TRADES}?{urlencode({'selection': words})}"


def number_of(context: QuestionContext, selection: FilteredSelection) -> int:
    """How many closed trades of it count."""
    conditions = (*closed(context.user_id, selection), usable(selection.currency or ""))
    return context.session.scalars(select(func.count()).where(*conditions)).one()


def latest(context: QuestionContext, selection: FilteredSelection, limit: int) -> list[str]:
    """The closed trades that count as JSON, latest exit first."""
    all_columns: ColumnElement[object] = literal_column("trades.*")
    statement = (
        select(all_columns)
        .select_from(Trade)
        .where(*closed(context.user_id, selection), usable(selection.currency or ""))
        .order_by(Trade.exit_time.desc(), Trade.id.desc())
        .limit(limit)
    )
    order = "chosen.exit_time desc, chosen.id desc"
    return list(context.session.scalars(rendered(TradeOut, statement, order=order)))
