"""How a trade went, and the part of it that is asked about: its stop, entry, exit, size or plan. From the record alone."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.types import plain_decimal
from backend.features.chat.understanding.requests import IdeaTerms
from backend.features.coach.behaviour import queries as behaviour
from backend.features.coach.behaviour.detectors.registry import DESCRIPTOR_OF
from backend.features.coach.behaviour.models import BehaviourEvent
from backend.features.record.plans.adherence import service as adherence
from backend.features.record.plans.errors import NotFollowed
from backend.features.record.plans.models import AdherenceRule
from backend.features.record.rulebook import trade_checks
from backend.features.record.rulebook.schemas import RuleMark
from backend.features.record.trades import queries as trades
from backend.features.record.trades.errors import PlanNotFound
from backend.features.record.trades.models import PlanMatch, Trade, TradeDirection, TradeStatus
from backend.features.record.trades.projection.projection import STOPS, price_of
from backend.features.record.trades.projection.standing_events import standing_events

MOST_SEEN = 20
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
    went = list(_how_it_went(trade))
    if trade.status == TradeStatus.CLOSED and not topics:
        went += [*_of_its_path(trade), *_of_its_making(trade), *_broken(session, user_id, trade)]
        went += _seen(session, user_id, trade)
    return " ".join([*sentences, *went])


def _of_its_path(trade: Trade) -> Iterator[str]:
    """How far it went for and against the trader, where the prices in between are known."""
    if trade.mfe is None or trade.mae is None:
        return
    best, worst = plain_decimal(trade.mfe), plain_decimal(trade.mae)
    yield f"At best it showed {best}, at worst {worst}."


def _of_its_making(trade: Trade) -> Iterator[str]:
    """Plan, setup, tags and feeling, as they are on record."""
    if trade.trade_plan_id is None or trade.plan_match == PlanMatch.UNPLANNED:
        yield "It followed no plan."
    if trade.stop_price is None and trade.initial_stop_price is None:
        yield "No stop is on record, so that its risk is not known."
    noted = [f"setup \u201c{trade.setup}\u201d"] if trade.setup else []
    noted += [f"tag \u201c{tag}\u201d" for tag in trade.pattern_tags or []]
    if trade.emotional_state:
        noted.append(f"feeling \u201c{trade.emotional_state}\u201d")
    if noted:
        yield f"You noted: {', '.join(noted)}."


def _broken(session: Session, user_id: UUID, trade: Trade) -> list[str]:
    """The limits of the trader's own that it broke, as they stood when it was entered."""
    states = trade_checks.as_it_was(session, user_id, trade)
    reasons = [state.reason for state in states if state.state is RuleMark.BLOCK]
    return [f"Against your own rules: {' '.join(reasons)}"] if reasons else []


def _seen(session: Session, user_id: UUID, trade: Trade) -> list[str]:
    """What the detectors saw in it, where the trader has not said otherwise."""
    statement = behaviour.events_of(user_id).where(
        behaviour.is_counted(), BehaviourEvent.trade_ids.contains([trade.id])
    )
    events = session.scalars(statement.order_by(BehaviourEvent.occurred_at).limit(MOST_SEEN))
    names = list(dict.fromkeys(DESCRIPTOR_OF[event.detector].name for event in events))
    return [f"What I saw in it: {', '.join(names)}."] if names else []


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
