"""Keys of web push as they are kept and told: the trader's own, and those that a browser gives. Pure."""

import base64
import binascii
import re

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
PRIVATE_BYTES = 32
SECRET_BYTES = 16
ENCODED = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)


class BadKey(ValueError):
    """Why what a browser gave is no key, as a sentence."""


def make_private_key() -> str:
    """A fresh key that signs what one trader's browsers are told."""
    number = ec.generate_private_key(CURVE).private_numbers().private_value
    return encoded(number.to_bytes(PRIVATE_BYTES, "big"))


def public_key_of(private_key: str) -> str:
    """What a browser subscribes with."""
    number = int.from_bytes(decoded(private_key), "big")
    public_key = ec.derive_private_key(number, CURVE).public_key()
    return encoded(public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def check_browser_key(text: str) -> None:
    """Refuse what is no point of P-256.

    Raises:
        BadKey
    """
    point = decoded(text)
    try:
        if len(point) != 65:
            raise ValueError
        ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point)
    except ValueError:
        raise BadKey("This is not the public key of a browser: a point of P-256.") from None


def check_secret(text: str) -> None:
    """Refuse what is no secret of a browser.

    Raises:
        BadKey
    """
    if len(decoded(text)) != SECRET_BYTES:
        raise BadKey("The secret of a browser has 16 bytes.")


def encoded(content: bytes) -> str:
    """As base64url without padding, as browsers write keys."""
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def decoded(text: str) -> bytes:
    """What base64url stands for, with padding or without.

    Raises:
        BadKey
    """
    bare = text.rstrip("=")
    if not ENCODED.fullmatch(bare):
        raise BadKey("Write keys as base64url, as the browser gives them.")
    try:
        return base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
    except (binascii.Error, ValueError):
        raise BadKey("Write keys as base64url, as the browser gives them.") from None
