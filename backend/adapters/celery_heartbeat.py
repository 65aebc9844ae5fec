"""Where Celery's worker and beat get to say that they are well: in the loops that do the work, by no thread beside."""

import time
from collections.abc import Callable
from typing import Any

from celery import Celery, bootsteps
from celery.beat import PersistentScheduler

from backend.adapters.redis.heartbeats import BEAT, EVERY_SECONDS, Heartbeats, Pulse


def give_a_heart(celery: Celery, heartbeats: Heartbeats, rests: Callable[[], bool]) -> None:
    """Report from the worker's loop and threads, and from the beat's clock."""

    class Heart(bootsteps.StartStopStep):
        """Beats as long as the worker is connected and its loop turns."""

        requires: Any = ("celery.worker.consumer.tasks:Tasks",)
        entry: Any = None

        def start(self, parent: Any) -> None:
            def give(work: Callable[[], None]) -> None:
                parent.pool.apply_async(work, (), callback=lambda _: None)

            pulse = Pulse(heartbeats, give, rests)
            pulse.beat()
            self.entry = parent.timer.call_repeatedly(EVERY_SECONDS, pulse.beat)

        def stop(self, parent: Any) -> None:  # noqa: ARG002  # Celery's signature
            if self.entry is not None:
                self.entry.cancel()
                self.entry = None

    class BeatingScheduler(PersistentScheduler):
        """Reports when it ticks, and ticks often enough for that."""

        reported = 0.0

        def tick(self, *arguments: Any, **named: Any) -> Any:
            wait = super().tick(*arguments, **named)  # type: ignore[no-untyped-call]  # Celery has no types
            now = time.monotonic()
            if now - self.reported >= EVERY_SECONDS or not self.reported:
                self.reported = now
                heartbeats.report(BEAT)
            return min(wait, EVERY_SECONDS)

    celery.steps["consumer"].add(Heart)
    celery.conf.beat_scheduler = BeatingScheduler
