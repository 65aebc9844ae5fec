"""The table of trades: views, two windows at one trade, the trash, many at once by keyboard, and the file."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from backend.local_stack.supervisor import Stack
from tests.e2e.sockets import Person
from tests.patience import BROWSER
from tests.world import PASSWORD

pytestmark = [pytest.mark.processes, pytest.mark.browser]
HOURS = (15, 16, 17, 18)


@pytest.fixture
def person(stack: Stack) -> Person:
    return Person(stack.url)


def sign_in(page: Page, person: Person, path: str = "/trades") -> None:
    page.get_by_label("Email or username").fill(person.tokens["user"]["username"])
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("navigation", name="Places")).to_be_visible(timeout=BROWSER)
    page.goto(person.url + path)
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=BROWSER)


def logged(person: Person, **values: Any) -> dict[str, Any]:
    usual = {
        "instrument": "ES",
        "direction": "long",
        "entry_price": "4500.25",
        "position_size": "1",
        "entry_time": "2026-11-25T15:00:00Z",
        "stop_price": "4490.25",
    }
    answer = person.ask("POST", "/api/trading/trades", json={**usual, **values})
    assert answer.status_code == 201, answer.text
    return answer.json()


def logged_by_hours(person: Person) -> None:
    """Four trades, the latest of which stands first."""
    for hour in HOURS:
        logged(person, entry_time=f"2026-11-25T{hour}:00:00Z", setup=f"at {hour}")


def trades_of(person: Person) -> list[dict[str, Any]]:
    return person.ask("GET", "/api/trading/trades").json()["items"]


def rows(page: Page) -> Locator:
    return page.get_by_role("grid", name="Trades").get_by_role("row").filter(has=page.locator("a"))


def test_a_view_keeps_filter_order_and_comes_back_and_is_compared(page, person):
    closed = {"exit_price": "4510.25", "exit_time": "2026-11-25T20:30:00Z"}
    logged(person, setup="orb", pattern_tags=["a"], **closed)
    logged(person, setup="fade", pattern_tags=["b"], **closed)
    logged(person, setup="gap", **closed)
    sign_in(page, person, "/trades?tag=a|b&sort=setup,-pnl")
    expect(rows(page)).to_have_count(2, timeout=BROWSER)
    page.get_by_role("button", name="Views").click()
    page.get_by_role("menuitem", name="Save this view").click()
    page.get_by_label("Name").fill("Tagged")
    page.keyboard.press("Enter")
    expect(page.get_by_text("View saved: Tagged")).to_be_visible(timeout=BROWSER)
    page.goto(person.url + "/trades?setup=gap")
    expect(rows(page)).to_have_count(1, timeout=BROWSER)
    page.get_by_role("button", name="Views").click()
    page.get_by_role("menuitem", name="Tagged").click()
    expect(rows(page)).to_have_count(2, timeout=BROWSER)
    expect(rows(page).first).to_contain_text("fade")
    assert "sort=setup%2C-pnl" in page.url
    page.goto(person.url + "/trades?setup=gap")
    page.get_by_role("button", name="Views").click(timeout=BROWSER)
    page.get_by_role("menuitem", name="Compare with a view").click()
    page.get_by_role("menu", name="Compare with a view").get_by_role("menuitem").click()
    table = page.get_by_role("region", name="Side by side")
    trades = table.get_by_role("row").filter(
        has=page.get_by_role("rowheader", name="Trades", exact=True)
    )
    expect(trades.get_by_role("cell")).to_have_text(["1", "2", "\u22121"], timeout=BROWSER)


def details_of(page: Page) -> Locator:
    """The open form of a trade."""
    expect(page.get_by_role("heading", name="Long ES")).to_be_visible(timeout=BROWSER)
    page.get_by_role("region", name="Details").get_by_role("button", name="Edit").click()
    return page.get_by_role("dialog", name="ES: details")


def test_two_windows_at_one_trade_show_yours_and_theirs_and_lose_nothing(page, person):
    trade = logged(person, notes="before", setup="old")
    sign_in(page, person, f"/trades/{trade['id']}")
    mine = details_of(page)
    second = page.context.new_page()
    second.goto(f"{person.url}/trades/{trade['id']}")
    theirs = details_of(second)
    mine.get_by_label("Notes").fill("mine")
    theirs.get_by_label("Notes").fill("theirs")
    theirs.get_by_label("Setup").fill("new")
    theirs.get_by_role("button", name="Save").click()
    expect(theirs).to_have_count(0, timeout=BROWSER)
    mine.get_by_role("button", name="Save").click()
    conflict = mine.get_by_role("alert", name="Changed elsewhere")
    expect(conflict).to_contain_text("Yours: mine", timeout=BROWSER)
    expect(conflict).to_contain_text("Theirs: theirs")
    conflict.get_by_role("button", name="Take theirs").first.click()  # the setup
    expect(mine.get_by_label("Setup")).to_have_value("new")
    expect(conflict).not_to_contain_text("Setup")
    expect(conflict).to_contain_text("Yours: mine")
    conflict.get_by_role("button", name="Go on with what the form says").click()
    mine.get_by_role("button", name="Save").click()
    expect(mine).to_have_count(0, timeout=BROWSER)
    assert [(kept["setup"], kept["notes"]) for kept in trades_of(person)] == [("new", "mine")]


def test_a_deleted_trade_lies_in_the_trash_and_comes_back_whole(page, person):
    trade = logged(person, setup="gone", notes="its story")
    logged(person, setup="kept", entry_time="2026-11-25T16:00:00Z")
    deleted = person.ask("DELETE", f"/api/trading/trades/{trade['id']}")
    assert deleted.status_code == 204
    sign_in(page, person)
    expect(rows(page)).to_have_count(1, timeout=BROWSER)
    page.get_by_role("button", name="Trash").click()
    dialog = page.get_by_role("dialog", name="Deleted trades")
    expect(dialog.get_by_role("listitem")).to_have_count(1, timeout=BROWSER)
    dialog.get_by_role("button", name="Restore").click()
    expect(dialog).to_contain_text("Nothing was deleted in the last 30 days.", timeout=BROWSER)
    page.keyboard.press("Escape")
    expect(rows(page)).to_have_count(2, timeout=BROWSER)
    assert {kept["notes"] for kept in trades_of(person)} == {"its story", None}


def test_rows_are_selected_by_keys_one_by_one_and_over_a_span(page, person):
    logged_by_hours(person)
    sign_in(page, person)
    expect(rows(page)).to_have_count(4, timeout=BROWSER)
    page.keyboard.press("j")
    page.keyboard.press("Home")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Shift+X")
    bar = page.get_by_role("region", name="Selected trades")
    expect(bar).to_contain_text("3 selected")
    page.keyboard.press("x")
    expect(bar).to_contain_text("2 selected")
    bar.get_by_role("button", name="Tag", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_label("Tags").fill("span")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Tagged #span: 2 trades")).to_be_visible(timeout=BROWSER)
    tagged = {kept["setup"] for kept in trades_of(person) if kept["pattern_tags"] == ["span"]}
    assert tagged == {"at 18", "at 17"}


def test_shift_and_an_arrow_begin_a_selection_with_the_row_that_they_leave(page, person):
    logged_by_hours(person)
    sign_in(page, person)
    expect(rows(page)).to_have_count(4, timeout=BROWSER)
    page.keyboard.press("j")
    page.keyboard.press("Home")
    page.keyboard.press("Shift+ArrowDown")
    bar = page.get_by_role("region", name="Selected trades")
    expect(bar).to_contain_text("2 selected")
    page.keyboard.press("Shift+ArrowDown")
    expect(bar).to_contain_text("3 selected")


def test_the_file_has_the_trades_of_the_filter_in_its_order(page, person):
    logged_by_hours(person)
    sign_in(page, person, "/trades?setup=at%2016|at%2018&sort=setup")
    expect(rows(page)).to_have_count(2, timeout=BROWSER)
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    text = Path(download.value.path()).read_text("utf-8-sig")
    kept = list(csv.DictReader(io.StringIO(text)))
    assert [row["setup"] for row in kept] == ["at 16", "at 18"]
