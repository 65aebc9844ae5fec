"""The first day once in Debian's Firefox."""

import uuid

import pytest

from tests.e2e.app.firefox import ENTER, TAB, firefox
from tests.patience import BROWSER
from tests.world import PASSWORD

pytestmark = [pytest.mark.processes, pytest.mark.browser, pytest.mark.timeout(600)]
IDEA = "Long ES 4500 stop 4490 target 4520"


def test_the_first_day_in_firefox(stack, tmp_path):
    name = f"f{uuid.uuid4().hex[:10]}"
    with firefox(tmp_path, patience=BROWSER / 1000) as window:
        window.go(stack.url)
        window.press("button", "New here? Make an account")
        window.press("textbox", "Email")
        window.type(TAB.join((f"{name}@example.com", name, PASSWORD)) + ENTER)

        window.press("textbox", "Message")
        window.type(IDEA + ENTER)
        window.wait_for_words("The first target pays twice the risk.")
        window.reload()
        window.wait_for_words("The first target pays twice the risk.")
