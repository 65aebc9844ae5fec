"""What one person typed never reaches another's account on the same browser, however the sign-in changes."""

import pytest
import requests
from playwright.sync_api import Error, Page, WebSocketRoute, expect

from backend.local_stack.supervisor import Stack
from tests.e2e.browser import make_account, say, sign_in
from tests.e2e.sockets import Person
from tests.patience import BROWSER
from tests.world import PASSWORD

pytestmark = [pytest.mark.processes, pytest.mark.browser]
SECRET = "Short NQ 18000 stop 18020 target 17900 zebrafish"
DRAFT = "a thought about my okapi"


def another(page: Page, url: str) -> Page:
    """One more window of the same browser."""
    opened = page.context.new_page()
    opened.goto(url)
    return opened


def leftovers(page: Page) -> list[str]:
    """What of the first person's words a window shows or the browser keeps for it."""
    everything = shown(page) + page.evaluate(
        "() => JSON.stringify([{...localStorage}, {...sessionStorage}])"
    )
    return [word for word in ("zebrafish", "okapi") if word in everything]


def shown(page: Page) -> str:
    """All that a window shows, what stands in its fields included."""
    return page.evaluate("""() => document.body.innerText + JSON.stringify(
        [...document.querySelectorAll("input, textarea")].map((one) => one.value))""")


def said_by(url: str, name: str) -> list[str]:
    """What somebody's account has of their own words."""
    body = {"login": name, "password": PASSWORD}
    tokens = requests.post(f"{url}/api/auth/login", json=body, timeout=30).json()
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    found = []
    for one in requests.get(f"{url}/api/conversations", headers=headers, timeout=30).json()[
        "items"
    ]:
        path = f"{url}/api/conversations/{one['id']}/messages"
        log = requests.get(path, headers=headers, timeout=30).json()
        found += [message["content"] for message in log["items"] if message["type"] == "user"]
    return found


def newcomer(url: str) -> tuple[str, dict]:
    person = Person(url)
    return person.tokens["user"]["username"], person.tokens


class Line:
    """The connection of every window of a browser: what is sent may be held up on the way."""

    def __init__(self, page: Page) -> None:
        self.is_cut = False
        page.context.route_web_socket("**/socket.io/**", self._open)

    def _open(self, window: WebSocketRoute) -> None:
        server = window.connect_to_server()

        def on(text: str | bytes) -> None:
            if not (self.is_cut and "send_message" in str(text)):
                server.send(text)

        window.on_message(on)


@pytest.fixture
def line(page: Page, stack: Stack) -> Line:
    made = Line(page)
    page.goto(stack.url)
    return made


def type_without_sending(page: Page, line: Line) -> None:
    """One message in the outbox, which does not arrive, and a draft beside it."""
    line.is_cut = True
    say(page, SECRET)
    expect(page.locator("article.waiting")).to_be_visible()
    page.get_by_label("Message", exact=True).fill(DRAFT)


def end_every_sign_in(url: str, name: str) -> None:
    """As a trader does on another machine."""
    body = {"login": name, "password": PASSWORD}
    tokens = requests.post(f"{url}/api/auth/login", json=body, timeout=30).json()
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    requests.post(
        f"{url}/api/auth/logout-everywhere", headers=headers, timeout=30
    ).raise_for_status()


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()


def test_what_was_not_sent_is_gone_at_sign_out_and_never_the_next_persons(page, line, stack):
    make_account(page)
    type_without_sending(page, line)
    sign_out(page)
    expect(page.locator("#sign-in")).to_be_visible()
    assert not leftovers(page)
    line.is_cut = False

    second = make_account(page)

    say(page, "Long ES 4500 stop 4490 target 4520")
    expect(page.locator("article.ai .verdict")).to_be_visible(timeout=BROWSER)
    expect(page.locator("article.user")).to_have_count(1)
    assert said_by(stack.url, second) == ["Long ES 4500 stop 4490 target 4520"]


def test_every_other_window_ends_at_sign_out_and_shows_nothing_more(page, line, stack):
    make_account(page)
    say(page, SECRET)
    expect(page.locator("article.ai .verdict")).to_be_visible(timeout=BROWSER)
    other = another(page, stack.url)
    expect(other.locator("article.user")).to_contain_text("zebrafish")
    other.get_by_label("Message", exact=True).fill(DRAFT)

    sign_out(page)

    expect(other.locator("#sign-in")).to_be_visible()
    for window in (page, other):
        expect(window.locator("#sign-in")).to_be_visible()
        assert not leftovers(window)


def test_who_signs_in_in_another_window_has_the_browser_to_themselves(page, line, stack):
    name, _ = newcomer(stack.url)
    other = another(page, stack.url)  # at the sign-in as well
    first = make_account(page)
    type_without_sending(page, line)

    sign_in(other, name)

    expect(page.locator("#who")).to_have_text(name)  # the window of the first ended, and began anew
    line.is_cut = False
    for window in (page, other):
        assert "zebrafish" not in shown(window)
        assert "okapi" not in shown(window)
    say(page, "Long ES 4500 stop 4490 target 4520")
    expect(page.locator("article.ai .verdict")).to_be_visible(timeout=BROWSER)
    assert said_by(stack.url, name) == ["Long ES 4500 stop 4490 target 4520"]
    assert said_by(stack.url, first) == []


def test_what_was_typed_waits_for_its_owner_when_the_sign_in_ends_by_itself(page, line, stack):
    name, _ = newcomer(stack.url)
    first = make_account(page)
    type_without_sending(page, line)

    end_every_sign_in(stack.url, first)

    expect(page.locator("#sign-in")).to_be_visible(timeout=BROWSER)
    expect(page.locator("#sign-in-error")).to_contain_text("Your sign-in has ended.")
    line.is_cut = False
    sign_in(page, name)
    assert "zebrafish" not in shown(page)
    assert "okapi" not in shown(page)
    sign_out(page)
    sign_in(page, first)
    expect(page.get_by_label("Message", exact=True)).to_have_value(DRAFT)
    expect(page.locator("article.ai .verdict")).to_be_visible(timeout=BROWSER)
    assert said_by(stack.url, name) == []
    assert said_by(stack.url, first) == [SECRET]


def hold_the_sign_in_of(page: Page, url: str, name: str) -> None:
    """The cookie becomes another's, and nothing that is kept beside it says so."""
    body = {"login": name, "password": PASSWORD, "refresh_token_in": "cookie"}
    answer = requests.post(f"{url}/api/auth/login", json=body, timeout=30)
    (cookie,) = answer.cookies
    page.context.add_cookies(
        [
            {
                "name": cookie.name,
                "value": cookie.value or "",
                "domain": cookie.domain.removesuffix(".local"),
                "path": cookie.path,
                "httpOnly": True,
                "sameSite": "Strict",
            }
        ]
    )


def test_a_cookie_of_somebody_else_ends_the_window_and_sends_nothing_as_them(page, line, stack):
    name, _ = newcomer(stack.url)
    first = make_account(page)
    type_without_sending(page, line)
    hold_the_sign_in_of(page, stack.url, name)
    page.evaluate(
        "import('/static/api.js').then((api) => { api.doubt(); api.ask('GET', '/api/auth/me'); })"
    )
    expect(page.locator("#who")).to_have_text(name)
    expect(page.locator("#connection")).to_have_text("connected")
    line.is_cut = False
    say(page, "Long ES 4500 stop 4490 target 4520")
    expect(page.locator("article.ai .verdict")).to_be_visible(timeout=BROWSER)
    assert "zebrafish" not in shown(page)
    assert "okapi" not in shown(page)
    assert said_by(stack.url, name) == ["Long ES 4500 stop 4490 target 4520"]
    assert said_by(stack.url, first) == []


def test_an_answer_that_was_on_its_way_is_not_shown_to_the_next_person(page, line, stack):
    name, _ = newcomer(stack.url)
    other = another(page, stack.url)
    make_account(page)
    say(page, SECRET)
    expect(page.locator("article.ai .verdict")).to_be_visible(timeout=BROWSER)
    held = []
    page.route("**/messages?limit=100", lambda route: held.append((route, route.fetch())))
    page.locator("#conversations button").first.click()
    expect(page.locator("#messages")).to_be_visible()

    sign_in(other, name)

    page.unroute("**/messages?limit=100")
    expect(page.locator("#who")).to_have_text(name)
    for route, answer in held:
        try:
            route.fulfill(response=answer)
        except Error:
            continue  # the window that asked is over
    expect(page.locator("#connection")).to_have_text("connected")
    assert not leftovers(page)


def test_going_back_shows_nothing_of_who_signed_out_meanwhile(page, line, stack):
    name, _ = newcomer(stack.url)
    make_account(page)
    type_without_sending(page, line)
    other = another(page, stack.url)
    page.goto(f"{stack.url}/health/live")
    sign_out(other)
    line.is_cut = False
    sign_in(other, name)

    page.go_back()

    expect(page.locator("#who")).to_have_text(name)
    expect(page.locator("#connection")).to_have_text("connected")
    assert not leftovers(page)
    assert said_by(stack.url, name) == []


def test_what_was_typed_before_it_had_an_owner_is_nobodys(page, line, stack):
    _, tokens = newcomer(stack.url)
    older = """([token, words]) => {
        localStorage.setItem("coach.refresh_token", token);
        localStorage.setItem("coach.draft", words);
        localStorage.setItem("coach.outbox", JSON.stringify([{ client_message_id: "x-1", content: words }]));
    }"""
    page.evaluate(older, [tokens["refresh_token"], SECRET])
    page.reload()
    expect(page.locator("#who")).to_have_text(tokens["user"]["username"])
    expect(page.locator("#connection")).to_have_text("connected")
    assert not leftovers(page)
    assert said_by(stack.url, tokens["user"]["username"]) == []
