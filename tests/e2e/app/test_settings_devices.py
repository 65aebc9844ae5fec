"""What goes with a trader to every device, and which of their browsers are told while no page is open."""

import json

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from backend.local_stack.supervisor import Stack
from tests.e2e.app.coach_page import Account, make_account, sign_in
from tests.patience import BROWSER

pytestmark = [pytest.mark.processes, pytest.mark.browser]
# A browser without a push service: it answers as one that has it.
WITH_A_PUSH_SERVICE = """
    let held = null;
    const keys = { p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
                   auth: "BTBZMqHH6r4Tts7J_aSIgg" };
    PushManager.prototype.getSubscription = async () => held;
    PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
        const text = applicationServerKey.replaceAll("-", "+").replaceAll("_", "/");
        const key = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;
        const endpoint = "https://push.example.net/" + crypto.randomUUID();
        held = { endpoint, options: { applicationServerKey: key }, toJSON: () => ({ endpoint, keys }),
                 unsubscribe: async () => { held = null; return true; } };
        window.subscribedWith = applicationServerKey;
        return held;
    };
    window.asked = 0;
    Notification.requestPermission = async () => { window.asked += 1; return "granted"; };
"""


def settings_of(page: Page, stack: Stack, part: str) -> None:
    page.goto(f"{stack.url}/settings?part={part}")


def another_device(page: Page, stack: Stack, name: str) -> tuple[BrowserContext, Page]:
    context = page.context.browser.new_context()
    device = context.new_page()
    device.goto(stack.url)
    sign_in(device, name)
    return context, device


def test_the_look_goes_with_the_trader(page, stack):
    name = make_account(page)
    settings_of(page, stack, "look")
    page.get_by_label("Theme").select_option("dark")
    page.get_by_label("Weeks begin on").select_option("sunday")
    page.get_by_label("Numbers and dates").select_option("de-CH")
    account = Account(stack.url, name)
    page.wait_for_timeout(1_500)
    told = account.ask("GET", "/api/auth/me")["preferences"]
    assert (told["theme"], told["week_start"], told["locale"]) == ("dark", "sunday", "de-CH")
    assert told["density"] is None

    context, device = another_device(page, stack, name)

    expect(device.locator("html")).to_have_attribute("data-theme", "dark", timeout=BROWSER)
    device.goto(f"{stack.url}/journal")
    table = device.get_by_role("table", name="Days of the journal")
    expect(table.get_by_role("columnheader").first).to_have_text("Sun")
    context.close()


def test_a_browser_is_asked_by_its_button_alone_and_can_be_told_no_more(page, stack):
    page.add_init_script(WITH_A_PUSH_SERVICE)
    page.reload()
    name = make_account(page)
    settings_of(page, stack, "notifications")
    button = page.get_by_role("button", name="Tell this browser")
    expect(button).to_be_visible(timeout=BROWSER)
    assert page.evaluate("window.asked") == 0

    button.click()

    expect(page.get_by_text("this one")).to_be_visible(timeout=BROWSER)
    account = Account(stack.url, name)
    key = account.ask("PUT", "/api/notifications/push/key")["public_key"]
    assert page.evaluate("window.subscribedWith") == key
    [browser] = account.ask("GET", "/api/notifications/push/subscriptions")["items"]
    assert browser["name"] == "Chrome on Linux"
    page.get_by_role("button", name="Send a test", exact=True).click()
    expect(page.get_by_text("A test is on its way.")).to_be_visible(timeout=BROWSER)
    page.get_by_role("button", name="Tell it no more").click()
    expect(button).to_be_visible(timeout=BROWSER)
    assert account.ask("GET", "/api/notifications/push/subscriptions")["items"] == []


def test_a_push_is_shown_and_its_click_opens_in_the_window_that_is_there(page, stack):
    page.context.grant_permissions(["notifications"])
    make_account(page)
    page.goto(f"{stack.url}/trades")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    worker = page.context.service_workers[0]
    news = {"id": "1", "title": "Wait", "body": "Two losses.", "path": "/notifications?open=1"}
    push = """(text) => {
        self.shown = [];
        self.registration.showNotification = async (title, options) => { self.shown.push({ title, ...options }); };
        self.dispatchEvent(new PushEvent("push", { data: text }));
        return self.shown;
    }"""

    [shown] = worker.evaluate(push, json.dumps(news))

    assert (shown["title"], shown["body"], shown["tag"]) == ("Wait", "Two losses.", "1")
    assert shown["data"] == {"path": "/notifications?open=1"}
    for odd in (
        "no json",
        "null",
        '{"path": "https://elsewhere.example/x"}',
        '{"path": "//elsewhere.example"}',
    ):
        [shown] = worker.evaluate(push, odd)
        assert (shown["title"], shown["data"]) == (
            "Elite Trading Coach",
            {"path": "/notifications"},
        )

    page.evaluate("window.stays = true")
    worker.evaluate("() => { open('/notifications?open=1').catch(() => null); }")

    expect(page.get_by_role("heading", name="Notifications", level=1)).to_be_visible(
        timeout=BROWSER
    )
    assert page.evaluate("window.stays") is True
