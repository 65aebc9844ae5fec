import jwt
import pytest

from backend.adapters.access_tokens import ISSUER
from tests.world import PASSWORD


def test_a_new_account_is_signed_in(world):
    trader = world.trader()
    me = trader.get("/api/auth/me").json
    assert me["username"] == trader.user["username"]
    assert "password_hash" not in me


@pytest.mark.parametrize("login", ["email", "username"])
def test_email_or_username_in_any_case_signs_in(world, login):
    trader = world.trader()
    body = {"login": trader.user[login].upper(), "password": PASSWORD}
    answer = world.client.post("/api/auth/login", json=body)
    assert answer.status_code == 200
    assert answer.json["token_type"] == "Bearer"


def test_a_wrong_password_and_an_unknown_login_look_the_same(world):
    trader = world.trader()
    wrong = world.client.post(
        "/api/auth/login", json={"login": trader.user["email"], "password": "wrong password"}
    )
    unknown = world.client.post(
        "/api/auth/login", json={"login": "nobody@example.com", "password": "wrong password"}
    )
    assert (wrong.status_code, wrong.json["code"]) == (401, "auth.wrong_credentials")
    assert (unknown.status_code, unknown.json["code"], unknown.json["detail"]) == (
        401,
        wrong.json["code"],
        wrong.json["detail"],
    )


def test_guessing_is_slowed_for_that_address_only(world):
    trader = world.trader()
    body = {"login": trader.user["username"], "password": "wrong password"}
    for _ in range(world.settings.limits.logins_per_15_minutes):
        world.client.post("/api/auth/login", json=body)
    refused = world.client.post("/api/auth/login", json=body)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    right = {"login": trader.user["username"], "password": PASSWORD}
    elsewhere = world.client.post(
        "/api/auth/login", json=right, environ_overrides={"REMOTE_ADDR": "10.1.2.3"}
    )
    assert elsewhere.status_code == 200


def test_a_taken_name_is_a_conflict_and_makes_nothing(world):
    trader = world.trader()
    before = world.sql("select count(*) from users")
    body = {"email": trader.user["email"].upper(), "username": "somebody", "password": PASSWORD}
    answer = world.client.post("/api/auth/register", json=body)
    assert (answer.status_code, answer.json["code"]) == (409, "auth.taken")
    assert world.sql("select count(*) from users") == before


@pytest.mark.parametrize("password", ["password1", "Password123", "qwertyuiop"])
def test_a_breached_password_is_refused(world, password):
    body = {"email": "a@example.com", "username": "somebody", "password": password}
    answer = world.client.post("/api/auth/register", json=body)
    assert (answer.status_code, answer.json["code"]) == (422, "auth.weak_password")


def test_a_refresh_token_is_spent_once_and_its_second_use_ends_the_sign_in(world):
    trader = world.trader()
    first = world.client.post("/api/auth/refresh", json={"refresh_token": trader.refresh_token})
    assert first.status_code == 200
    world.sql(
        "update refresh_tokens set used_at = used_at - interval '1 minute' where used_at is not null"
    )

    again = world.client.post("/api/auth/refresh", json={"refresh_token": trader.refresh_token})

    assert (again.status_code, again.json["code"]) == (401, "auth.refresh_invalid")
    newest = world.client.post(
        "/api/auth/refresh", json={"refresh_token": first.json["refresh_token"]}
    )
    assert newest.status_code == 401
    assert trader.get("/api/auth/me").json["code"] == "auth.session_ended"
    assert world.sql("select count(*) from security_events where kind = 'refresh_reuse'") == [(1,)]


def test_two_tabs_that_refresh_at_once_both_stay_signed_in(world):
    trader = world.trader()
    answers = [
        world.client.post("/api/auth/refresh", json={"refresh_token": trader.refresh_token})
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [200, 200]


def test_a_refresh_token_is_no_access_token_and_the_reverse(world):
    trader = world.trader()
    as_access = world.client.get(
        "/api/auth/me", headers={"Authorization": f"Bearer {trader.refresh_token}"}
    )
    assert (as_access.status_code, as_access.json["code"]) == (401, "auth.token_invalid")
    as_refresh = world.client.post("/api/auth/refresh", json={"refresh_token": trader.access_token})
    assert as_refresh.status_code in (401, 422)


def test_signing_out_ends_the_token_at_once(world):
    trader = world.trader()
    assert trader.post("/api/auth/logout").status_code == 204
    assert trader.get("/api/auth/me").status_code == 401


def test_signing_out_everywhere_ends_the_other_sign_in_too(world):
    trader = world.trader()
    body = {"login": trader.user["username"], "password": PASSWORD}
    other = world.client.post("/api/auth/login", json=body).json["access_token"]
    assert trader.post("/api/auth/logout-everywhere").status_code == 204
    answer = world.client.get("/api/auth/me", headers={"Authorization": f"Bearer {other}"})
    assert answer.status_code == 401


def test_a_token_of_a_deleted_user_is_refused(world):
    trader = world.trader()
    world.sql("delete from users where id = %s", trader.user["id"])
    assert trader.get("/api/auth/me").status_code == 401


def claims(trader, **changes):
    real = jwt.decode(trader.access_token, options={"verify_signature": False})
    return {**real, **changes}


@pytest.mark.parametrize(
    "change",
    [
        {"type": "refresh"},
        {"iss": "somebody-else"},
        {"aud": "somebody-else"},
        {"exp": 1},
        {"sub": "not-an-id"},
        {"sid": "01a1fb6b-7719-755a-a277-f1afe382ec80"},
        {"nbf": 4_102_444_800},
    ],
    ids=str,
)
def test_a_well_signed_token_that_says_something_else_is_refused(world, settings, change):
    trader = world.trader()
    key = settings.secrets.jwt_secret_key.get_secret_value()
    forged = jwt.encode(claims(trader, **change), key, algorithm="HS256")
    answer = world.client.get("/api/auth/me", headers={"Authorization": f"Bearer {forged}"})
    assert answer.status_code == 401


@pytest.mark.parametrize("missing", ["exp", "type", "sid", "jti", "sub"])
def test_an_incomplete_token_is_refused(world, settings, missing):
    trader = world.trader()
    key = settings.secrets.jwt_secret_key.get_secret_value()
    said = claims(trader)
    del said[missing]
    answer = world.client.get(
        "/api/auth/me",
        headers={"Authorization": f"Bearer {jwt.encode(said, key, algorithm='HS256')}"},
    )
    assert answer.status_code == 401


def test_a_token_without_a_signature_is_refused(world):
    trader = world.trader()
    unsigned = jwt.encode({**claims(trader), "iss": ISSUER}, None, algorithm="none")
    answer = world.client.get("/api/auth/me", headers={"Authorization": f"Bearer {unsigned}"})
    assert answer.status_code == 401


def test_the_profile_changes_field_by_field(world):
    trader = world.trader()
    changed = trader.patch("/api/auth/me", {"timezone": "Europe/Berlin", "account_size": 25000})
    assert changed.json["timezone"] == "Europe/Berlin"
    assert changed.json["account_size"] == "25000"
    assert trader.patch("/api/auth/me", {"timezone": "Mars/Olympus"}).status_code == 422
    assert trader.patch("/api/auth/me", {"role": "admin"}).status_code == 422
    assert trader.patch("/api/auth/me", {"account_size": None}).json["account_size"] is None
