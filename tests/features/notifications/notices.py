"""What the tests of notifications do again and again: tell a trader something, make a webhook, send what is due."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from backend.adapters.webhook_client import PinnedHooks
from backend.app import worker_ports
from backend.core.crypto import Keyring
from backend.core.db import Database, acting_for
from backend.features.notifications import service
from backend.features.notifications.channels import endpoints
from backend.features.notifications.delivery_worker import Courier
from backend.features.notifications.models import NotificationKind
from backend.features.notifications.ports import HookRules, Hooks, Mailer
from backend.features.notifications.schemas import AddEndpoint, EndpointWithSecret
from tests.world import Trader, World

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


class Time:
    """A clock that goes when it is told to."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def at_present(self) -> "Time":
        """As late as the web, whose clock nobody turns."""
        self.now = datetime.now(UTC) + timedelta(seconds=5)
        return self

    def pass_by(self, **span: float) -> None:
        self.now += timedelta(**span)


def tell(
    world: World,
    trader: Trader,
    kind: NotificationKind = NotificationKind.NUDGE,
    *,
    key: str = "it",
    now: datetime = NOON,
    **said: Any,
):
    """A notification, as a feature of the product makes it; null where it was made before."""
    database = world.app.extensions["coach"].database
    user_id = UUID(trader.user["id"])
    with database.transaction(acting_for(user_id)) as session:
        return service.notify(
            session,
            user_id,
            kind,
            said.get("title", "Look"),
            said.get("body", "at this"),
            key=key,
            data=said.get("data"),
            now=now,
        )


def hook(
    world: World, trader: Trader, url: str, *, now: datetime = NOON, **more: Any
) -> EndpointWithSecret:
    """A webhook that may be on this machine."""
    ports = world.app.extensions["coach"].ports
    user_id = UUID(trader.user["id"])
    with ports.use(Database).transaction(acting_for(user_id)) as session:
        body = AddEndpoint(url=url, **more)
        rules = HookRules(loopback=True, most=50)
        return endpoints.add_endpoint(session, user_id, body, ports.use(Keyring), rules, now=now)


@contextmanager
def courier(
    world: World, time: Time, *, resolve=None, tls=None, mailer=None, **changes: Any
) -> Iterator["Post"]:
    """A worker's courier with a clock of its own."""
    chosen = {
        "webhook_allow_loopback": True,
        "webhook_timeout_seconds": 5,
        "mail_timeout_seconds": 5,
        **changes,
    }
    settings = world.with_settings(**chosen)
    ports = worker_ports(settings, clock=time)
    made = ports.use(Courier)
    if resolve or tls or mailer:
        hooks = PinnedHooks(
            timeout_seconds=settings.notifications.webhook_timeout_seconds,
            loopback=True,
            resolve=resolve,
            tls=tls,
        )
        ports.put(Hooks, hooks)
        ports.put(Mailer, mailer or ports.use(Mailer))
        made = Courier(ports.use(Database), ports, clock=time)
    try:
        yield Post(made)
    finally:
        made.wait(10)
        ports.use(Database).engine.dispose()


class Post:
    """Sends what is due and waits for it."""

    def __init__(self, courier: Courier) -> None:
        self.courier = courier

    def go(self) -> None:
        self.courier.deliver()
        self.courier.wait(20)


def deliveries(trader: Trader, **query: Any) -> list[dict[str, Any]]:
    answer = trader.get("/api/notifications/deliveries", query_string=query)
    assert answer.status_code == 200, answer.json
    return answer.json["items"]


def prefer(
    trader: Trader, *, quiet: tuple[str, str] | None = None, **kinds: dict[str, bool]
) -> None:
    body: dict[str, Any] = {"kinds": kinds}
    if quiet:
        body["quiet_hours"] = {"from_time": quiet[0], "until_time": quiet[1]}
    answer = trader.ask("PUT", "/api/notifications/preferences", body)
    assert answer.status_code == 200, answer.json


def smtp(server, seconds=5.0):
    return {"smtp_url": f"smtp+plain://127.0.0.1:{server.port}", "mail_timeout_seconds": seconds}


def only_delivery(trader):
    [only] = deliveries(trader)
    return only
