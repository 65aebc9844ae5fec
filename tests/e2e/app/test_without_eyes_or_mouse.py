"""The app by keyboard alone, with motion reduced, and in the order in which a screen reader hears it."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.app.coach_page import answers, make_account, message_box, verdicts
from tests.patience import BROWSER

pytestmark = [pytest.mark.processes, pytest.mark.browser, pytest.mark.timeout(600)]
IDEA = "Long ES 4500 stop 4490 target 4520"
MOVING = """() => document.getAnimations().filter((moving) => {
    const { duration, iterations } = moving.effect.getComputedTiming();
    return duration > 1 || iterations === Infinity;
}).map((moving) => moving.effect.target.className)"""
OUTLINE = """() => {
    const style = getComputedStyle(document.activeElement);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
}"""


def tab_to(page: Page, name: str, most: int = 60) -> None:
    """Press Tab until what is called so has the focus; each stop on the way is seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        label = page.evaluate(
            "() => (document.activeElement.getAttribute('aria-label') ?? document.activeElement.innerText ?? '').trim()"
        )
        if label.startswith(name):
            assert page.evaluate(OUTLINE), name
            return
    raise AssertionError(f"{name} is not reached by Tab")


def test_a_day_by_keyboard_alone(page):
    make_account(page)
    expect(message_box(page)).to_be_focused()
    page.keyboard.type(IDEA)
    page.keyboard.press("Enter")
    expect(verdicts(page)).to_be_visible(timeout=BROWSER)
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("t")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.type("long 1 ES 4500 stop 4490")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("dialog")).to_have_count(0, timeout=BROWSER)
    page.keyboard.press("g")
    page.keyboard.press("t")
    expect(page.get_by_role("heading", level=1, name="Trades")).to_be_visible(timeout=BROWSER)
    expect(page.get_by_role("row").filter(has_text="ES").last).to_be_visible(timeout=BROWSER)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/trades/*")
    page.keyboard.press("Control+k")
    page.keyboard.type("rulebook")
    expect(page.get_by_role("option").first).to_contain_text("Rulebook", timeout=BROWSER)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Rulebook")).to_be_visible(timeout=BROWSER)
    page.reload()
    expect(page.get_by_role("heading", level=1, name="Rulebook")).to_be_visible(timeout=BROWSER)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.reload()
    expect(page.get_by_role("heading", level=1, name="Rulebook")).to_be_visible(timeout=BROWSER)
    tab_to(page, "Settings")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Settings")).to_be_visible(timeout=BROWSER)


def test_nothing_moves_where_motion_is_reduced(browser, stack):
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(stack.url)
    make_account(page)
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert page.evaluate(MOVING) == []
    page.keyboard.press("Escape")
    page.route("**/api/trading/**", lambda route: None)  # skeletons stay
    page.goto(f"{stack.url}/today")
    expect(page.locator("#main")).to_be_visible(timeout=BROWSER)
    page.wait_for_timeout(500)
    assert page.evaluate(MOVING) == []
    context.close()


def test_a_screen_reader_walks_the_page_in_the_order_of_its_meaning(page):
    """By the accessibility tree: places, then the list, then what was said in turn, then the field to write in."""
    make_account(page)
    message_box(page).fill(IDEA)
    page.keyboard.press("Enter")
    expect(verdicts(page)).to_be_visible(timeout=BROWSER)
    expect(answers(page)).to_have_count(1)
    tree = page.locator("body").aria_snapshot()

    order = [
        'link "Skip to the page"',
        'navigation "Places"',
        "- banner",
        "- main",
        'navigation "Your conversations"',
        'article "Your message"',
        'article "The coach\'s answer"',
        'region "Verdict: ',
        'textbox "Message"',
    ]
    places = [tree.find(name) for name in order]
    assert -1 not in places, dict(zip(order, places, strict=True))
    assert places == sorted(places), dict(zip(order, places, strict=True))
