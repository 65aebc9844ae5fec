"""What is decided about notifications without input or output: quiet hours, pauses between tries."""

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONGEST_TITLE = 200
LONGEST_BODY = 4000
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=4)
RETRY_FOR = timedelta(days=1)
KEPT = timedelta(days=365)  # what nobody read
KEPT_READ = timedelta(days=90)
KEPT_DISMISSED = timedelta(days=30)  # as long as it can be brought back


@dataclass(frozen=True, slots=True)
class QuietHours:
    """By the wall clock of a zone; `until` before `from_` is on the next morning."""

    from_: time
    until: time
    zone: str

    def end(self, moment: datetime) -> datetime:
        """When the quiet hours end that this moment is in; the moment itself outside of them.

        A wall-clock time that a change of clocks skips or repeats ends with the later of its two readings, so that
        nobody is woken an hour early.
        """
        if self.from_ == self.until:
            return moment
        zone = ZoneInfo(self.zone)
        local = moment.astimezone(zone)
        for day in (local.date() - timedelta(days=1), local.date()):
            begins = _at(day, self.from_, zone, late=False)
            last = day + timedelta(days=1) if self.until < self.from_ else day
            ends = _at(last, self.until, zone, late=True)
            if begins <= moment < ends:
                return ends
        return moment


def _at(day: date, clock: time, zone: ZoneInfo, *, late: bool) -> datetime:
    """The moment at which the wall clock shows a time: of two, or of a skipped one, the earlier or the later."""
    readings = [
        datetime.combine(day, clock.replace(fold=fold), zone).astimezone(ZoneInfo("UTC"))
        for fold in (0, 1)
    ]
    if late:
        return max(readings)
    return min(readings)


def pause_after(attempts: int, chance: random.Random) -> timedelta:
    """How long to wait after so many failed tries: twice as long each time, spread so that not all come at once."""
    doublings = min(attempts - 1, 20)
    pause: timedelta = min(FIRST_PAUSE * float(2**doublings), LONGEST_PAUSE)
    return pause * chance.uniform(0.75, 1.25)


def forget_at(
    created_at: datetime,
    read_at: datetime | None,
    dismissed_at: datetime | None,
) -> datetime:
    """When a notification is forgotten: soon after it was put aside, later when it was read, at last in any case."""
    ends = [created_at + KEPT]
    if read_at is not None:
        ends.append(read_at + KEPT_READ)
    if dismissed_at is not None:
        ends.append(dismissed_at + KEPT_DISMISSED)
    return min(ends)


def one_line(words: str, longest: int = LONGEST_TITLE) -> str:
    """Words on one line, cut where they are too long."""
    line = " ".join(words.split())
    if len(line) <= longest:
        return line
    return line[: longest - 1] + "…"


def cut(words: str, longest: int = LONGEST_BODY) -> str:
    """Words of several lines, cut where they are too long."""
    if len(words) <= longest:
        return words
    return words[: longest - 1] + "…"
