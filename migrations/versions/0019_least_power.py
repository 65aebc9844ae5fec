"""least power: logins that are members of nothing, columns that the product alone writes, functions with one path"""

from alembic import op

revision = "0019"
down_revision = "0018"

WEB, WORKER, DEFINER = "coach_app", "coach_worker", "coach_definer"
NOT_OF_WORKERS = ("users", "user_sessions", "refresh_tokens", "security_events", "idempotency_keys")
NOT_CALLED_BY_WORKERS = ("app_enter", "find_credentials", "find_token_owner", "journal_owners")

# What traders say happened, plan, declare and prefer: workers read it, requests write it.
READ_BY_WORKERS = (
    *("trades", "trade_events", "trade_rules", "trade_attachments", "record_versions"),
    *(
        "accounts",
        "account_movements",
        "currency_rates",
        "own_instruments",
        "strategies",
        "strategy_rules",
    ),
    *(
        "plan_versions",
        "plan_images",
        "plan_marks",
        "commitments",
        "rulebook_versions",
        "rulebook_overrides",
    ),
    *(
        "journal_check_ins",
        "journal_entries",
        "journal_images",
        "journal_links",
        "journal_plans",
        "journal_templates",
    ),
    *("uploads", "message_images", "notification_preferences", "nudge_preferences"),
)

# The worker used to be a member of the web's role. Now it has those rights that its work needs, by its own name.
_WORKER = f"""
do $$ declare one record; begin
    for one in
        select c.relname as name, string_agg(a.privilege_type, ', ') as rights
        from pg_class c, aclexplode(c.relacl) a
        where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.grantee = '{WEB}'::regrole
        and c.relname <> all (array{list(NOT_OF_WORKERS)}::text[]) group by c.relname
    loop
        execute format('grant %s on public.%I to {WORKER}', one.rights, one.name);
        if one.name = any (array{list(READ_BY_WORKERS)}::text[]) then
            execute format('revoke insert, update, delete on public.%I from {WORKER}', one.name);
        end if;
    end loop;
    for one in
        select polrelid::regclass::text as name from pg_policy
        where polname = 'own' and polrelid::regclass::text not in
            (select unnest(array{list(NOT_OF_WORKERS[1:])}))
    loop
        execute format('alter policy own on %s to {WEB}, {WORKER}', one.name);
    end loop;
    for one in
        select p.oid::regprocedure::text as name from pg_proc p, aclexplode(p.proacl) a
        where p.pronamespace = 'public'::regnamespace and a.grantee = '{WEB}'::regrole
        and p.proname <> all (array{list(NOT_CALLED_BY_WORKERS)}::text[])
    loop
        execute format('grant execute on function %s to {WORKER}', one.name);
    end loop;
end $$
"""

# Of users the web reads everything but the hash of the password, and writes what a trader may change.
_USERS = f"""
do $$ declare readable text; fresh text; changing text; begin
    select string_agg(quote_ident(attname), ', ') filter (where attname <> 'password_hash'),
        string_agg(quote_ident(attname), ', ') filter (where attname not in ('role', 'tier')),
        string_agg(quote_ident(attname), ', ') filter (where attname not in ('role', 'tier', 'id', 'created_at'))
    into readable, fresh, changing
    from pg_attribute where attrelid = 'public.users'::regclass and attnum > 0 and not attisdropped;
    revoke all on public.users from {WEB}, {WORKER};
    execute format('grant select (%s), insert (%s), update (%s) on public.users to {WEB}', readable, fresh, changing);
    execute format('grant select (%s) on public.users to {WORKER}', readable);
end $$
"""

# An email waits while its trader's row is locked by whoever forgets; a lock of a row needs the right to change one
# column of it.
_LOCKING = f"grant update (updated_at) on public.users to {WORKER}"

# Whether a trader has left, so that nobody is nudged for ever: when sign-ins end, not from where they are.
_PRESENCE = (
    f"grant select (id, user_id, revoked_at, expires_at, last_used_at) on public.user_sessions to {WORKER}",
    f"alter policy own on public.user_sessions to {WEB}, {WORKER}",
)

# A temporary table of the caller would otherwise be found before the product's own.
_PATHS = """
do $$ declare one record; begin
    for one in
        select p.oid::regprocedure::text as name from pg_proc p
        where p.pronamespace = 'public'::regnamespace and p.prosecdef
    loop
        execute format('alter function %s set search_path = pg_catalog, public, pg_temp', one.name);
        execute format('revoke all on function %s from public', one.name);
    end loop;
end $$
"""

_OTHERS = [
    # The body is bound when it is made: no path of whoever calls it decides what it means.
    """
    create or replace function public.app_users() returns uuid[] language sql stable
    return nullif(pg_catalog.current_setting('app.user_ids', true), '')::uuid[]
    """,
    "revoke all on function public.app_users, public.app_rate from public",
    f"grant execute on function public.app_users to {WEB}, {WORKER}, {DEFINER}",
    f"grant execute on function public.app_rate to {WEB}, {WORKER}",
    "revoke create on schema public from public",
    """
    do $$ begin
        execute format('revoke create, temporary on database %I from public', current_database());
    end $$
    """,
    "alter default privileges revoke execute on functions from public",
    "alter table users alter role set default 'user', alter tier set default 'free'",
]


def upgrade() -> None:
    op.execute(f"revoke {WEB} from {WORKER}")
    as_definer(_PATHS)
    for statement in (_WORKER, _USERS, _LOCKING, *_PRESENCE, *_OTHERS):
        op.execute(statement)


def as_definer(statement: str) -> None:
    """What the functions' owner alone may do; an owner of the database who is no superuser is a member of it."""
    op.execute(f"grant create on schema public to {DEFINER}")
    op.execute(f"set local role {DEFINER}")
    op.execute(statement)
    op.execute("reset role")
    op.execute(f"revoke create on schema public from {DEFINER}")


def downgrade() -> None:
    op.execute("alter table users alter role drop default, alter tier drop default")
    op.execute("alter default privileges grant execute on functions to public")
    op.execute(f"revoke all on public.users from {WEB}, {WORKER}")
    op.execute(f"grant select, insert, update, delete on public.users to {WEB}")
    op.execute(f"revoke all on public.user_sessions from {WORKER}")
    op.execute(f"alter policy own on public.user_sessions to {WEB}")
    op.execute("grant execute on function public.app_users, public.app_rate to public")
    op.execute(f"grant {WEB} to {WORKER}")
