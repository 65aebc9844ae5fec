"""The first day once in Debian's Firefox."""

import uuid

import pytest

from tests.e2e.app.coach_page import Account
from tests.e2e.app.firefox import ENTER, TAB, firefox
from tests.patience import HAPPENED
from tests.world import PASSWORD

pytestmark = [pytest.mark.processes, pytest.mark.browser, pytest.mark.timeout(600)]
PATIENCE = HAPPENED  # seconds, for whatever Firefox is to show
WORDS = "Waited for the level"
IDEA = "Long ES 4500 stop 4490 target 4520"


def test_the_first_day_in_firefox(stack, tmp_path):
    """From the account to the figures: an idea, its verdict, the draft below it logged, and words about the day."""
    name = f"f{uuid.uuid4().hex[:10]}"
    with firefox(tmp_path, patience=PATIENCE) as window:
        window.go(stack.url)
        window.press("button", "New here? Make an account")
        window.press("textbox", "Email")
        window.type(TAB.join((f"{name}@example.com", name, PASSWORD)) + ENTER)

        window.press("textbox", "Message")
        window.type(IDEA + ENTER)
        window.wait_for_words("The first target pays twice the risk.")
        window.wait_for_words("Did you take this trade?")
        assert "A newer version is ready" not in window.words()
        window.press("textbox", "Size")
        window.type("2")
        window.press("button", "Log it")
        window.wait_for_words("Logged as a trade.")
        window.reload()
        window.wait_for_words("Logged as a trade.")

        [trade] = Account(stack.url, name).ask("GET", "/api/trading/trades")["items"]
        window.go(f"{stack.url}/trades/{trade['id']}")
        window.wait_for_words("Move stop")
        window.type("c")
        window.press("textbox", "Exit")
        window.type("4520" + ENTER)
        window.wait_for_words("Exited 2 at 4,520.00")

        window.go(f"{stack.url}/journal")
        window.wait_for_words("New entry")
        window.type("n")
        window.press("textbox", "Words")
        window.type(WORDS)
        window.wait_for_words("Saved ")
        window.reload()
        window.wait_for_words(WORDS)

        window.go(f"{stack.url}/performance")
        window.wait_for_words("19 more closed trades until these figures begin to mean something.")
        window.reload()
        window.wait_for_words("19 more closed trades until these figures begin to mean something.")
