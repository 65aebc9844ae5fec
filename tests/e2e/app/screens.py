"""Every screen of the app, as a newcomer finds it and with a record behind it."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.e2e.sockets import Person
from tests.factories.plans import PLAN, ago, ahead
from tests.patience import BROWSER, HAPPENED
from tests.world import PASSWORD

IDEA = "Long ES 4500 stop 4490 target 4520"
DAYS = ("2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20", "2026-11-23")
EXITS = ("4510", "4495", "4520", "4488", "4507.5", "4512")
DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
LAYERS = {"palette": "Control+k", "keys": "Shift+?", "log": "t", "may-i": "x"}


@dataclass(frozen=True)
class Screen:
    """A screen: its name, and its address for somebody."""

    name: str
    path: str


def screens_of_newcomer() -> list[Screen]:
    places = (
        "coach",
        "today",
        "plans",
        "rulebook",
        "trades",
        "journal",
        "performance",
        "patterns",
        "verdicts",
        "notifications",
        "settings",
    )
    return [Screen(name, f"/{name}") for name in places]


def screens_of_record(person: Person) -> list[Screen]:
    """Write a record with something on each screen, and say where it stands."""
    plan, trade, conversation = _write(person)
    parts = ("memory", "nudges", "sessions")
    more = ("look", "accounts", "notifications", "webhooks", "coach", "ai", "data")
    return [
        *(screen for screen in screens_of_newcomer() if screen.name not in ("coach", "journal")),
        Screen("coach", f"/coach/{conversation}"),
        Screen("journal", f"/journal?day={DAYS[-1]}"),
        Screen("plan", f"/plans/{plan}"),
        Screen("trade", f"/trades/{trade}"),
        *(Screen(part, f"/patterns?part={part}") for part in parts),
        *(Screen(f"settings-{part}", f"/settings?part={part}") for part in more),
    ]


def _write(person: Person) -> tuple[str, str, str]:
    limits = {"daily_loss": {"amount": "1000"}, "trades_per_day": 6, "open_positions": 2}
    _made(person, "PUT", "/api/trading/rulebook", {"limits": limits})
    promise = {"trigger": "after_loss", "promise": "pause", "minutes": 15}
    _made(person, "POST", "/api/trading/rulebook/commitments", promise)
    for day, price in zip(DAYS, EXITS, strict=True):
        _trade(
            person, entry_time=f"{day}T15:00:00Z", exit_price=price, exit_time=f"{day}T15:20:00Z"
        )
    trade = _trade(person, entry_time=ago(minutes=5))
    plan = _made(person, "POST", "/api/trading/plans", {**PLAN, "expires_at": ahead(hours=20)})
    entry = {"day": DAYS[-1], "body": "Waited for the retest, and took it."}
    _made(person, "POST", "/api/trading/journal", entry)
    memory = {"statement": "I trade the first hour best."}
    _made(person, "POST", "/api/trading/coaching/memory", memory)
    window = person.window()
    sent = window.say(IDEA)
    window.answer_to(sent, seconds=HAPPENED)
    window.close()
    [conversation] = person.ask("GET", "/api/conversations").json()["items"]
    return plan["id"], trade["id"], conversation["id"]


def _trade(person: Person, **values: Any) -> dict[str, Any]:
    usual = {
        "instrument": "ES",
        "direction": "long",
        "entry_price": "4500",
        "stop_price": "4490",
        "position_size": "1",
        "setup": "opening drive",
    }
    return _made(person, "POST", "/api/trading/trades", {**usual, **values})


def _made(person: Person, method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = person.ask(method, path, json=body)
    assert answer.ok, f"{path}: {answer.text}"
    return dict(answer.json())


def signed_in(browser: Browser, person: Person, *, theme: str = "dark", **options: Any) -> Page:
    """A new browser in which somebody has signed in; its page is at the coach."""
    context = browser.new_context(**{"viewport": DESK, "color_scheme": theme, **options})
    page = context.new_page()
    page.goto(person.url)
    page.get_by_label("Email or username").fill(person.tokens["user"]["username"])
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("textbox", name="Message", exact=True)).to_be_visible(timeout=BROWSER)
    return page


def show(page: Page, url: str, screen: Screen) -> None:
    """Go to a screen by its address and wait until nothing is on its way."""
    page.goto(url + screen.path)
    settle(page)


def settle(page: Page) -> None:
    """Until the screen is there: nothing that pretends to be content, and nothing asked for."""
    expect(page.locator("#main")).to_be_visible(timeout=BROWSER)
    page.wait_for_load_state("networkidle")
    expect(page.locator("#main [aria-busy=true]")).to_have_count(0, timeout=BROWSER)
    page.evaluate("document.fonts.ready.then(() => true)")
