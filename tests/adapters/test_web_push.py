"""Messages to browsers, against the example of the standard and against a browser that decrypts."""

from datetime import UTC, datetime, timedelta

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from backend.adapters.web_push import encrypt, signature
from backend.features.notifications.ports import LARGEST_PUSH, BrowserPush
from tests.stand_ins.hook_server import HookServer
from tests.stand_ins.push_service import CURVE, BrowserStandIn, b64, point, unb64

# RFC 8291, section 5 and appendix A.
WORDS = b"When I grow up, I want to be a watermelon"
SENDER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
BROWSER = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
SECRET = "BTBZMqHH6r4Tts7J_aSIgg"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
SENT = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95b"
    "Qpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def key_of(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(unb64(text), "big"), CURVE)


def test_the_example_of_the_standard_comes_out_byte_for_byte():
    sent = encrypt(
        WORDS,
        browser_key=unb64(BROWSER),
        browser_secret=unb64(SECRET),
        sender=key_of(SENDER),
        salt=unb64(SALT),
    )
    assert b64(sent) == SENT


@pytest.mark.parametrize("length", [0, 1, 15, 16, 17, LARGEST_PUSH])
def test_the_browser_reads_what_was_sent_and_it_fits_into_what_services_take(length):
    with HookServer() as service:
        browser = BrowserStandIn(service)
    sent = encrypt(
        b"x" * length,
        browser_key=point(browser.private_key.public_key()),
        browser_secret=browser.secret,
        sender=ec.generate_private_key(CURVE),
        salt=bytes(16),
    )
    assert browser.decrypted(sent) == b"x" * length
    assert len(sent) <= 4096


def test_what_is_longer_is_not_sent():
    with pytest.raises(ValueError, match="at most"):
        encrypt(
            b"x" * (LARGEST_PUSH + 1),
            browser_key=unb64(BROWSER),
            browser_secret=unb64(SECRET),
            sender=key_of(SENDER),
            salt=unb64(SALT),
        )


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://push.example.net/a?b=c", "https://push.example.net"),
        ("https://push.example.net:8443/a", "https://push.example.net:8443"),
        ("https://[2606:4700::1]/a", "https://[2606:4700::1]"),
    ],
)
def test_a_signature_is_for_one_service_and_half_a_day(address, origin):
    push = BrowserPush(
        address=address,
        browser_key=unb64(BROWSER),
        browser_secret=unb64(SECRET),
        signing_key=unb64(SENDER),
        body=WORDS,
        lasts=timedelta(days=1),
        is_urgent=False,
        at=NOON,
    )
    header = signature(push, "mailto:coach@example.com")
    token = header.removeprefix("vapid t=").split(", k=")[0]
    claims = jwt.decode(
        token,
        key_of(SENDER).public_key(),
        algorithms=["ES256"],
        options={"verify_aud": False, "verify_exp": False},
    )
    assert claims == {
        "aud": origin,
        "exp": int((NOON + timedelta(hours=12)).timestamp()),
        "sub": "mailto:coach@example.com",
    }
    assert header.endswith(f", k={b64(point(key_of(SENDER).public_key()))}")
