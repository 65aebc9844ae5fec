"""The JSON of rows that a process has shown, which PostgreSQL does not write again while they are as they were.

To write a page of fifty trades as JSON and to hand it over is nine tenths of what PostgreSQL does for it, and windows
ask for the same page again after every change. So a statement is told which rows are still at hand here, and writes the
others alone. Which rows the page has, and whether the trader may see them, PostgreSQL says each time: what is kept
decides nothing.

A row is as it was while its id and the transaction that wrote it are the same: `ROW_KEY`. No two states of a row that
others can see are written by one transaction; what a transaction sees of its own is not kept.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

from backend.core.connection_entry import is_in_transaction

ROW_KEY = "cast(id as text) || cast(xmin as text)"
MOST_BYTES = 32_000_000  # the first pages of some three hundred traders
LAST_SECONDS = 600.0  # windows ask again within seconds or not soon

KeyedText = tuple[str, str | None]
"""A row's key, and its JSON where the statement was not told that it is at hand."""


@dataclass(frozen=True, slots=True)
class _KeptPage:
    """The rows that one trader was shown last, by their keys."""

    texts: Mapping[str, str] = field(default_factory=dict)
    keys: str = "[]"  # as the statement is told them
    size: int = 0
    kept_at: float = 0.0


class KeptRows:
    """Keeps the JSON of the rows of each trader's last page, within bounds, in this process alone."""

    def __init__(
        self,
        *,
        most_bytes: int = MOST_BYTES,
        last_seconds: float = LAST_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most_bytes = most_bytes
        self._last_seconds = last_seconds
        self._clock = clock
        self._pages: OrderedDict[UUID, _KeptPage] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Of how many traders rows are kept."""
        return len(self._pages)

    def texts(
        self,
        session: Session,
        user_id: UUID,
        read: Callable[[str], Sequence[KeyedText]],
    ) -> list[str]:
        """The JSON of the rows that a statement chooses.

        Args:
            session: which the statement is carried out in.
            user_id: whose rows they are.
            read: carries the statement out; it is given the keys of the rows at hand, as a JSON array.
        """
        page = self._pages.get(user_id, _NOTHING)
        rows = read(page.keys)
        texts = {key: page.texts[key] if text is None else text for key, text in rows}
        is_news = any(text is not None for _, text in rows)
        if is_news and not is_in_transaction(session):
            self._keep(user_id, texts)
        return [*texts.values()]

    def _keep(self, user_id: UUID, texts: Mapping[str, str]) -> None:
        keys = orjson.dumps([*texts]).decode()
        size = len(keys) + sum(map(len, texts.values()))
        page = _KeptPage(texts, keys, size, self._clock())
        with self._lock:
            self._forget(user_id)
            self._pages[user_id] = page
            self._bytes += size
            self._make_room(page.kept_at - self._last_seconds)

    def _make_room(self, oldest: float) -> None:
        """What was kept first goes first, and what is older than it may be goes in any case."""
        for user_id, page in [*self._pages.items()]:
            if page.kept_at >= oldest and self._bytes <= self._most_bytes:
                return
            self._forget(user_id)

    def _forget(self, user_id: UUID) -> None:
        self._bytes -= self._pages.pop(user_id, _NOTHING).size


_NOTHING = _KeptPage()
