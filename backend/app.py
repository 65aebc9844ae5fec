"""The composition root: the one place that knows everything, and where everything is put together."""

import functools
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
from celery import Celery
from celery.signals import worker_init, worker_ready
from flask import Flask, Request, Response
from flask.sessions import NullSession, SessionInterface, SessionMixin
from flask_cors import CORS
from flask_jwt_extended import JWTManager
from flask_migrate import Migrate, upgrade
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import configure_mappers

from backend import pages
from backend.adapters.access_tokens import ISSUER, LEEWAY
from backend.adapters.celery_heartbeat import give_a_heart
from backend.adapters.isolation.isolated_answers import LoneAnswers
from backend.adapters.isolation.parse_trial import ReadingTrial
from backend.adapters.probes import (
    database_takes_a_write,
    folder_takes_a_write,
    migrations_are_through,
    redis_takes_a_write,
)
from backend.adapters.redis.heartbeats import (
    Heartbeats,
    beat_is_well,
    provider_is_asked,
    worker_is_well,
)
from backend.adapters.redis.rate_limiter import RedisCounters, connect
from backend.adapters.redis.socket_push import SocketManager, SocketPush
from backend.core.clock import Clock, now_utc
from backend.core.database_login import WEB_ROLE, WORKER_ROLE, WrongAddress, refuse_other_login
from backend.core.db import Base, Database
from backend.core.gc_tuning import collecting_nothing, leave_out_what_exists
from backend.core.health import Health, Probe
from backend.core.logs import log_to_stderr
from backend.core.ports import Ports
from backend.features.accounts.auth import service as auth
from backend.features.accounts.auth.service import UserAccounts
from backend.features.ai.gateway import Gateway
from backend.features.chat.live.answer_stream import AnswerClaim
from backend.features.chat.live.answer_worker import AnswerWorker
from backend.features.chat.live.message_parsers import load_parsers, read_through
from backend.features.chat.live.presence import PresenceDesk
from backend.features.chat.messages.ports import LoneWorker, Trial
from backend.features.coach.behaviour.detection.worker import BehaviourDesk
from backend.features.coach.coaching.key_rotation import TABLES as COACHING_TABLES
from backend.features.market.calendars.market_calendar import know_usual_calendars
from backend.features.notifications.key_rotation import TABLES as WEBHOOK_TABLES
from backend.transport import cross_origin, http, tasks
from backend.transport.engine_io.mailbox import Mailbox
from backend.transport.open_sockets import SocketRules
from backend.transport.plain_flask import PlainFlask
from backend.transport.socket_packets import FrameJson
from backend.transport.sockets import SocketDesk
from backend.transport.tasks import CeleryBell
from backend.transport.web_server.delayed_refusals import LateAnswers
from backend.transport.web_server.proxies import TrustedProxies
from backend.transport.web_server.switch_interval import SHORTEST_SECONDS
from backend.version import VERSION
from backend.wiring.container import web_ports, worker_parts
from backend.wiring.registry import EVENTS, OPERATIONS, TASKS
from backend.wiring.schedule import ANSWER_TASK, celery_of
from config import Settings, load_settings

MIGRATIONS = Path(__file__).parent.parent / "migrations"
MULTIPART_ROOM = 20_000  # bytes around the file in a multipart body

db = SQLAlchemy(metadata=Base.metadata, disable_autonaming=True)


@dataclass(frozen=True)
class Coach:
    """What a process of the product is made of."""

    settings: Settings
    ports: Ports
    database: Database

    @property
    def largest_body(self) -> int:
        """Bytes of the largest body that any operation takes."""
        uploads = self.settings.limits.upload_max_bytes + MULTIPART_ROOM
        return max(uploads, *(operation.largest or 0 for operation in OPERATIONS))

    def listen(self, mailbox: Mailbox | None = None) -> None:
        """Hear what other processes push, and hand on."""
        self.ports.use(SocketDesk).listen(mailbox)

    @staticmethod
    def read_ahead() -> None:
        """Read on the side what the first trade of a process would wait for: the calendars, a second of work."""
        threading.Thread(target=know_usual_calendars, name="calendars", daemon=True).start()


def create_app(settings: Settings | None = None, *, clock: Clock = now_utc) -> Flask:
    """The web application with its routes, sockets and commands."""
    settings = settings or load_settings()
    log_to_stderr(settings.server.log_level)
    sys.setswitchinterval(SHORTEST_SECONDS)
    app = PlainFlask("backend", static_folder=None)
    _configure(app, settings, settings.store.database_url, WEB_ROLE)
    engine = _engine(app)
    database = Database(
        engine,
        role=WEB_ROLE,
        statement_timeout_seconds=settings.store.statement_timeout_seconds,
    )
    manager = SocketManager(settings.store.redis_url)
    push = SocketPush(manager, in_background=True)
    bell = CeleryBell(celery_of(settings), ANSWER_TASK)
    counters = RedisCounters(connect(settings.store.redis_url))
    ports = web_ports(app, settings, database, push, bell, counters, clock)
    http.mount(app, OPERATIONS, ports=ports, clock=clock)
    pages.mount(
        app,
        operations=OPERATIONS,
        events=EVENTS,
        version=VERSION,
        health=_health(settings, ports.use(Gateway)),
    )
    _serve_sockets(app, settings, ports, manager, push, counters, clock)
    app.wsgi_app = LateAnswers(app.wsgi_app)  # type: ignore[method-assign]
    app.wsgi_app = TrustedProxies(app.wsgi_app, settings.server.trusted_proxies)  # type: ignore[method-assign]
    _add_commands(app, settings, ports)
    app.extensions["coach"] = Coach(settings, ports, database)
    return app


def _health(settings: Settings, gateway: Gateway) -> Health:
    make = functools.partial(Database, role=WEB_ROLE, statement_timeout_seconds=2)
    heartbeats = Heartbeats(connect(settings.store.redis_url))
    probes: dict[str, Probe] = {
        "database": database_takes_a_write(make, settings.store.database_url),
        "migrations": migrations_are_through(make, settings.store.database_url, MIGRATIONS),
        "redis": redis_takes_a_write(connect(settings.store.redis_url)),
        "worker": worker_is_well(heartbeats),
        "beat": beat_is_well(heartbeats),
        "provider": provider_is_asked(
            heartbeats,
            has_provider=gateway.has_provider,
            rests=lambda: gateway.rests,
        ),
    }
    if not settings.media.cloudinary_url.get_secret_value():
        probes["storage"] = folder_takes_a_write(settings.media_dir)
    return Health(probes)


def create_worker(settings: Settings | None = None, *, clock: Clock = now_utc) -> Celery:
    """The worker's application; `wiring/beat` makes that of the beat."""
    settings = settings or load_settings()
    log_to_stderr(settings.server.log_level)
    celery = celery_of(settings)
    sys.setswitchinterval(SHORTEST_SECONDS)

    seconds = settings.answers.answer_time_limit_seconds
    trial = ReadingTrial(read_through, seconds=settings.answers.answer_reading_seconds)
    alone = LoneAnswers(functools.partial(lone_desk, settings), seconds=seconds)

    @functools.cache
    def ports() -> Ports:
        record = _record_of_demo(settings)
        return _worker_ports(settings, celery, clock, trial=trial, alone=alone, record=record)

    limit = tasks.TimeLimit(seconds)
    give_a_heart(
        celery,
        Heartbeats(connect(settings.store.redis_url)),
        lambda: ports().use(Gateway).rests,
    )
    for mounted in TASKS:
        tasks.mount(celery, mounted, ports, limit)

    def get_ready(**_: Any) -> None:
        """Before the first trader waits; not in the beat."""
        threading.Thread(target=trial.get_ready, name="reading trial", daemon=True).start()
        with collecting_nothing():
            try:
                ports()
            except WrongAddress as error:
                raise SystemExit(str(error)) from error  # Celery goes on after any other exception
            know_usual_calendars()
            load_parsers()

    worker_init.connect(get_ready, weak=False)
    worker_ready.connect(lambda **_: leave_out_what_exists(), weak=False)
    return celery


def lone_desk(settings: Settings) -> Callable[[AnswerClaim], None]:
    """What makes an answer that was claimed elsewhere, in a process that is forked for it: it connects there."""
    log_to_stderr(settings.server.log_level)
    know_usual_calendars()
    desk = _worker_ports(settings, celery_of(settings), now_utc).use(AnswerWorker)
    configure_mappers()
    leave_out_what_exists()
    return desk.make


def answer_worker(settings: Settings, *, clock: Clock = now_utc) -> AnswerWorker:
    """The worker's desk without Celery around it: for tests and for a look by hand."""
    return worker_ports(settings, clock=clock).use(AnswerWorker)


def worker_ports(settings: Settings, *, clock: Clock = now_utc) -> Ports:
    """What the worker's tasks are given, without Celery around it."""
    record = _record_of_demo(settings)
    return _worker_ports(settings, celery_of(settings), clock, record=record)


def _worker_ports(
    settings: Settings,
    celery: Celery,
    clock: Clock,
    *,
    trial: Trial | None = None,
    alone: LoneWorker | None = None,
    record: Database | None = None,
) -> Ports:
    app = Flask("worker", static_folder=None)
    _configure(app, settings, settings.store.worker_database_url, WORKER_ROLE)
    timeout = settings.store.statement_timeout_seconds
    database = Database(_engine(app), role=WORKER_ROLE, statement_timeout_seconds=timeout)
    return worker_parts(settings, database, celery, clock, trial=trial, alone=alone, record=record)


def _record_of_demo(settings: Settings) -> Database | None:
    """The web's login, by which a worker writes the demo's year (ADR 55); null where nobody may look around."""
    if not settings.server.demo_sign_in:
        return None
    app = Flask("demo", static_folder=None)
    _configure(app, settings, settings.store.database_url, WEB_ROLE)
    timeout = settings.store.statement_timeout_seconds
    return Database(_engine(app), role=WEB_ROLE, statement_timeout_seconds=timeout)


class _NoSessions(SessionInterface):
    """Nobody is known by a cookie here, so none is read."""

    nobody = NullSession()

    def open_session(self, app: Flask, request: Request) -> NullSession:  # noqa: ARG002  # Flask's signature
        return self.nobody

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Nothing is kept."""


def _configure(app: Flask, settings: Settings, database_url: str, role: str) -> None:
    refuse_other_login(database_url, role)
    app.session_interface = _NoSessions()
    app.json.sort_keys = False  # type: ignore[attr-defined]  # Flask's default provider has it
    app.config.update(
        SECRET_KEY=settings.secrets.secret_key.get_secret_value(),
        MAX_CONTENT_LENGTH=settings.limits.upload_max_bytes + MULTIPART_ROOM,
        MAX_FORM_MEMORY_SIZE=10 * MULTIPART_ROOM,  # at least the parser's buffer of 64 KB
        MAX_FORM_PARTS=50,
        SQLALCHEMY_DATABASE_URI=database_url,
        MIGRATION_DATABASE_URL=settings.store.migration_database_url,
        DATABASE_LOGINS=(settings.store.database_url, settings.store.worker_database_url),
        SQLALCHEMY_ENGINE_OPTIONS={
            "hide_parameters": True,  # what traders write stands in no message of an error
            "pool_size": settings.store.database_pool,
            "max_overflow": 0,
            "pool_timeout": 5,
            "pool_pre_ping": False,
            "pool_recycle": 1800,
        },
        JWT_SECRET_KEY=settings.secrets.jwt_secret_key.get_secret_value(),
        JWT_ACCESS_TOKEN_EXPIRES=timedelta(minutes=settings.sessions.access_token_minutes),
        JWT_ALGORITHM="HS256",
        JWT_DECODE_ALGORITHMS=["HS256"],
        JWT_ENCODE_ISSUER=ISSUER,
        JWT_DECODE_ISSUER=ISSUER,
        JWT_ENCODE_AUDIENCE=ISSUER,
        JWT_DECODE_AUDIENCE=ISSUER,
        JWT_DECODE_LEEWAY=int(LEEWAY.total_seconds()),
        JWT_TOKEN_LOCATION=["headers"],
    )
    JWTManager(app)
    db.init_app(app)
    Migrate(app, db, directory=str(MIGRATIONS))
    if settings.server.allowed_origins:
        CORS(
            app,
            resources={"/api/*": {"origins": settings.server.allowed_origins}},
            **cross_origin.OPTIONS,
        )


def _engine(app: Flask) -> Any:
    with app.app_context():
        return db.engine


def _serve_sockets(
    app: Flask,
    settings: Settings,
    ports: Ports,
    manager: SocketManager,
    push: SocketPush,
    counters: RedisCounters,
    clock: Clock,
) -> None:
    database = ports.use(Database)
    presence = PresenceDesk(counters.registry(settings.limits.sockets_per_user), push)
    rules = SocketRules(
        origins=settings.server.allowed_origins,
        takes_polling=settings.server.socket_polling,
        events_per_10_seconds=settings.limits.socket_events_per_10_seconds,
        most_sockets=settings.server.web_sockets,
        admit=presence.admit,
        is_alive=lambda user_id, session_id: auth.is_alive(database, user_id, session_id),
        arrived=presence.arrived,
        left=presence.left,
        still_there=presence.still_there,
    )
    desk = SocketDesk(EVENTS, rules, ports=ports, clock=clock)
    desk.attach(app, manager, FrameJson)
    ports.put(SocketDesk, desk)


def _add_commands(app: Flask, settings: Settings, ports: Ports) -> None:
    """`trades`, `journal`, `demo` are rooms; `seed-demo` makes the demo account; `prepare` is how `make run` begins."""
    from backend.features.accounts.auth.commands import seed_demo
    from backend.features.chat.assistant.commands import ask_command
    from backend.features.coach.behaviour.commands import behaviour_commands
    from backend.features.operations.demo.commands import demo_commands
    from backend.features.record.journal.commands import journal_commands
    from backend.features.record.performance.commands import trade_commands

    def desk() -> tuple[Database, BehaviourDesk]:
        worker = worker_ports(settings)
        return worker.use(Database), worker.use(BehaviourDesk)

    app.cli.add_command(behaviour_commands(desk))
    app.cli.add_command(demo_commands(ports.use, desk))
    app.cli.add_command(journal_commands(ports.use, (*COACHING_TABLES, *WEBHOOK_TABLES)))
    commands_of_trades = trade_commands(ports.use)
    commands_of_trades.add_command(ask_command(ports.use))
    app.cli.add_command(commands_of_trades)
    app.cli.command("seed-demo")(lambda: seed_demo(ports.use(UserAccounts)))

    @app.cli.command("prepare")
    @click.option("--alone", is_flag=True, help="Nobody works on it: give unfinished answers back.")
    def prepare(alone: bool) -> None:
        """Bring the database up to date and make the demo account, in one process, as `make run` begins."""
        upgrade()
        seed_demo(ports.use(UserAccounts))
        if alone:
            answer_worker(settings).release_leases()
