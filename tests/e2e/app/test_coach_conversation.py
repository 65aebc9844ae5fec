"""A conversation with the coach: questions back, what is spoken of, questions in parts, drafts to correct."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.app.coach_page import (
    Account,
    answers,
    draft_of,
    make_account,
    message_box,
    own,
    say,
    sign_in,
)
from tests.factories.plans import ahead
from tests.patience import BROWSER

pytestmark = [pytest.mark.processes, pytest.mark.browser]
IDEA = "Long MES 4500 stop 4490 target 4520"
PHONE = {"width": 360, "height": 740}
LEAST_TARGET = 44  # pixels, for a finger


@pytest.fixture
def account(page, stack):
    """A newcomer at the coach, and their record."""
    return Account(stack.url, make_account(page))


def hold(account, instrument, entry, stop):
    """A trade of two contracts that is held."""
    body = {
        "instrument": instrument,
        "direction": "long",
        "entry_price": entry,
        "stop_price": stop,
        "position_size": 2,
        "entry_time": ahead(seconds=-60),
    }
    return account.ask("POST", "/api/trading/trades", body)


def about(page):
    return page.get_by_text(re.compile("^about: "))


def test_a_question_back_is_marked_and_answered_by_a_button_once(page, account):
    hold(account, "ES", "4500", "4490")
    hold(account, "NQ", "18250", "18230")
    say(page, "moved my stop to break even")
    question = answers(page).first
    expect(question).to_contain_text("A question back", timeout=BROWSER)
    choice = question.get_by_role("button", name=re.compile("NQ"))
    words = choice.inner_text()

    choice.focus()
    page.keyboard.press("Enter")

    expect(own(page).last).to_contain_text(words)
    level = draft_of(page, "level")
    expect(level).to_contain_text("18250")
    expect(choice).to_be_disabled()


def test_what_is_spoken_of_stands_above_the_input_and_is_cleared_for_good(page, account):
    expect(about(page)).to_have_count(0)
    say(page, IDEA)
    expect(about(page)).to_contain_text("about: MES long 4500", timeout=BROWSER)
    page.reload()
    expect(about(page)).to_contain_text("about: MES long 4500")

    page.get_by_role("button", name="Speak of something else").click()

    expect(about(page)).to_have_count(0)
    expect(message_box(page)).to_be_focused()
    page.reload()
    expect(answers(page)).to_be_visible()
    expect(about(page)).to_have_count(0)
    expect(page.get_by_role("article")).to_have_count(2)


def test_a_question_to_the_record_is_asked_again_without_one_of_its_parts(page, account):
    lost = {
        "instrument": "MES",
        "direction": "long",
        "entry_price": "4500",
        "position_size": 1,
        "entry_time": ahead(seconds=-60),
        "exit_price": "4495",
        "exit_time": ahead(seconds=-30),
    }
    account.ask("POST", "/api/trading/trades", lost)
    say(page, "what is my win rate for NQ longs when the moon is full?")
    answer = answers(page).first
    parts = answer.get_by_role("button", name=re.compile("^Ask again without"))
    expect(parts).to_have_count(2, timeout=BROWSER)
    expect(answer).to_contain_text("Not understood:")
    expect(answer.locator("[data-part=left-over]")).to_contain_text("moon")
    expect(answer).to_contain_text("No closed trades")

    answer.get_by_role("button", name="Ask again without: NQ").click()

    again = answer.get_by_role("status")
    expect(again).to_contain_text("0%")
    expect(parts).to_have_count(1)
    answer.get_by_role("button", name="As it was asked").click()
    expect(again).to_have_count(0)
    expect(parts).to_have_count(2)
    expect(page.get_by_role("article")).to_have_count(2)
    answer.get_by_role("button", name="Ask again without: NQ").click()
    expect(again).to_contain_text("0%")
    say(page, "same for shorts")
    expect(answers(page)).to_have_count(2, timeout=BROWSER)
    follow_up = answers(page).last
    expect(follow_up).to_contain_text("No closed trades", timeout=BROWSER)
    expect(follow_up).not_to_contain_text("NQ")


def test_an_exit_and_a_level_are_corrected_before_they_are_recorded(page, account):
    trade = hold(account, "ES", "4500", "4490")
    say(page, "took half off my ES at 4510")
    out = draft_of(page, "exit")
    out.get_by_role("button", name="Correct it").click()
    expect(out.get_by_label("Price")).to_be_focused()
    out.get_by_label("Price").fill("45x")
    out.get_by_role("button", name="Record it").click()
    expect(page.get_by_text("This is not a price")).to_be_visible()
    out.get_by_label("Price").fill("4512")
    out.get_by_role("button", name="Record it").click()
    expect(page.get_by_text("Recorded as an exit.")).to_be_visible()
    say(page, "moved my ES stop to 4495")
    moved = draft_of(page, "level")
    moved.get_by_role("button", name="Correct it").click()
    moved.get_by_label("Stop").fill("4498")
    moved.get_by_role("button", name="Record it").click()
    expect(page.get_by_text("Recorded as moved.")).to_be_visible()
    held = account.ask("GET", f"/api/trading/trades/{trade['id']}")
    assert (held["status"], held["stop_price"], held["open_size"]) == ("open", "4498", "1")


def test_a_setting_a_plan_and_a_promise_are_corrected_field_by_field(page, account):
    say(page, "my max is 3 trades a day")
    setting = draft_of(page, "setting")
    setting.get_by_role("button", name="Correct it").click()
    setting.get_by_label("Trades a day").fill("2")
    setting.get_by_role("button", name="Set it").click()
    expect(page.get_by_text("Set.", exact=True)).to_be_visible()
    say(page, "plan: long NQ 18250 stop 18230 target 18290, 1 contract")
    plan = draft_of(page, "plan")
    plan.get_by_role("button", name="Correct it").click()
    plan.get_by_label("Targets").fill("18290, 18310")
    plan.get_by_label("Setup").fill("<b>Failed</b> breakdown")
    plan.get_by_role("button", name="Save it").click()
    expect(page.get_by_text("Saved as a plan.")).to_be_visible()
    say(page, "I promise to pause 20 minutes after a loss")
    promise = draft_of(page, "commitment")
    promise.get_by_role("button", name="Correct it").click()
    promise.get_by_label("Minutes").fill("30")
    promise.get_by_label("Trigger").select_option("after win")
    promise.get_by_role("button", name="Save it").click()
    expect(page.get_by_text("Saved as a commitment.")).to_be_visible()

    rulebook = account.ask("GET", "/api/trading/rulebook")
    assert rulebook["current"]["limits"]["trades_per_day"] == 2
    [made] = account.ask("GET", "/api/trading/plans")["items"]
    assert made["take_profit_targets"] == ["18290", "18310"]
    assert made["setup_description"] == "<b>Failed</b> breakdown"
    [kept] = account.ask("GET", "/api/trading/rulebook/commitments")["items"]
    assert (kept["trigger"], kept["minutes"]) == ("after_win", 30)


def test_a_draft_is_put_aside_and_what_is_typed_stays_while_news_arrives(page, account):
    say(page, "my max is 3 trades a day")
    setting = draft_of(page, "setting")
    setting.get_by_role("button", name="Correct it").click()
    field = setting.get_by_label("Trades a day")
    field.fill("12")
    [conversation] = account.ask("GET", "/api/conversations")["items"]
    account.ask(
        "POST", "/api/messages", {"content": "hello", "conversation_id": conversation["id"]}
    )
    expect(page.locator("article[data-kind=answer][data-status=done]")).to_have_count(
        2, timeout=BROWSER
    )
    expect(field).to_be_focused()
    expect(field).to_have_value("12")
    setting.get_by_role("button", name="No").click()
    expect(page.get_by_text("Not set.")).to_be_visible()
    assert account.ask("GET", "/api/trading/rulebook")["current"] is None


def test_on_a_phone_nothing_of_the_conversation_is_wider_than_the_screen(page, account):
    page.set_viewport_size(PHONE)
    say(page, "what is my win rate, profit factor and expectancy for NQ longs on Mondays?")
    parts = page.get_by_role("button", name=re.compile("^Ask again without"))
    expect(parts.first).to_be_visible(timeout=BROWSER)
    say(page, f"plan: {IDEA}, 1 contract")
    draft_of(page, "plan").get_by_role("button", name="Correct it").click()
    expect(about(page)).to_be_visible()
    for place in ("html", "section[aria-label=Messages]"):
        wider = page.locator(place).evaluate("element => element.scrollWidth - element.clientWidth")
        assert wider <= 0, place


def test_what_a_finger_presses_in_a_conversation_is_large_enough(browser, page, stack, account):
    say(page, "what is my win rate, profit factor and expectancy for NQ longs on Mondays?")
    expect(page.get_by_role("button", name=re.compile("^Ask again without")).first).to_be_visible(
        timeout=BROWSER
    )
    say(page, f"plan: {IDEA}, 1 contract")
    draft_of(page, "plan")
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    phone = context.new_page()
    phone.goto(stack.url)
    sign_in(phone, account.name)
    phone.goto(page.url)
    draft_of(phone, "plan").get_by_role("button", name="Correct it").click()

    buttons = phone.locator("#main").get_by_role("button").filter(visible=True).all()

    small = [
        (button.inner_text() or button.get_attribute("aria-label"), box)
        for button in buttons
        if (box := button.bounding_box()) and box["height"] < LEAST_TARGET
    ]
    context.close()
    assert len(buttons) > 5
    assert small == []


def test_markup_in_what_is_spoken_of_or_not_understood_stays_text(page, account):
    say(page, "what is my win rate for <b>NQ</b> when <img src=x onerror=alert(1)> angryish?")
    answer = page.locator("article[data-kind=answer][data-status=done]")
    expect(answer).to_be_visible(timeout=BROWSER)
    expect(answer.locator("b, img")).to_have_count(0)
