"""How a trade went, and the part of it that is asked about: its stop, entry, exit, size or plan. From the record alone."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.types import plain_decimal
from backend.features.chat.understanding.requests import IdeaTerms
from backend.features.record.plans.adherence import service as adherence
from backend.features.record.plans.errors import NotFollowed
from backend.features.record.plans.models import AdherenceRule
from backend.features.record.trades import queries as trades
from backend.features.record.trades.errors import PlanNotFound
from backend.features.record.trades.models import PlanMatch, Trade, TradeDirection, TradeStatus
from backend.features.record.trades.projection.projection import STOPS, price_of
from backend.features.record.trades.projection.standing_events import standing_events

_PARTS = {
    AdherenceRule.STOP: re.compile(r"\b(?:stops?|sl|stop ?loss|risk(?:ed)?)\b", re.I),
    AdherenceRule.ENTRY: re.compile(
        r"\b(?:entry|entries|entered|enter|get in|got in|getting in|chased?|fill(?:ed)?|slippage)\b",
        re.I,
    ),
    AdherenceRule.EXIT: re.compile(
        r"\b(?:exit(?:s|ed)?|close[ds]?|get out|got out|getting out|out|held|hold|target|tp|early|late|table)\b",
        re.I,
    ),
    AdherenceRule.SIZE: re.compile(
        r"\b(?:size[ds]?|sizing|contracts|lots|shares|big|large)\b", re.I
    ),
}
_PLAN = re.compile(r"\b(?:plan(?:ned)?|rules?|discipline|follow(?:ed)?|stick|stuck)\b", re.I)


def terms_of_trade(trade: Trade) -> IdeaTerms:
    """The trade as an idea that is spoken of."""
    targets = () if trade.target_price is None else (trade.target_price,)
    return IdeaTerms(
        instrument=trade.contract,
        direction="long" if trade.direction == TradeDirection.LONG else "short",
        entry=trade.entry_price,
        stop=trade.stop_price if trade.stop_price is not None else trade.initial_stop_price,
        targets=targets,
        size=trade.max_size,
    )


def look_back(session: Session, user_id: UUID, trade: Trade, question: str) -> str:
    """How a trade went, what was asked about first."""
    topics = [part for part, pattern in _PARTS.items() if pattern.search(question)]
    rules = _rules_of(session, user_id, trade)
    sentences: list[str] = []
    for part in topics:
        sentences += _of_part(session, user_id, trade, part)
        sentences += rules.get(part, [])
    if _PLAN.search(question):
        if not rules:
            sentences.append("It follows no plan, so there is none to hold it against.")
        sentences += [reason for part in rules if part not in topics for reason in rules[part]]
    return " ".join([*sentences, *_how_it_went(trade)])


def _rules_of(session: Session, user_id: UUID, trade: Trade) -> dict[AdherenceRule, list[str]]:
    """What its plan says of each part; empty where it follows none."""
    if trade.trade_plan_id is None or trade.plan_match == PlanMatch.UNPLANNED:
        return {}
    try:
        measured = adherence.read(session, user_id, trade.trade_plan_id)
    except (PlanNotFound, NotFollowed):
        return {}
    return {
        rule.rule: [f"Against the plan: {rule.reason}"]
        for rule in measured.rules
        if rule.met is not None
    }


def _of_part(session: Session, user_id: UUID, trade: Trade, part: AdherenceRule) -> Iterator[str]:
    if part is AdherenceRule.STOP:
        yield from _of_the_stop(session, user_id, trade)
    elif part is AdherenceRule.ENTRY:
        yield from _of_the_entry(trade)
    elif part is AdherenceRule.EXIT:
        yield from _of_the_exit(trade)
    else:
        yield f"You held {plain_decimal(trade.max_size)} at most."


def _of_the_stop(session: Session, user_id: UUID, trade: Trade) -> Iterator[str]:
    first = trade.initial_stop_price
    if first is None:
        yield "There is no stop on record for this trade."
        return
    away = abs(trade.entry_price - first)
    risk = (
        ""
        if trade.risk_amount is None
        else f", {trade.currency} {plain_decimal(trade.risk_amount)} at risk"
    )
    yield f"Your stop began at {plain_decimal(first)}, {plain_decimal(away)} from the entry{risk}."
    steps = [
        price_of(event)
        for event in standing_events(trades.events(session, user_id, trade.id))
        if event.kind in STOPS
    ]
    moves = [price for price in steps[1:] if price is not None]
    if len(moves) < len(steps[1:]):
        yield "It was taken away for a time."
    if len(steps) <= 1:
        yield "You never moved it."
    elif moves:
        path = ", then ".join(plain_decimal(price) for price in moves)
        yield f"You moved it to {path}: {_way(trade, [first, *moves])}."
    if trade.exit_price is not None and trade.stop_price is not None:
        yield _against_stop(trade, trade.exit_price, trade.stop_price)


def _way(trade: Trade, prices: list[Decimal]) -> str:
    """Whether moves of a stop took risk away, or added some."""
    sign = 1 if trade.direction == TradeDirection.LONG else -1
    steps = [(after - before) * sign for before, after in pairwise(prices)]
    if all(step >= 0 for step in steps):
        return "always towards the price, which is where a stop may go"
    if all(step <= 0 for step in steps):
        return "away from the price, which widens the risk"
    return "towards the price and away from it"


def _against_stop(trade: Trade, left: Decimal, stop: Decimal) -> str:
    sign = 1 if trade.direction == TradeDirection.LONG else -1
    beyond = (stop - left) * sign
    if abs(beyond) <= trade.tick_size:
        return f"You left at it, {plain_decimal(left)}."
    if beyond > 0:
        return f"You left {plain_decimal(beyond)} beyond it, at {plain_decimal(left)}."
    return f"It was not hit: you left at {plain_decimal(left)}."


def _of_the_entry(trade: Trade) -> Iterator[str]:
    entry = plain_decimal(trade.entry_price)
    if trade.planned_entry_price is None:
        yield f"You got in at {entry}."
    else:
        yield f"You got in at {entry}, planned was {plain_decimal(trade.planned_entry_price)}."


def _of_the_exit(trade: Trade) -> Iterator[str]:
    if trade.exit_price is None:
        yield "You have not left it yet."
        return
    words = f"You left at {plain_decimal(trade.exit_price)}"
    if trade.target_price is None:
        yield f"{words}; no target is on record."
    else:
        yield f"{words}; the target was {plain_decimal(trade.target_price)}."
    if trade.exit_efficiency is not None:
        share = plain_decimal((trade.exit_efficiency * 100).quantize(Decimal(1)))
        yield f"That is {share} % of the best that it showed."


def _how_it_went(trade: Trade) -> Iterator[str]:
    entry = plain_decimal(trade.entry_price)
    name = f"{trade.contract} {trade.direction} from {entry}"
    if trade.status == TradeStatus.OPEN:
        held = plain_decimal(trade.open_size)
        yield f"{name} is still open: {held} held, {_money(trade)} taken so far."
        return
    yield f"{name} is over: {_money(trade)}{_in_r(trade)}."
    if trade.plan_adherence_score is not None:
        yield f"You kept to your plan for {trade.plan_adherence_score} of 100."


def _money(trade: Trade) -> str:
    amount = trade.pnl if trade.pnl is not None else trade.realised_pnl
    return f"{trade.currency} {plain_decimal(amount)}"


def _in_r(trade: Trade) -> str:
    if trade.r_multiple is None:
        return ""
    return f", {trade.r_multiple:.2f} R"
