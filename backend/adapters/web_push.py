"""Messages to browsers: encrypted for one browser (RFC 8291), signed by one trader's key (RFC 8292).

They are posted as webhooks are. Own code over `cryptography` and PyJWT, which the product has: ADR 47 says why.
"""

import base64
import os
from datetime import timedelta
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from backend.features.notifications.ports import LARGEST_PUSH, BrowserPush, Hooks

RECORD_BYTES = 4096  # one record holds all of a message
SALT_BYTES = 16
LAST_RECORD = b"\x02"  # RFC 8188: what ends the plain text of the last record
SIGNED_FOR = timedelta(hours=12)  # RFC 8292 allows a day; clocks differ
CURVE = ec.SECP256R1()


class WebPushSender:
    """Tells browsers by the port `Hooks`, so that an address is judged as a webhook's is.

    Args:
        contact: whom a push service asks about us, `mailto:` or `https:`.
    """

    def __init__(self, hooks: Hooks, contact: str) -> None:
        self._hooks = hooks
        self._contact = contact

    def send(self, push: BrowserPush) -> int:
        """Encrypt, sign and post one message; the status of a success.

        Raises:
            NotDelivered
        """
        sender = ec.generate_private_key(CURVE)
        encrypted = encrypt(
            push.body,
            browser_key=push.browser_key,
            browser_secret=push.browser_secret,
            sender=sender,
            salt=os.urandom(SALT_BYTES),
        )
        return self._hooks.post(push.address, encrypted, self._headers(push))

    def _headers(self, push: BrowserPush) -> dict[str, str]:
        return {
            "Authorization": signature(push, self._contact),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(int(push.lasts.total_seconds())),
            "Urgency": "high" if push.is_urgent else "normal",
        }


def encrypt(
    body: bytes,
    *,
    browser_key: bytes,
    browser_secret: bytes,
    sender: ec.EllipticCurvePrivateKey,
    salt: bytes,
) -> bytes:
    """A message that one browser alone can read: header, and one record of AES-128-GCM.

    Args:
        body: at most `LARGEST_PUSH` bytes.
        browser_key: 65 bytes, a point of P-256 that is not compressed.
        browser_secret: 16 bytes.
        sender: a key for this message alone.
        salt: 16 random bytes, for this message alone.

    Raises:
        ValueError: it is too long, or the key is no point of the curve.

    Source:
        RFC 8291, section 3.4; RFC 8188, section 2.
    """
    if len(body) > LARGEST_PUSH:
        raise ValueError(f"A message to a browser has at most {LARGEST_PUSH} bytes.")
    sender_key = point_of(sender)
    receiver = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, browser_key)
    shared = sender.exchange(ec.ECDH(), receiver)
    info = b"WebPush: info\x00" + browser_key + sender_key
    secret = _derived(shared, salt=browser_secret, info=info, length=32)
    key = _derived(secret, salt=salt, info=b"Content-Encoding: aes128gcm\x00", length=16)
    nonce = _derived(secret, salt=salt, info=b"Content-Encoding: nonce\x00", length=12)
    record = AESGCM(key).encrypt(nonce, body + LAST_RECORD, None)
    lengths = RECORD_BYTES.to_bytes(4, "big") + len(sender_key).to_bytes(1, "big")
    return salt + lengths + sender_key + record


def signature(push: BrowserPush, contact: str) -> str:
    """The `Authorization` header: who sends, to whom, until when.

    Source:
        RFC 8292, sections 2 and 3.
    """
    private_key = ec.derive_private_key(int.from_bytes(push.signing_key, "big"), CURVE)
    address = urlsplit(push.address)
    claims = {
        "aud": f"{address.scheme}://{address.netloc}",
        "exp": int((push.at + SIGNED_FOR).timestamp()),
        "sub": contact,
    }
    token = jwt.encode(claims, private_key, algorithm="ES256")
    encoded = base64.urlsafe_b64encode(point_of(private_key)).decode().rstrip("=")
    return f"vapid t={token}, k={encoded}"


def point_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    """The public key of a private one, 65 bytes."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _derived(secret: bytes, *, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)
