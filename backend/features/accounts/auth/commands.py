"""Commands of accounts."""

import secrets
import sys
from decimal import Decimal

from backend.core.clock import now_utc
from backend.core.db import acting_for
from backend.features.accounts.auth import queries, service
from backend.features.accounts.auth.demo_account import DEMO
from backend.features.accounts.auth.schemas import Register, UpdateMe
from backend.features.accounts.auth.security_log import Device
from backend.features.accounts.auth.service import UserAccounts


def seed_demo(accounts: UserAccounts) -> None:
    """Make the demo account where there is none, and print its password: the only time that anybody sees it."""
    with accounts.database.reading() as session:
        if queries.find_credentials(session, DEMO) is not None:
            return
    password = "-".join(secrets.token_hex(3) for _ in range(3))
    now = now_utc()
    body = Register(email="demo@example.com", username=DEMO, password=password)
    registered = accounts.register(body, Device("127.0.0.1", "seed"), is_demo=True, now=now)
    with accounts.database.transaction(acting_for(registered.user.id)) as session:
        figures = UpdateMe(account_size=Decimal(25_000), risk_per_trade_percent=Decimal(1))
        service.update_me(session, registered.user.id, figures, now=now)
    sys.stdout.write(f"Demo account: login {DEMO}   password {password}   (shown only this once)\n")
