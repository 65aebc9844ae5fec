"""Every verdict joined with the trade that followed it, and with what came of that: a forecast is scored as one.

What followed is decided in this order, and nothing is guessed beyond it:

1. the trade that was judged, where it was still open; 2. the trade that executed the plan that was judged; 3. a trade
that was logged from the same message; 4. the first trade within the horizon whose entry lies within half the
risk of the idea's entry. It is always one in the instrument and direction that the forecast is about: a draft may have
been corrected to something else.

Verdicts of imported conversations are history of elsewhere and are not scored: a file could hold any forecast.

The outcome is what the forecast was about: did the first target come before the stop, within the horizon? The exits
say so where one of them lies at or beyond either, within a tick, and in time. A trade that left in between is not
decided, because nobody knows the prices after it; nor is one that was held beyond the horizon, because nobody knows
those before it. What is said on a weekend counts from Monday on. What
was over when the verdict was said is no outcome of a forecast: neither a whole trade nor an exit that decided.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

from backend.core.word_match import is_same_word
from backend.features.coach.verdicts.schemas import ScoreFilter, UndecidedReason, VerdictOutcome
from backend.quant.metric import FloatArray

MOST_SCORED = 50_000
SESSION = "24 hours"  # the longest are those of FX; Globex pauses for one hour of them
HORIZONS = {"this session": SESSION, "the next days": "6 days", "the next weeks": "45 days"}
_WITHIN = " ".join(
    f"when v.horizon = '{words}' then interval '{span}'" for words, span in HORIZONS.items()
)
_FROM = """case when extract(isodow from v.created_at at time zone 'UTC') < 6 then v.created_at
            else date_trunc('week', v.created_at, 'UTC') + interval '168 hours' end"""

_NOT_OVER = "(t.exit_time is null or t.exit_time > said.created_at)"
_ALIKE = "t.user_id = :user_id and t.instrument = said.instrument and t.direction = said.direction"
_TRADE = "t.id, t.setup, t.r_multiple, t.tick_size, t.entry_time, t.exit_time"

_JOIN = text(f"""
with said as materialized (
    select v.id, v.created_at, v.verdict, v.confidence, v.engine, v.model, v.prompt_version, v.trade_id, v.plan_id,
        m.parent_message_id as question_id, v.read ->> 'instrument' as instrument, v.read ->> 'direction' as direction,
        cast(v.read ->> 'entry' as numeric) as entry, cast(v.read ->> 'stop' as numeric) as stop,
        cast(v.read -> 'targets' ->> 0 as numeric) as target,
        {_FROM} + case {_WITHIN} else interval '{SESSION}' end as until
    from verdicts v left join messages m on m.id = v.message_id
        left join conversations c on c.id = m.conversation_id
    where v.user_id = :user_id and c.import_key is null and (cast(:verdict_id as uuid) is null or v.id = :verdict_id)
        and (cast(:engine as text) is null or v.engine = :engine)
        and (cast(:instrument as text) is null or upper(v.read ->> 'instrument') = upper(:instrument))
    order by v.created_at desc limit {MOST_SCORED}
)
select said.id, said.created_at, said.verdict, said.confidence, said.engine, said.model, said.prompt_version,
    said.instrument, said.target is not null as has_target, said.until, found.id as trade_id, found.joined_by,
    found.setup, found.entry_time, found.exit_time, found.r_multiple, decided.hit, decided.at as decided_at
from said
left join lateral (
    select * from (
        (select {_TRADE}, 'trade' as joined_by, 1 as place from trades t where t.id = said.trade_id
            and {_ALIKE} and {_NOT_OVER})
        union all (select {_TRADE}, 'plan', 2 from trades t where t.trade_plan_id = said.plan_id
            and {_ALIKE} and t.entry_time >= said.created_at order by t.entry_time limit 1)
        union all (select {_TRADE}, 'message', 3 from trades t where t.message_id = said.question_id
            and {_ALIKE} and {_NOT_OVER} order by t.entry_time limit 1)
        union all (select {_TRADE}, 'likeness', 4 from trades t where said.question_id is not null
            and {_ALIKE} and {_NOT_OVER} and t.entry_time between said.created_at and said.until
            and abs(t.entry_price - said.entry) <= abs(said.entry - said.stop) / 2 order by t.entry_time limit 1)
    ) as followed order by place limit 1
) as found on true
left join lateral (
    select (cast(e.payload ->> 'price' as numeric) - said.target) * side.sign >= -found.tick_size as hit,
        e.event_time as at
    from trade_events e, (select case said.direction when 'long' then 1 else -1 end as sign) as side
    where e.trade_id = found.id and e.user_id = :user_id and e.kind = 'exited'
        and not exists (select from trade_events gone where gone.trade_id = e.trade_id and gone.kind = 'voided'
            and gone.payload ->> 'event_id' = cast(e.id as text))
        and ((cast(e.payload ->> 'price' as numeric) - said.target) * side.sign >= -found.tick_size
            or (said.stop - cast(e.payload ->> 'price' as numeric)) * side.sign >= -found.tick_size)
    order by e.event_time, e.seq limit 1
) as decided on true
""")  # noqa: S608  # words of the code


class _JoinedRow(NamedTuple):
    """A row of the statement, in the order of its columns: a verdict, the trade that followed, and what decided it."""

    id: UUID
    created_at: datetime
    verdict: str
    confidence: int | None
    engine: str
    model: str
    prompt_version: str
    instrument: str | None
    has_target: bool
    until: datetime
    trade_id: UUID | None
    joined_by: str | None
    setup: str | None
    entry_time: datetime | None
    exit_time: datetime | None
    r_multiple: Decimal | None
    hit: bool | None
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class ScoredForecast:
    """One verdict with what came of it.

    Attributes:
        hit: null where it is not decided or not counted; `reason` says why.
        r: of the trade; null where it counts for another verdict.
    """

    id: UUID
    created_at: datetime
    verdict: str
    confidence: int | None
    engine: str
    model: str
    prompt_version: str
    instrument: str | None
    setup: str | None
    trade_id: UUID | None
    joined_by: str | None
    r: Decimal | None
    hit: bool | None
    reason: UndecidedReason | None


def joined(
    session: Session,
    user_id: UUID,
    query: ScoreFilter,
    *,
    now: datetime,
    verdict_id: UUID | None = None,
) -> list[ScoredForecast]:
    """Verdicts with their trades and outcomes, latest first; 50,000 at the most.

    A trade has one outcome, whoever asked how often: of the verdicts of one engine on it the first counts, and the
    others are `said_again`. One that is asked for alone is told as it came out.
    """
    values = {
        "user_id": user_id,
        "verdict_id": verdict_id,
        "engine": query.engine,
        "instrument": query.instrument,
    }
    rows = [_JoinedRow(*row) for row in session.execute(_JOIN, values)]
    first = _first_said(rows)
    forecasts = []
    for row in rows:
        is_repeated = row.trade_id is not None and row.id not in first
        forecast = _scored(row, now, said_again=is_repeated)
        if _is_selected(forecast, query):
            forecasts.append(forecast)
    return forecasts


def _is_selected(forecast: ScoredForecast, query: ScoreFilter) -> bool:
    if query.setup is not None and not is_same_word(query.setup, forecast.setup):
        return False
    return query.prompt_version in (None, forecast.prompt_version)


def _first_said(rows: Sequence[_JoinedRow]) -> set[UUID]:
    """For each trade and engine the first verdict that could be scored; chosen by nothing that came afterwards."""
    first: dict[tuple[UUID, str], tuple[bool, datetime, UUID]] = {}
    for row in rows:
        if row.trade_id is not None:
            key = (row.trade_id, row.engine)
            place = (not _could_be_scored(row), row.created_at, row.id)
            first[key] = min(first.get(key, place), place)
    return {verdict_id for _, _, verdict_id in first.values()}


def _could_be_scored(row: _JoinedRow) -> bool:
    """Whether it was a forecast, and open, when the trade was entered."""
    if row.confidence is None or not row.has_target or row.entry_time is None:
        return False
    return row.entry_time <= row.until and not _was_known(row)


def _was_known(row: _JoinedRow) -> bool:
    return row.decided_at is not None and row.decided_at <= row.created_at


def _scored(row: _JoinedRow, now: datetime, *, said_again: bool) -> ScoredForecast:
    reason = UndecidedReason.SAID_AGAIN if said_again else _why_undecided(row, now)
    return ScoredForecast(
        id=row.id,
        created_at=row.created_at,
        verdict=row.verdict,
        confidence=row.confidence,
        engine=row.engine,
        model=row.model,
        prompt_version=row.prompt_version,
        instrument=row.instrument,
        setup=row.setup,
        trade_id=row.trade_id,
        joined_by=row.joined_by,
        r=None if said_again else row.r_multiple,
        hit=row.hit if reason is None else None,
        reason=reason,
    )


def _why_undecided(row: _JoinedRow, now: datetime) -> UndecidedReason | None:
    if row.trade_id is None:
        return UndecidedReason.NOT_TAKEN
    if not row.has_target:
        return UndecidedReason.NO_TARGET
    if _was_known(row):
        return UndecidedReason.KNOWN_BEFORE
    if (row.decided_at or row.exit_time or now) > row.until:
        return UndecidedReason.HORIZON_PASSED
    if row.decided_at is not None:
        return None
    if row.exit_time is None:
        return UndecidedReason.STILL_OPEN
    return UndecidedReason.LEFT_IN_BETWEEN


def forecasts(forecasts: Sequence[ScoredForecast]) -> tuple[FloatArray, NDArray[np.bool_]]:
    """Probabilities and outcomes of what is decided and was a forecast."""
    probabilities: list[float] = []
    hits: list[bool] = []
    for forecast in forecasts:
        if forecast.hit is not None and forecast.confidence is not None:
            probabilities.append(forecast.confidence / 100)
            hits.append(forecast.hit)
    return np.array(probabilities, dtype=np.float64), np.array(hits, dtype=bool)


def outcome(forecast: ScoredForecast) -> VerdictOutcome:
    """What came of one verdict, as the wire has it."""
    return VerdictOutcome(
        trade_id=forecast.trade_id,
        joined_by=forecast.joined_by,
        hit=forecast.hit,
        reason=forecast.reason,
        r_multiple=forecast.r,
    )
