"""Use cases of verdicts: gather what is known, ask, keep, list."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from backend.core.ids import new_id
from backend.core.paging import Page
from backend.core.types import plain_decimal
from backend.features.accounts.auth import service as auth
from backend.features.ai.ports import EngineAnswer, EngineImage, Question, Turn
from backend.features.ai.prompts import load_prompt
from backend.features.coach.ideas.ideas import Idea
from backend.features.coach.verdicts import forecast_outcomes, queries, rules, scores
from backend.features.coach.verdicts.extraction import proved_reading
from backend.features.coach.verdicts.fact_builders import build_facts
from backend.features.coach.verdicts.facts import (
    AccountSnapshot,
    Fact,
    OpenPosition,
    RecordFacts,
    Situation,
)
from backend.features.coach.verdicts.grounding import STRUCK, Checker
from backend.features.coach.verdicts.guardrails import VerdictProof
from backend.features.coach.verdicts.models import Verdict
from backend.features.coach.verdicts.schemas import (
    ScoreFilter,
    VerdictDraft,
    VerdictFilter,
    VerdictResult,
)
from backend.features.market.calendars import market_calendar
from backend.features.market.calendars.trading_day import trading_span
from backend.features.market.instruments import instruments
from backend.features.market.instruments.instruments import Instrument
from backend.features.record.plans.pre_trade_check import service as pre_trade_check
from backend.features.record.plans.pre_trade_check.schemas import CheckTrade
from backend.features.record.rulebook import trade_checks as rulebook
from backend.features.record.rulebook.trade_request import sanity
from backend.features.record.trades.models import TradeDirection
from backend.features.record.trades.recent_summary import HeldPosition, RecentSummary, recent
from backend.features.record.trades.trading_clock import clock_for

RECORD_TRADES = 500
USUAL_FROM = 5  # trades in an instrument; fewer have no usual size


@dataclass(frozen=True, slots=True)
class Subject:
    """What a verdict is about: one of the three."""

    message_id: UUID | None = None
    plan_id: UUID | None = None
    plan_version: int | None = None
    trade_id: UUID | None = None


def situation_of(
    session: Session,
    user_id: UUID,
    idea: Idea,
    *,
    image_count: int,
    now: datetime,
) -> Situation:
    """All that is known about an idea: account, open positions, record, plan and rulebook."""
    known = situation_around(session, user_id, idea, image_count=image_count, now=now)
    if idea.instrument is None or idea.direction is None or idea.conflicts:
        return known
    body = check_of(idea)
    symbol = idea.instrument.symbol
    has_rules, plan = pre_trade_check.binding(session, user_id, symbol, body.direction, now)
    proposal = pre_trade_check.asked_of(session, user_id, body, idea.instrument, plan)
    if has_rules:
        states = rulebook.look(session, user_id, proposal, now=now).states
    else:
        states = sanity(proposal, now)
    words_of_plan = None
    if plan is not None:
        words_of_plan = f'Your plan "{plan.title}" (version {plan.version}) covers this.'
    return replace(known, plan=words_of_plan, rules=tuple(states))


def check_of(idea: Idea) -> CheckTrade:
    """An idea as the interlock takes it."""
    assert idea.instrument is not None, (
        "an idea without an instrument is no question to the interlock"
    )
    stop_ticks = None
    if idea.stop is None and idea.stop_distance is not None:
        stop_ticks = idea.stop_distance / idea.instrument.tick_size
    return CheckTrade.model_construct(
        instrument=idea.instrument.symbol,
        direction=TradeDirection(idea.direction or ""),
        position_size=idea.size,
        entry_price=_written(idea.instrument, idea.entry),
        stop_price=_written(idea.instrument, idea.stop),
        stop_ticks=stop_ticks,
        target_price=_written(idea.instrument, next(iter(idea.targets), None)),
        plan_id=None,
    )


def _written(contract: Instrument, price: Decimal | None) -> str | None:
    """A price as a request has it; one that cannot be is as none."""
    if price is None or (price <= 0 and not contract.may_be_negative):
        return None
    return plain_decimal(price)


def situation_around(
    session: Session,
    user_id: UUID,
    idea: Idea,
    *,
    image_count: int,
    now: datetime,
) -> Situation:
    """What is known around an idea: the account, the open positions, the record."""
    trader = auth.trader(session, user_id)
    today = trading_span(now, clock_for(session, user_id, idea.instrument)).starts
    symbol = None
    hours = None
    if idea.instrument is not None:
        symbol = idea.instrument.symbol
        hours = market_calendar.market_hours(now, idea.instrument)
    known = recent(session, user_id, symbol, today, most=RECORD_TRADES)
    return Situation(
        idea=idea,
        account=AccountSnapshot(
            trader.account_size,
            trader.base_currency,
            trader.risk_per_trade_percent,
        ),
        open_positions=tuple(_position(trade) for trade in known.held),
        record=_record(known, now),
        image_count=image_count,
        zone=trader.timezone,
        hours=hours,
    )


def _position(held: HeldPosition) -> OpenPosition:
    instrument = instruments.resolve(held.instrument)
    return OpenPosition(
        instrument=held.instrument,
        family=instrument.family if instrument is not None else held.instrument,
        direction=held.direction,
        entry=held.entry_price,
        size=held.position_size,
        trade_id=held.id,
    )


def _record(known: RecentSummary, now: datetime) -> RecordFacts:
    if known.last_exit is None:
        return RecordFacts(
            entered_today=known.entered_since,
            exited_today=known.exited_since,
            net_today=known.net_since,
        )
    average_r = None
    if known.r_count:
        average_r = (known.r_sum / known.r_count).quantize(Decimal("0.01"))
    minutes_since_last = int((now - known.last_exit) / timedelta(minutes=1))
    return RecordFacts(
        closed=known.closed,
        wins=known.wins,
        net=known.net,
        currency=known.currency,
        average_r=average_r,
        r_count=known.r_count,
        same_closed=known.same_closed,
        same_wins=known.same_wins,
        losses_in_a_row=known.losses_in_a_row,
        entered_today=known.entered_since,
        exited_today=known.exited_since,
        net_today=known.net_since,
        minutes_since_last=max(0, minutes_since_last),
        last_was_loss=known.last_was_loss,
        usual_size=known.usual_size if known.same_closed >= USUAL_FROM else None,
    )


def verdict_question(
    situation: Situation,
    words: str,
    images: tuple[EngineImage, ...],
    history: tuple[Turn, ...],
) -> Question[VerdictDraft]:
    """The question of analysis mode."""
    facts = build_facts(situation)
    return Question(
        prompt=load_prompt("verdict", __package__),
        words=words,
        facts=tuple(f"[{fact.id}] {fact.statement}" for fact in facts),
        images=images,
        history=history,
        schema=VerdictDraft,
        spoken_field="analysis",
        by_rules=lambda: rules.judge(situation, facts),
        proof=VerdictProof(facts, words, situation),
    )


def keep(
    session: Session,
    user_id: UUID,
    subject: Subject,
    answer: EngineAnswer[VerdictDraft],
    situation: Situation,
    *,
    words: str,
    image_sha256: str | None,
    now: datetime,
) -> Verdict:
    """Store a verdict beside what it judged: the forecast, its facts, and which engine made it.

    What a provider read is stored as far as it is proved (`readings`), because the verdict is scored by it. With an
    image, what the words leave open stays as the provider read it, until the chart reader proves that, too.
    """
    draft = answer.value
    if situation.idea.is_told_with_its_end:  # told with its end: a look back, and no forecast
        draft = draft.model_copy(update={"confidence": None})
    if answer.engine != "rules":
        draft = draft.model_copy(update={"read": proved_reading(draft.read, situation, words)})
    draft_json = draft.model_dump(mode="json")
    measured = build_facts(situation)
    read = [Fact(fact.id, fact.source, fact.statement, fact.value) for fact in answer.tool_facts]
    checked = Checker((*measured, *read), words).check(draft.analysis, answer.value.confidence)
    cited = {fact_id for citation in checked.citations for fact_id in citation.facts}
    facts = [*measured, *(fact for fact in read if fact.id in cited.union(draft.evidence))]
    known = {fact.id for fact in facts}
    drawn, decided = scores.shown_confidence(session, user_id, answer.engine, draft.confidence)
    verdict = Verdict(
        id=new_id(),
        user_id=user_id,
        message_id=subject.message_id,
        plan_id=subject.plan_id,
        plan_version=subject.plan_version,
        trade_id=subject.trade_id,
        verdict=draft.verdict.value,
        confidence=draft.confidence,
        shown_confidence=drawn,
        calibrated_on=decided,
        analysis=draft.analysis,
        key_points=draft_json["key_points"],
        conditions=draft_json["conditions"],
        missing=draft_json["missing"],
        psychology_note=draft.psychology_note,
        read=draft_json["read"],
        invalidation=draft.invalidation,
        horizon=draft.horizon,
        evidence=[fact_id for fact_id in draft.evidence if fact_id in known],
        facts=[fact.as_dict() for fact in facts],
        citations=[asdict(citation) for citation in checked.citations],
        struck=min(str(draft_json).count(STRUCK), 1000),
        engine=answer.engine,
        model=answer.model,
        prompt_version=load_prompt("verdict", __package__).version,
        fallback_reason=answer.fallback_reason,
        image_sha256=image_sha256,
        input_tokens=answer.usage.input_tokens,
        output_tokens=answer.usage.output_tokens,
        created_at=now,
    )
    session.add(verdict)
    session.flush()
    return verdict


def by_message(session: Session, user_id: UUID, message_ids: Sequence[UUID]) -> dict[UUID, Verdict]:
    """The verdict of each message that has one."""
    verdicts = queries.of_messages(session, user_id, message_ids)
    return {verdict.message_id: verdict for verdict in verdicts if verdict.message_id is not None}


def list_verdicts(
    session: Session,
    user_id: UUID,
    query: VerdictFilter,
    *,
    now: datetime,
) -> Page[Verdict]:
    """A page of verdicts, latest first if no other order is named.

    Raises:
        BadCursor
    """
    zone = ZoneInfo(auth.who_is(session, user_id).timezone)
    ids = None
    if query.decided is not None:
        forecasts = forecast_outcomes.joined(session, user_id, ScoreFilter(), now=now)
        ids = {forecast.id for forecast in forecasts if forecast.hit is _HITS[query.decided]}
    return queries.page(session, user_id, query, zone=zone, ids=ids)


_HITS = {VerdictResult.HIT: True, VerdictResult.MISS: False, VerdictResult.UNDECIDED: None}


def read_verdict(session: Session, user_id: UUID, verdict_id: UUID) -> Verdict:
    """One verdict."""
    return queries.verdict(session, user_id, verdict_id)
