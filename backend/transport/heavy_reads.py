"""The gate before heavy reads: few at a time for a trader and for a process, so that nobody's reads stop the others.

An operation says in its declaration what it costs (`contract.Cost`). A heavy one takes a slot before it is given a
connection to the database, keeps it until its answer is made or, where it is streamed, until the last byte is gone or
the client is, and its statements have a short time of their own (ADR 27).
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol
from uuid import UUID

from flask import Response

from backend.core.errors import OverLimit, Unavailable


class TooManyHeavyReads(OverLimit):
    """As many reports, searches and exports of this trader are being made as may be at a time."""

    code = "reads.too_many"
    detail = "Your other reports, searches and exports are still being made. Try again when they are done."


class HeavyReadsBusy(Unavailable):
    """This process makes as many heavy reads as it may, for all traders together."""

    code = "reads.busy"
    detail = "Too many reports and searches are being made right now. Try again in a moment."


class Slot(Protocol):
    """The right to one heavy read."""

    def leave(self) -> None:
        """Give it back; a second time changes nothing."""
        ...


class HeavyGate(Protocol):
    """Hands out slots."""

    statement_seconds: float

    def enter(self, user_id: UUID) -> Slot:
        """A slot for this trader, at once or after a short wait.

        Raises:
            TooManyHeavyReads: all slots of the trader are taken, here or in other processes.
            HeavyReadsBusy: all slots of this process are taken.
        """
        ...


def held(slot: Slot, work: Callable[[], Response]) -> Response:
    """What the work answers; the slot is given back when it is over, a streamed answer's when that has ended."""
    try:
        response = work()
    except BaseException:
        slot.leave()
        raise
    if not response.is_streamed:
        slot.leave()
        return response
    response.response = _until_its_end(response.response, slot)
    response.call_on_close(slot.leave)  # by the server in any case, also when the client has gone
    return response


def _until_its_end(parts: Iterable[Any], slot: Slot) -> Iterator[Any]:
    try:
        yield from parts
    finally:
        slot.leave()
