"""names are compared by one fold, written by Python; the network of each sign-in is one its user is known by"""

import logging

import sqlalchemy as sa
from alembic import op

from backend.core.name_folding import fold_login
from backend.core.networks import origin_of

revision = "0018"
down_revision = "0017"

LOG = logging.getLogger("alembic.runtime.migration")
FORCED = ("users", "user_sessions")
FOLDED = ("email", "username")


def upgrade() -> None:
    for (
        table
    ) in FORCED:  # the owner reads and writes everybody's rows here, also where it is no superuser
        op.execute(f"alter table {table} no force row level security")
    _fold_names()
    _fill_networks()
    for table in FORCED:
        op.execute(f"alter table {table} force row level security")
    _replace_lookup(
        "find_credentials(name text, network text)",
        "table (user_id uuid, password_hash text, knows_network boolean)",
        """
        select u.id, u.password_hash, exists (
            select from user_sessions s where s.user_id = u.id and s.network = find_credentials.network
        ) from users u where u.email_folded = name or u.username_folded = name limit 1
        """,
        old="find_credentials(text)",
    )


def _fold_names() -> None:
    """Fold what is there. Of accounts that come to one name the oldest keeps it.

    The others keep everything that is theirs and still sign in with their other name; the name itself is made one that
    nobody can type (their id stands behind it), and the log says whose, for whoever runs this to settle with them.
    """
    connection = op.get_bind()
    for field in FOLDED:
        op.add_column("users", sa.Column(f"{field}_folded", sa.Text(), nullable=True))
    taken: dict[str, set[str]] = {field: set() for field in FOLDED}
    rows = connection.execute(
        sa.text("select id, email, username from users order by created_at, id")
    ).all()
    for row in rows:
        names = {
            f"{field}_folded": _free(fold_login(getattr(row, field)), row.id, taken[field])
            for field in FOLDED
        }
        connection.execute(
            sa.text(
                "update users set email_folded = :email_folded, username_folded = :username_folded where id = :id"
            ),
            {"id": row.id, **names},
        )
    for field in FOLDED:
        op.alter_column("users", f"{field}_folded", nullable=False)
        op.create_unique_constraint(op.f(f"uq_users_{field}_folded"), "users", [f"{field}_folded"])
        op.drop_index(f"uq_users_{field}", table_name="users")


def _free(name: str, user_id: object, taken: set[str]) -> str:
    if name in taken:
        LOG.warning(
            "account %s has a name that an older one has in another spelling: it cannot sign in with it",
            user_id,
        )
        name = f"{name}\x1f{user_id}"
    taken.add(name)
    return name


def _fill_networks() -> None:
    connection = op.get_bind()
    op.add_column("user_sessions", sa.Column("network", sa.Text(), nullable=True))
    for (address,) in connection.execute(
        sa.text("select distinct address from user_sessions")
    ).all():
        connection.execute(
            sa.text("update user_sessions set network = :network where address = :address"),
            {"address": address, "network": origin_of(address).network},
        )
    op.alter_column("user_sessions", "network", nullable=False)
    op.drop_index(op.f("ix_user_sessions_user_id"), table_name="user_sessions")
    op.create_index("ix_user_sessions_network", "user_sessions", ["user_id", "network"])


def downgrade() -> None:
    _replace_lookup(
        "find_credentials(login text)",
        "table (user_id uuid, password_hash text)",
        """
        select id, users.password_hash from users where lower(email) = lower(login) or lower(username) = lower(login)
        order by lower(email) = lower(login) desc limit 1
        """,
        old="find_credentials(text, text)",
    )
    op.drop_index("ix_user_sessions_network", table_name="user_sessions")
    op.create_index(op.f("ix_user_sessions_user_id"), "user_sessions", ["user_id"], unique=False)
    op.drop_column("user_sessions", "network")
    for field in FOLDED:
        op.create_index(
            f"uq_users_{field}", "users", [sa.literal_column(f"lower({field})")], unique=True
        )
        op.drop_column("users", f"{field}_folded")


def _replace_lookup(signature: str, returns: str, body: str, *, old: str) -> None:
    op.execute("grant create on schema public to coach_definer")
    op.execute(f"drop function {old}")
    op.execute("set local role coach_definer")
    op.execute(
        f"create function {signature} returns {returns}"
        f" language sql stable security definer set search_path = public as $$ {body} $$"
    )
    op.execute("revoke all on function find_credentials from public")
    op.execute("grant execute on function find_credentials to coach_app")
    op.execute("reset role")
    op.execute("revoke create on schema public from coach_definer")
