"""The door for Celery: `celery -A celery_worker worker` and `celery -A celery_worker beat`."""

import sys

from backend.core.gc_tuning import collecting_nothing
from backend.core.logs import log_what_nobody_catches
from backend.local_stack.reaper_successor import watch_over_the_lock

log_what_nobody_catches()
with collecting_nothing():
    if "beat" in sys.argv and "worker" not in sys.argv:
        from backend.wiring.beat import create_beat

        celery = create_beat()
    else:
        from backend.app import create_worker

        celery = create_worker()
watch_over_the_lock()
