"""The statements that hold and move money. Each is one statement, so that no two calls can spend the same cent.

Rows are locked in one order: a call, then its day. Reserving locks only the day.
"""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from backend.core.db import HotStatement

# Finds a kept answer; else holds the estimate where it fits under the day's limit; and writes what came of it into the
# ledger. Without an estimate nothing may be held: then only a kept answer helps.
RESERVE = HotStatement(
    "reserve_ai_call",
    """
with allowed as materialized (
    select case tier when 'founder' then $11::numeric when 'beta' then $12::numeric else $13::numeric end as most
    from users where id = $2::uuid
), known as materialized (
    select value from ai_cache where user_id = $2::uuid and key = $10::text and expires_at > $16::timestamptz
), held as (
    insert into ai_days as one (user_id, day, spent, reserved)
    select $2::uuid, $3::date, 0, $9::numeric from allowed
    where $9::numeric <= most and not exists (select from known)
    on conflict (user_id, day) do update set reserved = one.reserved + excluded.reserved
        where one.spent + one.reserved + excluded.reserved <= (select most from allowed)
    returning 1
), outcome as (
    select exists (select from known) as hit, exists (select from held) as granted
), written as (
    insert into ai_calls (id, user_id, day, feature, model, engine, prompt_name, prompt_version, reserved, state,
        cache_hit, fallback_reason, message_id, created_at, settled_at)
    select $1::uuid, $2::uuid, $3::date, $4::text, $5::text, $6::text, $7::text, $8::text,
        case when granted then $9::numeric else 0 end,
        case when hit then 'settled' when granted then 'reserved' else 'released' end,
        hit, case when hit or granted then null else $14::text end, $15::uuid, $16::timestamptz,
        case when granted then null else $16::timestamptz end
    from outcome
)
select granted, (select value::text from known) from outcome
""",
)

# Moves a reservation to what was used, once; a second time finds no such call and changes nothing. No call costs more
# than it held, whatever is reported: so the day cannot pass its limit. A call that was charged in full because its
# worker seemed dead is charged what it used, once that is known. A good answer is kept for whoever asks the same again.
SETTLE = HotStatement(
    "settle_ai_call",
    """
with open as materialized (
    select id, case state when 'reserved' then reserved else 0 end as held, cost as charged from ai_calls
    where id = $1::uuid and user_id = $2::uuid and state in ('reserved', 'expired') for update
), done as (
    update ai_calls as one set state = $3::text, input_tokens = $4::int, cached_tokens = $5::int,
        output_tokens = $6::int, cost = least($7::numeric, one.reserved), latency_ms = $8::int,
        fallback_reason = $9::text, settled_at = $10::timestamptz
    from open where one.id = open.id and one.user_id = $2::uuid
    returning one.user_id, one.day, open.held, open.charged, one.cost
), kept as (
    insert into ai_cache (user_id, key, value, created_at, expires_at)
    select user_id, $11::text, $12::jsonb, $10::timestamptz, $13::timestamptz from done where $12::jsonb is not null
    on conflict (user_id, key) do update
        set value = excluded.value, created_at = excluded.created_at, expires_at = excluded.expires_at
)
update ai_days as one set reserved = greatest(one.reserved - done.held, 0),
    spent = greatest(one.spent - done.charged, 0) + done.cost
from done where one.user_id = done.user_id and one.day = done.day
returning done.cost
""",
)

# Whose calls were left behind by workers that died; the worker's role sees reserved calls of everybody.
FORSAKEN = HotStatement(
    "forsaken_ai_calls",
    "select distinct user_id from ai_calls where state = 'reserved' and created_at < $1::timestamptz limit 1000",
)

# Charges what those calls held. Nobody knows what the provider made of them: so they cost what they could have cost, or
# the day's limit could be passed by workers that die.
EXPIRE = HotStatement(
    "expire_ai_calls",
    """
with dead as (
    update ai_calls set state = 'expired', cost = reserved, settled_at = $3::timestamptz,
        fallback_reason = 'worker_lost'
    where user_id = any ($1::uuid[]) and state = 'reserved' and created_at < $2::timestamptz
    returning user_id, day, reserved
), charged as (
    update ai_days as one set reserved = greatest(one.reserved - lost.reserved, 0), spent = one.spent + lost.reserved
    from (select user_id, day, sum(reserved) as reserved from dead group by user_id, day) as lost
    where one.user_id = lost.user_id and one.day = lost.day
)
select count(*) from dead
""",
)

_PAID = text(
    "select sum(cost) from ai_calls where user_id = :user_id and message_id = :message_id and cost > 0"
)


def paid_for(session: Session, user_id: UUID, message_id: UUID) -> Decimal | None:
    """What the calls for one message have cost so far; null where nothing was paid."""
    paid: Decimal | None = session.scalar(_PAID, {"user_id": user_id, "message_id": message_id})
    return paid


FORGET = HotStatement("forget_ai_answers", "delete from ai_cache where expires_at <= now()")
