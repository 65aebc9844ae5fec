"""The demo account: who it is, and its door without a password, which a setting opens."""

from datetime import datetime
from uuid import UUID

from backend.core.db import acting_for
from backend.core.networks import origin_of
from backend.core.rate_limits import Counters, Limit
from backend.features.accounts.auth import queries
from backend.features.accounts.auth.errors import DemoNotOffered, TooManyDemoSignIns
from backend.features.accounts.auth.security_log import Device
from backend.features.accounts.auth.service import SignIn, UserAccounts

DEMO = "demo"
QUARTER = 900  # seconds
FROM_ADDRESS = 30  # in a quarter of an hour: a class in one room, no loop
FROM_NETWORK = 120


class DemoDoor:
    """Lets anybody in as the demo trader where the setting says so and the account is there.

    The account is known by its name and by its mark, which no registration can give: whoever takes the name `demo`
    where there is no demo account yet has an account like others.
    """

    def __init__(self, accounts: UserAccounts, counters: Counters, *, is_open: bool) -> None:
        self._accounts = accounts
        self._counters = counters
        self._is_open = is_open

    def is_offered(self) -> bool:
        """Whether anybody may look around."""
        return self._is_open and self._account() is not None

    def enter(self, device: Device, *, now: datetime) -> SignIn:
        """Sign in as the demo trader.

        Raises:
            DemoNotOffered, TooManyDemoSignIns
        """
        if not self._is_open:
            raise DemoNotOffered
        self._count(device)
        user_id = self._account()
        if user_id is None:
            raise DemoNotOffered
        return self._accounts.enter(user_id, device, now=now)

    def _count(self, device: Device) -> None:
        origin = origin_of(device.address)
        counts = [
            (Limit("demo-address", FROM_ADDRESS, QUARTER), origin.host),
            (Limit("demo-network", FROM_NETWORK, QUARTER), origin.network),
        ]
        claim = self._counters.claim(counts)
        if claim.wait is not None:
            raise TooManyDemoSignIns(retry_after=claim.wait)

    def _account(self) -> UUID | None:
        database = self._accounts.database
        with database.reading() as session:
            named = queries.find_credentials(session, DEMO)
        if named is None:
            return None
        with database.reading(acting_for(named.user_id)) as session:
            if not queries.user_of(session, named.user_id).is_demo:
                return None
        return named.user_id
