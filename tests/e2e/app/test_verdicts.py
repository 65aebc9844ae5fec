"""How good the verdicts were, in the app."""

import pytest
from playwright.sync_api import expect

from tests.e2e.app.coach_page import make_account, say, verdicts
from tests.patience import BROWSER

pytestmark = [pytest.mark.processes, pytest.mark.browser]
IDEA = "Long ES 4500 stop 4490 target 4520"


def test_a_verdict_leads_to_how_good_the_others_were(page):
    make_account(page)
    say(page, IDEA)
    card = verdicts(page)
    expect(card).to_be_visible(timeout=BROWSER)

    card.get_by_text("what it stands on").click()
    card.get_by_role("link", name="How good were the verdicts?").click()

    expect(page.get_by_role("heading", level=1, name="Verdicts")).to_be_visible()
    expect(page.get_by_text("0 of 1 verdicts are decided.")).to_be_visible(timeout=BROWSER)
    row = page.locator("#main").get_by_role("listitem").filter(has_text="ES")
    expect(row.first).to_contain_text("Diamond")


def test_before_the_first_verdict_the_page_says_what_will_be_here(page, stack):
    make_account(page)
    page.goto(f"{stack.url}/verdicts")

    expect(page.get_by_text("No verdict is on record yet")).to_be_visible(timeout=BROWSER)
    page.keyboard.press("n")
    expect(page.get_by_text("Send a chart and say what you want to do.")).to_be_visible()
