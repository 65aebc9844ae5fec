"""The coach: a first verdict, other windows, drafts, the interlock, the archive, care."""

import pytest
from playwright.sync_api import expect

from tests.e2e.app.coach_page import (
    Account,
    answers,
    draft_of,
    listed,
    make_account,
    message_box,
    own,
    say,
    verdicts,
)
from tests.e2e.charts import SENTENCE, chart_png
from tests.e2e.sockets import Person
from tests.patience import BROWSER
from tests.stand_ins.openai_server import answer_for

pytestmark = [pytest.mark.processes, pytest.mark.browser]
IDEA = "Long ES 4500 stop 4490 target 4520"


def another(page, stack):
    opened = page.context.new_page()
    opened.goto(stack.url)
    expect(message_box(opened)).to_be_visible(timeout=BROWSER)
    return opened


def test_a_newcomer_sends_a_chart_and_watches_the_verdict_arrive(page):
    make_account(page)
    expect(page.get_by_text("Send a chart and say what you want to do.")).to_be_visible()
    picture = {"name": "aapl.png", "mimeType": "image/png", "buffer": chart_png()}
    page.get_by_label("Files of charts").set_input_files(picture)
    expect(page.get_by_role("list", name="Charts of this message").locator("img")).to_be_visible()
    say(page, SENTENCE)
    card = verdicts(page)
    expect(card).to_be_visible(timeout=BROWSER)
    expect(card).to_contain_text("Diamond")
    expect(card).to_contain_text("not yet calibrated")
    expect(own(page).locator("img")).to_be_visible()
    page.reload()
    expect(verdicts(page)).to_be_visible(timeout=BROWSER)
    expect(page.get_by_role("article")).to_have_count(2)


def test_an_example_is_asked_by_one_press(page):
    make_account(page)
    page.get_by_role("button", name="What is my win rate on Mondays?").click()
    expect(own(page)).to_contain_text("What is my win rate on Mondays?")
    expect(answers(page)).to_contain_text("Mondays", timeout=BROWSER)


def test_a_window_follows_what_becomes_of_its_conversation_elsewhere(page, stack):
    account = Account(stack.url, make_account(page))
    say(page, IDEA)
    expect(verdicts(page)).to_be_visible(timeout=BROWSER)
    [conversation] = account.ask("GET", "/api/conversations")["items"]
    path = f"/api/conversations/{conversation['id']}"

    account.ask("PATCH", path, {"title": "ES morning", "mode": "psychology"})

    expect(listed(page)).to_contain_text(["ES morning"])
    expect(page.get_by_role("heading", name="ES morning")).to_be_visible()
    expect(page.get_by_role("radio", name="Psychology")).to_be_checked()
    account.ask("DELETE", path)
    expect(listed(page)).to_have_count(0)
    expect(verdicts(page)).to_have_count(0)
    expect(page.get_by_text("This conversation was deleted.")).to_be_visible()


def test_a_second_window_sees_the_message_and_the_answer(page, stack):
    make_account(page)
    second = another(page, stack)
    say(page, IDEA)
    expect(verdicts(page)).to_be_visible(timeout=BROWSER)
    listed(second).first.click()
    expect(verdicts(second)).to_be_visible()
    say(second, f"And now {IDEA}")
    expect(own(page)).to_have_count(2, timeout=BROWSER)
    expect(answers(page)).to_have_count(2, timeout=BROWSER)
    expect(answers(page).last.get_by_text("Diamond")).to_be_visible(timeout=BROWSER)


def test_a_wrong_password_says_so_and_keeps_what_was_typed(page, stack):
    name = Person(stack.url).tokens["user"]["username"]
    page.get_by_label("Email or username").fill(name)
    page.get_by_label("Password").fill("not my password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert").first).to_have_text("The login or the password is not right.")
    expect(page.get_by_label("Email or username")).to_have_value(name)


def test_what_somebody_writes_is_never_markup(page):
    make_account(page)
    say(page, "<img src=x onerror=\"document.title='broken'\"><b>bold</b> " + IDEA)
    expect(own(page)).to_contain_text("<b>bold</b>")
    expect(own(page).locator("b")).to_have_count(0)
    expect(answers(page)).to_be_visible(timeout=BROWSER)
    assert "Elite Trading Coach" in page.title()
    assert not page.title().startswith("broken")


def test_everything_can_be_reached_by_keyboard(page):
    make_account(page)
    message_box(page).focus()
    page.keyboard.type(IDEA)
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("what do you say?")
    page.keyboard.press("Enter")
    expect(verdicts(page)).to_be_visible(timeout=BROWSER)
    expect(own(page)).to_contain_text("what do you say?")
    expect(message_box(page)).to_be_focused()


def test_a_told_trade_is_logged_from_the_page_and_every_window_sees_it(page, stack):
    make_account(page)
    say(page, IDEA)
    draft = draft_of(page, "trade")
    expect(draft).to_contain_text("Did you take this trade?")
    second = another(page, stack)
    listed(second).first.click()
    expect(second.locator("form[data-kind='trade']")).to_be_visible()
    draft.get_by_label("Size").fill("a lot")
    draft.get_by_role("button", name="Log it").click()
    expect(page.get_by_text("This is not a number")).to_be_visible()
    draft.get_by_label("Size").fill("2")
    draft.get_by_role("button", name="Log it").click()
    expect(page.get_by_text("Logged as a trade.")).to_be_visible()
    expect(second.get_by_text("Logged as a trade.")).to_be_visible()


def test_what_a_told_trade_leaves_open_is_asked_for_on_the_page(page):
    make_account(page)
    say(page, "/trade long ES 6500 stop 6490")
    draft = draft_of(page, "trade")
    draft.get_by_label("Size").fill("1")
    draft.get_by_role("button", name="Log it").click()
    expect(page.get_by_text("Logged as a trade.")).to_be_visible()


def test_an_announced_trade_shows_what_the_traders_own_rules_say(page):
    make_account(page)
    say(page, "about to buy BTCUSD 1 lot at 95000 stop 94000")
    card = page.get_by_role("region", name="What your rules say")
    expect(card).to_contain_text("Your rules allow it", timeout=BROWSER)
    expect(page.locator("form[data-kind]")).to_have_count(0)


def test_a_verdict_shows_what_it_stands_on_and_what_it_cost(page, stack):
    told = "Your entry 4500 is fine. Take it at the level, not before."
    stack.provider.answer = lambda body: {**answer_for(body), "analysis": told}
    try:
        make_account(page)
        say(page, IDEA)
        card = verdicts(page)
        expect(card).to_be_visible(timeout=BROWSER)
    finally:
        stack.provider.answer = answer_for
    chance = card.locator("[data-part=chance]")
    expect(chance).to_have_text("41% to the first target before the stop, not yet calibrated")
    expect(chance).to_have_attribute("title", "gpt-4o said 41%.")
    cited = card.get_by_role("button", name="Your entry 4500 is fine.")
    expect(cited).to_have_attribute("title", "Entry 4500.")
    source = card.locator("small", has_text="Entry 4500.")
    expect(source).to_be_hidden()
    cited.click()
    expect(source).to_be_visible()
    expect(answers(page)).to_contain_text("US$ 0.0")
    expect(card.get_by_role("table")).to_contain_text("4490")


def test_what_was_said_is_found_again_and_taken_along_from_the_page(page):
    make_account(page)
    say(page, f"heron {IDEA}")
    expect(verdicts(page)).to_be_visible(timeout=BROWSER)
    page.get_by_role("button", name="New conversation").first.click()
    expect(page.get_by_text("Send a chart and say")).to_be_visible()
    say(page, "/search heron")
    actions = answers(page).get_by_role("list", name="What you can do")
    actions.get_by_role("button").first.click(timeout=BROWSER)
    expect(page.locator("article[data-found]")).to_contain_text("heron Long ES")
    say(page, "/export")
    with page.expect_download() as download:
        answers(page).get_by_role("button", name="Markdown").click(timeout=BROWSER)
    assert download.value.suggested_filename.endswith(".md")


def test_the_search_of_the_list_jumps_to_the_message(page):
    make_account(page)
    say(page, f"kingfisher {IDEA}")
    expect(verdicts(page)).to_be_visible(timeout=BROWSER)
    page.get_by_role("button", name="New conversation").first.click()
    page.get_by_label("Search what was said").fill("kingfisher")
    found = page.get_by_role("region", name="What was found").get_by_role("link").first
    expect(found.locator("mark").first).to_have_text("kingfisher")
    found.click()
    expect(page.locator("article[data-found]")).to_contain_text("kingfisher")


def test_words_of_despair_are_answered_with_care_and_shown_to_no_provider(page):
    make_account(page)
    say(page, "I lost it all and want to die")
    expect(answers(page)).to_contain_text("findahelpline.com", timeout=BROWSER)
    expect(own(page)).to_contain_text("This was shown to no AI provider.")


def test_a_stopped_answer_says_that_it_was_cut_and_is_asked_again_beside_it(page, stack):
    make_account(page)
    stack.provider.mode = "slow_stream"
    try:
        say(page, IDEA)
        expect(answers(page)).to_contain_text("The pullback holds", timeout=BROWSER)
        expect(page.get_by_text("Coach is writing")).to_be_visible()
        page.keyboard.press("Control+.")
        expect(answers(page)).to_contain_text("Stopped here.", timeout=BROWSER)
    finally:
        stack.provider.mode = "ok"
    answers(page).get_by_role("button", name="Try again").click()
    expect(verdicts(page)).to_be_visible(timeout=BROWSER)
    expect(answers(page)).to_contain_text("2 of 2")
    answers(page).focus()
    page.keyboard.press("ArrowLeft")
    expect(answers(page)).to_contain_text("Stopped here.")
    answers(page).focus()
    page.keyboard.press("ArrowRight")
    expect(verdicts(page)).to_be_visible()


def test_a_focused_answer_is_asked_again_by_a_key_and_the_last_message_is_reworded(page):
    make_account(page)
    say(page, IDEA)
    expect(verdicts(page)).to_be_visible(timeout=BROWSER)
    answers(page).focus()
    page.keyboard.press("r")
    expect(answers(page)).to_contain_text("2 of 2", timeout=BROWSER)
    expect(verdicts(page)).to_be_visible(timeout=BROWSER)

    page.keyboard.press("e")
    words = page.get_by_label("New words for this message")
    expect(words).to_have_value(IDEA)
    words.fill("Short NQ 18000 stop 18020 target 17900")
    page.keyboard.press("Enter")

    expect(own(page)).to_contain_text("Short NQ 18000", timeout=BROWSER)
    expect(own(page)).to_contain_text("2 of 2")
    expect(own(page)).to_have_count(1)
    own(page).get_by_role("button", name="Previous wording").click()
    expect(own(page)).to_contain_text(IDEA)
    expect(answers(page)).to_contain_text("2 of 2")
