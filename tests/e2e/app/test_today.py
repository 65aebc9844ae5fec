"""The start of the day in the browser app: limits left, a check-in by digits, what waits, and parts that fail alone."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from backend.local_stack.supervisor import Stack
from tests.e2e.sockets import Person
from tests.factories.plans import PLAN, ago, ahead
from tests.patience import BROWSER
from tests.world import PASSWORD

pytestmark = [pytest.mark.processes, pytest.mark.browser]


def sign_in(page: Page, person: Person, path: str = "/today") -> None:
    page.get_by_label("Email or username").fill(person.tokens["user"]["username"])
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("navigation", name="Places").first).to_be_visible(timeout=BROWSER)
    page.goto(person.url + path)
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=BROWSER)


@pytest.fixture
def person(stack: Stack) -> Person:
    return Person(stack.url)


def log(person: Person, **values: Any) -> None:
    usual = {
        "instrument": "ES",
        "direction": "long",
        "entry_price": "4500",
        "position_size": "1",
        "entry_time": ago(seconds=90),
        "stop_price": "4490",
    }
    answer = person.ask("POST", "/api/trading/trades", json={**usual, **values})
    assert answer.status_code == 201, answer.text


def check_ins(person: Person) -> list[dict[str, Any]]:
    return person.ask("GET", "/api/trading/journal/check-ins").json()["items"]


def test_a_newcomer_is_told_what_each_part_is_for(page, person):
    sign_in(page, person)
    main = page.get_by_role("main")
    expect(main).to_contain_text("You have no limits.", timeout=BROWSER)
    expect(main).to_contain_text("Nothing is open.", timeout=BROWSER)
    expect(main).to_contain_text("All clear.", timeout=BROWSER)
    expect(main).to_contain_text("Nothing is promised.", timeout=BROWSER)
    page.get_by_role("link", name="Write one").click()
    expect(page.get_by_role("heading", level=1, name="New plan")).to_be_visible(timeout=BROWSER)


def test_five_digits_are_a_check_in_and_it_is_kept_by_itself(page, person):
    sign_in(page, person)
    mood = page.get_by_role("slider", name="Mood")
    expect(mood).to_be_visible(timeout=BROWSER)
    expect(mood).to_have_attribute("aria-valuetext", "Not said")
    page.keyboard.press("1")
    expect(mood).to_be_focused()
    for digit in "43528":
        page.keyboard.press(digit)
    page.get_by_label("What you intend").fill("Two trades at most")
    expect(page.get_by_text(re.compile("^Saved"))).to_be_visible(timeout=BROWSER)
    page.reload()
    expect(page.get_by_label("What you intend")).to_have_value(
        "Two trades at most", timeout=BROWSER
    )
    (kept,) = check_ins(person)
    said = [kept[name] for name in ("mood", "energy", "focus", "stress", "sleep_hours")]
    assert said == [4, 3, 5, 2, "8"]
    assert kept["intention"] == "Two trades at most"
    page.keyboard.press("3")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("g")
    page.keyboard.press("l")  # left before the moment is over: kept all the same
    expect(page.get_by_role("heading", level=1, name="Plans")).to_be_visible(timeout=BROWSER)
    page.wait_for_timeout(500)
    assert check_ins(person)[0]["focus"] == 4


def test_a_check_in_stands_once_the_day_has_its_first_trade(page, person):
    sign_in(page, person)
    expect(page.get_by_role("slider", name="Mood")).to_be_visible(timeout=BROWSER)
    page.keyboard.press("1")
    page.keyboard.press("4")
    expect(page.get_by_text(re.compile("^Saved"))).to_be_visible(timeout=BROWSER)
    log(person, entry_time=ahead(seconds=0))
    page.keyboard.press("1")
    page.keyboard.press("2")
    expect(page.get_by_text("Locked: the first trade")).to_be_visible(timeout=BROWSER)
    expect(page.get_by_role("slider", name="Mood")).to_be_disabled()
    assert check_ins(person)[0]["mood"] == 4


def test_limits_left_open_trades_plans_and_promises_are_shown(page, person):
    limits = {"daily_loss": {"amount": "1000"}, "trades_per_day": 4, "open_positions": 2}
    person.ask("PUT", "/api/trading/rulebook", json={"limits": limits})
    promise = {"trigger": "after_loss", "promise": "pause", "minutes": 15}
    person.ask("POST", "/api/trading/rulebook/commitments", json=promise)
    log(person, exit_price="4495", exit_time=ago(seconds=60))
    log(person)
    plan = {**PLAN, "title": "Opening drive", "expires_at": ahead(hours=2)}
    person.ask("POST", "/api/trading/plans", json=plan)
    sign_in(page, person)
    session = page.get_by_role("region", name="The session")
    expect(session).to_contain_text("2 left", timeout=BROWSER)  # of four trades
    expect(session).to_contain_text("1 left")  # of two positions
    expect(session.get_by_role("meter", name=re.compile("Loss of the day"))).to_have_count(1)
    expect(session).to_contain_text(re.compile(r"7[45]\d\.\d\d"))  # 1000 less 250 and fees
    expect(page.get_by_role("region", name="Open trades")).to_contain_text("4,500.00")
    waiting = page.get_by_role("region", name="Plans that wait")
    expect(waiting).to_contain_text("Opening drive", timeout=BROWSER)
    expect(waiting).to_contain_text("ends in")
    expect(page.get_by_role("region", name="Promises")).to_contain_text("pause", timeout=BROWSER)
    page.locator("h1").click()
    page.keyboard.press("h")
    expect(session).not_to_contain_text("1,000.00")
    waiting.get_by_role("link", name=re.compile("Opening drive")).click()
    expect(page.get_by_role("heading", level=1, name="Opening drive")).to_be_visible(
        timeout=BROWSER
    )


def test_a_part_that_fails_says_so_alone(page, person):
    def refuse(route: Route) -> None:
        problem = {
            "type": "about:blank",
            "title": "Away",
            "status": 409,
            "detail": "The ledger is away.",
            "instance": "",
            "code": "test.away",
            "errors": [],
            "request_id": "",
        }
        route.fulfill(status=409, json=problem)

    # Else the whole day in one answer fills every part; promises have no other way.
    page.route("**/api/today", refuse)
    page.route("**/api/ai/usage*", refuse)
    sign_in(page, person)
    budget = page.get_by_role("region", name="AI budget")
    expect(budget.get_by_role("alert")).to_contain_text("The ledger is away.", timeout=BROWSER)
    promises = page.get_by_role("region", name="Promises")
    expect(promises.get_by_role("alert")).to_be_visible(timeout=BROWSER)
    expect(page.get_by_role("alert")).to_have_count(2)
    expect(page.get_by_role("region", name="The session")).to_contain_text("Clear", timeout=BROWSER)
    page.unroute("**/api/ai/usage*")
    budget.get_by_role("button", name="Try again").click()
    expect(budget).to_contain_text("left", timeout=BROWSER)


def test_unread_notifications_lead_to_what_they_are_about(page, person):
    person.ask("PUT", "/api/trading/rulebook", json={"limits": {"losses_in_a_row": 1}})
    log(person, exit_price="4495", exit_time=ago(seconds=30))
    sign_in(page, person)
    unread = page.get_by_role("region", name="Unread")
    expect(unread).to_contain_text("lock", timeout=BROWSER)
    expect(page.get_by_role("region", name="The session")).to_contain_text(
        "Locked", timeout=BROWSER
    )
    unread.get_by_role("link").filter(has_text=re.compile("lock")).first.click()
    expect(page.get_by_role("heading", level=1, name="Rulebook")).to_be_visible(timeout=BROWSER)
