"""The version of a user's record: what was computed at an older one is out of date."""

from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from backend.features.record.trades.models import RecordVersion

SHARDS = 16
_BUMP = text(f"""
insert into record_versions (user_id, shard, version) select :user_id, mod(pg_backend_pid(), {SHARDS}), 1
on conflict (user_id, shard) do update set version = record_versions.version + 1
""")
# SQL for all users of some rows: by their ids, so that of two groups none waits for the other.
BUMP_ALL = f"""
insert into record_versions (user_id, shard, version)
select user_id, mod(pg_backend_pid(), {SHARDS}), count(*) from {{changed}} group by user_id order by user_id
on conflict (user_id, shard) do update set version = record_versions.version + excluded.version
"""  # noqa: S608  # a number of the code, and the name of a part of the statement


def bump(session: Session, user_id: UUID) -> None:
    """The record changes with this transaction."""
    session.execute(_BUMP, {"user_id": user_id})


def current(session: Session, user_id: UUID) -> int:
    """The version that a reader sees; read it before what is computed from the record, and nothing stale is kept."""
    statement = select(func.coalesce(func.sum(RecordVersion.version), 0)).where(
        RecordVersion.user_id == user_id
    )
    return int(session.scalar(statement) or 0)
