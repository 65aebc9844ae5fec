"""Headless Chromium by Playwright; the browser is the system's own."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

FLAGS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


NAMES = ("chromium", "chromium-browser", "google-chrome")


@contextmanager
def chromium() -> Iterator[Browser]:
    program = _program()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def profile_of(browser: Browser, folder: Path) -> Iterator[BrowserContext]:
    """A browser with a profile of its own, as somebody has who comes again: the windows of `chromium` are private."""
    context = browser.browser_type.launch_persistent_context(
        folder, executable_path=_program(), args=FLAGS
    )
    yield context
    context.close()


def _program() -> str:
    program = next((path for name in NAMES if (path := shutil.which(name))), None)
    if program is None:
        pytest.skip("no Chromium on the PATH: the browser tests did not run (CI installs it)")
    return program
