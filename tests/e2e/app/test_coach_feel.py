"""Nothing typed is lost, nobody is moved, and what is heard is heard once."""

import io
import re
import time

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.e2e.app.coach_page import (
    Account,
    answers,
    listed,
    make_account,
    message_box,
    own,
    say,
    sign_in,
    unsent,
    verdicts,
)
from tests.e2e.charts import chart_png
from tests.factories.plans import ahead
from tests.patience import BROWSER

pytestmark = [pytest.mark.processes, pytest.mark.browser]
IDEA = "Long ES 4500 stop 4490 target 4520"
KEPT_AFTER = 600  # milliseconds: a draft is on the device by then
PASTE = """(numbers) => {
    const carried = new DataTransfer();
    carried.items.add(new File([new Uint8Array(numbers)], "pasted.png", { type: "image/png" }));
    document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData: carried, bubbles: true }));
}"""


def picture(name, content=None):
    return {"name": name, "mimeType": "image/png", "buffer": content or chart_png()}


def drawn(number):
    """A small picture unlike those of other numbers."""
    content = io.BytesIO()
    Image.new("RGB", (320, 200), (40 * number, 90, 120)).save(content, "PNG")
    return content.getvalue()


def until_answered(account, conversation_id, count):
    """Wait until so many answers of a conversation are final."""
    path = f"/api/conversations/{conversation_id}/messages?limit=100"
    ending = time.monotonic() + BROWSER / 1000
    while time.monotonic() < ending:
        log = account.ask("GET", path)
        done = [message for message in log["items"] if message["type"] == "ai"]
        if len(done) == count and not log["unfinished"]:
            return
        time.sleep(0.2)
    raise AssertionError(f"{count} answers were not given in time")


def attached(page):
    return page.get_by_role("list", name="Charts of this message").get_by_role("listitem")


def test_a_message_written_without_a_connection_is_sent_once_when_it_is_back(page):
    make_account(page)
    page.context.set_offline(True)
    say(page, IDEA)
    expect(unsent(page)).to_contain_text(IDEA)
    page.context.set_offline(False)
    expect(verdicts(page)).to_be_visible(timeout=2 * BROWSER)
    expect(own(page)).to_have_count(1)
    page.reload()
    expect(own(page)).to_have_count(1, timeout=BROWSER)
    expect(unsent(page)).to_have_count(0)


def test_what_waits_to_be_sent_survives_a_reload_and_can_be_changed(page, stack):
    name = make_account(page)
    account = Account(stack.url, name)
    cut = []
    page.context.route_web_socket("**/socket.io/**", lambda line: cut.append(line))  # never answers
    page.reload()
    expect(message_box(page)).to_be_visible(timeout=BROWSER)
    say(page, "Long ES 4500 stop 44")
    expect(unsent(page)).to_contain_text("will be sent")
    page.wait_for_timeout(KEPT_AFTER)
    page.reload()
    waiting = page.get_by_role("navigation", name="Your conversations").get_by_text("stop 44")
    waiting.click(timeout=BROWSER)
    unsent(page).get_by_role("button", name="Change it").click()
    expect(message_box(page)).to_have_value("Long ES 4500 stop 44")
    expect(message_box(page)).to_be_focused()
    expect(unsent(page)).to_have_count(0)
    message_box(page).fill(IDEA)
    page.keyboard.press("Enter")
    expect(unsent(page)).to_contain_text(IDEA)
    assert account.ask("GET", "/api/conversations")["items"] == []


def test_what_is_said_while_a_conversation_begins_goes_on_in_it(page, stack):
    account = Account(stack.url, make_account(page))
    for words in ("one " + IDEA, "two " + IDEA, "three " + IDEA):
        message_box(page).fill(words)
        page.keyboard.press("Enter")
    expect(own(page)).to_have_count(3, timeout=BROWSER)
    [conversation] = account.ask("GET", "/api/conversations")["items"]
    log = account.ask("GET", f"/api/conversations/{conversation['id']}/messages?limit=100")
    said = [message["content"] for message in log["items"] if message["type"] == "user"]
    assert said == ["one " + IDEA, "two " + IDEA, "three " + IDEA]


def test_a_draft_and_its_picture_stay_with_their_conversation_through_a_reload(page):
    make_account(page)
    say(page, IDEA)
    expect(verdicts(page)).to_be_visible(timeout=BROWSER)
    message_box(page).fill("what about half of it")
    page.get_by_label("Files of charts").set_input_files(picture("es.png"))
    expect(attached(page)).to_have_count(1)
    page.wait_for_timeout(KEPT_AFTER)

    page.reload()

    expect(message_box(page)).to_have_value("what about half of it", timeout=BROWSER)
    expect(attached(page)).to_have_count(1)
    page.get_by_role("button", name="New conversation").first.click()
    expect(message_box(page)).to_have_value("")
    expect(attached(page)).to_have_count(0)
    listed(page).first.click()
    expect(message_box(page)).to_have_value("what about half of it")
    page.get_by_role("button", name="Remove es.png").click()
    expect(attached(page)).to_have_count(0)


def test_pictures_are_pasted_and_counted_and_others_are_refused_in_words(page):
    make_account(page)
    expect(message_box(page)).to_be_focused()
    page.evaluate(PASTE, list(chart_png()))
    expect(attached(page)).to_have_count(1)
    pdf = {"name": "notes.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"}
    more = [picture(f"{number}.png", drawn(number)) for number in range(4)]
    page.get_by_label("Files of charts").set_input_files([pdf, *more])
    expect(page.get_by_text("notes.pdf is no PNG, JPEG or WebP picture.").first).to_be_visible()
    expect(
        page.get_by_text("A message takes 4 charts. One picture was left out").first
    ).to_be_visible()
    expect(attached(page)).to_have_count(4)
    say(page, IDEA)
    charts = own(page).get_by_role("list", name="Charts").get_by_role("listitem")
    expect(charts).to_have_count(4, timeout=BROWSER)


def test_a_message_that_is_too_long_is_counted_and_kept(page):
    make_account(page)
    message_box(page).fill("a" * 5001)
    expect(page.get_by_text("5001 of 5000")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_text("A message may have 5000 characters.").first).to_be_visible()
    expect(message_box(page)).to_have_value("a" * 5001)


def test_a_screen_reader_hears_that_the_coach_writes_and_each_answer_once(page, stack):
    make_account(page)
    say(page, "hello")
    expect(answers(page)).to_be_visible(timeout=BROWSER)
    expect(page.get_by_text("Coach is writing")).to_have_count(0, timeout=BROWSER)
    page.evaluate("""() => {
        window.heard = [];
        const log = document.querySelector("[role=log]");
        const listen = (changes) => {
            for (const change of changes)
                for (const added of change.addedNodes) window.heard.push(added.textContent);
        };
        new MutationObserver(listen).observe(log, { childList: true, subtree: true, characterData: true });
    }""")
    stack.provider.delay = 2.0
    try:
        say(page, IDEA)
        expect(page.get_by_role("status").filter(has_text="Coach is writing")).to_be_visible()
        expect(verdicts(page)).to_be_visible(timeout=BROWSER)
    finally:
        stack.provider.delay = 0.0
    expect(page.get_by_role("status").filter(has_text="Coach is writing")).to_have_count(0)
    heard = page.evaluate("window.heard")
    assert len(heard) == 1
    assert heard[0].startswith("Verdict: diamond. The pullback holds above the stop.")
    live = page.locator("article").locator("xpath=ancestor::*[@aria-live or @role='log']")
    assert live.count() == 0


def test_a_reader_who_scrolled_up_is_not_moved_and_told_how_much_is_new(page, stack):
    account = Account(stack.url, make_account(page))
    for _ in range(3):
        say(page, IDEA)
    expect(own(page)).not_to_have_count(0, timeout=BROWSER)
    [conversation] = account.ask("GET", "/api/conversations")["items"]
    until_answered(account, conversation["id"], 3)
    expect(page.get_by_text("Coach is writing")).to_have_count(0, timeout=BROWSER)
    expect(verdicts(page).last).to_be_visible()
    page.wait_for_timeout(500)
    box = page.get_by_role("region", name="Messages")
    box.evaluate("element => { element.scrollTop = 0; }")
    page.wait_for_timeout(500)
    before = box.evaluate("element => element.scrollTop")
    body = {"content": IDEA, "conversation_id": conversation["id"]}
    account.ask("POST", "/api/messages", body)
    expect(page.get_by_role("button", name="2 new")).to_be_visible(timeout=BROWSER)
    assert box.evaluate("element => element.scrollTop") == before
    page.get_by_role("button", name="2 new").click()
    expect(page.get_by_role("button", name="2 new")).to_have_count(0)
    left = "element => element.scrollHeight - element.scrollTop - element.clientHeight"
    expect(answers(page).last).to_be_visible()
    page.wait_for_timeout(500)
    assert box.evaluate(left) < 80


def test_an_answer_that_is_written_goes_on_after_a_reload(page, stack):
    make_account(page)
    stack.provider.delay = 4.0
    try:
        say(page, IDEA)
        expect(page.get_by_text("Coach is writing")).to_be_visible(timeout=BROWSER)
        page.wait_for_url(re.compile("/coach/"))
        page.reload()
        expect(own(page)).to_contain_text(IDEA, timeout=BROWSER)
        expect(page.get_by_text("Coach is writing")).to_be_visible()
        expect(verdicts(page)).to_be_visible(timeout=BROWSER)
    finally:
        stack.provider.delay = 0.0
    expect(page.get_by_role("article")).to_have_count(2)


def test_conversations_are_named_pinned_put_away_and_deleted_with_an_undo(page, stack):
    account = Account(stack.url, make_account(page))
    for words in ("first idea " + IDEA, "second idea " + IDEA):
        page.get_by_role("button", name="New conversation").first.click()
        say(page, words)
        expect(verdicts(page)).to_be_visible(timeout=BROWSER)
    expect(listed(page)).to_have_count(2)

    def choose(conversation, what):
        page.get_by_role("button", name=f"What to do with {conversation}").click()
        page.get_by_role("menuitem", name=what, exact=True).click()

    choose("first idea", "Rename")
    page.get_by_label("Name of the conversation").fill("Morning")
    page.keyboard.press("Enter")
    expect(listed(page).filter(has_text="Morning")).to_be_visible()
    choose("Morning", "Pin")
    expect(listed(page).first).to_contain_text("Morning")
    choose("second idea", "Archive")
    expect(listed(page)).to_have_count(1)
    page.get_by_role("button", name="Archived").click()
    expect(listed(page)).to_have_count(1)
    expect(listed(page)).to_contain_text("second idea")
    page.get_by_role("button", name="Archived").click()
    choose("Morning", "Delete")
    expect(listed(page)).to_have_count(0)
    page.get_by_role("button", name="Undo").first.click()
    expect(listed(page)).to_have_count(1)
    choose("Morning", "Delete")
    expect(listed(page)).to_have_count(0)
    page.wait_for_timeout(6000)  # its undo has passed
    assert account.ask("GET", "/api/conversations")["items"] == []


def test_the_panel_beside_a_trade_sends_that_trade_along(page, stack):
    account = Account(stack.url, make_account(page))
    body = {
        "instrument": "ES",
        "direction": "long",
        "entry_price": "4500",
        "stop_price": "4490",
        "position_size": 1,
        "entry_time": ahead(seconds=-60),
    }
    trade = account.ask("POST", "/api/trading/trades", body)
    page.goto(f"{stack.url}/trades/{trade['id']}")
    expect(page.get_by_role("navigation", name="Places").first).to_be_visible(timeout=BROWSER)
    page.keyboard.press("`")
    panel = page.get_by_role("complementary", name="Coach")
    expect(panel).to_contain_text("with trade ES long 4500")
    expect(message_box(panel)).to_be_focused()
    page.keyboard.type("how is this going?")
    page.keyboard.press("Enter")
    expect(answers(panel)).to_be_visible(timeout=BROWSER)
    [conversation] = account.ask("GET", "/api/conversations")["items"]
    log = account.ask("GET", f"/api/conversations/{conversation['id']}/messages")
    assert log["items"][0]["related_trade_ids"] == [trade["id"]]
    panel.get_by_role("button", name="Leave out trade ES long 4500").click()
    expect(panel).not_to_contain_text("with trade")
    panel.get_by_role("button", name="Close the coach").click()
    expect(panel).to_have_count(0)


def test_a_second_window_signed_in_later_keeps_its_own_draft(page, stack):
    name = make_account(page)
    message_box(page).fill("typed here")
    page.wait_for_timeout(KEPT_AFTER)
    other = page.context.browser.new_context().new_page()
    other.goto(stack.url)
    sign_in(other, name)
    expect(message_box(other)).to_have_value("")
    other.context.close()
    expect(message_box(page)).to_have_value("typed here")
