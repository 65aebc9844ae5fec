"""The journal in the browser app: what is typed is never lost, a check-in takes seconds, a deletion can be undone."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from backend.local_stack.supervisor import Stack
from tests.e2e.sockets import Person
from tests.patience import BROWSER
from tests.world import PASSWORD

pytestmark = [pytest.mark.processes, pytest.mark.browser]
DAY = "2026-11-25"
WRITING = re.compile(r"/api/trading/journal(?:/[0-9a-f-]{36})?$")


@pytest.fixture
def person(stack: Stack) -> Person:
    return Person(stack.url)


def sign_in(page: Page, person: Person, path: str = f"/journal?day={DAY}") -> None:
    page.get_by_label("Email or username").fill(person.tokens["user"]["username"])
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("#main")).to_be_visible(timeout=BROWSER)
    page.goto(person.url + path)
    expect(page.get_by_role("heading", level=1, name="Journal")).to_be_visible(timeout=BROWSER)
    expect(page.get_by_text("Questions of this day")).to_be_visible(timeout=BROWSER)


def entries(person: Person, **query: Any) -> list[dict[str, Any]]:
    return person.ask("GET", "/api/trading/journal", params=query).json()["items"]


def write(page: Page, words: str) -> None:
    page.keyboard.press("n")
    expect(page.get_by_label("Words")).to_be_focused()
    page.keyboard.type(words)


def test_what_was_typed_survives_a_reload_before_it_was_saved(page, person):
    sign_in(page, person)
    write(page, "I waited for the level")
    page.reload()
    expect(page.get_by_text("I waited for the level")).to_be_visible(timeout=BROWSER)
    expect(page.get_by_text(re.compile(r"Saved \d\d:\d\d"))).to_be_visible(timeout=BROWSER)
    (entry,) = entries(person)
    assert (entry["body"], entry["day"]) == ("I waited for the level", DAY)


def test_what_was_typed_offline_is_kept_and_sent_once_when_the_server_is_back(page, person):
    sign_in(page, person)
    page.context.set_offline(True)
    write(page, "no network, no chase")
    expect(page.get_by_text("Kept here, not sent")).to_be_visible(timeout=BROWSER)
    page.keyboard.type(" at all")
    page.context.set_offline(False)
    expect(page.get_by_text(re.compile(r"Saved \d\d:\d\d"))).to_be_visible(timeout=2 * BROWSER)
    assert [entry["body"] for entry in entries(person)] == ["no network, no chase at all"]
    page.reload()
    expect(page.get_by_text("no network, no chase at all")).to_have_count(1, timeout=BROWSER)


def test_an_answer_that_was_lost_makes_no_second_entry(page, person):
    sign_in(page, person)

    def lose(route: Any) -> None:
        if route.request.method == "POST":
            route.fetch()  # it arrives, but its answer does not come back
            route.abort()
        else:
            route.continue_()

    page.route(WRITING, lose)
    write(page, "sent into the dark")
    expect(page.get_by_text("Kept here, not sent")).to_be_visible(timeout=BROWSER)
    assert len(entries(person)) == 1
    page.unroute(WRITING)
    page.reload()
    expect(page.get_by_text("sent into the dark")).to_have_count(1, timeout=BROWSER)
    page.wait_for_timeout(2_500)  # longer than it waits to send again
    expect(page.get_by_text("sent into the dark")).to_have_count(1)
    assert len(entries(person)) == 1


def test_what_is_refused_stays_with_the_reason(page, person):
    body = {"day": DAY, "kind": "daily", "body": "the first"}
    assert person.ask("POST", "/api/trading/journal", json=body).status_code == 201
    sign_in(page, person)
    write(page, "the second")
    page.get_by_label("Kind of entry").select_option("daily")
    refused = page.get_by_role("alert").filter(has_text="Kept here, not saved")
    expect(refused).to_be_visible(timeout=BROWSER)
    page.get_by_label("Kind of entry").select_option("free")
    expect(refused).to_be_hidden(timeout=BROWSER)
    expect(page.get_by_text(re.compile(r"Saved \d\d:\d\d"))).to_be_visible(timeout=BROWSER)
    assert {entry["body"] for entry in entries(person)} == {"the first", "the second"}


def test_saving_now_changing_and_deleting_with_an_undo(page, person):
    sign_in(page, person)
    write(page, "one")
    page.keyboard.press("Control+s")
    expect(page.get_by_text(re.compile(r"Saved \d\d:\d\d"))).to_be_visible(timeout=BROWSER)
    page.get_by_label("Title").fill("Calm")
    page.get_by_label("Tags").fill("#open, news")
    page.get_by_role("button", name="Done").click()
    article = page.get_by_role("article", name="Calm")
    expect(article).to_contain_text("#open", timeout=BROWSER)
    (entry,) = entries(person, tag="news")
    assert (entry["title"], entry["tags"]) == ("Calm", ["open", "news"])
    article.get_by_role("button", name="Delete Calm").click()
    expect(article).to_have_count(0, timeout=BROWSER)
    assert entries(person) == []
    page.get_by_role("button", name="Undo").click()
    expect(article).to_be_visible(timeout=BROWSER)
    assert len(entries(person)) == 1


def test_a_check_in_by_digits_is_saved_and_stands_after_the_first_trade(page, person):
    sign_in(page, person)
    page.get_by_label("Mood", exact=True).focus()
    page.keyboard.type("42317")
    expect(page.get_by_label("What I intend")).to_be_focused()
    page.keyboard.type("Two trades at most")
    card = page.get_by_role("region", name="Check-in")
    expect(card.get_by_text(re.compile(r"Saved \d\d:\d\d"))).to_be_visible(timeout=BROWSER)
    check_in = person.ask("GET", f"/api/trading/journal/check-ins/{DAY}").json()
    names = ("mood", "energy", "focus", "stress", "sleep_hours", "intention")
    assert [check_in[name] for name in names] == [4, 2, 3, 1, "7", "Two trades at most"]
    trade = {"instrument": "ES", "direction": "long", "entry_price": "4500", "position_size": "1",
             "entry_time": f"{DAY}T15:00:00Z"}  # fmt: skip
    assert person.ask("POST", "/api/trading/trades", json=trade).status_code == 201
    page.reload()
    mood = page.get_by_label("Mood", exact=True)
    expect(mood).to_have_value("4", timeout=BROWSER)
    expect(mood).to_be_disabled()


def test_a_day_tells_its_trades_and_what_happened_to_them(page, person):
    usual = {"instrument": "ES", "direction": "long", "entry_price": "4500", "position_size": "1",
             "stop_price": "4490"}  # fmt: skip
    closed = {"exit_price": "4510", "exit_time": f"{DAY}T16:00:00Z"}
    for entry_time, more in (
        ("2026-11-24T15:00:00Z", closed),
        (f"{DAY}T15:00:00Z", {"instrument": "NQ", "entry_price": "18000", "stop_price": "17990"}),
    ):
        trade = {**usual, "entry_time": entry_time, **more}
        assert person.ask("POST", "/api/trading/trades", json=trade).status_code == 201
    body = {"day": DAY, "title": "Slow open", "body": "Waited."}
    assert person.ask("POST", "/api/trading/journal", json=body).status_code == 201
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    sign_in(page, person)
    trades = page.get_by_role("region", name="Trades")
    expect(trades.get_by_role("listitem")).to_have_count(2, timeout=BROWSER)
    expect(trades.get_by_role("listitem").first).to_contain_text("since Tue, Nov 24")
    happened = page.get_by_role("region", name="What happened")
    expect(happened.get_by_role("listitem").filter(has_text="Exited")).to_have_count(1)
    expect(page.get_by_role("article", name="Slow open")).to_be_visible()
    days = [url for url in asked if f"/api/trading/journal/days/{DAY}" in url]
    assert days, "one answer for the whole day"
    assert not [url for url in asked if f"check-ins?day_from={DAY}" in url]
    trades.get_by_role("link", name="1 closed").click()
    rows = page.get_by_role("grid", name="Trades").get_by_role("row")
    expect(rows.filter(has=page.locator("a"))).to_have_count(1, timeout=BROWSER)
    expect(rows.filter(has=page.locator("a"))).to_contain_text("4,500")


def test_days_are_walked_through_by_arrows_but_not_while_typing(page, person):
    sign_in(page, person)
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("region", name="Tue, Nov 24, 2026")).to_be_visible()
    page.keyboard.press("]")
    expect(page.get_by_role("region", name="Wed, Nov 25, 2026")).to_be_visible()
    write(page, "ab")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("c")
    expect(page.get_by_label("Words")).to_have_value("acb")
    page.keyboard.press("Escape")
    page.get_by_label("Energy").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("Energy")).to_have_value("4")
    expect(page.get_by_role("region", name="Wed, Nov 25, 2026")).to_be_visible()


def test_what_was_written_is_found_and_a_template_begins_an_entry(page, person):
    body = {"day": "2026-11-03", "title": "Slow open", "body": "A heron at the **lake**, no trade."}
    assert person.ask("POST", "/api/trading/journal", json=body).status_code == 201
    sign_in(page, person)
    page.keyboard.press("/")
    page.keyboard.type("heron")
    results = page.get_by_role("region", name="Found")
    expect(results.locator("mark")).to_have_text("heron", timeout=BROWSER)
    results.get_by_role("link").click()
    expect(page.get_by_role("article", name="Slow open").locator("strong")).to_have_text("lake")
    page.get_by_role("button", name="From a template").click()
    page.get_by_role("menuitem", name="Before the open").click()
    expect(page.get_by_label("Words")).to_have_value(re.compile("What I will not do today"))
    assert len(entries(person)) == 1, "a template that nobody has touched is no entry yet"


def test_privacy_hides_the_money_of_the_journal(page, person):
    trade = {"instrument": "ES", "direction": "long", "entry_price": "4500", "position_size": "1",
             "entry_time": f"{DAY}T15:00:00Z", "stop_price": "4490", "exit_price": "4524.75",
             "exit_time": f"{DAY}T15:20:00Z"}  # fmt: skip
    assert person.ask("POST", "/api/trading/trades", json=trade).status_code == 201
    sign_in(page, person)
    expect(page.get_by_text("+1,237.50").first).to_be_visible(timeout=BROWSER)
    page.keyboard.press("h")
    expect(page.get_by_text("Money is hidden")).to_be_visible()
    html = page.evaluate("document.body.outerHTML")
    assert re.findall(r"1,?237|\d[\d.,]*(?:\s|&nbsp;)?USD", html) == []
