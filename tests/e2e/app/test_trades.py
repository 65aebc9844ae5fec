"""Trades in the browser app: logged in a line, corrected, closed in parts, filtered by a link, by keyboard, on a phone."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from backend.local_stack.supervisor import Stack
from tests.e2e.sockets import Person
from tests.patience import BROWSER
from tests.world import PASSWORD

pytestmark = [pytest.mark.processes, pytest.mark.browser]
LINE = "long ES 4500.25 stop 4490 target 4520 x2"


def sign_in(page: Page, person: Person, path: str = "/trades") -> None:
    page.get_by_label("Email or username").fill(person.tokens["user"]["username"])
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("navigation", name="Places")).to_be_visible(timeout=BROWSER)
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


def logged(person: Person, **values: Any) -> dict[str, Any]:
    usual = {
        "instrument": "ES",
        "direction": "long",
        "entry_price": "4500.25",
        "position_size": "3",
        "entry_time": "2026-11-25T15:00:00Z",
        "stop_price": "4490.25",
    }
    answer = person.ask("POST", "/api/trading/trades", json={**usual, **values})
    assert answer.status_code == 201, answer.text
    return answer.json()


def trades_of(person: Person) -> list[dict[str, Any]]:
    return person.ask("GET", "/api/trading/trades").json()["items"]


def rows(page: Page) -> Locator:
    return page.get_by_role("grid", name="Trades").get_by_role("row").filter(has=page.locator("a"))


def test_a_line_becomes_a_trade_from_any_page_and_its_undo_takes_it_away(page, person):
    sign_in(page, person, "/journal")
    page.keyboard.press("t")
    line = page.get_by_label("The trade in one line")
    expect(line).to_be_focused()
    line.fill(LINE)
    dialog = page.get_by_role("dialog", name="Log a trade")
    expect(dialog.get_by_label("Instrument")).to_have_value("ES")
    expect(dialog.get_by_label("Stop")).to_have_value("4490")
    expect(dialog.get_by_text("E-mini S&P 500")).to_be_visible(timeout=BROWSER)
    expect(dialog).to_contain_text("1,025.00")  # (4500.25 - 4490) * 50 * 2
    expect(dialog).to_contain_text("1.93R")  # 19.75 / 10.25
    line.press("Enter")
    expect(page.get_by_text("Logged: long 2 ES at 4,500.25")).to_be_visible(timeout=BROWSER)
    (trade,) = trades_of(person)
    assert (trade["entry_price"], trade["stop_price"], trade["target_price"]) == (
        "4500.25",
        "4490",
        "4520",
    )
    page.get_by_role("button", name="Undo").click()
    page.goto(person.url + "/trades")
    expect(page.get_by_text("Your first trade is one line.")).to_be_visible(timeout=BROWSER)
    assert trades_of(person) == []


def test_what_is_refused_stands_at_its_field_and_a_candidate_is_one_press(page, person):
    sign_in(page, person)
    page.keyboard.press("t")
    dialog = page.get_by_role("dialog", name="Log a trade")
    dialog.get_by_label("The trade in one line").fill("long SPX 4500 x0 zebra")
    expect(dialog).to_contain_text("Not understood: zebra")
    dialog.get_by_role("button", name="ES E-mini S&P 500", exact=True).click(timeout=BROWSER)
    expect(dialog.get_by_label("Instrument")).to_have_value("ES")
    dialog.get_by_role("button", name="Log it").click()
    size = dialog.get_by_label("Size")
    expect(size).to_have_attribute("aria-invalid", "true", timeout=BROWSER)
    expect(dialog).to_contain_text("This must be more than 0.")
    size.fill("1")
    dialog.get_by_role("button", name="Log it").click()
    expect(page.get_by_text("Logged: long 1 ES at 4,500.00")).to_be_visible(timeout=BROWSER)
    assert [trade["instrument"] for trade in trades_of(person)] == ["ES"]


def test_a_field_that_was_corrected_by_hand_stays_while_the_line_goes_on(page, person):
    sign_in(page, person)
    page.keyboard.press("t")
    dialog = page.get_by_role("dialog", name="Log a trade")
    line = dialog.get_by_label("The trade in one line")
    line.fill("long ES 4500")
    dialog.get_by_label("Entry", exact=True).fill("4501.5")
    line.fill("long ES 4500 stop 4490")
    expect(dialog.get_by_label("Entry", exact=True)).to_have_value("4501.5")
    expect(dialog.get_by_label("Stop")).to_have_value("4490")


def test_a_line_that_was_not_logged_is_there_again(page, person):
    sign_in(page, person)
    page.keyboard.press("t")
    page.get_by_label("The trade in one line").fill("short NQ 17890 x1")
    page.wait_for_timeout(600)  # longer than the pause after which it is kept
    page.keyboard.press("Escape")
    page.reload()
    expect(page.get_by_text("Your first trade is one line.")).to_be_visible(timeout=BROWSER)
    page.keyboard.press("t")
    expect(page.get_by_label("The trade in one line")).to_have_value("short NQ 17890 x1")


def test_what_is_unusual_is_said_after_it_was_logged(page, person):
    sign_in(page, person)
    page.keyboard.press("t")
    page.get_by_label("The trade in one line").fill("long ES 4500.1 x1")
    page.get_by_role("button", name="Log it").click()
    dialog = page.get_by_role("dialog", name="Logged, and worth a look")
    expect(dialog).to_contain_text("it moves by 0.25", timeout=BROWSER)
    dialog.get_by_role("link", name="Open it to correct").click()
    expect(page.get_by_role("heading", name="Long ES")).to_be_visible(timeout=BROWSER)


def test_an_exit_is_corrected_and_taken_back_and_the_history_keeps_both(page, person):
    trade = logged(person)
    exit_fill = {
        "action": "exit",
        "quantity": "1",
        "price": "4510",
        "event_time": "2026-11-25T15:20:00Z",
    }
    assert (
        person.ask("POST", f"/api/trading/trades/{trade['id']}/fills", json=exit_fill).status_code
        == 201
    )
    sign_in(page, person, f"/trades/{trade['id']}")
    history = page.get_by_role("region", name="What happened")
    history.get_by_text("Exited 1 at 4,510.00").hover(timeout=BROWSER)
    history.get_by_role("button", name="Correct: Exited 1 at 4,510.00").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Price").fill("4511")
    dialog.get_by_role("button", name="Correct it").click()
    expect(history.get_by_text("Exited 1 at 4,511.00")).to_be_visible(timeout=BROWSER)
    expect(history.get_by_text("Exited 1 at 4,510.00")).to_be_visible()
    history.get_by_role("button", name="Take back: Exited 1 at 4,511.00").click()
    page.get_by_role("dialog").get_by_label("Why").fill("never happened")
    page.get_by_role("dialog").get_by_role("button", name="Take it back").click()
    expect(history).to_contain_text("never happened", timeout=BROWSER)
    (after,) = trades_of(person)
    assert (after["open_size"], after["exit_price"]) == ("3", None)


def test_a_trade_is_closed_in_parts_and_the_undo_opens_it_again(page, person):
    trade = logged(person)
    sign_in(page, person, f"/trades/{trade['id']}")
    page.get_by_role("button", name="Close", exact=False).first.wait_for(timeout=BROWSER)
    for quantity, price in (("1", "4510.25"), (None, "4520.25")):
        page.keyboard.press("c")
        dialog = page.get_by_role("dialog", name="Close ES")
        dialog.get_by_label("Exit").fill(price)
        if quantity:
            dialog.get_by_label("How much").fill(quantity)
        dialog.get_by_role("button", name="Close", exact=True).last.click()
        expect(dialog).to_have_count(0, timeout=BROWSER)
    # 1 * 10 * 50 + 2 * 20 * 50 = 2,500 of a risk of 3 * 10 * 50 = 1,500
    expect(page.get_by_text("+2,500.00").first).to_be_visible(timeout=BROWSER)
    expect(page.get_by_text("+1.67R").first).to_be_visible()
    toast = page.get_by_role("dialog", name="Exited 2 at 4,520.25")
    toast.get_by_role("button", name="Undo").click()  # of the latest: the part stays closed
    expect(page.get_by_text("(2 held)")).to_be_visible(timeout=BROWSER)
    (after,) = trades_of(person)
    assert (after["status"], after["open_size"]) == ("open", "2")


def test_a_refused_close_keeps_what_was_typed_and_says_why_at_the_field(page, person):
    trade = logged(person)
    sign_in(page, person, f"/trades/{trade['id']}")
    expect(page.get_by_role("heading", name="Long ES")).to_be_visible(timeout=BROWSER)
    page.keyboard.press("c")
    dialog = page.get_by_role("dialog", name="Close ES")
    dialog.get_by_label("Exit").fill("much")
    dialog.get_by_label("How much").fill("1")
    dialog.get_by_role("button", name="Close", exact=True).last.click()
    exit_field = dialog.get_by_label("Exit")
    expect(exit_field).to_have_attribute("aria-invalid", "true", timeout=BROWSER)
    expect(exit_field).to_have_value("much")


def test_a_filter_is_a_link_and_its_chips_take_it_away(page, person):
    logged(person)
    logged(person, instrument="NQ", direction="short", entry_price="17890", stop_price="17900")
    logged(
        person,
        instrument="NQ",
        entry_time="2026-10-05T15:00:00Z",
        entry_price="17000",
        stop_price="16990",
    )
    sign_in(page, person, "/trades?instrument=NQ&direction=short&sort=entry_time")
    expect(rows(page)).to_have_count(1, timeout=BROWSER)
    bar = page.get_by_role("search", name="Filter")
    bar.get_by_role("button", name="Take away Direction: Short").click()
    expect(rows(page)).to_have_count(2)
    expect(page).to_have_url(re.compile(r"instrument=NQ"))
    assert "direction" not in page.url
    assert "sort=entry_time" in page.url
    bar.get_by_role("button", name="Days: All days").click()
    page.get_by_label("From").fill("2026-11-01")
    page.get_by_label("To", exact=True).fill("2026-11-30")
    page.get_by_role("button", name="Show these days").click()
    expect(rows(page)).to_have_count(1)
    assert "day_from=2026-11-01" in page.url
    address = page.url
    rows(page).first.get_by_role("link").click()
    expect(page.get_by_role("heading", name="Short NQ")).to_be_visible(timeout=BROWSER)
    assert "instrument=NQ" in page.url
    page.goto(address)
    expect(rows(page)).to_have_count(1, timeout=BROWSER)
    bar.get_by_role("button", name="Clear").click()
    expect(rows(page)).to_have_count(3)


def test_a_menu_filters_by_what_the_record_has(page, person):
    logged(person, setup="breakout")
    logged(person, setup="pullback")
    sign_in(page, person)
    expect(rows(page)).to_have_count(2, timeout=BROWSER)
    page.keyboard.press("f")
    page.get_by_role("menuitem", name="Setup").click()
    page.get_by_role("menuitemcheckbox", name="breakout").click()
    expect(rows(page)).to_have_count(1)
    assert "setup=breakout" in page.url


def test_everything_goes_by_keyboard_alone(page, person):
    for hour in (15, 16, 17):
        logged(person, entry_time=f"2026-11-25T{hour}:00:00Z", setup=f"at {hour}")
    sign_in(page, person, "/journal")
    page.keyboard.press("g")
    page.keyboard.press("t")
    expect(rows(page)).to_have_count(3, timeout=BROWSER)
    expect(page.get_by_role("dialog")).to_have_count(0)  # the t of "g t" logs nothing
    grid = page.get_by_role("grid", name="Trades")
    page.keyboard.press("j")
    expect(grid).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("Space")
    peek = page.get_by_role("complementary", name="long ES")
    expect(peek).to_contain_text("at 16", timeout=BROWSER)
    page.keyboard.press("j")
    expect(peek).to_contain_text("at 15")
    page.keyboard.press("x")
    page.keyboard.press("k")
    page.keyboard.press("x")
    expect(page.get_by_text("2 selected").first).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)  # x selects here, and asks no rulebook
    page.keyboard.press("Escape")
    expect(page.get_by_role("region", name="Selected trades")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Details")).to_contain_text("at 16", timeout=BROWSER)
    expect(page.get_by_role("button", name="Next trade")).to_be_enabled(timeout=BROWSER)
    page.keyboard.press("]")
    for setup in ("at 15", "at 16"):
        expect(page.get_by_role("region", name="Details")).to_contain_text(setup, timeout=BROWSER)
        expect(page.get_by_role("button", name="Previous trade")).to_be_enabled(timeout=BROWSER)
        page.keyboard.press("[")
    expect(page.get_by_role("region", name="Details")).to_contain_text("at 17", timeout=BROWSER)
    page.keyboard.press("s")
    page.get_by_role("dialog", name="Move the stop").get_by_label("Stop", exact=True).fill("4495")
    page.keyboard.press("Enter")
    history = page.get_by_role("region", name="What happened")
    expect(history.get_by_text("Stop moved to 4,495.00")).to_be_visible(timeout=BROWSER)
    page.keyboard.press("s")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Move the stop")).to_have_count(0)
    expect(
        page.get_by_role("region", name="Details")
    ).to_be_visible()  # Escape closed the dialog alone
    page.keyboard.press("Escape")
    expect(rows(page)).to_have_count(3, timeout=BROWSER)


def test_a_deleted_trade_comes_back_with_undo_and_is_gone_without(page, person):
    logged(person, setup="kept")
    logged(person, setup="gone", entry_time="2026-11-25T16:00:00Z")
    sign_in(page, person)
    expect(rows(page)).to_have_count(2, timeout=BROWSER)
    for is_undone in (True, False):
        page.keyboard.press("j")
        page.keyboard.press("Home")
        page.keyboard.press("x")
        page.get_by_role("region", name="Selected trades").get_by_role(
            "button", name="Delete"
        ).click()
        expect(rows(page)).to_have_count(1)
        if is_undone:
            page.get_by_role("button", name="Undo").click()
            expect(rows(page)).to_have_count(2)
    page.reload()  # whoever leaves has waited long enough
    expect(rows(page)).to_have_count(1, timeout=BROWSER)
    assert [trade["setup"] for trade in trades_of(person)] == ["kept"]


def test_selected_trades_are_tagged_together_and_the_undo_takes_the_tag_off(page, person):
    logged(person, pattern_tags=["am"])
    logged(person, entry_time="2026-11-25T16:00:00Z")
    sign_in(page, person)
    page.get_by_label("Select all loaded trades").click(timeout=BROWSER)
    page.get_by_role("button", name="Tag", exact=True).click()
    page.get_by_label("Tags").fill("news")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Tagged #news: 2 trades")).to_be_visible(timeout=BROWSER)
    assert [trade["pattern_tags"] for trade in trades_of(person)] == [["news"], ["am", "news"]]
    page.get_by_role("button", name="Undo").click()
    page.wait_for_timeout(1_000)
    assert [trade["pattern_tags"] for trade in trades_of(person)] == [[], ["am"]]


def test_sums_are_of_what_is_loaded_and_money_is_hidden_on_demand(page, person):
    closed = {"exit_price": "4510.25", "exit_time": "2026-11-25T15:30:00Z"}
    logged(person, **closed)
    logged(person, entry_time="2026-11-25T16:00:00Z")
    sign_in(page, person)
    sums = page.get_by_role("region", name="Sums")
    expect(sums).to_contain_text("2 trades", timeout=BROWSER)
    expect(sums).to_contain_text("+1,500.00")  # 3 * 10 * 50
    expect(sums).to_contain_text("+1.00R")
    page.keyboard.press("h")
    expect(sums).not_to_contain_text("1,500")
    expect(page.get_by_role("grid")).not_to_contain_text("1,500")
    expect(sums).to_contain_text("+1.00R")
    page.keyboard.press("u")
    expect(page.get_by_role("grid")).to_contain_text("+1.00R")


def test_a_phone_lists_logs_and_shows_a_trade(phone, person):
    logged(person, exit_price="4510.25", exit_time="2026-11-25T15:30:00Z")
    sign_in(phone, person)
    expect(rows(phone)).to_have_count(1, timeout=BROWSER)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    assert rows(phone).first.bounding_box()["height"] >= 44
    phone.get_by_role("button", name="Log a trade").click()
    phone.get_by_label("The trade in one line").fill(LINE)
    phone.get_by_role("button", name="Log it").click()
    expect(rows(phone)).to_have_count(2, timeout=BROWSER)
    rows(phone).last.click()
    expect(phone.get_by_role("img", name=re.compile("Price ladder of a long trade"))).to_be_visible(
        timeout=BROWSER
    )
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    assert phone.locator("main").evaluate("main => main.scrollWidth <= main.clientWidth")
