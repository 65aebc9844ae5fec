"""A conversation of 10,000 messages stays light: what is drawn, what is typed, and where one jumps to."""

import json
import re
import uuid

import pytest
import requests
from playwright.sync_api import expect

from tests.e2e.app.coach_page import Account, answers, listed, make_account, message_box, say
from tests.patience import BROWSER

pytestmark = [pytest.mark.processes, pytest.mark.browser]
MESSAGES = 10_000
MOST_ELEMENTS = (
    1_000  # of the whole page; a list that is not virtual has more than a hundred thousand
)
WORST_EVENT = 100  # milliseconds, from a key to its next frame
STRETCHES = 3  # of typing, of which the best counts: other work on the machine delays frames, too
WATCH = """() => {
    window.events = [];
    new PerformanceObserver((list) => window.events.push(...list.getEntries().map((entry) => entry.duration)))
        .observe({ type: "event", durationThreshold: 16, buffered: false });
}"""


def long_export(account):
    """One conversation of the trader, said again and again until it is long."""
    account.ask("POST", "/api/messages", {"content": "hello"})
    [conversation] = account.ask("GET", "/api/conversations")["items"]
    path = f"/api/conversations/{conversation['id']}"
    exported = account.ask("GET", f"{path}/export?format=json")
    while len(exported["conversations"][0]["messages"]) < 2:
        exported = account.ask("GET", f"{path}/export?format=json")
    account.ask("DELETE", path)
    document = exported["conversations"][0]
    question, answer = document["messages"]
    document["messages"] = []
    for number in range(1, MESSAGES, 2):
        asked = str(uuid.uuid4())
        words = f"question {number}" if number != 1001 else "question 1001 sandpiper"
        document["messages"] += [
            {**question, "id": asked, "seq": number, "content": words, "client_message_id": None},
            {**answer, "id": str(uuid.uuid4()), "seq": number + 1, "parent_message_id": asked},
        ]
    return exported


def brought_in(account):
    content = json.dumps(long_export(account)).encode()
    response = requests.post(
        f"{account.url}/api/conversations/import",
        headers=account.headers,
        files={"file": ("long.json", content, "application/json")},
        timeout=120,
    )
    response.raise_for_status()


def worst_event_of_typing(page):
    """Milliseconds from a key to its frame at worst, over a line of words."""
    page.evaluate("window.events.length = 0")
    message_box(page).press_sequentially("and half the size? ", delay=30)
    return max(page.evaluate("window.events"), default=0)


def test_ten_thousand_messages_are_read_typed_under_and_jumped_into(page, stack):
    account = Account(stack.url, make_account(page))
    brought_in(account)
    listed(page).first.click()
    expect(page.get_by_text("question 9999", exact=True)).to_be_visible(timeout=BROWSER)
    box = page.get_by_role("region", name="Messages")
    asked = []
    page.on("request", lambda sent: asked.append(sent.url) if "before_seq" in sent.url else None)
    box.evaluate("element => { element.scrollTop = 0; }")
    page.wait_for_timeout(1500)
    assert len(asked) == 1  # one page, and no more until the reader goes on
    expect(page.get_by_text("question 9901", exact=True)).to_be_in_viewport()
    for _ in range(4):
        box.evaluate("element => { element.scrollTop = 0; }")
        page.wait_for_timeout(800)
    assert len(asked) <= 5
    assert page.locator("article").count() < 40
    assert page.evaluate("document.querySelectorAll('*').length") < MOST_ELEMENTS
    page.get_by_role("button", name="To the end").click()
    expect(page.get_by_text("question 9999", exact=True)).to_be_visible()

    stack.provider.mode = "slow_stream"
    try:
        say(page, "Long ES 4500 stop 4490 target 4520")
        expect(answers(page).last).to_contain_text("The pullback", timeout=BROWSER)
        page.evaluate(WATCH)
        worst = [worst_event_of_typing(page) for _ in range(STRETCHES)]
    finally:
        stack.provider.mode = "ok"
    assert min(worst) <= WORST_EVENT, worst

    page.get_by_label("Search what was said").fill("sandpiper")
    found = page.get_by_role("region", name="What was found").get_by_role("link").first
    found.click(timeout=BROWSER)
    expect(page.locator("article[data-found]")).to_contain_text("sandpiper", timeout=BROWSER)
    expect(page.locator("article[data-found]")).to_be_in_viewport()
    after = []
    page.on("request", lambda sent: after.append(sent.url) if "after_seq" in sent.url else None)
    gap = page.get_by_text(re.compile(r"Reading \d+ messages in between"))
    for _ in range(120):
        if gap.count() > 0:
            break
        box.hover()
        page.mouse.wheel(0, 250)
        page.wait_for_timeout(50)
    page.wait_for_timeout(1000)
    assert len(after) == 1  # what follows, and not all that is missing
    assert page.get_by_text("question 1089", exact=True).count() == 1
    box.hover()
    page.mouse.wheel(0, 600)
    expect(page.get_by_text("question 1093", exact=True)).to_be_visible()
