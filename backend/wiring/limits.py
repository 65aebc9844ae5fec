"""The general limits of a web process, the gate before heavy reads, and who signs cursors."""

from backend.adapters.redis.heavy_read_slots import SharedHeavyGate, SlotRules
from backend.adapters.redis.rate_limiter import connect
from backend.adapters.redis.shared_counts import SharedTallies
from backend.core.ports import Ports
from backend.core.rate_limits import Limit
from backend.transport.cursors import Cursors
from backend.transport.heavy_reads import HeavyGate
from backend.transport.request_quotas import Traffic, TrafficLimits
from config import Settings

TEN = 10  # seconds


def put_doors(ports: Ports, settings: Settings) -> None:
    """What every request and event passes."""
    client = connect(settings.store.redis_url)
    ports.put(Traffic, Traffic(traffic_limits(settings), SharedTallies(client)))
    ports.put(HeavyGate, SharedHeavyGate(client, slot_rules(settings)))
    ports.put(Cursors, Cursors(settings.secrets.secret_key.get_secret_value()))


def traffic_limits(settings: Settings) -> TrafficLimits:
    """How much is allowed, by whom."""
    group = settings.traffic
    return TrafficLimits(
        requests_of_user=Limit("requests", group.requests_per_10_seconds, TEN),
        heavy_reads_of_user=Limit("heavy-reads", group.heavy_reads_per_10_seconds, TEN),
        requests_of_address=Limit("address-requests", group.address_requests_per_10_seconds, TEN),
        strangers_of_address=Limit("strangers", group.stranger_requests_per_10_seconds, TEN),
        events_of_user=Limit("events", group.events_per_10_seconds, TEN),
        events_of_address=Limit("address-events", group.address_events_per_10_seconds, TEN),
        imported_bytes=Limit("imported", group.import_bytes_per_hour, 3600),
    )


def slot_rules(settings: Settings) -> SlotRules:
    """Heavy reads take at most a quarter of a process's threads and half of its connections, whatever is set.

    As many more may wait for a turn, so that half of the threads are always for what is light.
    """
    group = settings.traffic
    room = min(settings.server.web_threads // 4, settings.store.database_pool // 2)
    return SlotRules(
        of_one=group.heavy_reads_per_user,
        together=max(1, min(group.heavy_reads_per_process, room)),
        wait_seconds=group.heavy_wait_seconds,
        statement_seconds=group.heavy_statement_seconds,
    )
