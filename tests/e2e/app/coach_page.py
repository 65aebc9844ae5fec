"""The coach of the browser app as a trader uses it: by what things are called."""

import re
import uuid
from typing import Any

import requests
from playwright.sync_api import Locator, Page, expect

from tests.patience import BROWSER, CALLED
from tests.world import PASSWORD


class Account:
    """A trader's record over REST, beside the window that they look at."""

    def __init__(self, url: str, name: str) -> None:
        self.url, self.name = url, name
        body = {"login": name, "password": PASSWORD}
        answer = requests.post(f"{url}/api/auth/login", json=body, timeout=CALLED)
        answer.raise_for_status()
        self.headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        response = requests.request(
            method, self.url + path, headers=self.headers, json=body, timeout=CALLED
        )
        response.raise_for_status()
        return response.json() if response.content else None


def make_account(page: Page) -> str:
    name = f"p{uuid.uuid4().hex[:10]}"
    page.get_by_role("button", name="New here? Make an account").click()
    page.get_by_label("Email").fill(f"{name}@example.com")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make an account").click()
    expect(message_box(page)).to_be_visible(timeout=BROWSER)
    return name


def sign_in(page: Page, name: str) -> None:
    page.get_by_label("Email or username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("navigation", name="Places").first).to_be_visible(timeout=BROWSER)


def sign_out(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.get_by_label("Search places and commands").fill("Sign out")
    page.keyboard.press("Enter")


def message_box(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Message", exact=True)


def say(page: Page, words: str) -> None:
    message_box(page).fill(words)
    page.get_by_role("button", name="Send", exact=False).first.click()


def own(page: Page) -> Locator:
    """The trader's messages that the server has."""
    return page.get_by_role("article", name="Your message", exact=True)


def unsent(page: Page) -> Locator:
    return page.get_by_role("article", name="Your message, not sent yet")


def answers(page: Page) -> Locator:
    return page.get_by_role("article", name="The coach's answer")


def verdicts(page: Page) -> Locator:
    return page.get_by_role("region", name=re.compile("^Verdict:"))


def draft_of(page: Page, kind: str) -> Locator:
    draft = page.locator(f"form[data-kind='{kind}']")
    expect(draft).to_be_visible(timeout=BROWSER)
    return draft


def listed(page: Page) -> Locator:
    """The conversations in the list."""
    return page.get_by_role("navigation", name="Your conversations").get_by_role("link")


def toasts(page: Page, words: str) -> Locator:
    return page.get_by_text(words).first
