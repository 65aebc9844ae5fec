"""What one person typed never reaches another's account on the same browser, however the sign-in changes."""

import pytest
import requests
from playwright.sync_api import Error, Page, WebSocketRoute, expect

from backend.local_stack.supervisor import Stack
from tests.e2e.app.coach_page import (
    Account,
    listed,
    make_account,
    message_box,
    own,
    say,
    sign_in,
    sign_out,
    unsent,
    verdicts,
)
from tests.e2e.sockets import Person
from tests.patience import BROWSER, CALLED
from tests.world import PASSWORD

pytestmark = [pytest.mark.processes, pytest.mark.browser]
SECRET = "Short NQ 18000 stop 18020 target 17900 zebrafish"
DRAFT = "a thought about my okapi"
IDEA = "Long ES 4500 stop 4490 target 4520"
KEPT_AFTER = 600  # milliseconds: a draft is on the device by then


def another(page: Page, url: str) -> Page:
    """One more window of the same browser."""
    opened = page.context.new_page()
    opened.goto(url)
    return opened


def shown(page: Page) -> str:
    """All that a window shows, what stands in its fields included."""
    return page.evaluate("""() => document.body.innerText + JSON.stringify(
        [...document.querySelectorAll("input, textarea")].map((field) => field.value))""")


def kept(page: Page) -> str:
    """All that the browser keeps on the device."""
    return page.evaluate("""async () => {
        const found = [{ ...localStorage }, { ...sessionStorage }];
        for (const { name } of await indexedDB.databases()) {
            const opened = await new Promise((resolve, reject) => {
                const asked = indexedDB.open(name);
                asked.onsuccess = () => resolve(asked.result);
                asked.onerror = () => reject(asked.error);
            });
            for (const table of opened.objectStoreNames) {
                const all = opened.transaction(table).objectStore(table).getAll();
                found.push(await new Promise((resolve) => { all.onsuccess = () => resolve(all.result); }));
            }
            opened.close();
        }
        return JSON.stringify(found);
    }""")


def leftovers(page: Page) -> list[str]:
    """What of the first person's words a window shows or the browser keeps."""
    everything = shown(page) + kept(page)
    return [word for word in ("zebrafish", "okapi") if word in everything]


def said_by(url: str, name: str) -> list[str]:
    """What somebody's account has of their own words."""
    account = Account(url, name)
    found = []
    for conversation in account.ask("GET", "/api/conversations")["items"]:
        log = account.ask("GET", f"/api/conversations/{conversation['id']}/messages")
        found += [message["content"] for message in log["items"] if message["type"] == "user"]
    return found


def newcomer(url: str) -> tuple[str, dict]:
    person = Person(url)
    return person.tokens["user"]["username"], person.tokens


def door(page: Page):
    return page.get_by_role("button", name="Sign in")


def expect_owner(page: Page, tokens: dict) -> None:
    """The window is signed in as that person, and works."""
    page.wait_for_function(
        "id => (localStorage.getItem('coach.sign_in') ?? '').includes(id)",
        arg=tokens["user"]["id"],
    )
    expect(message_box(page)).to_be_visible(timeout=BROWSER)


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
    expect(unsent(page)).to_be_visible()
    message_box(page).fill(DRAFT)
    page.wait_for_timeout(KEPT_AFTER)
    assert leftovers(page) == ["zebrafish", "okapi"]


def end_every_sign_in(url: str, name: str) -> None:
    """As a trader does on another machine."""
    body = {"login": name, "password": PASSWORD}
    tokens = requests.post(f"{url}/api/auth/login", json=body, timeout=CALLED).json()
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    requests.post(
        f"{url}/api/auth/logout-everywhere", headers=headers, timeout=CALLED
    ).raise_for_status()


def test_what_was_not_sent_is_gone_at_sign_out_and_never_the_next_persons(page, line, stack):
    make_account(page)
    type_without_sending(page, line)
    sign_out(page)
    expect(door(page)).to_be_visible()
    assert not leftovers(page)
    line.is_cut = False

    second = make_account(page)

    say(page, IDEA)
    expect(verdicts(page)).to_be_visible(timeout=BROWSER)
    expect(own(page)).to_have_count(1)
    assert said_by(stack.url, second) == [IDEA]


def test_every_other_window_ends_at_sign_out_and_shows_nothing_more(page, line, stack):
    make_account(page)
    say(page, SECRET)
    expect(verdicts(page)).to_be_visible(timeout=BROWSER)
    other = another(page, stack.url)
    listed(other).first.click()
    expect(own(other)).to_contain_text("zebrafish")
    message_box(other).fill(DRAFT)

    sign_out(page)

    for window in (page, other):
        expect(door(window)).to_be_visible()
        window.wait_for_timeout(KEPT_AFTER)
        assert not leftovers(window)


def test_who_signs_in_in_another_window_has_the_browser_to_themselves(page, line, stack):
    name, tokens = newcomer(stack.url)
    other = another(page, stack.url)  # at the sign-in as well
    first = make_account(page)
    type_without_sending(page, line)

    sign_in(other, name)

    expect_owner(page, tokens)  # the window of the first ended, and began anew
    line.is_cut = False
    for window in (page, other):
        assert "zebrafish" not in shown(window)
        assert "okapi" not in shown(window)
    say(page, IDEA)
    expect(verdicts(page)).to_be_visible(timeout=BROWSER)
    assert said_by(stack.url, name) == [IDEA]
    assert said_by(stack.url, first) == []


def test_what_was_typed_waits_for_its_owner_when_the_sign_in_ends_by_itself(page, line, stack):
    name, _ = newcomer(stack.url)
    first = make_account(page)
    type_without_sending(page, line)

    end_every_sign_in(stack.url, first)

    expect(door(page)).to_be_visible(timeout=BROWSER)
    expect(page.get_by_text("Your sign-in has ended.")).to_be_visible()
    line.is_cut = False
    sign_in(page, name)
    assert "zebrafish" not in shown(page)
    assert "okapi" not in shown(page)
    sign_out(page)
    sign_in(page, first)
    expect(message_box(page)).to_have_value(DRAFT)
    listed(page).first.click(timeout=BROWSER)
    expect(verdicts(page)).to_be_visible(timeout=BROWSER)
    assert said_by(stack.url, name) == []
    assert said_by(stack.url, first) == [SECRET]


def hold_the_sign_in_of(page: Page, url: str, name: str) -> None:
    """The cookie becomes another's, and nothing that is kept beside it says so."""
    body = {"login": name, "password": PASSWORD, "refresh_token_in": "cookie"}
    answer = requests.post(f"{url}/api/auth/login", json=body, timeout=CALLED)
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
    name, tokens = newcomer(stack.url)
    first = make_account(page)
    type_without_sending(page, line)
    hold_the_sign_in_of(page, stack.url, name)
    page.reload()  # the access token was in memory alone: the next is asked for with what is kept
    expect_owner(page, tokens)
    line.is_cut = False
    say(page, IDEA)
    expect(verdicts(page)).to_be_visible(timeout=BROWSER)
    assert "zebrafish" not in shown(page)
    assert "okapi" not in shown(page)
    assert said_by(stack.url, name) == [IDEA]
    assert said_by(stack.url, first) == []


def test_an_answer_that_was_on_its_way_is_not_shown_to_the_next_person(page, line, stack):
    name, tokens = newcomer(stack.url)
    other = another(page, stack.url)
    make_account(page)
    say(page, SECRET)
    expect(verdicts(page)).to_be_visible(timeout=BROWSER)
    held = []
    page.route("**/messages?limit=100", lambda route: held.append((route, route.fetch())))
    page.reload()
    expect(listed(page)).to_have_count(1)

    sign_in(other, name)

    page.unroute("**/messages?limit=100")
    expect_owner(page, tokens)
    for route, answer in held:
        try:
            route.fulfill(response=answer)
        except Error:
            continue  # the window that asked is over
    assert held
    assert "zebrafish" not in shown(page)


def test_going_back_shows_nothing_of_who_signed_out_meanwhile(page, line, stack):
    name, tokens = newcomer(stack.url)
    make_account(page)
    type_without_sending(page, line)
    other = another(page, stack.url)
    expect(message_box(other)).to_be_visible(timeout=BROWSER)
    page.goto(f"{stack.url}/health/live")
    sign_out(other)
    expect(door(other)).to_be_visible()
    line.is_cut = False
    sign_in(other, name)

    page.go_back()

    expect_owner(page, tokens)
    assert not leftovers(page)
    assert said_by(stack.url, name) == []


def test_what_was_typed_before_it_had_an_owner_is_nobodys(page, line, stack):
    _, tokens = newcomer(stack.url)
    older = """([user, token, words]) => {
        localStorage.setItem("coach.sign_in", JSON.stringify({ user, refresh_token: token }));
        localStorage.setItem("coach.draft", words);
        localStorage.setItem("coach.outbox", JSON.stringify([{ client_message_id: "x-1", content: words }]));
    }"""
    page.evaluate(older, [tokens["user"]["id"], tokens["refresh_token"], SECRET])
    page.reload()
    expect_owner(page, tokens)
    page.wait_for_timeout(KEPT_AFTER)
    assert "zebrafish" not in shown(page)
    assert said_by(stack.url, tokens["user"]["username"]) == []


TOKENS = """() => Object.values({ ...localStorage, ...sessionStorage }).join() + document.cookie"""


def test_no_script_can_read_what_renews_the_sign_in(page, line, stack):
    make_account(page)
    page.reload()
    expect(message_box(page)).to_be_visible(timeout=BROWSER)

    (cookie,) = page.context.cookies(f"{stack.url}/api/auth/refresh")

    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
    assert page.context.cookies(f"{stack.url}/api/auth/me") == []
    assert cookie["value"] not in page.evaluate(TOKENS) + kept(page)
    assert "refresh_token" not in page.evaluate(TOKENS)


def test_who_signs_out_while_the_server_is_away_is_signed_out_there_later(page, line, stack):
    name = make_account(page)
    page.route("**/api/auth/logout", lambda route: route.abort())
    sign_out(page)
    expect(door(page)).to_be_visible()
    assert page.context.cookies(f"{stack.url}/api/auth/refresh")
    page.unroute("**/api/auth/logout")

    page.reload()

    expect(door(page)).to_be_visible()
    page.wait_for_function("localStorage.getItem('coach.goodbye') === null", timeout=20_000)
    assert page.context.cookies(f"{stack.url}/api/auth/refresh") == []
    sign_in(page, name)


def test_three_windows_that_renew_at_once_stay_signed_in(page, line, stack):
    make_account(page)
    windows = [page, another(page, stack.url), another(page, stack.url)]
    for _ in range(3):
        for window in windows:
            window.evaluate("location.reload()")
        for window in windows:
            expect(message_box(window)).to_be_visible(timeout=BROWSER)
