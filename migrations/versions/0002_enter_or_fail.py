"""app_enter fails where a sign-in is over, so that it can travel with the first statement"""

from alembic import op

revision = "0002"
down_revision = "0001"

_ENTER = """
    create or replace function app_enter(wanted_user uuid, wanted_session uuid) returns boolean
    language plpgsql volatile security definer set search_path = public as $$
    begin
        perform 1 from user_sessions s
        where s.id = wanted_session and s.user_id = wanted_user and s.revoked_at is null and s.expires_at > now();
        if not found then
            raise exception 'the sign-in is over' using errcode = 'CE001';
        end if;
        perform set_config('app.user_ids', '{' || wanted_user || '}', true);
        return true;
    end
    $$
"""

_BEFORE = """
    create or replace function app_enter(wanted_user uuid, wanted_session uuid) returns boolean
    language sql volatile security definer set search_path = public as $$
        select coalesce((
            select set_config('app.user_ids', '{' || s.user_id || '}', true) is not null
            from user_sessions s
            where s.id = wanted_session and s.user_id = wanted_user and s.revoked_at is null and s.expires_at > now()
        ), false)
    $$
"""


def upgrade() -> None:
    op.execute(_ENTER)


def downgrade() -> None:
    op.execute(_BEFORE)
