"""Looking around: one key at the sign-in, one press for a year, its progress in every window, and a worker that dies."""

from contextlib import closing

import psycopg2
import pytest
import requests
from playwright.sync_api import Page, expect

from backend.local_stack.supervisor import Stack
from tests.e2e.app.test_today import sign_in
from tests.e2e.sockets import Person
from tests.patience import BROWSER

pytestmark = [pytest.mark.processes, pytest.mark.browser]
YEAR_MILLISECONDS = 600_000  # on a machine that does much else


def look_around(page: Page, path: str) -> None:
    expect(page.get_by_role("button", name="Look around as the demo trader")).to_be_visible(
        timeout=BROWSER
    )
    page.locator("h1").click()
    page.keyboard.press("d")
    expect(page.get_by_role("navigation", name="Places").first).to_be_visible(timeout=BROWSER)
    page.goto(path)


def test_a_letter_typed_into_a_field_signs_nobody_in(page: Page):
    expect(page.get_by_role("button", name="Look around as the demo trader")).to_be_visible(
        timeout=BROWSER
    )
    page.get_by_label("Email or username").fill("")
    page.get_by_label("Email or username").press("d")
    page.wait_for_timeout(500)
    expect(page.get_by_label("Email or username")).to_have_value("d")


def test_nobody_else_is_offered_the_year(page: Page, stack: Stack):
    sign_in(page, Person(stack.url), "/trades")
    expect(page.get_by_text("Your first trade is one line.")).to_be_visible(timeout=BROWSER)
    expect(page.get_by_role("button", name="Load the demo year")).to_have_count(0)


def began_lately(stack: Stack) -> None:
    """The history was begun three weeks ago: what is written in a minute is written in seconds, by the same steps."""
    token = requests.post(f"{stack.url}/api/auth/demo", json={}, timeout=30).json()["access_token"]
    body = {"name": "Micro futures", "kind": "broker", "opening_balance": "25000"}
    headers = {"Authorization": f"Bearer {token}"}
    url = f"{stack.url}/api/trading/accounts"
    assert requests.post(url, json=body, headers=headers, timeout=30).status_code == 201
    owner = stack.env["MIGRATION_DATABASE_URL"].replace("+psycopg2", "")
    with closing(psycopg2.connect(owner)) as connection, connection.cursor() as cursor:
        cursor.execute("update accounts set created_at = now() - interval '21 days'")
        connection.commit()


@pytest.mark.timeout(900)  # on a machine that does much else
def test_a_year_is_there_by_two_keys_and_survives_its_worker(page: Page, stack: Stack):
    began_lately(stack)
    look_around(page, f"{stack.url}/today")
    expect(page.get_by_role("button", name="Load the demo year")).to_be_visible(timeout=BROWSER)
    other = page.context.new_page()
    other.goto(f"{stack.url}/trades")
    expect(other.get_by_role("button", name="Load the demo year")).to_be_visible(timeout=BROWSER)

    page.locator("h1").click()
    page.keyboard.press("d")
    for window in (page, other):
        progress = window.get_by_role("region", name="The demo year is being written")
        expect(progress).to_be_visible(timeout=BROWSER)
        expect(progress.get_by_role("listitem").filter(has_text="Accounts, done")).to_be_visible(
            timeout=BROWSER
        )
    expect(
        page.get_by_role("listitem").filter(has_text="Rulebook and commitments, done")
    ).to_be_visible(timeout=BROWSER)
    stack.children["worker"].kill()

    expect(other.get_by_role("grid").get_by_role("row").nth(5)).to_be_visible(
        timeout=YEAR_MILLISECONDS
    )
    expect(page.get_by_role("region", name="The demo year is being written")).to_have_count(
        0, timeout=YEAR_MILLISECONDS
    )
    page.goto(f"{stack.url}/performance")
    expect(page.get_by_role("region", name="Equity")).to_be_visible(timeout=BROWSER)
    expect(page.get_by_role("button", name="Load the demo year")).to_have_count(0)
