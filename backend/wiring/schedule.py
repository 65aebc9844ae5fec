"""What the beat does how often, and the names by which workers are rung."""

from celery import Celery

from backend.transport.tasks import create_celery
from config import Settings

ANSWER_TASK = "chat.answer_next"
SWEEP_TASK = "chat.sweep"
EXPIRE_TASK = "plans.expire"
BUDGET_TASK = "ai.sweep"
# What a dead worker held is free again this long after nobody can be at work on it.
BUDGET_SECONDS = 30
DELIVER_TASK = "notifications.deliver"
FORGET_TASK = "notifications.forget"
FORGET_SECONDS = 3600
FORGET_TRADES_TASK = "trades.forget"
# A plan that is over is over at once for whoever looks; this only writes it down.
EXPIRE_SECONDS = 30
BEHAVIOUR_TASK = "behaviour.look"
BEHAVIOUR_SECONDS = 10  # a lost bell is heard after this
REPAIR_TASK = "behaviour.repair"
REPAIR_SECONDS = 30  # a lost note is made up for after this, and heard with the next look
DEMO_TASK = "demo.write_year"
DEMO_SECONDS = 5  # somebody looks at it while it is written
NUDGE_TASK = "nudges.look"
NUDGE_SECONDS = 60  # a nudge is about minutes


def celery_of(settings: Settings) -> Celery:
    """Celery with the schedule of the beat."""
    demo = {DEMO_TASK: DEMO_SECONDS} if settings.server.demo_sign_in else {}
    return create_celery(
        settings.store.redis_url,
        time_limit_seconds=settings.answers.answer_time_limit_seconds,
        every={
            SWEEP_TASK: settings.answers.sweep_seconds,
            EXPIRE_TASK: EXPIRE_SECONDS,
            BUDGET_TASK: BUDGET_SECONDS,
            BEHAVIOUR_TASK: BEHAVIOUR_SECONDS,
            REPAIR_TASK: REPAIR_SECONDS,
            NUDGE_TASK: NUDGE_SECONDS,
            DELIVER_TASK: settings.notifications.deliver_seconds,
            FORGET_TASK: FORGET_SECONDS,
            FORGET_TRADES_TASK: FORGET_SECONDS,
            **demo,
        },
    )
