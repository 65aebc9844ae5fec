"""Notifications in the app: counted by the bell, listed, read and put aside in every window."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.app.coach_page import Account, make_account, message_box
from tests.factories.plans import ahead
from tests.patience import BROWSER

pytestmark = [pytest.mark.processes, pytest.mark.browser]
PHONE = {"width": 390, "height": 844}
COUNTED = re.compile(r"^Notifications \d+ unread$")  # the coach may have spoken first, too


def lose_once_too_often(account: Account) -> None:
    """A loss that locks the session by the trader's own rule, which is news."""
    rules = {"limits": {"losses_in_a_row": 1}, "note": "<b>no markup</b>"}
    account.ask("PUT", "/api/trading/rulebook", rules)
    lost = {
        "instrument": "ES",
        "direction": "long",
        "entry_price": "4500",
        "position_size": 1,
        "entry_time": ahead(seconds=-60),
        "exit_price": "4495",
        "exit_time": ahead(seconds=-30),
    }
    account.ask("POST", "/api/trading/trades", lost)


def bell(window: Page) -> Locator:
    """The way to the notifications; its name has the count."""
    return window.get_by_role("link", name="Notifications").filter(visible=True)


def news_of(window: Page, title: str) -> Locator:
    return window.locator("#main").get_by_role("listitem").filter(has_text=title)


def test_the_bell_counts_lists_and_marks_as_read_in_every_window(page, stack):
    account = Account(stack.url, make_account(page))
    second = page.context.new_page()
    second.goto(stack.url)
    expect(message_box(second)).to_be_visible(timeout=BROWSER)
    expect(bell(second)).to_have_accessible_name("Notifications")

    lose_once_too_often(account)

    for window in (page, second):
        expect(bell(window)).to_have_accessible_name(COUNTED, timeout=BROWSER)
        bell(window).click()
    locked = [news_of(window, "Your rules lock this session") for window in (page, second)]
    expect(locked[0].locator("b")).to_have_count(0)
    locked[0].get_by_role("button", name="Mark as read").click()
    for news in locked:
        expect(news).to_be_visible()
        expect(news.get_by_role("button", name="Mark as read")).to_have_count(0)
    page.get_by_role("button", name="Mark all as read").click()
    for window in (page, second):
        expect(bell(window)).to_have_accessible_name("Notifications", timeout=BROWSER)
    locked[0].get_by_role("button", name="Put aside").click()
    expect(locked[0]).to_have_count(0)
    page.get_by_role("button", name="Undo").first.click()
    expect(locked[0]).to_be_visible()


def test_the_bell_is_at_hand_on_a_phone(page, stack):
    account = Account(stack.url, make_account(page))
    page.set_viewport_size(PHONE)
    lose_once_too_often(account)

    expect(bell(page)).to_have_accessible_name(COUNTED, timeout=BROWSER)
    bell(page).click()

    expect(page.get_by_text("Your rules lock this session")).to_be_visible()
