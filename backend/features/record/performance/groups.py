"""Use cases: trades put together by what they share, and rules that were kept against rules that were broken."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Float,
    Integer,
    String,
    and_,
    case,
    cast,
    extract,
    func,
    literal,
    literal_column,
    select,
)
from sqlalchemy.orm import Session

from backend.core.clock import iso
from backend.core.types import plain_decimal
from backend.features.record.performance.cache import cached_report
from backend.features.record.performance.figures import of_results, shown
from backend.features.record.performance.report import in_currency
from backend.features.record.performance.schemas import GroupBy, GroupSelection, Selection
from backend.features.record.performance.selection import closed, usable
from backend.features.record.strategies import service as strategies
from backend.features.record.strategies.models import RuleCheck, StrategyRule
from backend.features.record.trades.accounts.models import Account
from backend.features.record.trades.models import Strategy, Trade
from backend.quant.aggregates import Moments, OutcomeSums
from backend.quant.metrics import difference_in_r, expectancy
from backend.quant.risk import RiskReason

MOST_GROUPS = 500
NATURAL = (
    GroupBy.HOUR,
    GroupBy.SESSION,
    GroupBy.WEEKDAY,
    GroupBy.DAY,
    GroupBy.MONTH,
    GroupBy.HOLDING,
    GroupBy.ADHERENCE,
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SESSIONS = ("asia", "london", "new_york", "after_hours")
HOLDINGS = (
    "under 1 minute",
    "1 to 5 minutes",
    "5 to 30 minutes",
    "30 minutes to 4 hours",
    "4 to 24 hours",
    "over a day",
)
NO_TAG: ColumnElement[Any] = literal_column("array[null::text]")
_local = func.timezone(Trade.zone, Trade.entry_time)
_new_york = func.timezone("America/New_York", Trade.entry_time)
_minutes = extract("hour", _new_york) * 60 + extract("minute", _new_york)
_r = cast(Trade.r_multiple, Float(53))
_net = cast(Trade.pnl_account, Float(53))


def _key(by: GroupBy) -> ColumnElement[Any]:
    """The key of a trade's group, as text that sorts in the natural order."""
    keys: dict[GroupBy, Any] = {
        GroupBy.INSTRUMENT: Trade.instrument,
        GroupBy.DIRECTION: Trade.direction,
        GroupBy.SETUP: Trade.setup,
        GroupBy.STRATEGY: cast(Trade.strategy_id, String),
        GroupBy.ACCOUNT: cast(Trade.account_id, String),
        GroupBy.TAG: func.unnest(
            case((func.cardinality(Trade.pattern_tags) > 0, Trade.pattern_tags), else_=NO_TAG)
        ),
        GroupBy.EMOTION: Trade.emotional_state,
        GroupBy.HOUR: func.to_char(_local, "HH24"),
        GroupBy.SESSION: case(
            (_minutes < 3 * 60, "0"),
            (_minutes < 9 * 60 + 30, "1"),
            (_minutes < 16 * 60, "2"),
            (_minutes < 18 * 60, "3"),
            else_="0",
        ),
        GroupBy.WEEKDAY: cast(cast(extract("isodow", Trade.entry_day), Integer), String),
        GroupBy.DAY: cast(Trade.exit_day, String),
        GroupBy.MONTH: func.to_char(Trade.exit_day, "YYYY-MM"),
        GroupBy.ADHERENCE: cast(Trade.plan_adherence_score / 20 * 20, String),
        GroupBy.HOLDING: case(
            (Trade.hold_seconds < 60, "0"),
            (Trade.hold_seconds < 300, "1"),
            (Trade.hold_seconds < 1800, "2"),
            (Trade.hold_seconds < 14_400, "3"),
            (Trade.hold_seconds < 86_400, "4"),
            else_="5",
        ),
        GroupBy.TRADE_TYPE: Trade.trade_type,
    }
    key: ColumnElement[Any] = keys[by]
    return key


def groups(
    session: Session,
    user_id: UUID,
    selection: GroupSelection,
    *,
    now: datetime,
) -> dict[str, Any]:
    """The selected trades by group, each with the figures that sums tell."""
    selection = in_currency(session, user_id, selection)
    return cached_report(
        session,
        user_id,
        "groups",
        selection,
        now=now,
        compute=lambda version: _groups(session, user_id, selection, version, now),
    )


def rule_outcomes(
    session: Session,
    user_id: UUID,
    strategy_id: UUID,
    selection: Selection,
    *,
    now: datetime,
) -> dict[str, Any]:
    """What keeping and breaking the rules of a strategy came to.

    Raises:
        StrategyNotFound
    """
    strategy = strategies.strategy(session, user_id, strategy_id)
    selection = in_currency(session, user_id, selection).model_copy(
        update={"strategy_id": strategy.id}
    )
    return cached_report(
        session,
        user_id,
        "rules",
        selection,
        now=now,
        compute=lambda version: _rule_outcomes(session, user_id, strategy, selection, version, now),
    )


def _groups(
    session: Session,
    user_id: UUID,
    selection: GroupSelection,
    version: int,
    now: datetime,
) -> dict[str, Any]:
    single = (
        select(
            _key(selection.by).label("key"),
            Trade.pnl_account.label("net"),
            _r.label("r"),
            Trade.r_reason.label("why"),
        )
        .where(*closed(user_id, selection), usable(selection.currency or ""))
        .subquery()
    )
    statement = select(single.c.key, *_sums(single.c)).group_by(single.c.key)
    all_groups = [_Group(key, sums) for key, *sums in session.execute(statement)]
    natural = selection.by in NATURAL
    ordered = sorted(all_groups, key=_by_key if natural else _by_size)
    listed = ordered[:MOST_GROUPS]
    labels = _labels(session, user_id, selection.by, [group.key for group in listed])
    return {
        "by": selection.by.value,
        "currency": selection.currency,
        "as_of": iso(now),
        "version": version,
        "groups": [_shown(group, selection.by, labels, now) for group in listed],
        "more": max(len(ordered) - MOST_GROUPS, 0),
    }


class _Group(NamedTuple):
    """A key, and what `_sums` says of its trades."""

    key: str | None
    sums: Sequence[Any]

    @property
    def trades(self) -> int:
        count: int = self.sums[0]
        return count


def _by_key(group: _Group) -> tuple[bool, str | None]:
    return group.key is None, group.key


def _by_size(group: _Group) -> tuple[int, str]:
    return -group.trades, str(group.key)


def _shown(
    group: _Group,
    by: GroupBy,
    labels: Mapping[str | None, str],
    now: datetime,
) -> dict[str, Any]:
    figures = _figures(group.sums)
    return {
        "key": _named(by, group.key),
        "label": labels.get(group.key),
        "trades": group.trades,
        "metrics": {name: shown(metric, now) for name, metric in figures.items()},
    }


def _sums(row: Any) -> list[ColumnElement[Any]]:
    """What `_figures` takes: counts and sums of one group."""
    size = cast(row.net, Float(53))
    won, lost = row.net > 0, row.net < 0
    return [
        func.count(),
        func.coalesce(func.sum(row.net), 0),
        func.count().filter(won),
        func.coalesce(func.sum(row.net).filter(won), 0),
        func.coalesce(func.sum(size * size).filter(won), 0.0),
        func.count().filter(lost),
        func.coalesce(-func.sum(row.net).filter(lost), 0),
        func.coalesce(func.sum(size * size).filter(lost), 0.0),
        func.count(row.r),
        func.coalesce(func.sum(row.r), 0.0),
        func.coalesce(func.sum(row.r * row.r), 0.0),
        *(func.count().filter(and_(row.r.is_(None), row.why == reason)) for reason in RiskReason),
    ]


def _figures(sums: Sequence[Any]) -> dict[str, Any]:
    (
        many,
        total,
        wins,
        won,
        won_squares,
        losses,
        lost,
        lost_squares,
        with_r,
        r,
        r_squares,
        *without,
    ) = sums
    money = OutcomeSums(
        wins=Moments.from_sums(wins, won, won_squares),
        losses=Moments.from_sums(losses, lost, lost_squares),
        break_even=many - wins - losses,
        total=Decimal(total),
    )
    reasons = tuple((reason, n) for reason, n in zip(RiskReason, without, strict=True) if n)
    return of_results(money, Moments.from_sums(with_r, r, r_squares), reasons)


def _named(by: GroupBy, key: str | None) -> str | None:
    if key is None:
        return None
    named = {GroupBy.SESSION: SESSIONS, GroupBy.HOLDING: HOLDINGS}.get(by)
    if named is not None:
        return named[int(key)]
    if by == GroupBy.WEEKDAY:
        return WEEKDAYS[int(key) - 1]
    return key


def _labels(
    session: Session,
    user_id: UUID,
    by: GroupBy,
    keys: Sequence[str | None],
) -> dict[str | None, str]:
    """Names of what is grouped by its id."""
    tables: dict[GroupBy, Any] = {GroupBy.STRATEGY: Strategy, GroupBy.ACCOUNT: Account}
    table = tables.get(by)
    if table is None:
        return {}
    ids = [UUID(key) for key in keys if key]
    rows = session.execute(
        select(table.id, table.name).where(table.user_id == user_id, table.id.in_(ids))
    )
    return {str(row_id): name for row_id, name in rows}


def _rule_outcomes(
    session: Session,
    user_id: UUID,
    strategy: Strategy,
    selection: Selection,
    version: int,
    now: datetime,
) -> dict[str, Any]:
    conditions = (*closed(user_id, selection), usable(selection.currency or ""))
    statement = (
        select(RuleCheck.rule_id, RuleCheck.followed, *_side_sums())
        .join(Trade, Trade.id == RuleCheck.trade_id)
        .where(*conditions, RuleCheck.user_id == user_id)
        .group_by(RuleCheck.rule_id, RuleCheck.followed)
    )
    by_rule = {(rule_id, followed): sums for rule_id, followed, *sums in session.execute(statement)}
    judged = (
        select(RuleCheck.trade_id, func.bool_and(RuleCheck.followed).label("all_kept"))
        .where(RuleCheck.user_id == user_id)
        .group_by(RuleCheck.trade_id)
        .subquery()
    )
    whole = (
        select(judged.c.all_kept, *_side_sums())
        .select_from(Trade)
        .outerjoin(judged, judged.c.trade_id == Trade.id)
        .where(*conditions)
        .group_by(judged.c.all_kept)
    )
    together = {all_kept: sums for all_kept, *sums in session.execute(whole)}
    rules = session.scalars(
        select(StrategyRule)
        .where(StrategyRule.user_id == user_id, StrategyRule.strategy_id == strategy.id)
        .order_by(StrategyRule.position)
    )
    nothing = (0, Decimal(0), 0, 0.0, 0.0)
    return {
        "strategy_id": str(strategy.id),
        "currency": selection.currency,
        "as_of": iso(now),
        "version": version,
        "unchecked": together.get(None, nothing)[0],
        "together": _outcome(
            None,
            "All rules",
            together.get(True, nothing),
            together.get(False, nothing),
            now,
        ),
        "rules": [
            _outcome(
                str(rule.id),
                rule.statement,
                by_rule.get((rule.id, True), nothing),
                by_rule.get((rule.id, False), nothing),
                now,
            )
            for rule in rules
            if rule.active or (rule.id, True) in by_rule or (rule.id, False) in by_rule
        ],
    }


def _side_sums() -> list[ColumnElement[Any]]:
    zero = literal(0.0)
    return [
        func.count(),
        func.coalesce(func.sum(Trade.pnl_account), 0),
        func.count(_r),
        func.coalesce(func.sum(_r), zero),
        func.coalesce(func.sum(_r * _r), zero),
    ]


def _outcome(
    rule_id: str | None,
    statement: str,
    followed: Sequence[Any],
    broken: Sequence[Any],
    now: datetime,
) -> dict[str, Any]:
    kept_r, broken_r = (Moments.from_sums(side[2], side[3], side[4]) for side in (followed, broken))
    return {
        "rule_id": rule_id,
        "statement": statement,
        "followed": _side(followed, kept_r, now),
        "broken": _side(broken, broken_r, now),
        "difference_in_r": shown(difference_in_r(kept_r, broken_r), now),
    }


def _side(side: Sequence[Any], r: Moments, now: datetime) -> dict[str, Any]:
    return {
        "trades": side[0],
        "net": plain_decimal(Decimal(side[1])),
        "expectancy": shown(expectancy(r), now),
    }
