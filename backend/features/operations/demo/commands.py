"""`flask demo`: a year of trades, plans and journal for the demo account, and what the coach makes of it."""

import time
from collections.abc import Callable
from typing import Any

import click

from backend.core.clock import now_utc
from backend.core.crypto import Keyring
from backend.core.db import Database
from backend.features.accounts.auth import queries as auth
from backend.features.accounts.auth.commands import DEMO
from backend.features.coach.behaviour.detection.worker import BehaviourDesk
from backend.features.coach.coaching.ports import ConversationSpeaker
from backend.features.coach.coaching.service import CoachDesk
from backend.features.content.media.service import Links
from backend.features.operations.demo.seed_coaching import DemoCoach
from backend.features.operations.demo.seed_history import DemoHistory

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
        began = time.monotonic()
        DemoHistory(database, use(Keyring), use(Links), click.echo).write(
            demo.user_id,
            now=now_utc(),
        )
        workers, detectors = desk()
        coach = DemoCoach(
            database, use(Keyring), use(CoachDesk), use(ConversationSpeaker), detectors, click.echo
        )
        coach.write(demo.user_id, now=now_utc())
        workers.engine.dispose()
        click.echo(f"The history of `{DEMO}` is complete ({time.monotonic() - began:.0f} s).")

    return commands
