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
            if not self._under_way and not self._was_fresh(time.monotonic()):
                self._under_way = True
                self._began = time.monotonic()
                threading.Thread(target=self._run, name=f"check-{self._name}", daemon=True).start()

    def result(self, asked_at: float, deadline: float) -> Result:
        """What is known at the deadline; what does not answer in time is unavailable, for who asks later at once."""
        with self._changed:
            left = max(0.0, min(deadline, self._began + DEADLINE_SECONDS) - time.monotonic())
            in_time = self._changed.wait_for(lambda: self._was_fresh(asked_at), left)
            if self._ended is None:
                age = None
            else:
                age = round(time.monotonic() - self._ended + self._heard_age, 1)
            return Result(self._state if in_time else "unavailable", age)

    def _was_fresh(self, at: float) -> bool:
        return self._ended is not None and at - self._ended < FRESH_SECONDS

    def _run(self) -> None:
        result: Result | None = Result("unavailable", None)
        try:
            result = self._probe()
        except Exception as error:  # whatever it is: it does not work
            LOG.warning("%s does not work: %s", self._name, error)
        finally:
            with self._changed:
                self._state = result.state if result else "ok"
                self._heard_age = (result and result.age_seconds) or 0.0
                self._ended, self._under_way = time.monotonic(), False
                self._changed.notify_all()


class Health:
    """All checks, side by side."""

    def __init__(self, probes: Mapping[str, Probe]) -> None:
        self._checks = {name: Check(name, probe) for name, probe in probes.items()}

    def look(self) -> dict[str, Result]:
        """The state of each, within the deadline whatever hangs."""
        asked_at = time.monotonic()
        for check in self._checks.values():
            check.begin()
        return {
            name: check.result(asked_at, asked_at + DEADLINE_SECONDS)
            for name, check in self._checks.items()
        }
