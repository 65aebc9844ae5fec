"""The beat's process: its schedule and its heart. It only rings, so it reads none of the rooms."""

from celery import Celery

from backend.adapters.celery_heartbeat import give_a_heart
from backend.adapters.redis.heartbeats import Heartbeats
from backend.adapters.redis.rate_limiter import connect
from backend.core.logs import log_to_stderr
from backend.wiring.schedule import celery_of
from config import Settings


def create_beat(settings: Settings) -> Celery:
    """The beat's application: it rings tasks by their names, which the worker knows."""
    log_to_stderr(settings.server.log_level)
    celery = celery_of(settings)
    give_a_heart(celery, Heartbeats(connect(settings.store.redis_url)), lambda: False)
    return celery
