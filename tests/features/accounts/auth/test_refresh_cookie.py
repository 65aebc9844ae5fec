"""The refresh token of a browser: where it is kept, who sends it, and who cannot."""

import pytest
from flask.testing import FlaskClient

from tests.world import PASSWORD

PATH = "/api/auth/refresh"


def signed_in(world, trader, client: FlaskClient, **more):
    body = {"login": trader.user["username"], "password": PASSWORD, "refresh_token_in": "cookie"}
    return client.post("/api/auth/login", json=body, **more)


def written(answer) -> str:
    (header,) = answer.headers.getlist("Set-Cookie")
    return header


def me(client: FlaskClient, answer):
    bearer = {"Authorization": f"Bearer {answer.json['access_token']}"}
    return client.get("/api/auth/me", headers=bearer)


@pytest.fixture
def trader(world):
    return world.trader()


@pytest.fixture
def browser(world) -> FlaskClient:
    return world.client


def test_a_browser_that_asks_for_it_has_its_token_where_no_script_reads(world, trader, browser):
    answer = signed_in(world, trader, browser)

    assert answer.json["refresh_token"] is None
    parts = written(answer).split("; ")
    assert {"HttpOnly", "SameSite=Strict", f"Path={PATH}"} <= set(parts)
    assert "Secure" not in parts
    (token,) = world.sql("select count(*) from refresh_tokens where used_at is null")[0]
    assert token == 2  # that of the registration, and this one


def test_the_cookie_is_spent_and_its_successor_takes_its_place(world, trader, browser):
    first = written(signed_in(world, trader, browser))

    answer = browser.post(PATH, json={})

    assert answer.status_code == 200, answer.json
    assert answer.json["refresh_token"] is None
    assert written(answer).split("=")[1] != first.split("=")[1]
    assert me(browser, answer).json["id"] == trader.user["id"]
    assert browser.post(PATH, json={}).status_code == 200


def test_without_a_browser_the_token_is_in_the_answer_as_ever(world, trader, browser):
    answer = browser.post(PATH, json={"refresh_token": trader.refresh_token})

    assert answer.json["refresh_token"]
    assert "Set-Cookie" not in answer.headers


def test_a_token_that_a_script_kept_moves_into_the_cookie(world, trader, browser):
    body = {"refresh_token": trader.refresh_token, "refresh_token_in": "cookie"}

    assert browser.post(PATH, json=body).json["refresh_token"] is None
    assert browser.post(PATH, json={}).status_code == 200


@pytest.mark.parametrize("path", ["/api/auth/logout", "/api/auth/logout-everywhere"])
def test_at_sign_out_the_browser_forgets_it(world, trader, browser, path):
    answer = signed_in(world, trader, browser)
    bearer = {"Authorization": f"Bearer {answer.json['access_token']}"}

    out = browser.post(path, headers=bearer)

    assert "Max-Age=0" in written(out)
    assert browser.post(PATH, json={}).json["code"] == "auth.refresh_invalid"


def test_by_https_browsers_insist_that_it_stays_there(world, trader, browser):
    address = "https://coach.example.com"
    answer = signed_in(world, trader, browser, base_url=address)

    assert written(answer).startswith("__Secure-coach-refresh=")
    assert "Secure" in written(answer).split("; ")
    assert browser.post(PATH, json={}, base_url=address).status_code == 200


@pytest.mark.parametrize("host", ["coach.example.com", "192.168.1.20:5000", "127.0.0.1.example"])
def test_plain_http_to_another_machine_never_carries_it(world, trader, browser, host):
    """A browser drops a cookie that is `Secure` and came by plain http; then the sign-in lasts as long as its page."""
    answer = signed_in(world, trader, browser, base_url=f"http://{host}")

    assert "Secure" in written(answer).split("; ")


@pytest.mark.parametrize(
    "host", ["localhost:5000", "127.0.0.1:5000", "[::1]:5000", "127.9.9.9:5000"]
)
def test_on_this_machine_it_works_without_https_each_port_for_itself(world, trader, browser, host):
    answer = signed_in(world, trader, browser, base_url=f"http://{host}")

    assert written(answer).startswith("coach-refresh-5000=")
    assert "Secure" not in written(answer).split("; ")


@pytest.mark.parametrize("site", ["cross-site", "same-site", "CROSS-SITE", "", "none, same-origin"])
def test_a_page_of_another_site_has_no_cookie_here(world, trader, browser, site):
    signed_in(world, trader, browser)

    refused = browser.post(PATH, json={}, headers={"Sec-Fetch-Site": site})

    assert refused.json["code"] == "auth.refresh_invalid"
    assert browser.post(PATH, json={}, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", None])
def test_what_another_page_may_send_unasked_is_not_read(world, trader, browser, kind):
    """A form and a plain `fetch` of another origin have one of these types; JSON needs that origin's leave."""
    signed_in(world, trader, browser)

    assert browser.post(PATH, data="{}", content_type=kind).status_code == 415
    login = f'{{"login": "{trader.user["username"]}", "password": "{PASSWORD}"}}'
    assert browser.post("/api/auth/login", data=login, content_type=kind).status_code == 415


def test_no_other_operation_takes_it_for_a_sign_in(world, trader, browser):
    token = written(signed_in(world, trader, browser)).split("=")[1].split(";")[0]
    sent = {"Cookie": f"coach-refresh-80={token}; __Secure-coach-refresh={token}"}

    for path in ("/api/auth/me", "/api/conversations", "/api/notifications"):
        assert world.client.get(path, headers=sent).status_code == 401


@pytest.mark.parametrize("value", ["", "x", "\u0000", "a" * 3000, "null", "é"])
def test_a_cookie_that_is_none_of_ours_is_as_none(world, browser, value):
    browser.set_cookie("coach-refresh-80", value, path=PATH)

    assert browser.post(PATH, json={}).json["code"] == "auth.refresh_invalid"


def test_a_stolen_cookie_that_is_spent_later_ends_the_sign_in(world, trader, browser):
    stolen = written(signed_in(world, trader, browser)).split("=")[1].split(";")[0]
    browser.post(PATH, json={})
    world.sql(
        "update refresh_tokens set used_at = used_at - interval '1 minute' where used_at is not null"
    )
    thief = world.client
    thief.set_cookie("coach-refresh-80", stolen, path=PATH)

    assert thief.post(PATH, json={}).json["code"] == "auth.refresh_invalid"
    assert browser.post(PATH, json={}).json["code"] == "auth.session_ended"


@pytest.mark.parametrize("place", ["header", "", None, 1, ["cookie"], "cookie; Path=/"])
def test_there_are_two_places_and_no_other(world, trader, browser, place):
    body = {"login": trader.user["username"], "password": PASSWORD, "refresh_token_in": place}

    assert browser.post("/api/auth/login", json=body).status_code == 422
