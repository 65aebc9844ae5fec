"""behaviour: which version of a record was looked at, and what was kept of it"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

# A worker sees of traders who are not its own only that something is to be looked at.
_BEHIND = """
    create function behaviour_behind(after uuid, most integer) returns table (user_id uuid, is_behind boolean)
    language sql stable security definer set search_path = public as $$
    with page as (
        select v.user_id, sum(v.version) as version from record_versions v where v.user_id > after
        group by v.user_id order by v.user_id limit most
    )
    select page.user_id, case when r.user_id is null
        then exists (select 1 from trades t where t.user_id = page.user_id)
        else r.head = r.done and r.record_version <> page.version end
    from page left join behaviour_runs r on r.user_id = page.user_id order by page.user_id
    $$
"""
_SEEN = {
    "record_versions": "user_id, version",
    "behaviour_runs": "user_id, head, done, record_version",
}
_AS_LOOKED_AT = """
    update behaviour_runs r set record_version = v.version
    from (select user_id, sum(version) as version from record_versions group by user_id) v where v.user_id = r.user_id
"""


def upgrade() -> None:
    op.add_column("behaviour_events", sa.Column("figures_hash", sa.Text(), nullable=True))
    op.add_column(
        "behaviour_runs",
        sa.Column("record_version", sa.BigInteger(), server_default="0", nullable=False),
    )
    op.alter_column("behaviour_runs", "record_version", server_default=None)
    for table in _SEEN:
        op.execute(f"alter table {table} no force row level security")
    op.execute(_AS_LOOKED_AT)
    for table in _SEEN:
        op.execute(f"alter table {table} force row level security")
    for table, columns in _SEEN.items():
        op.execute(f"create policy lookup on {table} for select to coach_definer using (true)")
        op.execute(f"grant select ({columns}) on {table} to coach_definer")
    op.execute(_BEHIND)
    op.execute("revoke all on function behaviour_behind from public")
    op.execute("grant execute on function behaviour_behind to coach_worker")
    op.execute("grant create on schema public to coach_definer")
    op.execute("alter function behaviour_behind owner to coach_definer")
    op.execute("revoke create on schema public from coach_definer")


def downgrade() -> None:
    op.execute("drop function behaviour_behind")
    for table, columns in _SEEN.items():
        op.execute(f"drop policy lookup on {table}")
        op.execute(f"revoke select ({columns}) on {table} from coach_definer")
    op.drop_column("behaviour_runs", "record_version")
    op.drop_column("behaviour_events", "figures_hash")
