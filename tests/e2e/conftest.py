"""A browser and its first page, for every test that looks at the product as a trader does."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from backend.local_stack.supervisor import Stack
from tests.e2e.browser import chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def page(browser: Browser, stack: Stack) -> Iterator[Page]:
    """A window at `/`; whatever any window of this browser complains of fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 860})
    complaints: list[str] = []

    def listen(window: Page) -> None:
        window.on("pageerror", lambda error: complaints.append(str(error)))
        window.on(
            "console",
            lambda line: (
                complaints.append(line.text) if "Content Security Policy" in line.text else None
            ),
        )

    context.on("page", listen)
    opened = context.new_page()
    opened.goto(stack.url)
    yield opened
    context.close()
    assert complaints == []
