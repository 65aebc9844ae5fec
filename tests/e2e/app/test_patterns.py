"""Patterns in the browser app: findings with their evidence, answers by key, filters in the address, a new look."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from backend.local_stack.supervisor import Stack
from tests.e2e.sockets import Person
from tests.factories.plans import ahead
from tests.patience import BROWSER
from tests.world import PASSWORD

pytestmark = [pytest.mark.processes, pytest.mark.browser]
PAUSE = {"trigger": "after_loss", "promise": "pause", "minutes": 15}
FINDINGS = "/patterns?part=patterns&view=findings"


def sign_in(page: Page, person: Person, path: str = "/patterns") -> None:
    page.get_by_label("Email or username").fill(person.tokens["user"]["username"])
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("#main")).to_be_visible(timeout=BROWSER)
    page.goto(person.url + path)
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=BROWSER)


@pytest.fixture
def person(stack: Stack) -> Person:
    return Person(stack.url)


@pytest.fixture
def phone(browser: Browser, stack: Stack) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    opened = context.new_page()
    opened.goto(stack.url)
    yield opened
    context.close()


def closed(person: Person, starts: int, ends: int) -> str:
    body = {
        "instrument": "BTCUSD",
        "direction": "long",
        "entry_price": "60000",
        "stop_price": "59900",
        "position_size": "1",
        "entry_time": ahead(seconds=starts),
        "exit_price": "59900",
        "exit_time": ahead(seconds=ends),
    }
    answer = person.ask("POST", "/api/trading/trades", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


@pytest.fixture
def hasty(person: Person) -> str:
    """A trade within the pause that its trader promised after a loss; the detectors have found it."""
    window = person.window()
    made = person.ask("POST", "/api/trading/rulebook/commitments", json=PAUSE)
    assert made.status_code == 201, made.text
    closed(person, -90, -30)
    trade_id = closed(person, 60, 90)
    window.wait_for("notification", lambda news: news["kind"] == "pattern", 60)
    window.close()
    return trade_id


def events_of(person: Person) -> list[dict[str, Any]]:
    return person.ask("GET", "/api/trading/coaching/behaviour/events").json()["items"]


def event_of(person: Person) -> dict[str, Any]:
    (event,) = [event for event in events_of(person) if event["detector"] == "revenge"]
    return person.ask("GET", f"/api/trading/coaching/behaviour/events/{event['id']}").json()


def rows(page: Page) -> Locator:
    return page.get_by_role("list", name=re.compile("^Findings")).get_by_role("listitem")


def test_a_newcomer_is_told_what_the_detectors_need(page, person):
    sign_in(page, person)
    expect(
        page.get_by_role("heading", name="The detectors compare you with yourself")
    ).to_be_visible(timeout=BROWSER)
    expect(page.get_by_text("they need 20 positions first")).to_be_visible()
    page.get_by_role("link", name="Detectors").click()
    expect(page.get_by_role("link", name="Revenge after a loss")).to_be_visible()
    expect(page.get_by_text("No answers yet").first).to_be_visible()


def test_a_finding_is_answered_by_key_and_said_otherwise_later(page, person, hasty):
    sign_in(page, person)
    expect(page.get_by_text("2 of 20 positions").first).to_be_visible(timeout=BROWSER)
    expect(page.get_by_text("they still need 18 positions").first).to_be_visible()
    expect(page.get_by_role("heading", name="Revenge after a loss")).to_be_visible()
    expect(page.get_by_text("Learning", exact=True).first).to_be_visible()
    page.keyboard.press("j")
    expect(rows(page).first.get_by_role("button").first).to_be_focused()
    page.keyboard.press("Enter")
    trade = rows(page).get_by_role("link", name="Long BTCUSD").first
    expect(trade).to_have_attribute("href", f"/trades/{hasty}", timeout=BROWSER)
    expect(page.get_by_text("Your own pause", exact=True)).to_be_visible()
    expect(page.get_by_text("It counts until you say otherwise.")).to_be_visible()
    page.keyboard.press("n")
    expect(page.get_by_text("It does not count:")).to_be_visible(timeout=BROWSER)
    expect(page.get_by_text("No: it counts no more")).to_be_visible(timeout=BROWSER)
    assert event_of(person)["answer"] == "no"
    expect(page.get_by_text("0 findings count.")).to_be_visible(
        timeout=4 * BROWSER
    )  # once the detectors have counted it
    page.get_by_role("button", name="Yes y").click()
    expect(page.get_by_text("It counts, as you confirmed.")).to_be_visible(timeout=BROWSER)
    expect(page.get_by_text("Your answers: No")).to_be_visible(timeout=BROWSER)
    event = event_of(person)
    assert (event["answer"], [answer["answer"] for answer in event["answers"]]) == (
        "yes",
        ["no", "yes"],
    )


def test_an_answer_that_was_changed_by_mistake_is_undone(page, person, hasty):
    event = event_of(person)
    person.ask(
        "POST",
        f"/api/trading/coaching/behaviour/events/{event['id']}/answer",
        json={"answer": "yes"},
    )
    sign_in(page, person, f"/patterns?event={event['id']}")
    expect(page.get_by_role("heading", name="One finding")).to_be_visible(timeout=BROWSER)
    expect(page.get_by_role("button", name="Yes y")).to_have_attribute(
        "aria-pressed", "true", timeout=BROWSER
    )
    page.keyboard.press("p")
    expect(page.get_by_text("Was planned: it counts no more.")).to_be_visible(timeout=BROWSER)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("It counts, as you confirmed.")).to_be_visible(timeout=BROWSER)
    expect(page.get_by_text("Yes: it counts")).to_be_visible(timeout=BROWSER)
    assert event_of(person)["answer"] == "yes"


def test_the_filter_of_all_findings_is_a_link(page, person, hasty):
    sign_in(page, person, FINDINGS)
    expect(rows(page).first).to_be_visible(timeout=BROWSER)
    page.get_by_label("Behaviour").select_option("Revenge after a loss")
    page.get_by_label("Your answer").select_option("Without an answer")
    expect(page).to_have_url(re.compile(r"detector=revenge.*answer=none"))
    expect(rows(page)).to_have_count(1, timeout=BROWSER)
    page.get_by_label("How grave").select_option("Severe")
    expect(rows(page)).to_have_count(1, timeout=BROWSER)
    rows(page).first.get_by_role("button").first.focus()
    page.keyboard.press("y")
    expect(page.get_by_text("No finding is like this.")).to_be_visible(timeout=BROWSER)
    page.reload()
    expect(page.get_by_text("No finding is like this.")).to_be_visible(timeout=BROWSER)
    page.get_by_label("Your answer").select_option("Yes")
    expect(rows(page)).to_have_count(1, timeout=BROWSER)
    page.get_by_role("button", name="Clear the filter").click()
    expect(page).to_have_url(re.compile(r"view=findings$"))


def test_all_findings_of_a_pattern_are_answered_at_once(page, person, hasty):
    sign_in(page, person)
    page.get_by_role("button", name="Answer all at once").click(timeout=BROWSER)
    dialog = page.get_by_role("dialog", name="Is this pattern so?")
    dialog.get_by_role("button", name="Yes").click()
    expect(page.get_by_text("Yes: 1 finding answered.")).to_be_visible(timeout=BROWSER)
    assert event_of(person)["answer"] == "yes"
    page.get_by_role("link", name="Detectors").click()
    expect(page.get_by_text("Yes 1, no 0, planned 0")).to_be_visible(timeout=BROWSER)


def test_a_pattern_is_walked_through_month_by_month(page, person, hasty):
    sign_in(page, person)
    months = page.get_by_role("region", name="Month by month")
    chart = months.get_by_role("img", name=re.compile("Arrow keys walk through the months"))
    chart.focus(timeout=BROWSER)
    page.keyboard.press("Home")
    said = re.compile(r"\w+ \d{4}: 1 of [12] positions?, (50|100)%")
    expect(months.get_by_role("figure")).to_contain_text(said)
    months.get_by_text("The same as a table").click()
    row = months.get_by_role("row").filter(has_text=re.compile(r"\d{4}"))
    expect(row.last).to_contain_text("1")
    assert len(row.all()) in (1, 2), "the positions may lie on both sides of a month's end"


def test_the_detectors_look_again_and_say_when_they_are_done(page, person, hasty):
    sign_in(page, person)
    expect(page.get_by_text(re.compile("^Looked "))).to_be_visible(timeout=BROWSER)
    page.keyboard.press("r")
    expect(page.get_by_text("Looking at the whole record")).to_be_visible(timeout=BROWSER)
    expect(page.get_by_text("The detectors have looked at the whole record.")).to_be_visible(
        timeout=4 * BROWSER
    )
    expect(page.get_by_text("Looking at the whole record")).to_have_count(0)


def test_what_is_found_while_the_screen_is_open_appears_by_itself(page, person):
    sign_in(page, person)
    expect(
        page.get_by_role("heading", name="The detectors compare you with yourself")
    ).to_be_visible(timeout=BROWSER)
    person.ask("POST", "/api/trading/rulebook/commitments", json=PAUSE)
    closed(person, -90, -30)
    closed(person, 60, 90)
    expect(page.get_by_role("heading", name="Revenge after a loss")).to_be_visible(
        timeout=4 * BROWSER
    )


def test_on_a_phone_the_list_comes_first_and_the_way_back_is_a_link(phone, person, hasty):
    sign_in(phone, person)
    listed = phone.get_by_role("navigation", name="Patterns that were found").get_by_role("link")
    expect(listed).to_have_count(1, timeout=BROWSER)
    expect(phone.get_by_role("heading", name="Findings")).to_have_count(0)
    listed.first.tap()
    expect(phone.get_by_role("heading", name="Findings")).to_be_visible(timeout=BROWSER)
    rows(phone).first.get_by_role("button").first.tap()
    yes = phone.get_by_role("button", name="Yes", exact=True)
    expect(yes).to_be_visible(timeout=BROWSER)
    box = yes.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    assert phone.evaluate("document.querySelector('main').scrollWidth") <= 390
    phone.get_by_role("link", name="All patterns").tap()
    expect(listed).to_have_count(1)
