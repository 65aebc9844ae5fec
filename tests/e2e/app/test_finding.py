"""Finding again: the search over everything, which conversations are listed and unread, what was said of answers."""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.e2e.app.coach_page import Account, answers, listed, make_account, own, say, verdicts
from tests.factories.plans import PLAN, ahead
from tests.patience import BROWSER

pytestmark = [pytest.mark.processes, pytest.mark.browser]
MOST_ROWS = 20  # of the palette: commands, and what was found
IDEA = "Long MES 4500 stop 4490 target 4520"


@pytest.fixture
def account(page, stack):
    """A newcomer at the coach, and their record."""
    return Account(stack.url, make_account(page))


def palette(page):
    """The palette over a screen that is there."""
    expect(page.get_by_role("heading", level=1).first).to_be_visible(timeout=BROWSER)
    page.keyboard.press("Control+k")
    return page.get_by_label("Search places and commands")


def found(page, words):
    return page.get_by_role("option").filter(has_text=words)


def trade(account, notes, **values):
    body = {
        "instrument": "ES",
        "direction": "long",
        "entry_price": "4500",
        "position_size": 1,
        "entry_time": ahead(seconds=-60),
        "notes": notes,
        **values,
    }
    return account.ask("POST", "/api/trading/trades", body)


def row_of(page, title):
    return listed(page).filter(has_text=title)


def another(page, stack):
    window = page.context.new_page()
    window.goto(stack.url)
    expect(listed(window).first).to_be_visible(timeout=BROWSER)
    return window


def test_everything_is_found_by_kind_and_opened_by_enter(page, stack, account):
    say(page, f"{IDEA}, a kingfisher dived")
    expect(verdicts(page)).to_be_visible(timeout=BROWSER)
    held = trade(account, "The kingfisher again")
    plan = account.ask(
        "POST",
        "/api/trading/plans",
        {**PLAN, "title": "Kingfisher retest", "expires_at": ahead(hours=20)},
    )
    entry = {"day": "2026-11-23", "body": "Saw the kingfisher before the open."}
    account.ask("POST", "/api/trading/journal", entry)
    memory = {"statement": "I trade best after a kingfisher."}
    kept = account.ask("POST", "/api/trading/coaching/memory", memory)
    addresses = {
        "Messages": re.compile(r"/coach/[0-9a-f-]{36}\?message="),
        "Trades": re.compile(held["id"]),
        "Plans": re.compile(plan["id"]),
        "Journal": re.compile("day=2026-11-23"),
        "Memory": re.compile(kept["id"]),
    }

    for kind, address in addresses.items():
        page.goto(f"{stack.url}/today")
        palette(page).fill("kingfisher")
        group = page.get_by_role("group", name=kind)
        expect(group.get_by_role("option").locator("mark").first).to_have_text(
            re.compile("kingfisher", re.IGNORECASE), timeout=BROWSER
        )
        highlighted = group.locator("[data-highlighted]")
        for _ in range(MOST_ROWS):
            if highlighted.count() > 0:
                break
            page.keyboard.press("ArrowDown")
        expect(highlighted).to_have_count(1)
        page.keyboard.press("Enter")
        expect(page).to_have_url(address, timeout=BROWSER)
        expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("li[data-found]")).to_contain_text("after a kingfisher", timeout=BROWSER)


def test_a_message_is_opened_at_its_place_and_shown_marked(page, account):
    say(page, f"{IDEA}, a sandpiper ran")
    expect(verdicts(page)).to_be_visible(timeout=BROWSER)
    [conversation] = account.ask("GET", "/api/conversations")["items"]
    for number in range(52):  # more than the newest page has
        body = {"conversation_id": conversation["id"], "content": f"/help {number}"}
        account.ask("POST", "/api/messages", body)
    page.goto(page.url.split("/coach")[0] + "/today")
    around = []
    page.on("request", lambda sent: around.append(sent.url) if "around=" in sent.url else None)

    palette(page).fill("sandpiper")
    expect(found(page, "sandpiper").first).to_be_visible(timeout=BROWSER)
    page.keyboard.press("Enter")

    marked = page.locator("article[data-found]")
    expect(marked).to_contain_text("sandpiper", timeout=BROWSER)
    expect(marked).to_be_in_viewport()
    assert len(around) == 1


def test_an_instrument_of_two_letters_is_found_among_words_that_only_begin_like_it(page, account):
    trade(account, "waited for the retest", entry_time=ahead(days=-9))
    for day in range(1, 5):
        nasdaq = {"instrument": "NQ", "entry_price": "18000", "entry_time": ahead(days=-day)}
        trade(account, "established levels", **nasdaq)
    palette(page).fill("ES")
    expect(found(page, "ES long")).to_have_count(1, timeout=BROWSER)
    expect(found(page, "NQ long")).to_have_count(0)
    expect(page.get_by_role("option").filter(has_text=re.compile("More|more"))).to_have_count(0)


def test_more_of_a_kind_nothing_found_and_what_is_asked_no_more(page, account):
    for number in range(6):
        trade(account, f"A heron stood, number {number}")
    asked = []
    page.on("request", lambda sent: asked.append(sent.url) if "/api/search?" in sent.url else None)
    field = palette(page)
    field.press_sequentially("heron", delay=15)
    rows = page.get_by_role("group", name="Trades").get_by_role("option")
    expect(rows).to_have_count(5, timeout=BROWSER)  # four of them, and the way to more
    assert len(asked) == 1, asked

    found(page, "More of trades").click()

    expect(page.get_by_role("option").filter(has_text="heron")).to_have_count(6, timeout=BROWSER)
    expect(field).to_have_value("heron")
    found(page, "All kinds").click()
    expect(rows).to_have_count(5)
    field.fill("zzqqxx")
    expect(page.get_by_text("Nothing of yours has \u201czzqqxx\u201d.")).to_be_visible(
        timeout=BROWSER
    )
    field.fill("sign ou")
    expect(found(page, "Sign out")).to_be_visible()


def test_an_answer_is_judged_by_mouse_and_key_and_the_judgement_lasts(page, stack, account):
    say(page, IDEA)
    expect(verdicts(page)).to_be_visible(timeout=BROWSER)
    answer = answers(page).first
    wrong = answer.get_by_role("button", name="Wrong")
    helpful = answer.get_by_role("button", name="Helpful")

    wrong.click()
    answer.get_by_label("What is wrong with it?").fill("That is not my stop.")
    page.keyboard.press("Enter")

    said = answer.locator("[data-part=judgement]")
    expect(said).to_contain_text("wrong: That is not my stop.", timeout=BROWSER)
    page.reload()
    expect(said).to_contain_text("That is not my stop.", timeout=BROWSER)
    expect(wrong).to_have_attribute("aria-pressed", "true")
    second = another(page, stack)
    listed(second).first.click()
    expect(answers(second).first).to_contain_text("That is not my stop.", timeout=BROWSER)

    answer.focus()
    page.keyboard.press("y")
    expect(helpful).to_have_attribute("aria-pressed", "true", timeout=BROWSER)
    page.keyboard.press("Escape")  # without words
    expect(said).to_contain_text("helpful.")
    expect(answers(second).first).to_contain_text("You found this helpful.", timeout=BROWSER)
    answer.focus()
    page.keyboard.press("y")
    expect(said).to_have_count(0, timeout=BROWSER)
    expect(helpful).to_have_attribute("aria-pressed", "false")
    page.reload()
    expect(answers(page)).to_be_visible(timeout=BROWSER)
    expect(said).to_have_count(0)


def test_a_judgement_that_is_refused_says_so_and_changes_nothing(page, account):
    say(page, IDEA)
    expect(verdicts(page)).to_be_visible(timeout=BROWSER)
    problem = {"status": 409, "code": "test.away", "detail": "The ledger is away.", "errors": []}
    page.route("**/feedback", lambda route: route.fulfill(status=409, json=problem))
    helpful = answers(page).first.get_by_role("button", name="Helpful")
    helpful.click()
    expect(page.get_by_text("The ledger is away.").first).to_be_visible(timeout=BROWSER)
    expect(helpful).to_have_attribute("aria-pressed", "false")


def test_answers_stand_beside_one_another_and_are_counted_where_some_are_not_there(page, account):
    say(page, f"{IDEA}, a plover waits")
    expect(verdicts(page)).to_be_visible(timeout=BROWSER)
    [conversation] = account.ask("GET", "/api/conversations")["items"]
    log = f"/api/conversations/{conversation['id']}/messages?limit=100"
    [first] = [item for item in account.ask("GET", log)["items"] if item["type"] == "ai"]
    for number in range(60):
        body = {"conversation_id": conversation["id"], "content": f"/help {number}"}
        account.ask("POST", "/api/messages", body)
    for _ in range(2):
        answers(page).last.wait_for()
        account.ask("POST", f"/api/messages/{first['id']}/regenerate")
        page.wait_for_timeout(1500)
    beside = account.ask("GET", f"/api/messages/{first['id']}/siblings")
    assert beside["count"] == 3
    page.goto(page.url.split("?")[0] + f"?message={first['id']}")
    page.reload()

    shown = page.locator("article").filter(has=page.locator("[data-part=branch]"))
    branch = shown.locator("[data-part=branch]")
    expect(branch).to_have_text(re.compile(r"\d of 3"), timeout=BROWSER)
    expect(branch).to_have_text("answer 1 of 3")
    shown.get_by_role("button", name="Next answer").click()
    expect(branch).to_have_text("answer 2 of 3", timeout=BROWSER)
    shown.focus()
    page.keyboard.press("ArrowRight")
    expect(branch).to_have_text("answer 3 of 3", timeout=BROWSER)
    expect(shown.get_by_role("button", name="Next answer")).to_be_disabled()


def test_what_is_unread_is_counted_and_falls_in_every_window(page, stack, account):
    say(page, f"{IDEA}, first")
    expect(verdicts(page)).to_be_visible(timeout=BROWSER)
    ending = time.monotonic() + BROWSER / 1000
    while True:  # who leaves at once has not read it
        [conversation] = account.ask("GET", "/api/conversations")["items"]
        if conversation["unread"] == 0 and conversation["last_type"] == "ai":
            break
        assert time.monotonic() < ending, conversation
        time.sleep(0.2)
    expect(listed(page).first).not_to_contain_text("unread", timeout=BROWSER)
    page.get_by_role("button", name="New conversation").first.click()
    second = another(page, stack)
    body = {"conversation_id": conversation["id"], "content": "/help"}
    account.ask("POST", "/api/messages", body)
    for window in (page, second):
        expect(listed(window).first).to_contain_text("1 unread", timeout=BROWSER)

    listed(page).first.click()

    for window in (page, second):
        expect(listed(window).first).not_to_contain_text("unread", timeout=BROWSER)
    [conversation] = account.ask("GET", "/api/conversations")["items"]
    assert conversation["unread"] == 0
    assert conversation["last_line"]
    expect(listed(page).first.locator("[data-part=last-line]")).not_to_be_empty()


def test_the_list_shows_what_is_asked_for(page, account):
    for title, mode in (("ES morning", "analysis"), ("Calm down", "psychology")):
        body = {"title": title, "mode": mode}
        made = account.ask("POST", "/api/conversations", body)
    account.ask("PATCH", f"/api/conversations/{made['id']}", {"pinned": True})
    expect(listed(page)).to_have_count(2, timeout=BROWSER)
    filters = page.get_by_role("group", name="Which conversations")

    filters.get_by_role("button", name="Charts").click()
    expect(listed(page)).to_have_count(1)
    expect(row_of(page, "ES morning")).to_be_visible()
    filters.get_by_role("button", name="Charts").click()
    filters.get_by_role("button", name="Pinned").click()
    expect(listed(page)).to_have_count(1)
    expect(row_of(page, "Calm down")).to_be_visible()
    row_of(page, "Calm down").click()
    expect(page.get_by_role("heading", name="Calm down")).to_be_visible()
    expect(filters.get_by_role("button", name="Pinned")).to_have_attribute("aria-pressed", "true")
    filters.get_by_role("button", name="Pinned").click()
    page.get_by_label("Search what was said").fill("morn")
    expect(listed(page)).to_have_count(1)
    expect(row_of(page, "ES morning")).to_be_visible()
    page.get_by_label("Search what was said").fill("nothing is called so")
    expect(page.get_by_text("No conversation is called so.")).to_be_visible()
    expect(own(page)).to_have_count(0)
