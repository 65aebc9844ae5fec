"""app_enter_all: enter for several users at once, each by a sign-in that is alive"""

from alembic import op

revision = "0030"
down_revision = "0029"

# Of all that are wanted, whose sign-in is alive; the others are nobody in this transaction.
_ENTER_ALL = """
    create function app_enter_all(wanted_users uuid[], wanted_sessions uuid[], lock_milliseconds integer) returns void
    language plpgsql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
    declare
        users uuid[];
        sessions uuid[];
    begin
        select coalesce(array_agg(distinct s.user_id), '{}'), coalesce(array_agg(s.id), '{}') into users, sessions
        from unnest(wanted_users, wanted_sessions) as wanted(user_id, id)
        join user_sessions s on s.id = wanted.id and s.user_id = wanted.user_id
        where s.revoked_at is null and s.expires_at > now();
        perform set_config('app.user_ids', users::text, true), set_config('app.session_ids', sessions::text, true),
            set_config('lock_timeout', lock_milliseconds::text, true);
    end
    $$
"""
_NAME = "app_enter_all(uuid[], uuid[], integer)"


def upgrade() -> None:
    op.execute(_ENTER_ALL)
    op.execute(f"revoke all on function {_NAME} from public")
    op.execute(f"grant execute on function {_NAME} to coach_app")
    op.execute("grant create on schema public to coach_definer")
    op.execute(f"alter function {_NAME} owner to coach_definer")
    op.execute("revoke create on schema public from coach_definer")


def downgrade() -> None:
    op.execute(f"drop function {_NAME}")
