"""The door for Celery: `celery -A celery_worker worker` and `celery -A celery_worker beat`."""

import sys

from backend.core.gc_tuning import collecting_nothing
from backend.core.logs import log_what_nobody_catches
from backend.local_stack.reaper_successor import watch_over_the_lock
from config import load_settings

log_what_nobody_catches()
with collecting_nothing():
    settings = load_settings()  # what is refused is refused before anything else is read
    if "beat" in sys.argv and "worker" not in sys.argv:
        from backend.wiring.beat import create_beat

        celery = create_beat(settings)
    else:
        from backend.app import create_worker

        celery = create_worker(settings)
watch_over_the_lock()
