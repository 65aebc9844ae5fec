"""axe finds nothing on any screen, dark or light, empty or full; and the rest of what assistive technology needs."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.app.screens import (
    DESK,
    LAYERS,
    PHONE,
    Screen,
    screens_of_newcomer,
    screens_of_record,
    settle,
    show,
    signed_in,
)
from tests.e2e.sockets import Person

pytestmark = [pytest.mark.processes, pytest.mark.browser, pytest.mark.timeout(600)]
AXE = Path(__file__).parents[3] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOK_FOR = """async (standard) => {
    const found = await axe.run(document, { runOnly: { type: "tag", values: standard }, resultTypes: ["violations"] });
    return found.violations.flatMap(({ id, nodes }) =>
        nodes.map((node) => `${id}: ${node.html.slice(0, 160)}
            ${node.failureSummary.replaceAll("\\n", " ").slice(0, 240)}`));
}"""


@pytest.fixture(scope="module")
def newcomer(stack):
    return Person(stack.url)


@pytest.fixture(scope="module")
def trader(stack):
    person = Person(stack.url)
    return person, screens_of_record(person)


def faults_of(page: Page) -> list[str]:
    """What axe finds on the page as it stands."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    return list(page.evaluate(LOOK_FOR, STANDARD))


def faults_of_screens(page: Page, url: str, screens: list[Screen]) -> dict[str, list[str]]:
    faults = {}
    for screen in screens:
        show(page, url, screen)
        faults[screen.name] = faults_of(page)
    return {name: found for name, found in faults.items() if found}


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_axe_finds_nothing_on_a_newcomers_screens(browser, newcomer, theme):
    page = signed_in(browser, newcomer, theme=theme)

    faults = faults_of_screens(page, newcomer.url, screens_of_newcomer())

    page.context.close()
    assert faults == {}


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_axe_finds_nothing_on_screens_with_a_record(browser, trader, theme):
    person, screens = trader
    page = signed_in(browser, person, theme=theme)

    faults = faults_of_screens(page, person.url, screens)

    page.context.close()
    assert faults == {}


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_the_page_itself_does_not_scroll(browser, trader, viewport):
    """Its parts do; else the whole app, rail included, can be scrolled out of the window."""
    person, screens = trader
    page = signed_in(browser, person, viewport=viewport)

    higher = {}
    for screen in screens:
        show(page, person.url, screen)
        page.mouse.move(20, 300)
        page.mouse.wheel(0, 5_000)
        higher[screen.name] = page.evaluate(
            "[document.documentElement.scrollHeight - innerHeight, scrollY]"
        )

    page.context.close()
    assert {name: by for name, by in higher.items() if by != [0, 0]} == {}


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_axe_finds_nothing_at_the_door_and_in_what_lies_above_a_page(browser, newcomer, theme):
    page = signed_in(browser, newcomer, theme=theme)
    show(page, newcomer.url, Screen("today", "/today"))
    faults = {}
    for name, key in LAYERS.items():
        page.locator("h1").click()
        page.keyboard.press(key)
        expect(page.get_by_role("dialog")).to_be_visible()
        faults[name] = faults_of(page)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("`")
    expect(page.get_by_role("complementary", name="Coach")).to_be_visible()
    settle(page)
    faults["panel"] = faults_of(page)
    context = browser.new_context(color_scheme=theme)
    door = context.new_page()
    door.goto(newcomer.url)
    expect(door.get_by_role("button", name="Sign in")).to_be_visible()
    faults["door"] = faults_of(door)
    context.close()
    page.context.close()

    assert {name: found for name, found in faults.items() if found} == {}


def test_axe_finds_nothing_on_a_phone(browser, trader):
    person, screens = trader
    page = signed_in(
        browser, person, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )

    faults = faults_of_screens(page, person.url, screens)

    page.context.close()
    assert faults == {}
