"""The composition root: the one place that knows everything, and where everything is put together."""

import functools
import sys
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from celery import Celery
from celery.signals import worker_init
from flask import Flask, Request, Response
from flask.sessions import NullSession, SessionInterface, SessionMixin
from flask_cors import CORS
from flask_jwt_extended import JWTManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from werkzeug.middleware.proxy_fix import ProxyFix

from backend import pages
from backend.adapters.access_tokens import ISSUER, JwtAccessTokens
from backend.adapters.cloudinary_images import CloudinaryImages
from backend.adapters.counters import RedisCounters, connect
from backend.adapters.image_cleaner import ProcessImageCleaner
from backend.adapters.local_images import LocalImages
from backend.adapters.openai_engine import OpenAIEngine
from backend.adapters.push import Json, SocketManager, SocketPush
from backend.adapters.rules_engine import RulesEngine
from backend.core.clock import Clock, now_utc
from backend.core.crypto import Keyring
from backend.core.db import WEB_ROLE, WORKER_ROLE, Base, Database
from backend.core.events import News
from backend.core.gathering import Gathering
from backend.core.limits import Counters, Limit
from backend.core.logs import log_to_stderr
from backend.core.registry import Ports
from backend.features.ai import routes as ai_routes
from backend.features.ai.breaker import Breaker
from backend.features.ai.budget import Budget, Limits
from backend.features.ai.cited import CitedEngine
from backend.features.ai.gateway import Gateway
from backend.features.ai.ports import Questions
from backend.features.ai.prices import Price, Prices
from backend.features.ai.tasks import tasks as ai_tasks
from backend.features.auth import routes as auth_routes
from backend.features.auth import service as auth
from backend.features.auth.events import SessionsRevoked
from backend.features.auth.service import Accounts, Lifetimes
from backend.features.chat import history_routes
from backend.features.chat import routes as chat_routes
from backend.features.chat.answers import AnswerDesk, AnswerRules
from backend.features.chat.edits import Pace
from backend.features.chat.front_room import FrontRoom
from backend.features.chat.ports import Bell, Push
from backend.features.chat.presence import PresenceDesk
from backend.features.chat.questions import FirstQuestions
from backend.features.chat.reactions import (
    close_sockets,
    gather_trades,
    tell_dashboards,
    tell_plan_expired,
    tell_session_held,
    tell_trade_closed,
)
from backend.features.chat.sockets import events as chat_events
from backend.features.chat.tasks import tasks as chat_tasks
from backend.features.journal import routes as journal_routes
from backend.features.journal.reactions import lock_check_in
from backend.features.media import routes as media_routes
from backend.features.media.ports import ImageStore
from backend.features.media.service import ImageDesk, ImageReader, Links
from backend.features.performance import routes as performance_routes
from backend.features.plans import matching
from backend.features.plans import routes as plan_routes
from backend.features.plans.events import PlanExpired
from backend.features.plans.matching import LivingPlans
from backend.features.plans.service import Expiry
from backend.features.plans.tasks import tasks as plan_tasks
from backend.features.rulebook import routes as rulebook_routes
from backend.features.rulebook.events import SessionHeld
from backend.features.rulebook.reactions import Watch
from backend.features.trades import account_routes, strategy_routes
from backend.features.trades import routes as trade_routes
from backend.features.trades.events import RecordWillShrink, TradeChanged, TradeClosed
from backend.features.trades.ports import PlanBook
from backend.features.verdicts import routes as verdict_routes
from backend.features.verdicts.rules import RULES_VERSION
from backend.features.verdicts.scores import Calibrator
from backend.features.verdicts.validation import VerdictDesk
from backend.transport import http, tasks
from backend.transport.contract import Operation
from backend.transport.identity import WhoAsks
from backend.transport.sockets import SocketDesk, SocketRules
from backend.transport.tasks import CeleryBell, DirectBell, create_celery
from backend.version import VERSION
from config import Settings, load_settings
from config.settings import EngineSettings

OPERATIONS: list[Operation] = [
    *auth_routes.routes.operations,
    *chat_routes.conversation_routes.operations,
    *history_routes.routes.operations,
    *chat_routes.message_routes.operations,
    *media_routes.routes.operations,
    *media_routes.link_routes.operations,
    *verdict_routes.routes.operations,
    *verdict_routes.plan_routes.operations,
    *verdict_routes.trade_routes.operations,
    *trade_routes.routes.operations,
    *account_routes.routes.operations,
    *account_routes.rate_routes.operations,
    *strategy_routes.routes.operations,
    *strategy_routes.instrument_routes.operations,
    *performance_routes.routes.operations,
    *rulebook_routes.routes.operations,
    *plan_routes.routes.operations,
    *plan_routes.check_routes.operations,
    *journal_routes.routes.operations,
    *ai_routes.routes.operations,
]
EVENTS = chat_events
ANSWER_TASK = "chat.answer_next"
SWEEP_TASK = "chat.sweep"
EXPIRE_TASK = "plans.expire"
BUDGET_TASK = "ai.sweep"
BUDGET_SECONDS = 30  # what a dead worker held is free again this long after nobody can be at work on it
EXPIRE_SECONDS = 30  # a plan that is over is over at once for whoever looks; this only writes it down
MULTIPART_ROOM = 20_000  # bytes around the file in a multipart body
SWITCH_SECONDS = 0.0005  # who comes back from PostgreSQL waits this long for the interpreter, not the default's 5 ms

db = SQLAlchemy(metadata=Base.metadata, disable_autonaming=True)


@dataclass(frozen=True)
class Coach:
    """What a process of the product is made of."""

    settings: Settings
    ports: Ports
    database: Database

    def listen(self) -> None:
        """Hear what other processes push."""
        self.ports.use(SocketDesk).listen()


def create_app(settings: Settings | None = None, *, clock: Clock = now_utc) -> Flask:
    """The web application with its routes, sockets and commands."""
    settings = settings or load_settings()
    log_to_stderr(settings.server.log_level)
    sys.setswitchinterval(SWITCH_SECONDS)
    app = Flask("backend", static_folder=None)
    _configure(app, settings)
    engine = _engine(app)
    database = Database(engine, role=WEB_ROLE, statement_timeout_seconds=settings.store.statement_timeout_seconds)
    manager = SocketManager(settings.store.redis_url)
    push = SocketPush(manager, in_background=True)
    bell = CeleryBell(_celery(settings), ANSWER_TASK)
    counters = RedisCounters(connect(settings.store.redis_url))
    ports = _web_ports(app, settings, database, push, bell, counters, clock)
    http.mount(app, OPERATIONS, ports=ports, clock=clock)
    pages.mount(app, operations=OPERATIONS, events=EVENTS, version=VERSION, database=database, redis=counters.ping)
    _serve_sockets(app, settings, ports, manager, push, counters, clock)
    _add_commands(app, settings, ports)
    app.extensions["coach"] = Coach(settings, ports, database)
    return app


def create_worker(settings: Settings | None = None, *, clock: Clock = now_utc) -> Celery:
    """The worker and beat application."""
    settings = settings or load_settings()
    log_to_stderr(settings.server.log_level)
    celery = _celery(settings)
    sys.setswitchinterval(SWITCH_SECONDS)

    @functools.cache
    def ports() -> Ports:
        return _worker_ports(settings, celery, clock)

    limit = tasks.TimeLimit(settings.answers.answer_time_limit_seconds)
    for mounted in (chat_tasks, plan_tasks, ai_tasks):
        tasks.mount(celery, mounted, ports, limit)
    worker_init.connect(lambda **_: ports(), weak=False)  # ready before the first trader waits; not in the beat
    return celery


def answer_desk(settings: Settings, *, clock: Clock = now_utc) -> AnswerDesk:
    """The worker's desk without Celery around it: for tests and for a look by hand."""
    return worker_ports(settings, clock=clock).use(AnswerDesk)


def worker_ports(settings: Settings, *, clock: Clock = now_utc) -> Ports:
    """What the worker's tasks are given, without Celery around it."""
    return _worker_ports(settings, _celery(settings), clock)


class _NoSessions(SessionInterface):
    """Nobody is known by a cookie here, so none is read."""

    nobody = NullSession()

    def open_session(self, app: Flask, request: Request) -> NullSession:  # noqa: ARG002  # Flask's signature
        return self.nobody

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Nothing is kept."""


def _configure(app: Flask, settings: Settings) -> None:
    app.session_interface = _NoSessions()
    app.json.sort_keys = False  # type: ignore[attr-defined]  # Flask's default provider has it
    app.config.update(
        SECRET_KEY=settings.secrets.secret_key.get_secret_value(),
        MAX_CONTENT_LENGTH=settings.limits.upload_max_bytes + MULTIPART_ROOM,
        MAX_FORM_MEMORY_SIZE=10 * MULTIPART_ROOM,  # at least the parser's buffer of 64 KB
        MAX_FORM_PARTS=50,
        SQLALCHEMY_DATABASE_URI=settings.store.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={
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
        JWT_TOKEN_LOCATION=["headers"],
    )
    JWTManager(app)
    db.init_app(app)
    Migrate(app, db, directory=str(Path(__file__).parent.parent / "migrations"))
    if settings.server.trusted_proxies:
        hops = settings.server.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    if settings.server.allowed_origins:
        CORS(
            app,
            resources={"/api/*": {"origins": settings.server.allowed_origins}},
            expose_headers=["X-Request-ID", "Retry-After", "Idempotent-Replayed"],
            max_age=600,
        )


def _engine(app: Flask) -> Any:
    with app.app_context():
        return db.engine


def _celery(settings: Settings) -> Celery:
    return create_celery(
        settings.store.redis_url,
        time_limit_seconds=settings.answers.answer_time_limit_seconds,
        every={SWEEP_TASK: settings.answers.sweep_seconds, EXPIRE_TASK: EXPIRE_SECONDS, BUDGET_TASK: BUDGET_SECONDS},
    )


class _Throttle:
    """Attempts at accounts, by rule."""

    def __init__(self, counters: Counters, rules: dict[str, Limit]) -> None:
        self._counters = counters
        self._rules = rules

    def take(self, rule: str, key: str) -> int | None:
        return self._counters.take([(self._rules[rule], key)])[0]

    def forget(self, rule: str, key: str) -> None:
        self._counters.forget(self._rules[rule], key)


def _web_ports(
    app: Flask, settings: Settings, database: Database, push: Push, bell: Bell, counters: Counters, clock: Clock
) -> Ports:
    limits, sessions = settings.limits, settings.sessions
    tokens = JwtAccessTokens(app, clock)
    store = _store(settings)
    links = _links(settings, store, clock)
    throttle = _Throttle(
        counters,
        {
            "logins": Limit("logins", limits.logins_per_15_minutes, 900),
            "registrations": Limit("registrations", limits.registrations_per_hour, 3600),
        },
    )
    lifetimes = Lifetimes(
        access=timedelta(minutes=sessions.access_token_minutes),
        refresh=timedelta(days=sessions.refresh_token_days),
        grace=timedelta(seconds=sessions.refresh_grace_seconds),
    )
    cleaner = ProcessImageCleaner(most_pixels=limits.upload_max_pixels)
    images = Limit("images", limits.images_per_5_minutes, 300)
    ports = Ports()
    ports.put(Database, database)
    ports.put(WhoAsks, WhoAsks(tokens))
    ports.put(Accounts, Accounts(database, tokens, lifetimes, throttle))
    ports.put(Push, push)
    ports.put(Bell, bell)
    ports.put(Links, links)
    ports.put(Keyring, Keyring(settings.secrets.encrypting))
    ports.put(
        ImageDesk,
        ImageDesk(
            database, cleaner, store, counters=counters, limit=images, most_bytes=settings.limits.upload_max_bytes
        ),
    )
    messages = Limit("messages", limits.messages_per_minute, 60)
    ports.put(Pace, Pace(counters, messages))
    ports.put(
        FrontRoom,
        FrontRoom(
            database,
            counters=counters,
            limit=messages,
            links=links,
            push=push,
            bell=bell,
        ),
    )
    reader = ImageReader(store, by_link=settings.engine.openai_images == "url", clock=clock)
    budget = _budget(settings, database, clock)
    gateway = _gateway(settings, budget)
    ports.put(Budget, budget)
    ports.put(Gateway, gateway)
    ports.put(Questions, FirstQuestions())
    ports.put(VerdictDesk, VerdictDesk(database, gateway, reader))
    plans = LivingPlans()
    ports.put(PlanBook, plans)
    ports.put(LivingPlans, plans)
    news = News()
    watch = Watch(database, news, clock)
    calibrator = Calibrator(database, clock)
    gathering = Gathering([watch.look, tell_dashboards(push), calibrator.look], seconds=settings.server.gather_seconds)
    _subscribe(news, push, watch, gathering)
    ports.put(News, news)
    ports.put(Gathering, gathering)
    return ports


def _subscribe(news: News, push: Push, watch: Watch, gathering: Gathering) -> None:
    """Who reacts to what: the one table."""
    news.subscribe(SessionsRevoked, close_sockets(push))
    news.subscribe(TradeClosed, tell_trade_closed(push))
    news.subscribe(SessionHeld, tell_session_held(push))
    for change in (TradeClosed, TradeChanged):
        news.subscribe(change, matching.rescore)
        news.subscribe(change, gather_trades(gathering))
    news.subscribe(RecordWillShrink, watch.before_it_shrinks)
    news.subscribe(RecordWillShrink, matching.release)
    news.subscribe(RecordWillShrink, lock_check_in)


def _worker_ports(settings: Settings, celery: Celery, clock: Clock) -> Ports:
    app = Flask("worker", static_folder=None)
    _configure(app, settings)
    database = Database(
        _engine(app), role=WORKER_ROLE, statement_timeout_seconds=settings.store.statement_timeout_seconds
    )
    store = _store(settings)
    push = SocketPush(SocketManager(settings.store.redis_url, write_only=True), in_background=False)
    news = News()
    news.subscribe(SessionHeld, tell_session_held(push))
    news.subscribe(PlanExpired, tell_plan_expired(push))
    budget = _budget(settings, database, clock)
    desk = AnswerDesk(
        database,
        _gateway(settings, budget),
        images=ImageReader(store, by_link=settings.engine.openai_images == "url", clock=clock),
        links=_links(settings, store, clock),
        push=push,
        bell=DirectBell(celery, ANSWER_TASK),
        news=news,
        rules=AnswerRules(
            attempts=settings.answers.answer_attempts,
            lease=timedelta(seconds=settings.answers.answer_lease_seconds),
            ring_again=timedelta(seconds=settings.answers.ring_again_seconds),
        ),
        clock=clock,
    )
    ports = Ports()
    ports.put(Database, database)
    ports.put(AnswerDesk, desk)
    ports.put(Budget, budget)
    ports.put(Expiry, Expiry(database, news))
    return ports


def _budget(settings: Settings, database: Database, clock: Clock) -> Budget:
    chosen = settings.budget
    overrides = {name: Price(**price.model_dump()) for name, price in chosen.ai_prices.items()}
    return Budget(
        database,
        Prices(overrides),
        Limits(chosen.ai_budget_founder, chosen.ai_budget_beta, chosen.ai_budget_free),
        forsaken_after=timedelta(seconds=2 * settings.engine.openai_timeout_seconds + 60),
        clock=clock,
    )


def _gateway(settings: Settings, budget: Budget) -> Gateway:
    chosen = settings.engine
    breaker = Breaker(
        failures=chosen.breaker_failures, rest_seconds=chosen.breaker_open_seconds, monotonic=time.monotonic
    )
    return Gateway(
        _provider(chosen),
        RulesEngine(RULES_VERSION),
        breaker=breaker,
        attempts=chosen.openai_attempts,
        sleep=time.sleep,
        budget=budget,
    )


def _provider(chosen: EngineSettings) -> CitedEngine | None:
    key = chosen.openai_api_key.get_secret_value()
    if not key:
        return None
    engine = OpenAIEngine(
        api_key=key,
        base_url=chosen.openai_base_url,
        model=chosen.openai_model,
        timeout_seconds=chosen.openai_timeout_seconds,
        most_tokens=chosen.openai_max_output_tokens,
    )
    return CitedEngine(engine)


def _store(settings: Settings) -> ImageStore:
    url = settings.media.cloudinary_url.get_secret_value()
    if url:
        return CloudinaryImages(url, api=settings.media.cloudinary_api or None)
    return LocalImages(settings.media_dir)


def _links(settings: Settings, store: ImageStore, clock: Clock) -> Links:
    secret = settings.secrets.secret_key.get_secret_value()
    return Links(secret, timedelta(minutes=settings.media.link_minutes), store, clock)


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
        events_per_10_seconds=settings.limits.socket_events_per_10_seconds,
        most_sockets=settings.server.web_sockets,
        admit=presence.admit,
        is_alive=lambda user_id, session_id: auth.is_alive(database, user_id, session_id),
        arrived=presence.arrived,
        left=presence.left,
        still_there=presence.still_there,
    )
    desk = SocketDesk(EVENTS, rules, ports=ports, clock=clock)
    desk.attach(app, manager, Json)
    ports.put(SocketDesk, desk)


def _add_commands(app: Flask, settings: Settings, ports: Ports) -> None:
    """`trades`, `journal`, `demo` are rooms; `seed-demo` makes the demo account; `release-leases` follows a crash."""
    from backend.features.auth.commands import seed_demo
    from backend.features.demo.commands import demo_commands
    from backend.features.journal.commands import journal_commands
    from backend.features.performance.commands import trade_commands

    app.cli.add_command(demo_commands(ports.use))
    app.cli.add_command(journal_commands(ports.use))
    app.cli.add_command(trade_commands(ports.use))
    app.cli.command("seed-demo")(lambda: seed_demo(ports.use(Accounts)))
    app.cli.command("release-leases")(lambda: answer_desk(settings).release_leases())
