"""The channels there are, and how a trader wants each kind by each of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module

from backend.features.notifications.channels.driver import ChannelDriver
from backend.features.notifications.models import Channel, NotificationKind

KindWishes = Mapping[str, Mapping[str, bool]]  # by kind and channel: what differs from the defaults
URGENT = frozenset({NotificationKind.TEST})  # whoever tests looks at once


def _driver(channel: Channel) -> ChannelDriver:
    driver: ChannelDriver = import_module(f"{__package__}.{channel}").DRIVER
    return driver


DRIVERS: Mapping[str, ChannelDriver] = {channel.value: _driver(channel) for channel in Channel}


@dataclass(frozen=True, slots=True)
class ChannelWish:
    """How a trader wants one kind; what is urgent does not wait for the end of quiet hours."""

    in_app: bool
    by_channel: Mapping[str, bool]
    urgent: bool


def default_wish(kind: NotificationKind) -> ChannelWish:
    """How a kind is wanted by whoever said nothing."""
    by_channel = {name: driver.is_wanted_by_default(kind) for name, driver in DRIVERS.items()}
    return ChannelWish(in_app=True, by_channel=by_channel, urgent=kind in URGENT)


def wish_of(kinds: KindWishes, kind: NotificationKind) -> ChannelWish:
    """The default of a kind, with what the trader said of it."""
    default = default_wish(kind)
    stored = kinds.get(kind, {})
    return ChannelWish(
        in_app=stored.get("in_app", default.in_app),
        by_channel={name: stored.get(name, is_on) for name, is_on in default.by_channel.items()},
        urgent=stored.get("urgent", default.urgent),
    )
