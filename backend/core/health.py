"""Checks of what the product needs: each has a deadline, and one that hangs is never begun a second time."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

LOG = logging.getLogger("coach.health")
DEADLINE_SECONDS = 1.5  # for all checks together: whoever asks has an answer within two seconds
FRESH_SECONDS = 1.0  # a result is told again for so long, however many ask


@dataclass(frozen=True)
class Result:
    """What a check found; its age is null as long as it has never ended."""

    state: str
    age_seconds: float | None


Probe = Callable[[], Result | None]


class Check:
    """One kind of check, in a thread of its own, of which there is one at the most.

    Args:
        name: for the log.
        probe: does it; ends in peace, or raises whatever says that something does not work. One that hears how others
            are gives what it heard, and how old that is.
    """

    def __init__(self, name: str, probe: Probe) -> None:
        self._name = name
        self._probe = probe
        self._changed = threading.Condition()
        self._under_way = False
        self._began = 0.0
        self._state = "unavailable"
        self._heard_age = 0.0
        self._ended: float | None = None

    def begin(self) -> None:
        """Begin anew where the last result is old and nothing is under way."""
        with self._changed:
            if self._under_way or self._was_fresh(time.monotonic()):
                return
            self._under_way = True
            self._began = time.monotonic()
            thread = threading.Thread(
                target=self._run,
                name=f"check-{self._name}",
                daemon=True,
            )
            thread.start()

    def result(self, asked_at: float, deadline: float) -> Result:
        """What is known at the deadline; what does not answer in time is unavailable, for who asks later at once."""
        with self._changed:
            until = min(deadline, self._began + DEADLINE_SECONDS)
            left = max(0.0, until - time.monotonic())
            in_time = self._changed.wait_for(lambda: self._was_fresh(asked_at), left)
            state = "unavailable"
            if in_time:
                state = self._state
            return Result(state, self._age())

    def _age(self) -> float | None:
        if self._ended is None:
            return None
        age = time.monotonic() - self._ended + self._heard_age
        return round(age, 1)

    def _was_fresh(self, at: float) -> bool:
        if self._ended is None:
            return False
        return at - self._ended < FRESH_SECONDS

    def _run(self) -> None:
        result = Result("unavailable", None)
        try:
            result = self._probe() or Result("ok", None)
        except Exception as error:  # whatever it is: it does not work
            LOG.warning("%s does not work: %s", self._name, error)
        finally:
            with self._changed:
                self._state = result.state
                self._heard_age = result.age_seconds or 0.0
                self._ended = time.monotonic()
                self._under_way = False
                self._changed.notify_all()


class Health:
    """All checks, side by side."""

    def __init__(self, probes: Mapping[str, Probe]) -> None:
        self._checks = {name: Check(name, probe) for name, probe in probes.items()}

    def look(self) -> dict[str, Result]:
        """The state of each, within the deadline whatever hangs."""
        asked_at = time.monotonic()
        deadline = asked_at + DEADLINE_SECONDS
        for check in self._checks.values():
            check.begin()
        return {name: check.result(asked_at, deadline) for name, check in self._checks.items()}
