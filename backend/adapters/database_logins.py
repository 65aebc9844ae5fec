"""Who signs in to PostgreSQL: the owner for migrations, the web and the worker each with a login of their own.

The logins are the roles that policies and grants name. They are members of nothing, so there is nothing behind them
that `RESET ROLE` or `SET ROLE` could reach.
"""

import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from psycopg2.extensions import encrypt_password
from sqlalchemy import Connection, make_url
from sqlalchemy.exc import DBAPIError

from backend.core.database_login import SETTING_OF

OWNER_SETTING = "MIGRATION_DATABASE_URL"
WITHHELD = (
    "The log of this PostgreSQL may show what traders write. Let a superuser run, for both logins:"
)

# What PostgreSQL writes into its own log of these logins: that something went wrong, never the words of it. Texts
# stand in statements, parameters, details ("Key (email)=…") and in the messages of errors themselves, which the
# product is told and logs without them.
SILENCE = {
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_duration": "off",
    "log_min_duration_statement": "-1",
    "log_min_duration_sample": "-1",
    "log_transaction_sample_rate": "0",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}

# What PUBLIC may do and no login needs: statements of others, and large objects, which no policy covers.
_NOT_FOR_EVERYBODY = (
    "pg_stat_get_activity(integer)",
    "pg_stat_get_backend_activity(integer)",
    "lo_creat(integer)",
    "lo_create(oid)",
    "lo_from_bytea(oid, bytea)",
    "lo_open(oid, integer)",
    "lo_put(oid, bigint, bytea)",
    "lo_get(oid)",
    "lo_unlink(oid)",
)


def addresses(owner: str, passwords: Mapping[str, str]) -> dict[str, str]:
    """The three settings of one database.

    Args:
        owner: SQLAlchemy's URL as the owner.
        passwords: by role; a role without one signs in without.
    """
    logins = {
        setting: make_url(owner).set(username=role, password=passwords.get(role))
        for role, setting in SETTING_OF.items()
    }
    shown = {setting: url.render_as_string(hide_password=False) for setting, url in logins.items()}
    return {OWNER_SETTING: owner, **shown}


def for_process(env: Mapping[str, str], *needed: str) -> dict[str, str]:
    """The environment of one process: of the database's addresses those that it needs, the others empty."""
    all_of_them = (OWNER_SETTING, *SETTING_OF.values())
    withheld = {name: "" for name in all_of_them if name not in needed}
    own = {name: env.get(name, "") for name in all_of_them if name in needed}
    return {**env, **withheld, **own}


def let_in(connection: Connection, urls: Iterable[str]) -> None:
    """Give the roles that these addresses name their login and password, and keep them out of the log.

    Passwords travel as their SCRAM verifier, so that no log of statements ever has them.
    """
    for url in map(make_url, filter(None, urls)):
        if url.username in SETTING_OF and _exists(connection, url.username):
            connection.exec_driver_sql(
                f"alter role {url.username} login noinherit{_password(connection, url)}"
            )
            _silence(connection, url.username)
    with (
        suppress(DBAPIError),
        connection.begin_nested(),
    ):  # on a server of others that is the superuser's to do
        for function in _NOT_FOR_EVERYBODY:
            connection.exec_driver_sql(
                f"revoke execute on function pg_catalog.{function} from public"
            )


def _exists(connection: Connection, role: str) -> bool:
    return (
        connection.exec_driver_sql(f"select from pg_roles where rolname = '{role}'").first()
        is not None
    )


def _password(connection: Connection, url: Any) -> str:
    if not url.password:
        return ""
    driver: Any = connection.connection.dbapi_connection
    verifier = encrypt_password(str(url.password), url.username, driver, "scram-sha-256")
    return f" password '{verifier}'"


def _silence(connection: Connection, role: str) -> None:
    refused = []
    for setting, value in SILENCE.items():
        try:
            with connection.begin_nested():
                connection.exec_driver_sql(f"alter role {role} set {setting} = '{value}'")
        except DBAPIError:
            refused.append(f"alter role {role} set {setting} = '{value}';")
    if refused:
        sys.stderr.write("\n".join([WITHHELD, *refused, ""]))
