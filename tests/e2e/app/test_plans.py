"""Plans in the browser app: frozen by keyboard, changed, met by another version, executed, linked, marked, drawn."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from backend.local_stack.supervisor import Stack
from tests.e2e.charts import chart_png
from tests.e2e.sockets import Person
from tests.factories.plans import PLAN, ago, ahead
from tests.patience import BROWSER
from tests.world import PASSWORD

pytestmark = [pytest.mark.processes, pytest.mark.browser]


def sign_in(page: Page, person: Person, path: str = "/plans") -> None:
    page.get_by_label("Email or username").fill(person.tokens["user"]["username"])
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    places = page.get_by_role("navigation", name="Places")
    expect(places.filter(visible=True)).to_be_visible(timeout=BROWSER)
    page.goto(person.url + path)
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=BROWSER)


@pytest.fixture
def person(stack: Stack) -> Person:
    return Person(stack.url)


@pytest.fixture
def phone(browser: Browser, stack: Stack) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    opened = context.new_page()
    opened.goto(stack.url)
    yield opened
    context.close()


def planned(person: Person, **changes: Any) -> dict[str, Any]:
    answer = person.ask("POST", "/api/trading/plans", json={**PLAN, **changes})
    assert answer.status_code == 201, answer.text
    return answer.json()


def plan_now(person: Person, plan: dict[str, Any]) -> dict[str, Any]:
    return person.ask("GET", f"/api/trading/plans/{plan['id']}").json()


def logged(person: Person, **values: Any) -> dict[str, Any]:
    usual = {
        "instrument": "ES",
        "direction": "long",
        "entry_price": "4500.5",
        "position_size": "2",
        "entry_time": ago(minutes=5),
        "stop_price": "4495",
    }
    answer = person.ask("POST", "/api/trading/trades", json={**usual, **values})
    assert answer.status_code == 201, answer.text
    return answer.json()


def heading(page: Page, name: str) -> Locator:
    return page.get_by_role("heading", level=1, name=name)


def test_a_plan_is_written_by_keyboard_with_its_figures_and_frozen(page, person):
    sign_in(page, person)
    expect(page.get_by_text("No plan is alive")).to_be_visible(timeout=BROWSER)
    page.keyboard.press("n")
    title = page.get_by_label("Title")
    expect(title).to_be_focused()
    title.fill("Failed breakdown")
    page.keyboard.press("Control+k")  # also while somebody types
    palette = page.get_by_role("dialog", name="Command palette")
    expect(palette).to_be_visible(timeout=BROWSER)
    page.keyboard.press("Escape")
    expect(palette).to_have_count(0)
    page.get_by_label("Instrument").fill("ES")
    expect(page.get_by_text("E-mini S&P 500")).to_be_visible(timeout=BROWSER)
    page.get_by_label("Side").select_option("long")
    page.get_by_role("button", name="A zone instead").click()
    page.get_by_label("Entry from").fill("4500")
    page.get_by_label("to", exact=True).fill("4501")
    page.get_by_label("Stop", exact=True).fill("4502")
    expect(page.get_by_text("the stop belongs below the entry")).to_be_visible()
    page.get_by_label("Stop", exact=True).fill("4495")
    first = page.get_by_role("textbox", name="Target 1")
    first.fill("4510")
    first.press("Enter")
    expect(page.get_by_role("textbox", name="Target 2")).to_be_focused()
    page.keyboard.type("4520")
    page.get_by_label("Most at risk").fill("1000")
    page.get_by_role("button", name="For 1,000.00").click()  # 1000 / (6 * 50) is 3
    expect(page.get_by_label("Size", exact=True)).to_have_value("3")
    follows = page.get_by_role("complementary", name="What follows from it")
    expect(follows).to_contain_text("1.50R")  # 9 / 6
    expect(follows).to_contain_text("900.00")  # 6 * 50 * 3
    expect(follows.get_by_role("img")).to_have_attribute("aria-label", re.compile("Target 2 4,520"))
    page.get_by_label("The idea").fill("The low was lost and taken back")
    page.get_by_role("textbox", name="Criterion 1").fill("Back above the low")
    page.keyboard.press("Control+Enter")
    expect(heading(page, "Failed breakdown")).to_be_visible(timeout=BROWSER)
    expect(page.get_by_text("Intact")).to_be_visible(timeout=BROWSER)
    (plan,) = person.ask("GET", "/api/trading/plans").json()["items"]
    assert plan["take_profit_targets"] == ["4510", "4520"]
    assert plan["entry_zone"] == {"low": "4500", "high": "4501"}
    assert (plan["position_size"], plan["risk_amount"]) == ("3", "1000")
    expect(page.get_by_title(plan["hash"])).to_be_visible()


def test_what_is_refused_stands_at_its_row_and_what_was_typed_is_there_again(page, person):
    sign_in(page, person, "/plans?new=1")
    page.get_by_label("Title").fill("Half a plan")
    page.get_by_label("Instrument").fill("ES")
    page.get_by_label("Side").select_option("long")
    page.get_by_role("textbox", name="Target 1").press("Enter")
    page.get_by_role("button", name="Target", exact=True).click()
    page.get_by_role("textbox", name="Target 2").fill("soon")
    page.get_by_label("The idea").fill("An idea")
    page.get_by_role("textbox", name="Criterion 1").fill("A criterion")
    page.get_by_label("Size", exact=True).fill("1")
    page.get_by_label("Stop", exact=True).fill("4490")
    page.get_by_role("button", name="Freeze it").click()
    second = page.get_by_role("textbox", name="Target 2")
    expect(second).to_have_attribute("aria-invalid", "true", timeout=BROWSER)
    expect(page.get_by_role("textbox", name="Target 1")).not_to_have_attribute(
        "aria-invalid", "true"
    )
    page.wait_for_timeout(600)  # it is kept a moment after the last key
    page.reload()
    expect(page.get_by_label("Title")).to_have_value("Half a plan", timeout=BROWSER)
    expect(page.get_by_role("textbox", name="Target 2")).to_have_value("soon")
    page.get_by_role("textbox", name="Target 2").fill("4510")
    page.keyboard.press("Control+Enter")
    expect(heading(page, "Half a plan")).to_be_visible(timeout=BROWSER)
    page.goto(person.url + "/plans?new=1")
    expect(page.get_by_label("Title")).to_have_value("")


def test_a_strategy_begins_a_plan_and_keeps_what_is_written(page, person):
    rules = [
        {"statement": "Gap above the high", "kind": "entry"},
        {"statement": "Out at noon", "kind": "exit"},
    ]
    body = {"name": "Opening drive", "description": "The first push holds", "rules": rules}
    made = person.ask("POST", "/api/trading/strategies", json=body)
    assert made.status_code == 201, made.text
    sign_in(page, person, "/plans?new=1")
    page.get_by_label("Title").fill("My own title")
    page.get_by_role("button", name="Begin from a strategy").click()
    page.get_by_role("menuitem", name="Opening drive").click()
    expect(page.get_by_role("textbox", name="Criterion 1")).to_have_value(
        "Gap above the high", timeout=BROWSER
    )
    expect(page.get_by_label("How else it ends")).to_have_value("Out at noon")
    expect(page.get_by_label("Title")).to_have_value("My own title")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("textbox", name="Criterion 1")).to_have_value("")


def test_plans_are_listed_by_state_in_the_address_and_opened_by_keys(page, person):
    planned(person, title="Waits", expires_at=ahead(hours=3))
    given_up = planned(person, title="Given up", instrument="NQ", entry_zone=None)
    person.ask("POST", f"/api/trading/plans/{given_up['id']}/cancel")
    sign_in(page, person)
    rows = page.get_by_role("region", name="Plans").get_by_role("link")
    expect(rows).to_have_count(1, timeout=BROWSER)
    expect(rows).to_contain_text("ends in 2 hours")
    page.get_by_role("button", name="All 2").click()
    expect(page).to_have_url(re.compile("status=all"))
    expect(rows).to_have_count(2, timeout=BROWSER)
    page.get_by_label("Market").fill("nq")
    expect(rows).to_have_count(1, timeout=BROWSER)
    expect(page).to_have_url(re.compile("instrument=nq"))
    page.reload()
    expect(rows).to_have_count(1, timeout=BROWSER)
    page.locator("h1").click()
    page.keyboard.press("j")
    expect(rows.first).to_be_focused()
    page.keyboard.press("Enter")
    expect(heading(page, "Given up")).to_be_visible(timeout=BROWSER)
    expect(page.get_by_text("Cancelled", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Execute")).to_have_count(0)


def test_a_change_is_a_new_version_with_its_differences(page, person):
    plan = planned(person)
    sign_in(page, person, f"/plans/{plan['id']}")
    expect(page.get_by_text("Version 1", exact=True)).to_be_visible(timeout=BROWSER)
    page.keyboard.press("e")
    stop = page.get_by_label("Stop", exact=True)
    expect(stop).to_have_value("4495", timeout=BROWSER)
    stop.fill("4494")
    page.keyboard.press("Control+Enter")
    second = page.get_by_role("listitem").filter(has_text="Version 2")
    expect(second).to_contain_text("Stop", timeout=BROWSER)
    expect(second.locator("del")).to_contain_text("4,495")
    expect(second.locator("ins")).to_contain_text("4,494")
    now = plan_now(person, plan)
    assert (now["version"], now["stop_loss_level"], now["entry_zone"]) == (
        2,
        "4494",
        PLAN["entry_zone"],
    )


def test_two_who_change_a_plan_see_both_before_one_wins(page, person):
    plan = planned(person)
    sign_in(page, person, f"/plans/{plan['id']}")
    expect(page.get_by_text("Version 1", exact=True)).to_be_visible(timeout=BROWSER)
    page.keyboard.press("e")
    stop = page.get_by_label("Stop", exact=True)
    expect(stop).to_have_value("4495", timeout=BROWSER)
    stop.fill("4494")
    path = f"/api/trading/plans/{plan['id']}"
    person.ask("PATCH", path, json={"version": 1, "position_size": "1"})
    page.keyboard.press("Control+Enter")
    theirs = page.get_by_role("region", name="What is frozen now")
    expect(theirs).to_contain_text("Size", timeout=BROWSER)
    expect(theirs).not_to_contain_text("Stop")
    expect(page.get_by_role("region", name="What you wrote")).to_contain_text("4,494")
    page.get_by_role("button", name="Go on with mine").click()
    expect(page.get_by_label("Stop", exact=True)).to_have_value("4494")
    expect(page.get_by_label("Size", exact=True)).to_have_value("1")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Version 3", exact=True)).to_be_visible(timeout=BROWSER)
    now = plan_now(person, plan)
    assert (now["version"], now["stop_loss_level"], now["position_size"]) == (3, "4494", "1")


def test_enter_executes_a_plan_under_the_eyes_of_the_rulebook(page, person):
    person.ask("PUT", "/api/trading/rulebook", json={"limits": {"position_size": {"ES": "1"}}})
    plan = planned(person)
    sign_in(page, person, f"/plans/{plan['id']}")
    expect(page.get_by_role("button", name="Execute")).to_be_visible(timeout=BROWSER)
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Execute: Failed breakdown")
    answer = dialog.get_by_role("region", name="What your rules say")
    expect(answer).to_contain_text("Your rules block it", timeout=BROWSER)
    dialog.get_by_label("Size").fill("1")
    expect(answer).to_contain_text("Your rules allow it", timeout=BROWSER)
    dialog.get_by_label("Filled at").fill("soon")
    dialog.get_by_role("button", name="It is filled").click()
    expect(dialog.get_by_label("Filled at")).to_have_attribute(
        "aria-invalid", "true", timeout=BROWSER
    )
    dialog.get_by_label("Filled at").fill("4500.75")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/trades/"), timeout=BROWSER)
    now = plan_now(person, plan)
    assert now["status"] == "executed"
    trade = person.ask("GET", f"/api/trading/trades/{now['trade_id']}").json()
    assert (trade["entry_price"], trade["max_size"], trade["stop_price"]) == (
        "4500.75",
        "1",
        "4495",
    )


def test_escape_closes_the_layer_first_and_then_leaves_the_plan(page, person):
    plan = planned(person)
    sign_in(page, person, f"/plans/{plan['id']}")
    page.get_by_role("button", name="Execute").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Filled at")).to_be_visible(timeout=BROWSER)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(heading(page, "Failed breakdown")).to_be_visible()
    page.keyboard.press("Escape")
    expect(heading(page, "Plans")).to_be_visible(timeout=BROWSER)


def test_a_trade_that_fits_is_suggested_linked_scored_and_taken_apart(page, person):
    plan = planned(person)
    trade = logged(person, entry_time=ahead(seconds=0))
    sign_in(page, person)
    suggested = page.get_by_role("region", name="Do these belong together?")
    expect(suggested).to_contain_text("ES long", timeout=BROWSER)
    suggested.get_by_role("button", name="Link them").click()
    expect(page.get_by_text("Linked.")).to_be_visible(timeout=BROWSER)
    expect(suggested).to_have_count(0)
    page.goto(f"{person.url}/plans/{plan['id']}")
    kept = page.get_by_role("region", name="How it was kept")
    expect(kept).to_contain_text("0 of 2 criteria were ticked", timeout=BROWSER)
    for criterion in PLAN["entry_criteria"]:
        met = page.get_by_role("button", name=f"Met: {criterion}", exact=True)
        met.click()
        expect(met).to_have_attribute("aria-pressed", "true", timeout=BROWSER)
    expect(kept).to_contain_text("All 2 criteria were there.", timeout=BROWSER)
    page.get_by_role("button", name="Take apart").click()
    expect(page.get_by_role("button", name="Link a trade")).to_be_visible(timeout=BROWSER)
    assert plan_now(person, plan)["trade_id"] is None
    page.get_by_role("button", name="Link a trade").click()
    free = page.get_by_role("list", name="Trades without a plan").get_by_role("listitem")
    free.get_by_role("button", name="Link").click()
    expect(page.get_by_role("button", name="Take apart")).to_be_visible(timeout=BROWSER)
    assert plan_now(person, plan)["trade_id"] == trade["id"]


def test_a_plan_is_given_up_only_after_a_second_yes(page, person):
    plan = planned(person)
    sign_in(page, person, f"/plans/{plan['id']}")
    page.get_by_role("button", name="Cancel", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Leave it").click()
    assert plan_now(person, plan)["status"] == "pending"
    page.get_by_role("button", name="Cancel", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel the plan").click()
    expect(page.get_by_text("Cancelled", exact=True)).to_be_visible(timeout=BROWSER)
    assert plan_now(person, plan)["status"] == "cancelled"


def test_a_plan_is_judged_drawn_and_has_its_charts(page, person):
    plan = planned(person)
    sign_in(page, person, f"/plans/{plan['id']}")
    expect(page.get_by_text("Intact")).to_be_visible(timeout=BROWSER)
    page.keyboard.press("v")
    verdict = page.get_by_role("region", name="Verdict")
    expect(verdict).to_contain_text(re.compile("Diamond|Fire|Skull|Cannot read"), timeout=BROWSER)
    page.get_by_role("button", name="Draw it").click()
    drawn = page.get_by_role("img", name=re.compile("The plan Failed breakdown"))
    expect(drawn).to_be_visible(timeout=BROWSER)
    assert drawn.evaluate("image => image.naturalWidth") > 100
    page.get_by_label("Charts of the plan").set_input_files(
        {"name": "es.png", "mimeType": "image/png", "buffer": chart_png()}
    )
    chart = page.get_by_role("img", name="Chart 1 of 1")
    expect(chart).to_be_visible(timeout=BROWSER)
    page.get_by_role("button", name="Attach to the plan").click()
    expect(page.get_by_role("img", name="Chart 2 of 2")).to_be_visible(timeout=BROWSER)
    assert len(plan_now(person, plan)["images"]) == 2


def test_money_is_hidden_and_a_missing_plan_says_so(page, person):
    plan = planned(person)
    sign_in(page, person, f"/plans/{plan['id']}")
    expect(page.get_by_text("600.00")).to_be_visible(timeout=BROWSER)  # 6 * 50 * 2
    page.get_by_role("button", name="Draw it").click()
    drawn = page.get_by_role("img", name=re.compile("The plan Failed breakdown"))
    expect(drawn).to_be_visible(timeout=BROWSER)
    page.locator("h1").click()
    page.keyboard.press("h")
    expect(page.get_by_text("600.00")).to_have_count(0)
    expect(drawn).to_have_count(0)  # it names the risk in money
    page.goto(f"{person.url}/plans/0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b")
    expect(page.get_by_text("This plan is not in your record.")).to_be_visible(timeout=BROWSER)


def test_a_plan_fits_on_a_phone(phone, person):
    plan = planned(person)
    sign_in(phone, person, f"/plans/{plan['id']}")
    expect(phone.get_by_text("Intact")).to_be_visible(timeout=BROWSER)
    for path in ("/plans", f"/plans/{plan['id']}", "/plans?new=1"):
        phone.goto(person.url + path)
        expect(phone.get_by_role("heading", level=1)).to_be_visible(timeout=BROWSER)
        phone.wait_for_timeout(300)
        wide = phone.locator("main").evaluate("main => main.scrollWidth - innerWidth")
        assert wide <= 0, path
    for button in phone.locator("main button:visible").all():
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 24, button.inner_text()


def test_plans_are_searched_counted_and_listed_as_late(page, person):
    planned(person, title="Opening drive", exit_rule="Trail under each low")
    planned(person, title="Range fade")
    trade = logged(person, entry_time=ago(hours=2))
    late = planned(person, title="Written afterwards")
    linked = person.ask(
        "POST", f"/api/trading/plans/{late['id']}/link", json={"trade_id": trade["id"]}
    )
    assert linked.status_code == 200, linked.text
    sign_in(page, person)
    states = page.get_by_role("group", name="State")
    expect(states.get_by_role("button", name="Alive 2")).to_be_visible(timeout=BROWSER)
    expect(states.get_by_role("button", name="All 3")).to_be_visible()
    page.get_by_label("Words").fill("trail LOW")
    rows = page.get_by_role("region", name="Plans").get_by_role("listitem")
    expect(rows).to_have_count(1, timeout=BROWSER)
    expect(rows).to_contain_text("Opening drive")
    expect(page).to_have_url(re.compile(r"q=trail"))
    page.get_by_label("Words").fill("")
    expect(rows).to_have_count(2, timeout=BROWSER)
    states.get_by_role("button", name="Late 1").click()
    expect(rows).to_have_count(1, timeout=BROWSER)
    expect(rows).to_contain_text("Written afterwards")
    expect(rows.get_by_text("Late", exact=True)).to_be_visible()
