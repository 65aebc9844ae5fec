"""`flask demo`: a year of trades, plans and journal for the demo account, and what the coach makes of it."""

import time
from collections.abc import Callable
from typing import Any

import click

from backend.core.clock import now_utc
from backend.core.crypto import Keyring
from backend.core.db import Database, acting_for
from backend.core.jobs import Leases
from backend.features.accounts.auth import queries as auth
from backend.features.accounts.auth import service as auth_service
from backend.features.accounts.auth.demo_account import DEMO
from backend.features.coach.behaviour.detection.worker import BehaviourDesk
from backend.features.coach.coaching.ports import ConversationSpeaker
from backend.features.coach.coaching.service import CoachDesk
from backend.features.content.media.service import Links
from backend.features.operations.demo import service
from backend.features.operations.demo.year_writer import (
    LASTING,
    RENEW,
    Authors,
    YearWriter,
    claimed_now,
)

Ports = Callable[[type[Any]], Any]


def demo_commands(use: Ports, desk: Callable[[], tuple[Database, BehaviourDesk]]) -> click.Group:
    """The group of commands; `use` gives what stands behind a port, `desk` the worker's detectors and its database."""

    @click.group("demo", help="The demo account.")
    def commands() -> None:
        pass

    @commands.command(
        "seed",
        help="Write a year of a made-up trader into the demo account; safe to repeat, continues where it ended.",
    )
    def seed() -> None:
        database: Database = use(Database)
        with database.reading() as session:
            demo = auth.find_credentials(session, DEMO)
        if demo is None:
            raise click.ClickException("There is no demo account; `flask seed-demo` makes it.")
        with database.reading(acting_for(demo.user_id)) as session:
            if not auth_service.who_is(session, demo.user_id).is_demo:
                raise click.ClickException(
                    f"`{DEMO}` is somebody's own account; it stays as it is."
                )
        began = time.monotonic()
        workers, detectors = desk()
        with database.transaction(acting_for(demo.user_id)) as session:
            claim = claimed_now(service.put_up(session, demo.user_id, now=now_utc()), now_utc())
        if claim is None:
            raise click.ClickException("The year is being written already, by a worker.")
        authors = Authors(
            database,
            use(Keyring),
            use(Links),
            use(CoachDesk),
            use(ConversationSpeaker),
            detectors,
        )
        with Leases(workers, RENEW, LASTING).held(claim.user_id, claim.token):
            YearWriter(authors, now_utc).write(claim, click.echo)
        workers.engine.dispose()
        click.echo(f"The history of `{DEMO}` is complete ({time.monotonic() - began:.0f} s).")

    return commands
