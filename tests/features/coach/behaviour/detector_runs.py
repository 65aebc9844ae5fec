"""What tests of behaviour do: log trades of a session, and let a worker's desk look at them at a given time."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import text

from backend.app import worker_ports
from backend.core.db import Database, acting_for
from backend.core.events import News
from backend.features.coach.behaviour.detection.worker import BehaviourDesk
from backend.features.record.trades import service as record
from backend.features.record.trades.schemas import LogTrade

COLUMNS = "detector, version, key, occurred_at, trade_ids, inputs, baseline, effect, score, severity, r, status, answer"
DRAWN = """
    trade_type, account_id, detector, description, status, because, severity, events, positions, cost, frequency, by_month
"""


def closed(start: datetime, r: float, *, minutes: float = 10, size=10, **more) -> LogTrade:
    fields = {
        "instrument": "AAPL",
        "direction": "long",
        "entry_price": "100",
        "stop_price": "99",
        "position_size": size,
        "entry_time": start,
        "exit_price": str(100 + r),
        "exit_time": start + timedelta(minutes=minutes),
        **more,
    }
    return LogTrade.model_validate(fields)


class Looking:
    """A trader, and a worker that looks at the record when it is told to, at the time that it is told."""

    def __init__(self, world, **profile) -> None:
        self.world = world
        self.trader = world.trader(**profile)
        self.user_id = UUID(self.trader.user["id"])
        self.now = datetime(2025, 11, 19, 21, tzinfo=UTC)
        self.news = News()
        ports = worker_ports(world.settings)
        self.database = ports.use(Database)
        self.desk = self.worker()

    def worker(self) -> BehaviourDesk:
        """One more worker, which has nothing in memory."""
        return BehaviourDesk(self.database, self.news, lambda: self.now)

    def look(self) -> None:
        """Wait until what changed is noted, and look."""
        self.world.settle()
        self.desk.look_at_due()

    def acting(self):
        return self.database.transaction(acting_for(self.user_id))

    def log(self, start: datetime, r: float = 1, **more) -> UUID:
        """A closed long from 100 with a stop at 99, which ends at R."""
        return self.log_all([closed(start, r, **more)])[0]

    def log_all(self, trades) -> list[UUID]:
        ports = self.world.app.extensions["coach"].ports
        now = datetime.now(UTC)
        with ports.use(Database).transaction(acting_for(self.user_id)) as session:
            session.execute(text("select 1"))  # then all of them are of this transaction
            return [
                record.log_trade(session, self.user_id, trade, news=ports.use(News), now=now)[0]
                for trade in trades
            ]

    def days(self, count: int, *, start: str = "2025-10-01", **more) -> datetime:
        """Quiet days of three trades, a win, a loss and a win; the morning of the day after them."""
        day = datetime.fromisoformat(f"{start}T14:40").replace(tzinfo=UTC)
        trades = []
        for number in range(count):
            for place, r in enumerate((1.5, -1, 1)):
                begins = day + timedelta(minutes=70 * place + (7 * number + 3 * place) % 11)
                trades.append(closed(begins, r, minutes=9 + (number + place) % 5, **more))
            day += timedelta(days=3 if day.weekday() == 4 else 1)
        self.log_all(trades)
        return day

    def revenge(self, day: datetime) -> UUID:
        """A loss, and half a minute after it a trade of twice the size."""
        self.log(day, -1)
        return self.log(day + timedelta(minutes=10, seconds=30), -1, size=24, minutes=4)

    def events(self, **query):
        return self.trader.get("/api/trading/coaching/behaviour/events", query_string=query).json[
            "items"
        ]

    def patterns(self, **query):
        return self.trader.get("/api/trading/coaching/patterns", query_string=query).json

    def kept(self) -> list:
        """Everything that was found, without the times of looking."""
        rows = self.world.sql(
            f"select {COLUMNS} from behaviour_events order by detector, version, key"
        )
        drawn = self.world.sql(
            f"select {DRAWN} from behaviour_patterns where events > 0 order by 1, 2, 3"
        )
        return [rows, drawn]

    def close(self) -> None:
        self.database.engine.dispose()
