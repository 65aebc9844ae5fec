"""How a webhook is signed, as Standard Webhooks describes it: HMAC-SHA256 over id, time and body. Pure.

Source:
    https://www.standardwebhooks.com, version 1.0.0.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime

PREFIX = "whsec_"
SECRET_BYTES = 32


def make_secret() -> str:
    """A secret as the trader sees it once."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def headers(keys: Sequence[str], delivery_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """What goes with the body; one signature for each secret, the newest first."""
    seconds = str(int(at.timestamp()))
    signed = f"{delivery_id}.{seconds}.".encode() + body
    signatures = " ".join(f"v1,{_signature(key, signed)}" for key in keys)
    return {
        "webhook-id": delivery_id,
        "webhook-timestamp": seconds,
        "webhook-signature": signatures,
    }


def _signature(key: str, signed: bytes) -> str:
    digest = hmac.digest(base64.b64decode(key.removeprefix(PREFIX)), signed, hashlib.sha256)
    return base64.b64encode(digest).decode()
