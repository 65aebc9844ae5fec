"""Who may try a password: counted before anything is hashed, and only what is hashed is counted.

A wrong password counts against the account that was found (or against the name, where none was), against where it
comes from and against the network around that. Whoever is known to the account, by a device or a network from which
its owner signed in before, is counted apart, so that strangers cannot use up what the owner has. A right password
takes its own count back and nobody else's: signing in to an account of one's own does not make room for guessing.
"""

import hashlib
from dataclasses import dataclass

from backend.core.networks import NetworkOrigin
from backend.core.rate_limits import Counters, Limit, LimitClaim
from backend.features.accounts.auth.known_devices import KnownDevice
from backend.features.accounts.auth.queries import Credentials

QUARTER = 900  # seconds
HOUR = 3600
NETWORKS_WORTH = 4  # a network has room for this many addresses that use up theirs, then for nobody else's guesses
RIGHT_WORTH = 20  # right passwords cost a hash too: a loop of them must not keep the places of others for ever
DEVICES_WORTH = 5  # tokens can be collected, one a sign-in: all devices of a user together are no endless supply


@dataclass(frozen=True, slots=True)
class AttemptLimits:
    """How many wrong passwords in a quarter of an hour, and how many new accounts in an hour."""

    by_account: int
    by_address: int
    registrations: int


def is_device_of(account: Credentials | None, device: KnownDevice) -> bool:
    """Whether the token of this device was given to this account."""
    return account is not None and device.user_id == account.user_id


def is_known(account: Credentials | None, device: KnownDevice | None) -> bool:
    """Whether an account knows whoever tries it: by the device, or by the network."""
    by_device = device is not None and is_device_of(account, device)
    return by_device or (account is not None and account.knows_network)


class Attempts:
    """Counts tries at passwords.

    Each kind of trier has counts of its own, of wrong passwords and of all: strangers fill none of those that count
    for devices or networks that an account knows.
    """

    def __init__(self, counters: Counters, limits: AttemptLimits) -> None:
        self._counters = counters
        account = limits.by_account
        address = limits.by_address
        registrations = limits.registrations
        self._account = Limit("login-account", account, QUARTER)
        self._address = Limit("login-address", address, QUARTER)
        self._network = Limit("login-network", address * NETWORKS_WORTH, QUARTER)
        self._any = Limit("login-any", address * RIGHT_WORTH, QUARTER)
        self._known_network = Limit("login-known-network", account, QUARTER)
        self._known_address = Limit("login-known-address", address, QUARTER)
        self._known_any = Limit("login-known-any", account * RIGHT_WORTH, QUARTER)
        self._device = Limit("login-device", account, QUARTER)
        self._devices = Limit("login-devices", account * DEVICES_WORTH, QUARTER)
        self._devices_any = Limit("login-devices-any", account * RIGHT_WORTH, QUARTER)
        self._new_address = Limit("registrations", registrations, HOUR)
        self._new_network = Limit("registrations-network", registrations * NETWORKS_WORTH, HOUR)

    def sign_in(
        self,
        name: str,
        known: Credentials | None,
        device: KnownDevice | None,
        origin: NetworkOrigin,
    ) -> LimitClaim:
        """Count one try at an account, or at a name (folded) that none has: it is refused exactly as late.

        What is given back after a right password is what counts wrong ones; that there was a try stays counted.
        """
        if device is not None and is_device_of(known, device):
            return self._by_device(device)
        if known is not None and known.knows_network:
            return self._by_known_network(known, origin)
        account = _hidden(name)
        if known is not None:
            account = str(known.user_id)
        wrong = [
            (self._account, account),
            (self._address, origin.host),
            (self._network, origin.network),
        ]
        return self._counters.claim(wrong, keeping=[(self._any, origin.host)])

    def _by_device(self, device: KnownDevice) -> LimitClaim:
        user = str(device.user_id)
        wrong = [(self._device, str(device.device_id)), (self._devices, user)]
        return self._counters.claim(wrong, keeping=[(self._devices_any, user)])

    def _by_known_network(self, known: Credentials, origin: NetworkOrigin) -> LimitClaim:
        here = f"{known.user_id}|{origin.network}"
        wrong = [(self._known_network, here), (self._known_address, origin.host)]
        return self._counters.claim(wrong, keeping=[(self._known_any, here)])

    def register(self, origin: NetworkOrigin) -> LimitClaim:
        """Count one new account."""
        counts = [(self._new_address, origin.host), (self._new_network, origin.network)]
        return self._counters.claim(counts)


def _hidden(name: str) -> str:
    """What somebody typed is nobody's business but theirs: it may be an email, or a password in the wrong field."""
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass"))
    return "name-" + digest.hexdigest()
