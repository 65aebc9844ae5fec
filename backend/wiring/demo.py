"""The demo: its door, how often its year may be asked for, and the worker's desk that writes it."""

from celery import Celery

from backend.core.changes import Changes, Resource
from backend.core.clock import Clock
from backend.core.crypto import Keyring
from backend.core.db import Database
from backend.core.events import News
from backend.core.ports import Ports
from backend.core.rate_limits import Counters, Limit
from backend.features.accounts.auth.demo_account import DemoDoor
from backend.features.accounts.auth.service import UserAccounts
from backend.features.chat.live.reactions import push_changes
from backend.features.chat.messages.coaching_conversation import ConversationTalk
from backend.features.chat.messages.ports import Bell, Push
from backend.features.chat.messages.rate_limit import MessagePace
from backend.features.coach.behaviour.detection.worker import BehaviourDesk
from backend.features.content.media.service import Links
from backend.features.operations.demo.ports import YearBell
from backend.features.operations.demo.service import YearPace
from backend.features.operations.demo.year_worker import YearWorker
from backend.features.operations.demo.year_writer import Authors, YearWriter
from backend.transport.tasks import CeleryBell
from backend.wiring.providers import coach_of
from backend.wiring.schedule import DEMO_TASK
from config import Settings

YEARS_AN_HOUR = 12
SESSIONS_A_MINUTE = 60  # of the coach with the demo trader: three are written


def put_demo(ports: Ports, settings: Settings, counters: Counters, celery: Celery) -> None:
    """What the web needs of the demo."""
    is_open = settings.server.demo_sign_in
    ports.put(DemoDoor, DemoDoor(ports.use(UserAccounts), counters, is_open=is_open))
    ports.put(YearPace, YearPace(counters, Limit("demo-years", YEARS_AN_HOUR, 3600)))
    ports.put(YearBell, CeleryBell(celery, DEMO_TASK))


def year_worker(
    settings: Settings,
    ports: Ports,
    *,
    record: Database | None,
    counters: Counters,
    links: Links,
    push: Push,
    bell: Bell,
    clock: Clock,
) -> YearWorker:
    """The worker's desk; `record` is the database by the web's login, null where nobody may look around."""
    workers = ports.use(Database)
    if record is None:
        return YearWorker(workers, None, clock)
    tell = push_changes(push)
    record.listen(Changes, lambda changes: tell(_of_the_year(changes)))
    keyring = ports.use(Keyring)
    pace = MessagePace(counters, Limit("demo-sessions", SESSIONS_A_MINUTE, 60))
    authors = Authors(
        database=record,
        keyring=keyring,
        links=links,
        coach=coach_of(settings, keyring, News()),
        talk=ConversationTalk(pace=pace, links=links, push=push, bell=bell),
        detectors=ports.use(BehaviourDesk),
    )
    return YearWorker(workers, YearWriter(authors, clock), clock)


def _of_the_year(changes: Changes) -> Changes:
    """How far the year is: windows ask for the rest once it is whole, not hundreds of times while it is written."""
    versions = {
        key: version for key, version in changes.versions.items() if key[0] is Resource.DEMO_YEAR
    }
    return Changes(changes.user_id, changes.window, versions)
