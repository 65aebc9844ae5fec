"""Trades and plans whose words may have what is looked for, latest first, a window of rows at a time.

PostgreSQL narrows by beginnings of words (any spelling of a word that `core/text_search` takes for the same begins so, or
holds a letter that is none of ASCII); whoever asks reads the rows and keeps those that have the words in truth. Of short
words as much as can be is looked for: `es` is in every second note, and begins few words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from backend.core.paging import CursorKey
from backend.core.text_search import Search

WINDOW = 20_000  # rows of a trader that one statement looks through
_PREFIX = 4  # letters of a word that are looked for; its ending may be spelled otherwise
_ENDING = 2
_WHOLE = 2  # letters of a word that has no ending to lose
_BEGINNING = "(^|[^a-z0-9])"  # of a word: before it there is no letter and no digit

_SHARED = """
), wanted as materialized (
    select * from part where not exists (
        select from unnest(cast(:prefixes as text[])) as prefix
        where lower(words) !~ prefix and replace(lower(words), '''', '') !~ prefix
            and words !~ '[^\\x01-\\x7f]'
    )
)
select part.id, part.at, part.title, part.texts, false as is_end
from (select * from wanted order by at desc, id desc limit :at_most) part
union all
select last.id, last.at, '', array[]::text[], true
from (select id, at from part order by at desc, id desc offset :window - 1 limit 1) last
order by is_end, at desc, id desc
"""
_OF_TRADES = """
with part as materialized (
    select id, entry_time as at, instrument || ' ' || direction as title,
        array_remove(array[notes, setup, emotional_state, array_to_string(pattern_tags, ', '), instrument], null) as texts,
        concat_ws(' ', notes, setup, emotional_state, array_to_string(pattern_tags, ' '), instrument) as words
    from trades
    where user_id = :user_id
        and (cast(:after_at as timestamptz) is null
            or (entry_time, id) < (cast(:after_at as timestamptz), cast(:after_id as uuid)))
    order by entry_time desc, id desc limit :window
"""

_OF_PLANS = """
with part as materialized (
    select plan.id, plan.created_at as at, plan.title, array_remove(array[
            version.terms ->> 'setup_description', version.terms ->> 'stop_loss_reasoning',
            version.terms ->> 'invalidation_criteria', version.terms ->> 'exit_rule', version.terms ->> 'setup',
            (select string_agg(criterion, '. ') from jsonb_array_elements_text(
                case jsonb_typeof(version.terms -> 'entry_criteria') when 'array' then version.terms -> 'entry_criteria' end
            ) criterion),
            plan.title, plan.instrument
        ], null) as texts, concat_ws(' ', plan.title, plan.instrument, version.terms::text) as words
    from trade_plans plan join plan_versions version
        on version.plan_id = plan.id and version.number = plan.version and version.user_id = plan.user_id
    where plan.user_id = :user_id
        and (cast(:after_at as timestamptz) is null
            or (plan.created_at, plan.id) < (cast(:after_at as timestamptz), cast(:after_id as uuid)))
    order by plan.created_at desc, plan.id desc limit :window
"""
_TRADES, _PLANS = text(_OF_TRADES + _SHARED), text(_OF_PLANS + _SHARED)


@dataclass(frozen=True, slots=True)
class SearchCandidate:
    """Something whose words may have what is looked for."""

    id: UUID
    at: datetime
    title: str
    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Some of them, and the place of the last row that was looked through; null where there are no more rows."""

    items: Sequence[SearchCandidate]
    window_end: CursorKey | None


def trades(
    session: Session, user_id: UUID, search: Search, after: CursorKey | None, *, at_most: int
) -> Candidates:
    """Trades by their notes, setup, feeling, tags and instrument."""
    parameters = _parameters(user_id, search, after, at_most)
    return _read(session.execute(_TRADES, parameters).all())


def plans(
    session: Session, user_id: UUID, search: Search, after: CursorKey | None, *, at_most: int
) -> Candidates:
    """Plans by their title and the words of the latest version."""
    parameters = _parameters(user_id, search, after, at_most)
    return _read(session.execute(_PLANS, parameters).all())


def _parameters(
    user_id: UUID, search: Search, after: CursorKey | None, at_most: int
) -> dict[str, object]:
    return {
        "user_id": user_id,
        "prefixes": [_BEGINNING + prefix_of(word) for word in search.telling if word.isascii()],
        "after_at": after and after.moment,
        "after_id": after and after.id,
        "window": WINDOW,
        "at_most": at_most,
    }


def prefix_of(stem: str) -> str:
    """With what every ASCII spelling of a word of this one form begins.

    The stemmer changes no letter of two (`going` is `go`), and of three only `dying`, `lying` and `tying` begin otherwise.
    """
    if len(stem) <= _WHOLE:
        return stem
    if len(stem) == _WHOLE + 1:
        return stem[:1] if stem.endswith("ie") else stem[:_WHOLE]
    return stem[: min(_PREFIX, len(stem) - _ENDING)]


def _read(rows: Sequence[Row[tuple[UUID, datetime, str, list[str], bool]]]) -> Candidates:
    items = [
        SearchCandidate(row.id, row.at, row.title, row.texts) for row in rows if not row.is_end
    ]
    ends = [CursorKey(moment=row.at, id=row.id) for row in rows if row.is_end]
    return Candidates(items, ends[0] if ends else None)
