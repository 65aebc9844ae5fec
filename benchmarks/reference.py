"""The reference server of the founding documents, made ready for a load."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import jwt

from benchmarks.ground import (
    HERE,
    Ground,
    free_port,
    install_node_packages,
    running,
    wait_until_ready,
)

DATABASE = "reference"
SECRET = "the-secret-of-the-reference-server-in-benchmarks"
FOLDER = HERE / "reference_node"

_TRADES = """
insert into trades (user_id, instrument, direction, entry_price, exit_price, position_size, entry_time, exit_time, pnl,
    pnl_percentage, emotional_state, pattern_tags, status, notes)
select %s, (array['ES', 'NQ', 'CL', 'GC'])[1 + n %% 4], (array['long', 'short'])[1 + n %% 2], 4500 + n %% 50,
    4505 + n %% 50, 1 + n %% 3, now() - n * interval '17 minutes', now() - n * interval '16 minutes', 250,
    0.11, 'disciplined', '["opening_range"]', 'closed', 'Retest of the opening range, held the second time.'
from generate_series(1, %s) as n
"""


@dataclass
class Reference:
    """The reference, by the name under which its figures stand."""

    ground: Ground
    name: str = "reference"
    pool: int = 20
    save: str = "one"
    by_event: bool = False
    searchable: bool = True

    dialect = "reference"
    database = DATABASE

    def prepare(self) -> None:
        """Its packages, its database, its tables."""
        install_node_packages(FOLDER)
        self.ground.postgres.create_database(DATABASE)
        with self.ground.cursor(DATABASE) as cursor:
            cursor.execute("select to_regclass('users')")
            if cursor.fetchone()[0] is None:
                cursor.execute((FOLDER / "schema.sql").read_text())
            if not self.searchable:
                cursor.execute("alter table messages drop column if exists search_vector")

    @contextmanager
    def serving(self) -> Iterator[tuple[int, int]]:
        """One process on the server's core; gives its port and its pid."""
        port = free_port()
        log = self.log
        env = {
            "PORT": str(port),
            "PGHOST": str(self.ground.postgres.socket_dir),
            "PGUSER": "postgres",
            "PGDATABASE": DATABASE,
            "JWT_SECRET": SECRET,
            "NODE_ENV": "production",
            "POOL": str(self.pool),
            "SAVE": self.save,
        }
        core = self.ground.cores.server
        with running(["node", "server.mjs"], env=env, log=log, cwd=FOLDER, core=core) as process:
            wait_until_ready(f"http://127.0.0.1:{port}/health", process, log)
            yield port, process.pid

    @property
    def log(self) -> Path:
        """What it prints."""
        return self.ground.folder / "reference.log"

    def sessions(self, port: int, count: int) -> list[dict[str, str]]:  # noqa: ARG002  the product's asks over REST
        """Signed-in users, each with a conversation."""
        with self.ground.cursor(DATABASE) as cursor:
            return [self._session(cursor) for _ in range(count)]

    def trader(self, port: int, trades: int) -> str:  # noqa: ARG002
        """The token of a user with this many trades."""
        with self.ground.cursor(DATABASE) as cursor:
            session = self._session(cursor)
            cursor.execute(_TRADES, (session["user_id"], trades))
            cursor.execute("analyze trades")
        return session["token"]

    def _session(self, cursor: Any) -> dict[str, str]:
        name = uuid4().hex
        cursor.execute(
            "insert into users (email, username, password_hash) values (%s, %s, 'none') returning id",
            (f"{name}@example.com", name),
        )
        user_id = cursor.fetchone()[0]
        cursor.execute(
            "insert into conversations (user_id, title) values (%s, 'Load') returning id",
            (user_id,),
        )
        token = jwt.encode(
            {"id": user_id, "email": f"{name}@example.com"}, SECRET, algorithm="HS256"
        )
        return {"user_id": user_id, "token": token, "conversation_id": cursor.fetchone()[0]}

    @staticmethod
    def trade(number: int) -> dict[str, Any]:
        """A trade as its clients send it."""
        return {
            "instrument": ("ES", "NQ", "CL", "GC")[number % 4],
            "direction": ("long", "short")[number % 2],
            "entryPrice": 4500.25 + number,
            "positionSize": 1 + number % 3,
            "entryTime": f"2026-03-{1 + number % 28:02d}T14:30:00Z",
            "emotionalState": "disciplined",
            "patternTags": ["opening_range"],
            "notes": "Retest of the opening range, held the second time.",
        }
