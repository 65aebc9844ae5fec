"""The browser app is built once, and a product serves it at its root."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from backend.local_stack.supervisor import Stack
from tests.conftest import free_stack
from tests.e2e.browser import chromium
from tests.stand_ins.openai_server import OpenAIServer

BUILD = Path(__file__).parents[3] / "frontend" / "build.py"
BUILT_WITHIN = 300  # seconds, on a machine that has neither Node nor packages


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """They need what `make test` does not: `make e2e` runs them."""
    for item in items:
        if "tests/e2e/app/" in item.nodeid:
            item.add_marker(pytest.mark.app)


@pytest.fixture(scope="session", autouse=True)
def built() -> None:
    """The app as it is now."""
    subprocess.run([sys.executable, str(BUILD)], check=True, timeout=BUILT_WITHIN)


@pytest.fixture(scope="module")
def stack(built: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The whole product, whose root is the app."""
    folder = tmp_path_factory.mktemp("stack")
    with OpenAIServer() as provider, free_stack(folder, provider) as running:
        yield running


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
