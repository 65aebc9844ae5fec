"""What the coach knows in the browser app: memory, what it said first, and coaching sessions."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from backend.local_stack.supervisor import Stack
from tests.e2e.sockets import Person
from tests.patience import BROWSER
from tests.world import PASSWORD

pytestmark = [pytest.mark.processes, pytest.mark.browser]
STATEMENT = "I trade worse after two losses"
MEMORY = "/patterns?part=memory"


def sign_in(page: Page, person: Person, path: str) -> None:
    page.get_by_label("Email or username").fill(person.tokens["user"]["username"])
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("#main")).to_be_visible(timeout=BROWSER)
    page.goto(person.url + path)
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=BROWSER)


@pytest.fixture
def person(stack: Stack) -> Person:
    return Person(stack.url)


def taught(person: Person, statement: str = STATEMENT) -> dict[str, Any]:
    answer = person.ask("POST", "/api/trading/coaching/memory", json={"statement": statement})
    assert answer.status_code == 201, answer.text
    return answer.json()


def memories(person: Person) -> list[dict[str, Any]]:
    return person.ask("GET", "/api/trading/coaching/memory").json()["items"]


def rows(page: Page) -> Locator:
    return page.get_by_role("list", name="Memories").get_by_role("listitem")


def test_a_memory_is_taught_corrected_and_shows_how_it_read_before(page, person):
    sign_in(page, person, MEMORY)
    expect(page.get_by_role("heading", name="Nothing is remembered yet")).to_be_visible(
        timeout=BROWSER
    )
    page.keyboard.press("n")
    form = page.get_by_role("form", name="Teach the coach something")
    form.get_by_label("About you and your trading").fill(STATEMENT)
    form.get_by_role("button", name="Remember it").click()
    expect(rows(page)).to_have_count(1, timeout=BROWSER)
    expect(rows(page).first).to_contain_text("You taught it")
    page.keyboard.press("j")
    page.keyboard.press("e")
    dialog = page.get_by_role("dialog", name="Correct what is remembered")
    dialog.get_by_label("About you and your trading").fill("I trade worse after three losses")
    dialog.get_by_label("Who may be told").select_option("Nobody: it stays on this server")
    dialog.get_by_role("button", name="Correct it").click()
    expect(rows(page).first).to_contain_text("three losses", timeout=BROWSER)
    rows(page).first.get_by_role("button").first.click()
    expect(page.get_by_text(f"\u201c{STATEMENT}\u201d")).to_be_visible(timeout=BROWSER)
    expect(page.get_by_text("No provider is told")).to_be_visible()
    (memory,) = memories(person)
    assert (memory["number"], memory["sharing"]) == (2, "none")


def test_a_correction_that_somebody_else_made_first_is_not_overwritten(page, person):
    memory = taught(person)
    sign_in(page, person, MEMORY)
    expect(rows(page)).to_have_count(1, timeout=BROWSER)
    page.keyboard.press("j")
    page.keyboard.press("e")
    dialog = page.get_by_role("dialog", name="Correct what is remembered")
    expect(dialog).to_be_visible()
    person.ask(
        "PATCH",
        f"/api/trading/coaching/memory/{memory['id']}",
        json={"number": 1, "statement": "I trade worse after four losses"},
    )
    dialog.get_by_label("About you and your trading").fill("I trade worse after five losses")
    dialog.get_by_role("button", name="Correct it").click()
    expect(dialog.get_by_text("It was changed meanwhile")).to_be_visible(timeout=BROWSER)
    assert memories(person)[0]["statement"] == "I trade worse after four losses"


def test_what_was_forgotten_is_taught_again_only_on_a_second_yes(page, person):
    taught(person)
    sign_in(page, person, MEMORY)
    expect(rows(page)).to_have_count(1, timeout=BROWSER)
    page.keyboard.press("j")
    page.keyboard.press("f")
    dialog = page.get_by_role("dialog", name="Forget this?")
    expect(dialog).to_contain_text(STATEMENT)
    dialog.get_by_role("button", name="Forget it").click()
    expect(rows(page).first).to_contain_text("The words are erased", timeout=BROWSER)
    expect(page.get_by_text(STATEMENT, exact=True)).to_have_count(0)
    page.keyboard.press("n")
    form = page.get_by_role("form", name="Teach the coach something")
    form.get_by_label("About you and your trading").fill(STATEMENT)
    form.get_by_role("button", name="Remember it").click()
    form.get_by_role("button", name="Teach it anyway").click(timeout=BROWSER)
    expect(rows(page).filter(has_text=STATEMENT)).to_have_count(1, timeout=BROWSER)
    page.get_by_label("Show").select_option("Forgotten")
    expect(page).to_have_url(re.compile("status=forgotten"))


def test_everything_is_forgotten_once_its_name_is_typed(page, person):
    taught(person)
    taught(person, "My best hour is the first one")
    sign_in(page, person, MEMORY)
    page.get_by_role("button", name="Forget everything").click(timeout=BROWSER)
    dialog = page.get_by_role("dialog", name="Forget everything?")
    yes = dialog.get_by_role("button", name="Forget everything")
    dialog.get_by_label('Type "forget everything"').fill("forget")
    expect(yes).to_be_disabled()
    dialog.get_by_label('Type "forget everything"').fill("forget everything")
    yes.click()
    expect(page.get_by_text("Everything is forgotten.")).to_be_visible(timeout=BROWSER)
    assert [memory["statement"] for memory in memories(person)] == [None, None]


def test_what_was_said_to_the_coach_leads_to_its_message(page, person):
    window = person.window()
    sent = window.say(f"Please remember that {STATEMENT}.")["message"]
    window.wait_for("ai_response", lambda answer: answer["status"] == "done", 60)
    window.close()
    (memory,) = memories(person)
    assert memory["message_id"] == sent["id"]
    sign_in(page, person, MEMORY)
    rows(page).first.get_by_role("button").first.click(timeout=BROWSER)
    link = page.get_by_role("link", name="See the message")
    expect(link).to_have_attribute(
        "href",
        f"/coach/{sent['conversation_id']}?message={sent['id']}",
        timeout=BROWSER,
    )
    expect(page.get_by_role("link", name="You said it there")).to_be_visible()


def test_what_the_coach_may_say_first_is_kept_and_the_coin_needs_consent(page, person):
    sign_in(page, person, "/patterns?part=nudges")
    expect(page.get_by_text("The coach has not spoken first yet.")).to_be_visible(timeout=BROWSER)
    page.get_by_role("link", name="What you allow").click()
    page.get_by_role("checkbox", name="Near your daily limit").uncheck(timeout=BROWSER)
    page.get_by_label("At most a day").select_option("2")
    expect(page.get_by_text("You miss half of the nudges while it runs")).to_be_visible()
    page.get_by_role("checkbox", name="I agree: keep back half of them").check()
    expect(page.get_by_text("You agreed")).to_be_visible(timeout=BROWSER)
    wishes = person.ask("GET", "/api/trading/coaching/nudges/preferences").json()
    assert (wishes["kinds_off"], wishes["most_a_day"], wishes["is_experiment"]) == (
        ["near_limit"],
        2,
        True,
    )
    page.get_by_role("link", name="Whether they help").click()
    expect(page.get_by_text("Not known yet").first).to_be_visible(timeout=BROWSER)


def test_a_session_is_started_finished_with_a_promise_and_binds_when_confirmed(page, person):
    sign_in(page, person, "/patterns?part=sessions")
    expect(page.get_by_role("heading", name="No session was held yet")).to_be_visible(
        timeout=BROWSER
    )
    page.keyboard.press("n")
    dialog = page.get_by_role("dialog", name="Start a coaching session")
    dialog.get_by_role("radio", name="Discipline").check()
    dialog.get_by_role("button", name="Start").click()
    expect(page).to_have_url(re.compile("/coach/[0-9a-f-]{36}"), timeout=2 * BROWSER)
    page.goto(person.url + "/patterns?part=sessions")
    sessions = page.get_by_role("list", name="Coaching sessions").get_by_role("listitem")
    expect(sessions).to_have_count(1, timeout=BROWSER)
    expect(sessions).to_contain_text("Discipline")
    sessions.get_by_role("button").first.click()
    page.get_by_role("button", name="Finish it").click()
    form = page.get_by_role("form", name="Finish the session")
    form.get_by_role("button", name="4", exact=True).click()
    form.get_by_label("The next step").fill("Wait after each stop")
    form.get_by_role("checkbox", name="Make a promise of it").check()
    form.get_by_label("Minutes").fill("20")
    form.get_by_role("button", name="Finish", exact=True).click()
    expect(page.get_by_text("It binds once you confirm it.")).to_be_visible(timeout=BROWSER)
    assert person.ask("GET", "/api/trading/rulebook/commitments").json()["items"] == []
    page.get_by_role("button", name="I promise").click()
    expect(page.get_by_text("It is a promise: its keeping is measured.")).to_be_visible(
        timeout=BROWSER
    )
    (promise,) = person.ask("GET", "/api/trading/rulebook/commitments").json()["items"]
    assert promise["minutes"] == 20
    page.get_by_role("link", name="What came of them").click()
    expect(page.get_by_role("cell", name="4 of 5")).to_be_visible(timeout=2 * BROWSER)
