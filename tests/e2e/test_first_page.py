"""The page at `/` in a real browser against the running product."""

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import make_account, say
from tests.e2e.charts import SENTENCE, chart_png
from tests.e2e.sockets import Person
from tests.factories.plans import ahead
from tests.patience import BROWSER
from tests.stand_ins.openai_server import answer_for

pytestmark = [pytest.mark.processes, pytest.mark.browser]
IDEA = "Long ES 4500 stop 4490 target 4520"


def test_a_newcomer_drops_a_chart_and_watches_the_verdict_arrive(page):
    make_account(page)
    expect(page.get_by_text("Send a chart and say what you want to do.")).to_be_visible()
    page.locator("#file").set_input_files(
        {"name": "aapl.png", "mimeType": "image/png", "buffer": chart_png()}
    )
    expect(page.locator("#pictures progress")).to_have_count(0)
    say(page, SENTENCE)
    card = page.locator("article.ai .verdict.diamond")
    expect(card).to_be_visible(timeout=BROWSER)
    expect(card).to_contain_text("not yet calibrated")
    expect(page.locator("article.user img")).to_be_visible()
    page.reload()
    expect(page.locator("article.ai .verdict.diamond")).to_be_visible()
    expect(page.locator("article")).to_have_count(2)


def test_a_window_follows_what_becomes_of_its_conversation_elsewhere(page, stack):
    make_account(page)
    say(page, IDEA)
    expect(page.locator("article.ai .verdict")).to_be_visible(timeout=BROWSER)
    listed = page.locator("#conversations button")

    def ask(method: str, body: dict | None = None) -> None:
        asked = """async ([method, body]) => {
            const { ask } = await import("/static/api.js");
            const [one] = (await ask("GET", "/api/conversations")).items;
            await ask(method, `/api/conversations/${one.id}`, body ?? undefined);
        }"""
        page.evaluate(asked, [method, body])

    ask("PATCH", {"title": "ES morning", "mode": "psychology"})
    expect(listed).to_have_text(["ES morning"])
    expect(page.locator("#mode")).to_have_value("psychology")
    ask("DELETE")
    expect(listed).to_have_count(0)
    expect(page.locator("article.ai .verdict")).to_have_count(0)
    expect(page.locator("#notice")).to_have_text("This conversation was deleted.")


def test_a_second_window_sees_the_message_and_the_answer(page, stack):
    make_account(page)
    second = page.context.new_page()
    second.goto(stack.url)
    expect(second.locator("#connection")).to_have_text("connected")
    say(page, IDEA)
    expect(page.locator("article.ai .verdict")).to_be_visible(timeout=BROWSER)
    second.locator("#conversations button").first.click()
    expect(second.locator("article.ai .verdict")).to_be_visible()
    say(second, f"And now {IDEA}")
    expect(page.locator("article.ai .verdict")).to_have_count(2, timeout=BROWSER)


def test_a_wrong_password_says_so_and_keeps_what_was_typed(page, stack):
    person = Person(stack.url)
    page.get_by_label("Email or username").fill(person.tokens["user"]["username"])
    page.get_by_label("Password").fill("not my password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert").first).to_have_text("The login or the password is not right.")
    expect(page.get_by_label("Email or username")).to_have_value(person.tokens["user"]["username"])


def test_a_message_written_without_a_connection_is_sent_once_when_it_is_back(page, stack):
    make_account(page)
    page.context.set_offline(True)
    say(page, IDEA)
    page.context.set_offline(False)
    expect(page.locator("article.ai .verdict")).to_be_visible(timeout=2 * BROWSER)
    expect(page.locator("article.user")).to_have_count(1)
    page.reload()
    expect(page.locator("article.user")).to_have_count(1)


def test_what_somebody_writes_is_never_markup(page):
    make_account(page)
    say(page, "<img src=x onerror=\"document.title='broken'\"><b>bold</b> " + IDEA)
    expect(page.locator("article.user")).to_contain_text("<b>bold</b>")
    expect(page.locator("article.user b")).to_have_count(0)
    assert page.title() == "Elite Trading Coach"


def test_everything_can_be_reached_by_keyboard(page):
    make_account(page)
    page.get_by_label("Message", exact=True).focus()
    page.keyboard.type(IDEA)
    page.keyboard.press("Enter")
    expect(page.locator("article.ai .verdict")).to_be_visible(timeout=BROWSER)


def test_a_told_trade_is_logged_from_the_page_and_every_window_sees_it(page, stack):
    make_account(page)
    say(page, IDEA)
    draft = page.locator("form.draft")
    expect(draft).to_contain_text("Did you take this trade?", timeout=BROWSER)
    second = page.context.new_page()
    second.goto(stack.url)
    expect(second.locator("form.draft")).to_be_visible()
    draft.get_by_label("Size").fill("a lot")
    draft.get_by_role("button", name="Log it").click()
    expect(page.get_by_text("This is not a number")).to_be_visible()
    draft.get_by_label("Size").fill("2")
    draft.get_by_role("button", name="Log it").click()
    expect(page.get_by_text("Logged as a trade.")).to_be_visible()
    expect(second.get_by_text("Logged as a trade.")).to_be_visible()
    second.close()


def test_what_a_told_trade_leaves_open_is_asked_for_on_the_page(page):
    make_account(page)
    say(page, "/trade long ES 6500 stop 6490")
    draft = page.locator("form.draft")
    draft.get_by_label("Size").fill("1")
    draft.get_by_role("button", name="Log it").click()
    expect(page.get_by_text("Logged as a trade.")).to_be_visible()


def test_an_announced_trade_shows_what_the_traders_own_rules_say(page):
    make_account(page)
    say(page, "about to buy BTCUSD 1 lot at 95000 stop 94000")
    card = page.locator("section.interlock")
    expect(card).to_contain_text("Your rules allow it", timeout=BROWSER)
    expect(page.locator("form.draft")).to_have_count(0)


def test_the_bell_counts_lists_and_marks_as_read_in_every_window(page, stack):
    make_account(page)
    second = page.context.new_page()
    second.goto(stack.url)
    expect(second.locator("#connection")).to_have_text("connected")
    page.evaluate(
        """async ({ rules, lost }) => { const api = await import("/static/api.js");
        await api.ask("PUT", "/api/trading/rulebook", rules); await api.ask("POST", "/api/trading/trades", lost); }""",
        {
            "rules": {"limits": {"losses_in_a_row": 1}, "note": "<b>no markup</b>"},
            "lost": {"instrument": "ES", "direction": "long", "entry_price": "4500", "position_size": 1,
                     "entry_time": ahead(seconds=-60), "exit_price": "4495", "exit_time": ahead(seconds=-30)},
        },
    )  # fmt: skip
    for window in (page, second):
        expect(window.locator("#unread")).to_have_text("1", timeout=BROWSER)
    page.get_by_role("button", name="Notifications, 1 unread").click()
    told = page.get_by_role("region", name="Notifications").locator("li")
    expect(told).to_contain_text("Your rules lock this session")
    told.get_by_role("button", name="Mark as read").click()
    for window in (page, second):
        expect(window.locator("#unread")).to_be_hidden()
    told.get_by_role("button", name="Put aside").click()
    expect(told).to_have_text("Nothing yet.")
    page.keyboard.press("Escape")
    expect(page.locator("#news")).to_be_hidden()
    second.close()


def test_a_verdict_shows_what_it_stands_on_what_it_cost_and_how_good_the_others_were(page, stack):
    told = "Your entry 4500 is fine. Take it at the level, not before."
    stack.provider.answer = lambda body: {**answer_for(body), "analysis": told}
    try:
        make_account(page)
        say(page, IDEA)
        card = page.locator("article.ai .verdict")
        expect(card).to_be_visible(timeout=BROWSER)
    finally:
        stack.provider.answer = answer_for
    chance = card.locator(".chance")
    expect(chance).to_have_text("41% to the first target before the stop, not yet calibrated")
    expect(chance).to_have_attribute("title", "gpt-4o said 41%.")
    cited = card.locator(".cited")
    expect(cited).to_have_text("Your entry 4500 is fine.")
    expect(cited).to_have_attribute("title", "Entry 4500.")
    expect(card.locator(".source")).to_be_hidden()
    cited.click()
    expect(card.locator(".source")).to_have_text("Entry 4500.")
    expect(page.locator("article.ai")).to_contain_text("US$ 0.0")
    page.get_by_role("button", name="How good were the verdicts?").click()
    expect(page.locator("#scores-page")).to_contain_text(
        "1 verdicts are on record and none is decided yet."
    )
    expect(page.locator("#scores-page img")).to_have_js_property("complete", True)
    assert page.locator("#scores-page img").evaluate("image => image.naturalWidth") > 100
    page.get_by_role("button", name="Close").click()


def test_what_was_said_is_found_again_and_taken_along_from_the_page(page):
    make_account(page)
    say(page, f"heron {IDEA}")
    expect(page.locator("article.ai .verdict")).to_be_visible(timeout=BROWSER)
    page.get_by_role("button", name="New conversation").click()
    say(page, "/search heron")
    page.locator("article.ai .actions button").first.click(timeout=BROWSER)
    expect(page.locator("article.user.found")).to_contain_text("heron Long ES")
    say(page, "/export")
    with page.expect_download() as download:
        page.locator("article.ai .actions button", has_text="Markdown").click(timeout=BROWSER)
    assert download.value.suggested_filename.endswith(".md")


def test_words_of_despair_are_answered_with_care_and_a_stopped_answer_says_that_it_was_cut(
    page, stack
):
    make_account(page)
    say(page, "I lost it all and want to die")
    expect(page.locator("article.ai.care")).to_contain_text("findahelpline.com", timeout=BROWSER)
    expect(page.locator("article.user")).to_contain_text("This was shown to no AI provider.")
    stack.provider.mode = "slow_stream"
    try:
        say(page, IDEA)
        writing = page.locator("article.ai[data-status='running']")
        expect(writing).to_contain_text("The pullback holds", timeout=BROWSER)
        writing.get_by_role("button", name="Stop").click()
        expect(page.locator("article.ai[data-status='stopped']")).to_contain_text(
            "Stopped here.", timeout=BROWSER
        )
    finally:
        stack.provider.mode = "ok"
