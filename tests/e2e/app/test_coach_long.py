"""A conversation of 10,000 messages stays light: what is drawn, what is asked for, and where one jumps to."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.app.coach_page import Account, listed, make_account
from tests.e2e.app.long_conversation import bring_in
from tests.patience import BROWSER

pytestmark = [pytest.mark.processes, pytest.mark.browser, pytest.mark.timeout(600)]
MOST_ELEMENTS = (
    1_000  # of the whole page; a list that is not virtual has more than a hundred thousand
)


def scrolled_to(page, box, text):
    """Scroll down until a text is among the rows that are drawn."""
    for _ in range(400):
        if text.count() > 0:
            return
        box.hover()
        page.mouse.wheel(0, 250)
        page.wait_for_timeout(50)
    raise AssertionError(f"nothing came of scrolling to {text}")


def test_ten_thousand_messages_are_read_and_jumped_into(page, stack):
    account = Account(stack.url, make_account(page))
    bring_in(account)
    listed(page).first.click()
    expect(page.get_by_text("question 9999", exact=True)).to_be_visible(timeout=BROWSER)
    box = page.get_by_role("region", name="Messages")
    asked = []
    page.on("request", lambda sent: asked.append(sent.url) if "before_seq" in sent.url else None)
    box.evaluate("element => { element.scrollTop = 0; }")
    page.wait_for_timeout(1500)
    assert len(asked) == 1  # one page, and no more until the reader goes on
    expect(page.get_by_text("question 9901", exact=True)).to_be_in_viewport()
    for _ in range(4):
        box.evaluate("element => { element.scrollTop = 0; }")
        page.wait_for_timeout(800)
    assert len(asked) <= 5
    assert page.locator("article").count() < 40
    assert page.evaluate("document.querySelectorAll('*').length") < MOST_ELEMENTS
    page.get_by_role("button", name="To the end").click()
    expect(page.get_by_text("question 9999", exact=True)).to_be_visible()

    page.get_by_label("Search what was said").fill("sandpiper")
    found = page.get_by_role("region", name="What was found").get_by_role("link").first
    found.click(timeout=BROWSER)
    expect(page.locator("article[data-found]")).to_contain_text("sandpiper", timeout=BROWSER)
    expect(page.locator("article[data-found]")).to_be_in_viewport()
    after = []
    page.on("request", lambda sent: after.append(sent.url) if "after_seq" in sent.url else None)
    gap = page.get_by_text(re.compile(r"Reading \d+ messages in between"))
    scrolled_to(page, box, gap)
    page.wait_for_timeout(1000)
    assert len(after) == 1  # what follows, and not all that is missing
    for question in (1089, 1093):
        scrolled_to(page, box, page.get_by_text(f"question {question}", exact=True))
