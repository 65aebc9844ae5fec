"""Access tokens whose times are odd, on REST and on sockets."""

import json
import time

import jwt
import pytest

from backend.adapters.access_tokens import LEEWAY
from backend.core.errors import Unauthenticated
from backend.transport.authentication import WhoAsks

SOON = LEEWAY.total_seconds() - 10  # within the leeway, however slow the machine is
LATE = LEEWAY.total_seconds() + 10
ODD = [
    10**18,
    -(10**18),
    10**400,
    float("inf"),
    float("nan"),
    253_402_300_799,
    9e15,
    True,
    False,
    None,
    "",
    "soon",
]
ODD += ["4102444800", [], [4102444800], {}, {"$date": 1}, "\u0664\u0661", -1, 0, 1e-300]


def signed(trader, settings, **changes):
    said = jwt.decode(trader.access_token, options={"verify_signature": False}) | changes
    key = settings.secrets.jwt_secret_key.get_secret_value()
    return jwt.PyJWS().encode(json.dumps(said).encode(), key, algorithm="HS256")


def is_past_time(odd):
    return isinstance(odd, int | float) and not isinstance(odd, bool) and 0 <= odd < 2e9


def asked(world, token):
    return world.client.get("/api/auth/me", headers={"Authorization": f"Bearer {token}"})


def test_a_token_with_an_odd_expiry_is_refused_and_nothing_breaks(world, settings):
    trader = world.trader()

    answers = {
        repr(odd): asked(world, signed(trader, settings, exp=odd)).status_code for odd in ODD
    }

    assert set(answers.values()) == {401}, answers


@pytest.mark.parametrize("name", ["iat", "nbf"])
def test_a_token_with_an_odd_beginning_is_refused_and_nothing_breaks(world, settings, name):
    trader = world.trader()

    answers = {
        repr(odd): asked(world, signed(trader, settings, **{name: odd})).status_code for odd in ODD
    }

    assert answers == {repr(odd): 200 if is_past_time(odd) else 401 for odd in ODD}


@pytest.mark.parametrize("name", ["sub", "sid", "jti", "type", "iss", "aud"])
def test_a_token_with_another_odd_claim_breaks_nothing(world, settings, name):
    trader = world.trader()

    answers = {
        repr(odd): asked(world, signed(trader, settings, **{name: odd})).status_code for odd in ODD
    }

    is_fine = {repr(odd) for odd in ODD if name == "jti" and odd and isinstance(odd, str)}
    assert answers == {told: 200 if told in is_fine else 401 for told in answers}


@pytest.mark.parametrize("odd", [10**18, True, "4102444800"], ids=repr)
def test_a_socket_refuses_what_rest_refuses(world, settings, app, odd):
    who = app.extensions["coach"].ports.use(WhoAsks)

    with pytest.raises(Unauthenticated):
        who.of_token(signed(world.trader(), settings, exp=odd))


@pytest.mark.parametrize(("claim", "offset", "status"), [
    ("exp", -SOON, 200), ("exp", -LATE, 401), ("nbf", SOON, 200),
    ("nbf", LATE, 401), ("iat", SOON, 200), ("iat", LATE, 401),
])  # fmt: skip
def test_clocks_may_differ_by_half_a_minute(world, settings, claim, offset, status):
    answer = asked(world, signed(world.trader(), settings, **{claim: int(time.time() + offset)}))

    assert answer.status_code == status, answer.json


def test_the_leeway_is_half_a_minute():
    assert LEEWAY.total_seconds() == 30
