"""`flask behaviour`: the detectors over whole records, as after a new version of one of them."""

from collections.abc import Callable
from uuid import UUID

import click
from sqlalchemy import text

from backend.core.db import Database
from backend.features.coach.behaviour.detection.worker import BehaviourDesk


def behaviour_commands(desk: Callable[[], tuple[Database, BehaviourDesk]]) -> click.Group:
    """The group of commands; `desk` makes what a worker works with."""

    @click.group("behaviour", help="What the detectors find in the record.")
    def commands() -> None:
        pass

    @commands.command("rerun", help="Look at whole records again; safe to repeat.")
    @click.option(
        "--user",
        "users",
        type=click.UUID,
        multiple=True,
        help="Only these; without it everybody.",
    )
    def rerun(users: tuple[UUID, ...]) -> None:
        database, at_work = desk()
        for user_id in users or _owners(database):
            looked = at_work.look_again(user_id)
            click.echo(
                f"{user_id}: {looked.positions} positions, {looked.found} events, {looked.new} of them new,"
                f" {looked.withdrawn} withdrawn, {looked.patterns} patterns"
            )
        database.engine.dispose()

    return commands


def _owners(database: Database) -> list[UUID]:
    with database.reading() as session:
        return [
            UUID(str(owner_id)) for owner_id in session.scalars(text("select behaviour_owners()"))
        ]
