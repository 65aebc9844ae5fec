"""What the handlers of a web process and the tasks of a worker are given, and who reacts to what."""

from datetime import timedelta

from celery import Celery
from flask import Flask

from backend.adapters.access_tokens import JwtAccessTokens
from backend.adapters.images.sanitizer import ProcessImageCleaner
from backend.adapters.redis.rate_limiter import RedisCounters, connect
from backend.adapters.redis.socket_push import SocketManager, SocketPush
from backend.core.changes import Changes
from backend.core.clock import Clock
from backend.core.crypto import Keyring
from backend.core.db import Database
from backend.core.debounce import Gathering
from backend.core.events import News
from backend.core.ports import Ports
from backend.core.rate_limits import Counters, Limit
from backend.features.accounts.auth.events import SessionsRevoked
from backend.features.accounts.auth.login_attempts import AttemptLimits, Attempts
from backend.features.accounts.auth.service import Lifetimes, UserAccounts
from backend.features.ai.budget import Budget
from backend.features.ai.gateway import Gateway
from backend.features.ai.ports import Questions
from backend.features.chat.assistant.first_questions import FirstQuestions
from backend.features.chat.live.answer_worker import AnswerRules, AnswerWorker
from backend.features.chat.live.message_intake import MessageIntake
from backend.features.chat.live.reactions import (
    clear_questions,
    close_sockets,
    gather_followed,
    gather_trades,
    push_changes,
    tell_dashboards,
    tell_erased,
    tell_hold,
    tell_session_state,
    tell_trade_changed,
    tell_trade_closed,
)
from backend.features.chat.messages.coaching_conversation import ConversationTalk
from backend.features.chat.messages.ports import Bell, LoneWorker, Push, Trial
from backend.features.chat.messages.rate_limit import MessagePace
from backend.features.coach.behaviour.detection.change_log import ChangeNotes
from backend.features.coach.behaviour.detection.worker import BehaviourDesk
from backend.features.coach.behaviour.pattern_book import DetectedPatterns
from backend.features.coach.coaching.ports import ConversationSpeaker
from backend.features.coach.coaching.service import CoachDesk
from backend.features.coach.coaching.withholding import withhold_sessions
from backend.features.coach.memory.events import MessagesErased, StatementForgotten
from backend.features.coach.nudges.worker import Prompter
from backend.features.coach.verdicts.plan_and_trade_verdicts import VerdictDesk
from backend.features.coach.verdicts.scores import Calibrator
from backend.features.content.media.service import ImageDesk, ImageReader, Links
from backend.features.notifications.deliveries import AskingPace
from backend.features.notifications.delivery_worker import Courier
from backend.features.notifications.events import Notified, UnreadChanged
from backend.features.notifications.ports import BrowserPushes, Caps, HookRules, Hooks, Mailer
from backend.features.notifications.reactions import (
    push_notified,
    push_unread,
    tell_plan_expired,
    tell_session_held,
)
from backend.features.notifications.retention import Retention
from backend.features.operations.demo.year_worker import YearWorker
from backend.features.record.journal.reactions import lock_check_in
from backend.features.record.plans import trade_linking
from backend.features.record.plans.events import FollowedPlanChanged, PlanExpired
from backend.features.record.plans.service import Expiry
from backend.features.record.plans.trade_linking import LivingPlans
from backend.features.record.questions.ports import PatternBook
from backend.features.record.rulebook.events import SessionHeld, SessionStateRead
from backend.features.record.rulebook.reactions import Watch
from backend.features.record.trades.events import (
    RecordWillShrink,
    TradeChanged,
    TradeClosed,
    TradeReturned,
)
from backend.features.record.trades.ports import PlanBook
from backend.features.record.trades.trash.retention import TradeRetention
from backend.transport.authentication import WhoAsks
from backend.transport.tasks import CeleryBell, DirectBell
from backend.wiring.demo import put_demo, year_worker
from backend.wiring.limits import put_doors
from backend.wiring.providers import (
    budget_of,
    caps_of,
    coach_of,
    gateway_of,
    hooks_of,
    links_of,
    mailer_of,
    pushes_of,
    store_of,
)
from backend.wiring.schedule import ANSWER_TASK, BEHAVIOUR_TASK, celery_of
from config import Settings

ASKED_AN_HOUR = 20  # tests and replays of one trader's deliveries


def web_ports(
    app: Flask,
    settings: Settings,
    database: Database,
    push: Push,
    bell: Bell,
    counters: Counters,
    clock: Clock,
) -> Ports:
    """What the handlers of a web process are given."""
    limits = settings.limits
    sessions = settings.sessions
    tokens = JwtAccessTokens(app, clock)
    store = store_of(settings)
    links = links_of(settings, store, clock)
    keyring = Keyring(settings.secrets.encrypting)
    attempts = Attempts(
        counters,
        AttemptLimits(
            by_account=limits.logins_per_15_minutes,
            by_address=limits.logins_per_address,
            registrations=limits.registrations_per_hour,
        ),
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
    ports.put(UserAccounts, UserAccounts(database, tokens, lifetimes, attempts, keyring))
    ports.put(Push, push)
    ports.put(Bell, bell)
    ports.put(Links, links)
    put_doors(ports, settings)
    ports.put(Keyring, keyring)
    ports.put(
        ImageDesk,
        ImageDesk(
            database,
            cleaner,
            store,
            counters=counters,
            limit=images,
            most_bytes=settings.limits.upload_max_bytes,
        ),
    )
    messages = Limit("messages", limits.messages_per_minute, 60)
    ports.put(MessagePace, MessagePace(counters, messages))
    ports.put(
        MessageIntake,
        MessageIntake(
            database,
            counters=counters,
            limit=messages,
            links=links,
            push=push,
            bell=bell,
        ),
    )
    reader = ImageReader(store, by_link=settings.engine.openai_images == "url", clock=clock)
    budget = budget_of(settings, database, clock)
    gateway = gateway_of(settings, budget)
    ports.put(Budget, budget)
    ports.put(Gateway, gateway)
    news = News()
    coach = coach_of(settings, ports.use(Keyring), news)
    ports.put(CoachDesk, coach)
    ports.put(
        ConversationSpeaker,
        ConversationTalk(pace=ports.use(MessagePace), links=links, push=push, bell=bell),
    )
    first_questions = FirstQuestions(coach, gateway.limits, DetectedPatterns(), database)
    ports.put(Questions, first_questions)
    ports.put(VerdictDesk, VerdictDesk(database, gateway, reader))
    plans = LivingPlans()
    ports.put(PlanBook, plans)
    ports.put(LivingPlans, plans)
    ports.put(PatternBook, DetectedPatterns())
    watch = Watch(database, news, clock)
    calibrator = Calibrator(database, clock)
    prompter = Prompter(database, clock)
    notes = ChangeNotes(database, CeleryBell(celery_of(settings), BEHAVIOUR_TASK), clock)
    listeners = [watch.look, tell_dashboards(push), calibrator.look, notes.look, prompter.look]
    gathering = Gathering(listeners, seconds=settings.server.gather_seconds)
    _subscribe(news, push, watch, gathering, clock)
    news.subscribe(StatementForgotten, withhold_sessions(ports.use(Keyring)))
    news.subscribe(StatementForgotten, clear_questions)
    database.listen(FollowedPlanChanged, gather_followed(gathering))
    ports.put(ChangeNotes, notes)
    _tell_windows(database, push, ports.use(Links))
    group = settings.notifications
    ports.put(Mailer, mailer_of(settings))
    ports.put(Caps, caps_of(settings))
    ports.put(HookRules, HookRules(group.webhook_allow_loopback, group.webhooks_per_user))
    ports.put(AskingPace, AskingPace(counters, Limit("asked", ASKED_AN_HOUR, 3600)))
    ports.put(News, news)
    ports.put(Gathering, gathering)
    put_demo(ports, settings, counters, celery_of(settings))
    return ports


def _subscribe(news: News, push: Push, watch: Watch, gathering: Gathering, clock: Clock) -> None:
    """Who reacts to what: the one table."""
    news.subscribe(SessionsRevoked, close_sockets(push))
    news.subscribe(TradeClosed, tell_trade_closed(push))
    news.subscribe(SessionHeld, tell_session_held(clock))
    _tell_state(news, push, clock)
    for change in (TradeClosed, TradeChanged):
        news.subscribe(change, trade_linking.rescore)
        news.subscribe(change, gather_trades(gathering))
        news.subscribe(change, tell_trade_changed)
    news.subscribe(RecordWillShrink, watch.before_it_shrinks)
    news.subscribe(RecordWillShrink, trade_linking.release)
    news.subscribe(RecordWillShrink, lock_check_in)
    news.subscribe(TradeReturned, trade_linking.follow_again)


def _tell_state(news: News, push: Push, clock: Clock) -> None:
    """Open windows show how the session stands."""
    news.subscribe(SessionHeld, tell_hold(push, clock))
    news.subscribe(SessionStateRead, tell_session_state(push))


def _tell_windows(database: Database, push: Push, links: Links) -> None:
    """Notifications, and what was erased, are pushed after the commit of whoever made them."""
    database.listen(Changes, push_changes(push))
    database.listen(MessagesErased, tell_erased(database, push, links))
    database.listen(Notified, push_notified(database, push))
    database.listen(UnreadChanged, push_unread(database, push))


def worker_parts(
    settings: Settings,
    database: Database,
    celery: Celery,
    clock: Clock,
    *,
    trial: Trial | None = None,
    alone: LoneWorker | None = None,
    record: Database | None = None,
) -> Ports:
    """What the tasks of a worker are given; `record` is the database by the web's login, for the demo alone."""
    store = store_of(settings)
    push = SocketPush(SocketManager(settings.store.redis_url, write_only=True), in_background=False)
    news = News()
    news.subscribe(SessionHeld, tell_session_held(clock))
    _tell_state(news, push, clock)
    news.subscribe(PlanExpired, tell_plan_expired(clock))
    keyring = Keyring(settings.secrets.encrypting)
    news.subscribe(StatementForgotten, withhold_sessions(keyring))
    news.subscribe(StatementForgotten, clear_questions)
    _tell_windows(database, push, links_of(settings, store, clock))
    notes = ChangeNotes(database, CeleryBell(celery, BEHAVIOUR_TASK), clock)
    budget = budget_of(settings, database, clock)
    gateway = gateway_of(settings, budget)
    desk = AnswerWorker(
        database,
        gateway,
        images=ImageReader(store, by_link=settings.engine.openai_images == "url", clock=clock),
        links=links_of(settings, store, clock),
        push=push,
        bell=DirectBell(celery, ANSWER_TASK),
        news=news,
        coach=coach_of(settings, keyring, news, database, notes),
        patterns=DetectedPatterns(),
        rules=AnswerRules(
            attempts=settings.answers.answer_attempts,
            lease=timedelta(seconds=settings.answers.answer_lease_seconds),
            ring_again=timedelta(seconds=settings.answers.ring_again_seconds),
        ),
        clock=clock,
        trial=trial,
        alone=alone,
    )
    ports = Ports()
    ports.put(Database, database)
    ports.put(AnswerWorker, desk)
    ports.put(Gateway, gateway)
    ports.put(Budget, budget)
    ports.put(Expiry, Expiry(database, news))
    ports.put(BehaviourDesk, BehaviourDesk(database, news, clock))
    ports.put(Prompter, Prompter(database, clock))
    ports.put(Mailer, mailer_of(settings))
    ports.put(Caps, caps_of(settings))
    hooks = hooks_of(settings)
    ports.put(Hooks, hooks)
    ports.put(BrowserPushes, pushes_of(settings, hooks))
    ports.put(Keyring, keyring)
    ports.put(Courier, Courier(database, ports, clock=clock))
    ports.put(Retention, Retention(database))
    ports.put(TradeRetention, TradeRetention(database))
    ports.put(
        YearWorker,
        year_worker(
            settings,
            ports,
            record=record,
            counters=RedisCounters(connect(settings.store.redis_url)),
            links=links_of(settings, store, clock),
            push=push,
            bell=DirectBell(celery, ANSWER_TASK),
            clock=clock,
        ),
    )
    return ports
