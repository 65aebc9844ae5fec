"""Whose address of the database a process is given."""

from sqlalchemy import make_url

WEB_ROLE = "coach_app"
WORKER_ROLE = "coach_worker"
SETTING_OF = {WEB_ROLE: "DATABASE_URL", WORKER_ROLE: "WORKER_DATABASE_URL"}


class WrongAddress(Exception):
    """The setting that holds the database's address is not for this process; the message says what to do."""

    for_operators = True  # the words are ours alone: a log may show them


def refuse_other_login(url: str, role: str) -> None:
    """A process is given the address of its own role, and never sees the owner's.

    Raises:
        WrongAddress: with what to set.
    """
    login = "is not set"
    if url:
        user = make_url(url).username
        if user == role:
            return
        login = f"signs in as {user!r}"
    raise WrongAddress(
        f"{SETTING_OF[role]} {login}, and this process works as {role} alone. DATABASE_URL must name coach_app,"
        " WORKER_DATABASE_URL coach_worker, each with a password of its own; the owner's address belongs into"
        " MIGRATION_DATABASE_URL, for `flask --app wsgi db upgrade` alone, which makes both logins."
    )
