"""How often behaviours was seen in selected trades, and what that cost."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy import select

from backend.features.record.performance.filters.conditions import is_among
from backend.features.record.performance.schemas import FilteredSelection, GroupBy, IntervalOut
from backend.features.record.performance.selection import of_any_day
from backend.features.record.questions.ports import Occurrence, PatternRecord
from backend.features.record.questions.schemas import AnsweredPattern, TradeSlice
from backend.features.record.questions.selections import QuestionContext
from backend.features.record.trades.models import Trade
from backend.features.record.trades.trade_list.group_keys import KEYS, MONEY_KEYS, Key, shown_key
from backend.quant.metric import Formula, Metric, MetricUnit

OCCURRENCES = Formula(
    "times that the behaviour was seen in these trades, without what you dispute", MetricUnit.COUNT
)
PATTERN_COST = Formula(
    "sum of R of its trades - their number * mean R of the trades they are compared with",
    MetricUnit.R,
)
EVENTS = "/api/trading/coaching/behaviour/events"


@dataclass(frozen=True, slots=True)
class _SeenTrade:
    """A trade in which a behaviour was seen."""

    account_id: UUID
    trade_type: str
    r: float | None
    net: Decimal | None


@dataclass(frozen=True, slots=True)
class PatternEvidence:
    """Occurrences in a selection, with the trades that they are about and how the behaviours stand."""

    names: Mapping[str, str]
    occurrences: Sequence[Occurrence]
    trades: Mapping[UUID, _SeenTrade]
    records: Sequence[PatternRecord]

    def of(self, occurrences: Sequence[Occurrence]) -> "PatternEvidence":
        """The same of some of them."""
        return PatternEvidence(self.names, occurrences, self.trades, self.records)


def evidence(
    context: QuestionContext, part: TradeSlice, selection: FilteredSelection
) -> PatternEvidence:
    """What was seen in the selected trades, open and closed, on the days of the selection."""
    session, user_id = context.session, context.user_id
    asked_for = set(part.only.patterns or context.patterns.names()) - set(part.excluding.patterns)
    names = {name: words for name, words in context.patterns.names().items() if name in asked_for}
    everywhere = context.patterns.occurrences(session, user_id, list(names))
    trades = _trades(context, selection, {occurrence.trade_id for occurrence in everywhere})
    first, last = selection.day_from or date.min, selection.day_to or date.max
    here = [
        occurrence
        for occurrence in everywhere
        if occurrence.trade_id in trades and first <= occurrence.session <= last
    ]
    records = context.patterns.records(session, user_id, list(names))
    return PatternEvidence(names, here, trades, records)


def _trades(
    context: QuestionContext, selection: FilteredSelection, trade_ids: Iterable[UUID]
) -> dict[UUID, _SeenTrade]:
    """Those of the selection."""
    net = Trade.pnl_account
    columns = (Trade.account_id, Trade.trade_type, Trade.r_multiple, net, Trade.account_currency)
    statement = select(Trade.id, *columns).where(
        *of_any_day(context.user_id, selection),
        is_among(list(trade_ids)),
    )
    return {
        row.id: _SeenTrade(
            account_id=row.account_id,
            trade_type=row.trade_type,
            r=None if row.r_multiple is None else float(row.r_multiple),
            net=row.pnl_account if row.account_currency == selection.currency else None,
        )
        for row in context.session.execute(statement)
    }


def occurrences_of(sightings: PatternEvidence) -> Metric:
    """How often all of them was seen."""
    return Metric(len(sightings.occurrences), OCCURRENCES, len(sightings.occurrences))


def cost_of(sightings: PatternEvidence) -> Metric:
    """What one behaviour cost in R, with its interval where all of it is selected; several overlap, and have no sum."""
    patterns = {occurrence.pattern for occurrence in sightings.occurrences}
    if len(patterns) != 1:
        return Metric(None, PATTERN_COST, len(sightings.occurrences))
    cost = _cost(sightings, patterns.pop())
    return Metric(cost.r, PATTERN_COST, cost.trades)


@dataclass(frozen=True, slots=True)
class _Cost:
    """What a behaviour cost; the interval is null where only some of it is selected."""

    r: float | None
    trades: int
    interval: IntervalOut | None = None
    is_measurable: bool = False


def _cost(sightings: PatternEvidence, pattern: str) -> _Cost:
    here = [occurrence for occurrence in sightings.occurrences if occurrence.pattern == pattern]
    records = [record for record in sightings.records if record.pattern == pattern]
    streams = {(record.account_id, record.trade_type): record for record in records}
    by_stream: dict[tuple[UUID, str], list[Occurrence]] = {}
    for occurrence in here:
        trade = sightings.trades[occurrence.trade_id]
        by_stream.setdefault((trade.account_id, trade.trade_type), []).append(occurrence)
    costs = [
        _cost_in_stream(sightings, of_stream, streams.get(stream))
        for stream, of_stream in by_stream.items()
    ]
    if len(costs) == 1:
        return costs[0]
    known = [cost.r for cost in costs if cost.r is not None]
    total = sum(known) if known else None
    return _Cost(total, sum(cost.trades for cost in costs))


def _cost_in_stream(
    sightings: PatternEvidence,
    occurrences: Sequence[Occurrence],
    record: PatternRecord | None,
) -> _Cost:
    if record is None:
        return _Cost(None, 0)
    if record.occurrences == len(occurrences):
        return _Cost(record.cost_r, len(occurrences), record.interval, record.is_measurable)
    results = [sightings.trades[occurrence.trade_id].r for occurrence in occurrences]
    of_r = [r for r in results if r is not None]
    if record.mean_others is None or not of_r:
        return _Cost(None, len(of_r))
    return _Cost(sum(of_r) - len(of_r) * record.mean_others, len(of_r))


def patterns_of(
    sightings: PatternEvidence, selection: FilteredSelection, *, costliest_first: bool = False
) -> list[AnsweredPattern]:
    """Each behaviour that was seen or asked for, the most frequent or the costliest first."""
    answered = [_pattern(sightings, pattern, selection) for pattern in sightings.names]
    answered.sort(key=lambda pattern: (-pattern.occurrences, pattern.pattern))
    if costliest_first:
        answered.sort(key=lambda pattern: (pattern.cost_r is None, pattern.cost_r or 0.0))
    return [pattern for pattern in answered if pattern.occurrences or len(sightings.names) <= SHOWN]


SHOWN = 3  # behaviours that are told of although they were not seen: those that were asked for


def _pattern(
    sightings: PatternEvidence, pattern: str, selection: FilteredSelection
) -> AnsweredPattern:
    here = [occurrence for occurrence in sightings.occurrences if occurrence.pattern == pattern]
    standing = _standing(sightings, pattern, here)
    cost = _cost(sightings, pattern)
    trades = {occurrence.trade_id for occurrence in here}
    nets = [sightings.trades[trade_id].net for trade_id in trades]
    is_over = standing is not None and standing.status == "resolved"
    return AnsweredPattern(
        pattern=pattern,
        name=sightings.names[pattern],
        occurrences=len(here),
        last_at=max((occurrence.moment for occurrence in here), default=None),
        status=None if standing is None else standing.status,
        because=None if standing is None else standing.because,
        quiet_since=standing.last_seen if standing is not None and is_over else None,
        cost_r=cost.r,
        interval=cost.interval,
        is_measurable=cost.is_measurable,
        net=sum((net for net in nets if net is not None), Decimal(0)),
        look=_look(pattern, selection),
    )


_GRAVEST_FIRST = ("active", "learning", "improving", "resolved")


def _standing(
    sightings: PatternEvidence, pattern: str, here: Sequence[Occurrence]
) -> PatternRecord | None:
    """How it stands where it was seen; of several accounts, where it is worst."""
    accounts = {sightings.trades[occurrence.trade_id].account_id for occurrence in here}
    records = [
        record
        for record in sightings.records
        if record.pattern == pattern and (not accounts or record.account_id in accounts)
    ]
    return min(records, key=lambda record: _GRAVEST_FIRST.index(record.status), default=None)


def _look(pattern: str, selection: FilteredSelection) -> str:
    days = {"day_from": selection.day_from, "day_to": selection.day_to}
    named = {name: day.isoformat() for name, day in days.items() if day is not None}
    return f"{EVENTS}?{urlencode({'detector': pattern, **named})}"


def by_group(
    context: QuestionContext, sightings: PatternEvidence, by: GroupBy
) -> dict[str | None, PatternEvidence]:
    """What was seen, by the group of the trade; where groups are days, by the session of the occurrence."""
    groups: dict[str | None, list[Occurrence]] = {}
    if by in MONEY_KEYS:
        for occurrence in sightings.occurrences:
            groups.setdefault(_DAY_KEYS[by](occurrence.session), []).append(occurrence)
    else:
        keys = _keys_of_trades(context, sightings, by)
        for occurrence in sightings.occurrences:
            for key in keys.get(occurrence.trade_id, ()):
                groups.setdefault(key, []).append(occurrence)
    return {key: sightings.of(occurrences) for key, occurrences in groups.items()}


def _keys_of_trades(
    context: QuestionContext, sightings: PatternEvidence, by: GroupBy
) -> dict[UUID, list[str | None]]:
    of_trades = (Trade.user_id == context.user_id, is_among(list(sightings.trades)))
    key: Key = KEYS[by].label("key")
    statement = select(Trade.id.label("id"), key).where(*of_trades)
    keys: dict[UUID, list[str | None]] = {}
    for row in context.session.execute(statement):
        keys.setdefault(row.id, []).append(shown_key(by, row.key))
    return keys


def _monday(day: date) -> str:
    return (day - timedelta(days=day.weekday())).isoformat()


_DAY_KEYS: dict[GroupBy, Callable[[date], str]] = {
    GroupBy.DAY: date.isoformat,
    GroupBy.WEEK: _monday,
    GroupBy.MONTH: lambda day: f"{day:%Y-%m}",
}
