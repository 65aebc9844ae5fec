"""What goes wrong under way: an update, a part of an old build, no room to keep anything, clocks, tokens, restarts."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

from backend.local_stack.supervisor import Stack
from tests.e2e.app.coach_page import answers, make_account, message_box, own, say, verdicts
from tests.e2e.browser import profile_of
from tests.patience import BROWSER

pytestmark = [pytest.mark.processes, pytest.mark.browser, pytest.mark.timeout(600)]
IDEA = "Long ES 4500 stop 4490 target 4520"
TYPED = "half a thought about my risk"
KEPT_AFTER = 600  # milliseconds: a draft is on the device by then
FULL = """() => {
    const full = () => { throw new DOMException("No room.", "QuotaExceededError"); };
    Storage.prototype.setItem = full;
    IDBFactory.prototype.open = full;
}"""
FORBIDDEN = """() => {
    for (const name of ["localStorage", "sessionStorage", "indexedDB"])
        Object.defineProperty(window, name, { get() { throw new DOMException("No.", "SecurityError"); } });
}"""
TWO_DAYS = 2 * 24 * 3600 * 1000  # milliseconds
CLOCK_OFF = "(() => { const now = Date.now; Date.now = () => now() + (%d); })()"


@pytest.fixture
def window(browser: Browser, stack: Stack) -> Iterator[Page]:
    """A window whose browser has something wrong with it, before the app is there."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


def test_it_can_be_installed(browser, page, stack, tmp_path):
    manifest = page.request.get(f"{stack.url}/manifest.webmanifest")
    assert "application/manifest+json" in manifest.headers["content-type"]
    content = manifest.json()
    assert (content["start_url"], content["display"]) == ("/coach", "standalone")
    for icon in content["icons"]:
        answer = page.request.get(stack.url + icon["src"])
        assert answer.headers["content-type"] == icon["type"], icon
    assert any(icon.get("purpose") == "maskable" for icon in content["icons"])
    with profile_of(browser, tmp_path) as context:
        [window] = context.pages
        window.goto(stack.url)
        session = context.new_cdp_session(window)
        assert session.send("Page.getInstallabilityErrors")["installabilityErrors"] == []


def test_the_shell_opens_without_a_server_and_says_so(page, stack):
    make_account(page)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    expect(message_box(page)).to_be_visible(timeout=BROWSER)
    page.context.set_offline(True)

    page.reload()

    expect(page.get_by_text("The server cannot be reached.")).to_be_visible(timeout=BROWSER)
    page.context.set_offline(False)
    expect(message_box(page)).to_be_visible(timeout=BROWSER)


def test_an_update_says_so_and_waits_until_it_is_wanted(page, stack):
    """A newer build is another service worker; nothing is loaded anew under somebody who types."""
    make_account(page)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    message_box(page).fill(TYPED)
    page.wait_for_timeout(KEPT_AFTER)
    builds = Path(__file__).parents[3] / "frontend" / ".build"
    before = (builds / "current").readlink()
    newer = builds / "newer-of-a-test"
    shutil.copytree(builds / before, newer, dirs_exist_ok=True)
    worker = newer / "service-worker.js"
    worker.write_text(worker.read_text() + "// newer\n")
    for copy in newer.glob("service-worker.js.*"):
        copy.unlink()
    try:
        point(builds, newer.name)
        page.evaluate("navigator.serviceWorker.getRegistration().then((it) => it.update())")
        note = page.get_by_role("status").filter(has_text="A newer version is ready.")
        expect(note).to_be_visible(timeout=BROWSER)
        expect(message_box(page)).to_have_value(TYPED)
        with page.expect_navigation():
            note.get_by_role("button", name="Take it now").click()
        expect(message_box(page)).to_have_value(TYPED, timeout=BROWSER)
        expect(page.get_by_text("A newer version is ready.")).to_have_count(0)
    finally:
        point(builds, str(before))
        shutil.rmtree(newer)


def point(builds: Path, name: str) -> None:
    following = builds / "current-of-a-test"
    following.symlink_to(name)
    following.replace(builds / "current")


class OldBuild:
    """A window in which a part of the build is gone until its page is asked for anew, or for good."""

    def __init__(self, window: Page, part: str, *, for_good: bool = False) -> None:
        self.pages = 0
        self.refused = 0
        self._for_good = for_good
        window.on("request", self._count)
        window.route(re.compile(rf"/assets/{part}-.*\.js"), self._answer)

    def _count(self, request: Request) -> None:
        self.pages += request.is_navigation_request()

    def _answer(self, route: Route) -> None:
        if self.pages > 0 and not self._for_good:
            route.continue_()
        else:
            self.refused += 1
            route.fulfill(status=404, body="")


def kept_out_of_the_shell(browser: Browser, stack: Stack) -> Page:
    """A window without the service worker, which would keep the parts of its build."""
    opened = browser.new_context(service_workers="block").new_page()
    opened.goto(stack.url)
    make_account(opened)
    message_box(opened).fill(TYPED)
    opened.wait_for_timeout(KEPT_AFTER)
    return opened


def test_a_screen_of_an_old_build_loads_the_page_anew_once_and_keeps_what_was_typed(browser, stack):
    window = kept_out_of_the_shell(browser, stack)
    old = OldBuild(window, "verdicts-screen")

    window.get_by_role("link", name="Verdicts").first.hover()
    window.wait_for_timeout(KEPT_AFTER)
    assert old.refused > 0
    assert old.pages == 0  # what is only fetched ahead takes nobody's page away
    window.get_by_role("link", name="Verdicts").first.click()

    expect(window.get_by_role("heading", level=1, name="Verdicts")).to_be_visible(timeout=BROWSER)
    assert old.pages == 1
    window.get_by_role("link", name="Coach", exact=True).first.click()
    expect(message_box(window)).to_have_value(TYPED, timeout=BROWSER)
    assert old.pages == 1
    window.context.close()


def test_a_part_of_a_screen_of_an_old_build_loads_the_page_anew_once(browser, stack):
    window = kept_out_of_the_shell(browser, stack)
    old = OldBuild(window, "memory-part")

    window.get_by_role("link", name="Patterns").first.click()
    window.get_by_role("link", name="Memory").click()

    expect(window.get_by_role("button", name="Teach it something").first).to_be_visible(
        timeout=BROWSER
    )
    assert (old.pages, old.refused > 0) == (1, True)
    window.context.close()


def test_a_part_that_is_gone_for_good_is_said_so_after_one_try(browser, stack):
    window = kept_out_of_the_shell(browser, stack)
    old = OldBuild(window, "verdicts-screen", for_good=True)

    window.get_by_role("link", name="Verdicts").first.click()

    fault = window.get_by_role("heading", level=1, name="This page has a fault")
    expect(fault).to_be_visible(timeout=BROWSER)
    assert old.pages == 1
    window.context.close()


@pytest.mark.parametrize("broken", [FULL, FORBIDDEN], ids=["full", "forbidden"])
def test_without_room_to_keep_anything_one_can_work_and_is_told(window, stack, broken):
    faults: list[str] = []
    window.on("pageerror", lambda error: faults.append(str(error)))
    window.add_init_script(f"({broken})()")
    window.goto(stack.url)

    make_account(window)
    say(window, IDEA)

    expect(verdicts(window)).to_be_visible(timeout=BROWSER)
    expect(window.get_by_text("This browser keeps nothing")).to_be_visible()
    message_box(window).fill(TYPED)
    window.wait_for_timeout(KEPT_AFTER)
    expect(message_box(window)).to_have_value(TYPED)
    assert faults == []


@pytest.mark.parametrize("off", [TWO_DAYS, -TWO_DAYS], ids=["ahead", "behind"])
def test_a_clock_that_is_two_days_off_keeps_nobody_out(window, stack, off):
    window.add_init_script(CLOCK_OFF % off)
    window.goto(stack.url)

    make_account(window)
    say(window, IDEA)

    expect(verdicts(window)).to_be_visible(timeout=BROWSER)
    window.reload()
    expect(verdicts(window)).to_be_visible(timeout=BROWSER)
    expect(own(window)).to_have_count(1)


def test_a_token_that_ends_in_the_middle_of_a_form_costs_nothing(window, stack):
    """The server knows the access token no more; the form is sent once with the next one."""
    window.goto(stack.url)
    make_account(window)
    window.goto(f"{stack.url}/plans?new=1")
    title = window.get_by_label("Title")
    expect(title).to_be_visible(timeout=BROWSER)
    title.fill("Failed breakdown")
    tokens: list[str] = []

    def end(route: Route) -> None:
        token = route.request.headers["authorization"]
        if token not in tokens:
            tokens.append(token)
        if token == tokens[0]:
            route.continue_(headers={**route.request.headers, "authorization": "Bearer ended"})
        else:
            route.continue_()

    window.route("**/api/trading/plans*", end)
    title.press("Control+Enter")

    expect(window.get_by_role("alert").or_(window.get_by_text("needed")).first).to_be_visible(
        timeout=BROWSER
    )
    expect(title).to_have_value("Failed breakdown")
    expect(window.get_by_role("button", name="Sign in")).to_have_count(0)


def test_a_server_that_restarts_while_one_types_takes_the_message_afterwards(page, stack):
    make_account(page)
    message_box(page).fill("Long ES 4500 ")
    page.context.route("**/*", lambda route: route.abort())
    page.context.set_offline(True)
    message_box(page).press_sequentially("stop 4490 ")
    message_box(page).press("End")
    message_box(page).press_sequentially("target 4520")
    page.keyboard.press("Enter")
    expect(page.get_by_role("article", name="Your message, not sent yet")).to_be_visible()
    expect(page.get_by_text("Not connected.")).to_be_visible(timeout=BROWSER)

    page.context.unroute_all(behavior="ignoreErrors")
    page.context.set_offline(False)

    expect(answers(page)).to_be_visible(timeout=2 * BROWSER)
    expect(own(page)).to_have_count(1)
    expect(own(page)).to_contain_text(IDEA)
    expect(page.get_by_text("Not connected.")).to_have_count(0)
