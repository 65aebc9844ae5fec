"""Use cases of many trades at once. Each trade is answered for; what was done can be undone with one call."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.errors import Refusal
from backend.core.events import News
from backend.core.types import JsonObject
from backend.features.record.trades import event_service, record_version
from backend.features.record.trades import queries as trades
from backend.features.record.trades import service as record
from backend.features.record.trades.accounts import service as accounts
from backend.features.record.trades.bulk import tag_changes
from backend.features.record.trades.bulk.errors import BulkChangeNotFound
from backend.features.record.trades.bulk.models import BulkAction, BulkChange
from backend.features.record.trades.bulk.schemas import (
    BulkResult,
    ChangedTradeOut,
    ChangedTradesOut,
    ChangeTrades,
)
from backend.features.record.trades.errors import TradeNotFound
from backend.features.record.trades.events import TradeChanged
from backend.features.record.trades.schemas import ChangeTrade
from backend.features.record.trades.trash import service as trash
from backend.features.record.trades.trash.belongings import KEPT

TOO_MANY_TAGS = "trade.too_many_tags"


@dataclass(slots=True)
class _Work:
    """A change under way: for whom, and what came of it so far."""

    session: Session
    user_id: UUID
    news: News
    now: datetime
    items: list[ChangedTradeOut] = field(default_factory=list)
    before: JsonObject = field(default_factory=dict)

    def done(self, trade_id: UUID, before: JsonObject) -> None:
        self.before[str(trade_id)] = before
        self.items.append(ChangedTradeOut(trade_id=trade_id, state=BulkResult.DONE))

    def unchanged(self, trade_id: UUID) -> None:
        self.items.append(ChangedTradeOut(trade_id=trade_id, state=BulkResult.UNCHANGED))

    def refused(self, trade_id: UUID, code: str, detail: str) -> None:
        item = ChangedTradeOut(
            trade_id=trade_id, state=BulkResult.REFUSED, code=code, detail=detail
        )
        self.items.append(item)

    def attempt(self, trade_id: UUID, change: Callable[[UUID], JsonObject | None]) -> None:
        """Change one trade; a refusal leaves that one as it was, and the others go on."""
        try:
            with self.session.begin_nested():
                before = change(trade_id)
        except Refusal as refusal:
            self.refused(trade_id, refusal.code, refusal.said)
            return
        if before is None:
            self.unchanged(trade_id)
        else:
            self.done(trade_id, before)

    def answer(self, change_id: UUID | None) -> ChangedTradesOut:
        done = sum(item.state is BulkResult.DONE for item in self.items)
        return ChangedTradesOut(change_id=change_id, done=done, items=self.items)


def change_trades(
    session: Session,
    user_id: UUID,
    body: ChangeTrades,
    *,
    news: News,
    now: datetime,
) -> ChangedTradesOut:
    """Tag, untag, move or delete trades; doing it again changes nothing more.

    Raises:
        AccountNotFound: to which they should be moved.
    """
    work = _Work(session, user_id, news, now)
    ids = list(dict.fromkeys(body.trade_ids))
    if body.action is BulkAction.TAG:
        _retag(work, {trade_id: (body.tags, []) for trade_id in ids})
    elif body.action is BulkAction.UNTAG:
        _retag(work, {trade_id: ([], body.tags) for trade_id in ids})
    elif body.action is BulkAction.MOVE:
        assert body.account_id is not None, "a move has its account"
        accounts.usable(session, user_id, body.account_id)
        for trade_id in ids:
            work.attempt(trade_id, partial(_move, work, body.account_id))
    else:
        for trade_id in ids:
            work.attempt(trade_id, partial(_delete, work))
    return work.answer(_kept(work, body.action))


def _kept(work: _Work, action: BulkAction) -> UUID | None:
    """The id by which what was done can be undone; null where nothing was."""
    if not work.before:
        return None
    change = BulkChange(
        user_id=work.user_id,
        action=action,
        before=work.before,
        created_at=work.now,
        forget_at=work.now + KEPT,
    )
    work.session.add(change)
    work.session.flush()
    return change.id


def undo(
    session: Session,
    user_id: UUID,
    change_id: UUID,
    *,
    news: News,
    now: datetime,
) -> ChangedTradesOut:
    """Undo what was done to many trades; what somebody has changed since is left and entry. Twice is no error.

    Raises:
        BulkChangeNotFound
    """
    statement = select(BulkChange).where(
        BulkChange.user_id == user_id, BulkChange.id == change_id, BulkChange.forget_at > now
    )
    change = session.scalars(statement.with_for_update()).one_or_none()
    if change is None:
        raise BulkChangeNotFound
    work = _Work(session, user_id, news, now)
    before = {UUID(trade_id): values for trade_id, values in change.before.items()}
    if change.undone_at is not None:
        for trade_id in before:
            work.unchanged(trade_id)
        return work.answer(change_id)
    change.undone_at = now
    action = BulkAction(change.action)
    if action in (BulkAction.TAG, BulkAction.UNTAG):
        _retag(
            work,
            {
                trade_id: (_words(entry, "removed"), _words(entry, "added"))
                for trade_id, entry in before.items()
            },
        )
    elif action is BulkAction.MOVE:
        for trade_id, entry in before.items():
            work.attempt(trade_id, partial(_move_back, work, entry))
    else:
        for trade_id in before:
            work.attempt(trade_id, partial(_restore, work))
    return work.answer(change_id)


def _words(entry: object, name: str) -> list[str]:
    assert isinstance(entry, dict), "what undoes a change of tags names them"
    return list(entry[name])


def _retag(work: _Work, changes: dict[UUID, tuple[Sequence[str], Sequence[str]]]) -> None:
    """Add and take away tags: of each trade those that are added and those that are taken away."""
    there = tag_changes.locked(work.session, work.user_id, list(changes))
    written: dict[UUID, list[str]] = {}
    for trade_id, (added, removed) in changes.items():
        trade = there.get(trade_id)
        if trade is None:
            work.refused(trade_id, TradeNotFound.code, TradeNotFound.detail)
            continue
        before = list(trade.pattern_tags)
        after = tag_changes.with_tags(tag_changes.without_tags(before, removed), added)
        if after == before:
            work.unchanged(trade_id)
        elif len(after) > tag_changes.MOST_TAGS and len(after) > len(before):
            work.refused(trade_id, TOO_MANY_TAGS, "A trade can have 20 tags.")
        else:
            written[trade_id] = after
            work.done(
                trade_id,
                {
                    "added": [tag for tag in after if tag not in before],
                    "removed": [tag for tag in before if tag not in after],
                },
            )
    if not written:
        return
    tag_changes.write(work.session, work.user_id, written, now=work.now)
    record_version.bump(work.session, work.user_id)
    for trade_id in written:
        work.news.publish(work.session, TradeChanged(work.user_id, trade_id, None, work.now))


def _move(work: _Work, account_id: UUID, trade_id: UUID) -> JsonObject | None:
    trade = trades.trade(work.session, work.user_id, trade_id, lock=True)
    before = trade.account_id
    if before == account_id:
        return None
    event_service.change_trade(
        work.session,
        work.user_id,
        trade_id,
        ChangeTrade(account_id=account_id),
        news=work.news,
        now=work.now,
    )
    return {"account_id": str(before), "to": str(account_id)}


def _move_back(work: _Work, entry: object, trade_id: UUID) -> JsonObject | None:
    assert isinstance(entry, dict), "what undoes a move names both accounts"
    trade = trades.trade(work.session, work.user_id, trade_id, lock=True)
    if str(trade.account_id) != entry["to"]:
        return None  # moved elsewhere since: that stands
    return _move(work, UUID(entry["account_id"]), trade_id)


def _delete(work: _Work, trade_id: UUID) -> JsonObject | None:
    record.delete_trade(work.session, work.user_id, trade_id, news=work.news, now=work.now)
    return {}


def _restore(work: _Work, trade_id: UUID) -> JsonObject | None:
    trash.restore(work.session, work.user_id, trade_id, news=work.news, now=work.now)
    return {}
