"""`flask journal`: keys that change, and what was deleted long ago."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

import click

from backend.core.clock import now_utc
from backend.core.crypto import Keyring
from backend.core.db import Database, acting_for
from backend.core.key_rotation import SealedTable
from backend.features.record.journal import key_rotation, service

T = TypeVar("T")


class JournalPorts(Protocol):
    """Gives what stands behind a port."""

    def __call__(self, port: type[T], /) -> T:
        """What stands behind it."""


def journal_commands(use: JournalPorts, more: Sequence[SealedTable] = ()) -> click.Group:
    """The group of commands.

    Args:
        use: gives what stands behind a port.
        more: encrypted tables of features above.
    """

    @click.group("journal", help="The journal's encryption at rest.")
    def commands() -> None:
        pass

    @commands.command(
        "rotate-keys",
        help="Encrypt everything under the first of DATA_KEYS; safe to repeat.",
    )
    def rotate_keys() -> None:
        rotation = key_rotation.rotate_keys(use(Database), use(Keyring), more)
        click.echo(f"{rotation.rows} rows were encrypted under the first key.")
        if rotation.unreadable:
            lines = "\n  ".join(rotation.unreadable)
            unreadable = f"{len(rotation.unreadable)} rows could not be read"
            raise click.ClickException(f"{unreadable}; keep the old keys.\n  {lines}")

    @commands.command("purge", help="Remove entries that were deleted more than 30 days ago.")
    def purge() -> None:
        database = use(Database)
        for user_id in key_rotation.owners(database):
            with database.transaction(acting_for(user_id)) as session:
                service.purge(session, user_id, now=now_utc())

    return commands
