"""Use case: what limits would have blocked, over the record. Nothing is written."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import numpy as np
from sqlalchemy.orm import Session

from backend.core.plural import counted
from backend.core.types import plain_decimal
from backend.features.record.performance.figures import shown
from backend.features.record.performance.schemas import MetricOut
from backend.features.record.rulebook.book import Book
from backend.features.record.rulebook.evaluation import money
from backend.features.record.rulebook.preview.past_trades import read_record
from backend.features.record.rulebook.preview.replay import ReplayedTrade, replay
from backend.features.record.rulebook.preview.schemas import (
    MOST_LISTED,
    BlockedTrade,
    PreviewLimits,
    PreviewOut,
    PreviewRule,
    PreviewSum,
)
from backend.features.record.rulebook.schemas import LIMITS, Decision
from backend.features.record.rulebook.versions import standing
from backend.quant.aggregates import Moments
from backend.quant.metrics import difference_in_r

R_DIGITS = Decimal("0.01")


def preview(
    session: Session,
    user_id: UUID,
    body: PreviewLimits,
    *,
    now: datetime,
) -> PreviewOut:
    """Every real trade of the days weighed by these limits, in the trader's present clock of days."""
    book = replace(standing(session, user_id, now).book, limits=body.limits)
    record = read_record(session, user_id, body, book.money.currency)
    replayed = [answer for answer in replay(record, book) if answer.trade.counts]
    blocked = [answer for answer in replayed if answer.is_blocked]
    allowed = [answer for answer in replayed if not answer.is_blocked]
    latest_first = blocked[::-1]
    difference = difference_in_r(_moments(allowed), _moments(blocked))
    return PreviewOut(
        currency=book.money.currency,
        considered=_sum(replayed),
        kept=_sum(allowed),
        blocked=_sum(blocked),
        warned=sum(answer.decision is Decision.WARN for answer in allowed),
        difference_in_r=MetricOut.model_validate(shown(difference, now)),
        by_rule=_by_rule(blocked),
        trades=[_blocked(answer) for answer in latest_first[:MOST_LISTED]],
        more=max(len(blocked) - MOST_LISTED, 0),
        left_out=record.left_out,
        words=_words(book, replayed, blocked),
    )


def _moments(answers: Iterable[ReplayedTrade]) -> Moments:
    r = [float(answer.trade.r) for answer in answers if answer.trade.r is not None]
    return Moments.of(np.array(r, dtype=np.float64))


def _sum(answers: Sequence[ReplayedTrade]) -> PreviewSum:
    nets = [answer.trade.net for answer in answers if answer.trade.net is not None]
    r = [answer.trade.r for answer in answers if answer.trade.r is not None]
    return PreviewSum(
        trades=len(answers),
        net=sum(nets, Decimal(0)),
        r=float(sum(r, Decimal(0))),
        with_r=len(r),
        without_result=len(answers) - len(nets),
    )


def _by_rule(blocked: Sequence[ReplayedTrade]) -> list[PreviewRule]:
    rules = []
    for rule in LIMITS:
        of_rule = [
            answer for answer in blocked if any(state.rule is rule for state in answer.broken)
        ]
        if of_rule:
            rules.append(PreviewRule(rule=rule, **_sum(of_rule).model_dump()))
    return rules


def _blocked(answer: ReplayedTrade) -> BlockedTrade:
    trade = answer.trade
    return BlockedTrade(
        trade_id=trade.id,
        instrument=trade.instrument.symbol,
        direction=trade.direction,
        entry_time=trade.entry_time,
        entry_day=trade.entry_day,
        net=trade.net,
        r=None if trade.r is None else float(trade.r),
        rules=answer.broken,
    )


def _words(
    book: Book,
    replayed: Sequence[ReplayedTrade],
    blocked: Sequence[ReplayedTrade],
) -> str:
    """The answer in a sentence or two."""
    if not replayed:
        return "There is no real trade to try these limits on."
    trades = counted(len(replayed), "trade", "trades")
    if not blocked:
        return f"These limits would have blocked none of your {trades}."
    result = _sum(blocked)
    rest = _sum([answer for answer in replayed if not answer.is_blocked])
    brought = "lost" if result.net < 0 else "made"
    r = plain_decimal(Decimal(str(abs(result.r))).quantize(R_DIGITS))
    sign = "-" if result.r < 0 else "+"
    in_r = f" ({sign}{r} R)" if result.with_r else ""
    return (
        f"These limits would have kept you out of {len(blocked)} of {trades}."
        f" Together those {brought} {money(book, abs(result.net))}{in_r};"
        f" the others came to {money(book, rest.net)}."
    )
