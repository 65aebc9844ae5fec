"""Use cases of strategies: playbooks with rules, and whether trades kept them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.core.changes import Resource, changed
from backend.core.db import constraint_of
from backend.core.rows import NameTaken, TooMany, owned
from backend.features.record.strategies.models import RuleCheck, StrategyRule
from backend.features.record.strategies.schemas import (
    AddStrategy,
    ChangeStrategy,
    CheckRules,
    NewRule,
    RuleCheckOut,
    RuleOut,
    StrategyOut,
)
from backend.features.record.trades import queries, record_version
from backend.features.record.trades.errors import RuleNotFound, StrategyNotFound
from backend.features.record.trades.models import Strategy

MOST_STRATEGIES = 200
MOST_RULES = 100


def strategy(
    session: Session,
    user_id: UUID,
    strategy_id: UUID,
    *,
    lock: bool = False,
) -> Strategy:
    """One strategy.

    Raises:
        StrategyNotFound
    """
    statement = select(Strategy).where(
        Strategy.user_id == user_id,
        Strategy.id == strategy_id,
    )
    return owned(session, statement, StrategyNotFound, lock=lock)


def list_strategies(session: Session, user_id: UUID) -> list[StrategyOut]:
    """All strategies by name, archived ones last."""
    statement = select(Strategy).where(Strategy.user_id == user_id)
    by_name = statement.order_by(Strategy.archived, func.lower(Strategy.name))
    return _shown(session, user_id, session.scalars(by_name).all())


def read_strategy(session: Session, user_id: UUID, strategy_id: UUID) -> StrategyOut:
    """One strategy with its rules."""
    return _shown(session, user_id, [strategy(session, user_id, strategy_id)])[0]


def add_strategy(
    session: Session,
    user_id: UUID,
    body: AddStrategy,
    *,
    now: datetime,
) -> StrategyOut:
    """Write a strategy down.

    Raises:
        NameTaken, TooMany
    """
    strategies = select(func.count()).where(Strategy.user_id == user_id)
    if (session.scalar(strategies) or 0) >= MOST_STRATEGIES:
        raise TooMany
    strategy = Strategy(
        user_id=user_id,
        name=body.name,
        description=body.description,
        archived=False,
        created_at=now,
        updated_at=now,
    )
    session.add(strategy)
    _flush_named(session)
    for place, rule in enumerate(body.rules, 1):
        session.add(_rule(strategy, place, rule, now))
    session.flush()
    changed(session, user_id, Resource.STRATEGIES, strategy.id, version=1)
    return read_strategy(session, user_id, strategy.id)


def change_strategy(
    session: Session,
    user_id: UUID,
    strategy_id: UUID,
    body: ChangeStrategy,
    *,
    now: datetime,
) -> StrategyOut:
    """Change what is given.

    Raises:
        StrategyNotFound, NameTaken
    """
    row = strategy(session, user_id, strategy_id, lock=True)
    for name, value in body.model_dump(exclude_unset=True).items():
        if value is not None or name == "description":
            setattr(row, name, value)
    row.updated_at = now
    _raise_version(session, row)
    _flush_named(session)
    return read_strategy(session, user_id, strategy_id)


def remove_strategy(session: Session, user_id: UUID, strategy_id: UUID) -> None:
    """Remove a strategy with its rules and checks; its trades stay, without one.

    Raises:
        StrategyNotFound
    """
    session.delete(strategy(session, user_id, strategy_id, lock=True))
    session.flush()
    record_version.bump(session, user_id)
    changed(session, user_id, Resource.STRATEGIES, strategy_id)


def add_rule(
    session: Session,
    user_id: UUID,
    strategy_id: UUID,
    body: NewRule,
    *,
    now: datetime,
) -> StrategyOut:
    """Add a rule at the end.

    Raises:
        StrategyNotFound, TooMany
    """
    row = strategy(session, user_id, strategy_id, lock=True)
    last_position = func.coalesce(func.max(StrategyRule.position), 0)
    rules = select(last_position, func.count()).where(
        StrategyRule.user_id == user_id,
        StrategyRule.strategy_id == strategy_id,
    )
    last, many = session.execute(rules).one()
    if many >= MOST_RULES:
        raise TooMany
    session.add(_rule(row, last + 1, body, now))
    _raise_version(session, row)
    session.flush()
    return read_strategy(session, user_id, strategy_id)


def retire_rule(
    session: Session,
    user_id: UUID,
    strategy_id: UUID,
    rule_id: UUID,
) -> None:
    """A rule that counts no more; what was checked against it stays. Retiring it twice is no error.

    Raises:
        StrategyNotFound, RuleNotFound
    """
    row = strategy(session, user_id, strategy_id, lock=True)
    statement = select(StrategyRule).where(
        StrategyRule.user_id == user_id,
        StrategyRule.strategy_id == strategy_id,
        StrategyRule.id == rule_id,
    )
    owned(session, statement, RuleNotFound).active = False
    _raise_version(session, row)
    session.flush()
    record_version.bump(session, user_id)


def check_rules(
    session: Session,
    user_id: UUID,
    trade_id: UUID,
    body: CheckRules,
    *,
    now: datetime,
) -> list[RuleCheckOut]:
    """Say which rules a trade kept and which it broke.

    Raises:
        TradeNotFound
        RuleNotFound: a rule that is not of the trade's strategy.
    """
    trade = queries.trade(session, user_id, trade_id, lock=True)
    rule_ids: set[UUID] = set()
    if trade.strategy_id is not None:
        rule_ids = {rule.id for rule in _rules(session, user_id, [trade.strategy_id])}
    if any(check.rule_id not in rule_ids for check in body.checks):
        raise RuleNotFound
    for check in body.checks:
        if check.followed is None:
            _forget_check(session, user_id, trade_id, check.rule_id)
        else:
            _put_check(session, user_id, trade_id, check.rule_id, check.followed, now)
    record_version.bump(session, user_id)
    return rule_checks(session, user_id, trade_id)


def _forget_check(
    session: Session,
    user_id: UUID,
    trade_id: UUID,
    rule_id: UUID,
) -> None:
    session.execute(
        delete(RuleCheck).where(
            RuleCheck.user_id == user_id,
            RuleCheck.trade_id == trade_id,
            RuleCheck.rule_id == rule_id,
        )
    )


def _put_check(
    session: Session,
    user_id: UUID,
    trade_id: UUID,
    rule_id: UUID,
    followed: bool,
    now: datetime,
) -> None:
    statement = insert(RuleCheck).values(
        trade_id=trade_id,
        rule_id=rule_id,
        user_id=user_id,
        followed=followed,
        checked_at=now,
    )
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["trade_id", "rule_id"],
            set_={"followed": followed, "checked_at": now},
        )
    )


def rule_checks(session: Session, user_id: UUID, trade_id: UUID) -> list[RuleCheckOut]:
    """The active rules of a trade's strategy, and those that it was checked against.

    Raises:
        TradeNotFound
    """
    trade = queries.trade(session, user_id, trade_id)
    if trade.strategy_id is None:
        return []
    statement = select(RuleCheck).where(
        RuleCheck.user_id == user_id,
        RuleCheck.trade_id == trade_id,
    )
    followed = {check.rule_id: check.followed for check in session.scalars(statement)}
    return [
        RuleCheckOut(
            rule_id=rule.id,
            statement=rule.statement,
            kind=rule.kind,
            followed=followed.get(rule.id),
        )
        for rule in _rules(session, user_id, [trade.strategy_id])
        if rule.active or rule.id in followed
    ]


def _rules(session: Session, user_id: UUID, strategy_ids: Sequence[UUID]) -> Sequence[StrategyRule]:
    statement = select(StrategyRule).where(
        StrategyRule.user_id == user_id,
        StrategyRule.strategy_id.in_(strategy_ids),
    )
    return session.scalars(statement.order_by(StrategyRule.position)).all()


def _shown(session: Session, user_id: UUID, strategies: Sequence[Strategy]) -> list[StrategyOut]:
    rules: dict[UUID, list[RuleOut]] = defaultdict(list)
    for rule in _rules(session, user_id, [strategy.id for strategy in strategies]):
        rules[rule.strategy_id].append(RuleOut.model_validate(rule))
    return [
        StrategyOut(
            id=strategy.id,
            name=strategy.name,
            description=strategy.description,
            archived=strategy.archived,
            version=strategy.version,
            rules=rules[strategy.id],
            created_at=strategy.created_at,
            updated_at=strategy.updated_at,
        )
        for strategy in strategies
    ]


def _rule(
    owner: Strategy,
    place: int,
    rule: NewRule,
    now: datetime,
) -> StrategyRule:
    return StrategyRule(
        user_id=owner.user_id,
        strategy_id=owner.id,
        position=place,
        active=True,
        created_at=now,
        **rule.model_dump(),
    )


def _raise_version(session: Session, row: Strategy) -> None:
    row.version += 1
    changed(session, row.user_id, Resource.STRATEGIES, row.id, version=row.version)


def _flush_named(session: Session) -> None:
    try:
        session.flush()
    except IntegrityError as error:
        if constraint_of(error) == "uq_strategies_name":
            raise NameTaken from None
        raise
