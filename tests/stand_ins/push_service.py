"""A browser and its push service for tests: what comes is checked and decrypted as the two of them would.

The decryption follows RFC 8291 from the browser's side and shares nothing with the product's code.
"""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.stand_ins.hook_server import HookServer, Received

CURVE = ec.SECP256R1()


def b64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def hkdf(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    """RFC 5869 for at most one block."""
    extracted = hmac.digest(salt, secret, hashlib.sha256)
    return hmac.digest(extracted, info + b"\x01", hashlib.sha256)[:length]


@dataclass
class Shown:
    """What a service worker would show, and how it came."""

    news: dict[str, Any]
    claims: dict[str, Any]
    signed_by: str
    headers: dict[str, str]
    size: int


class BrowserStandIn:
    """One browser: it subscribes with the key that it is given, at a service that is a `HookServer`."""

    def __init__(self, service: HookServer, path: str = "/push/one") -> None:
        self.service = service
        self.endpoint = f"http://127.0.0.1:{service.port}{path}"
        self.private_key = ec.generate_private_key(CURVE)
        self.secret = bytes(range(16))

    @property
    def subscription(self) -> dict[str, Any]:
        """As `PushSubscription.toJSON()` has it."""
        keys = {"p256dh": b64(point(self.private_key.public_key())), "auth": b64(self.secret)}
        return {"endpoint": self.endpoint, "keys": keys}

    @property
    def shown(self) -> list[Shown]:
        """Everything that came to this browser's address, decrypted."""
        path = urlsplit(self.endpoint).path
        return [self.read(came) for came in self.service.received if came.path == path]

    def read(self, came: Received) -> Shown:
        assert came.headers["content-encoding"] == "aes128gcm"
        scheme, _, parts = came.headers["authorization"].partition(" ")
        assert scheme == "vapid"
        said = dict(part.strip().split("=", 1) for part in parts.split(","))
        signer = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, unb64(said["k"]))
        claims = jwt.decode(
            said["t"],
            signer,
            algorithms=["ES256"],
            options={"verify_aud": False, "verify_exp": False},
        )
        news = json.loads(self.decrypted(came.body))
        return Shown(news, claims, said["k"], came.headers, len(came.body))

    def decrypted(self, body: bytes) -> bytes:
        salt, record_bytes, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        sender_point, record = body[21 : 21 + length], body[21 + length :]
        assert len(record) <= record_bytes, "one record holds all of it"
        sender = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, sender_point)
        shared = self.private_key.exchange(ec.ECDH(), sender)
        info = b"WebPush: info\0" + point(self.private_key.public_key()) + sender_point
        secret = hkdf(shared, self.secret, info, 32)
        key = hkdf(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
        nonce = hkdf(secret, salt, b"Content-Encoding: nonce\0", 12)
        padded = AESGCM(key).decrypt(nonce, record, None).rstrip(b"\0")
        assert padded.endswith(b"\x02"), "the delimiter of the last record"
        return padded[:-1]
