"""Performance in the browser app: the same trades as in the table, bars that open theirs, nothing of money in private."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from backend.local_stack.supervisor import Stack
from tests.e2e.sockets import Person
from tests.patience import BROWSER
from tests.world import PASSWORD

pytestmark = [pytest.mark.processes, pytest.mark.browser]


@pytest.fixture
def person(stack: Stack) -> Person:
    return Person(stack.url)


def sign_in(page: Page, person: Person, path: str) -> None:
    page.get_by_label("Email or username").fill(person.tokens["user"]["username"])
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("#main")).to_be_visible(timeout=BROWSER)
    page.goto(person.url + path)
    expect(page.get_by_role("heading", level=1, name="Performance")).to_be_visible(timeout=BROWSER)


def closed(person: Person, exit_price: str, day: str = "2026-11-24", **values: Any) -> str:
    """A closed long of one ES from 4500 with ten points of risk, 500 USD: each ten points are 1 R."""
    trade = {
        "instrument": "ES",
        "direction": "long",
        "entry_price": "4500",
        "stop_price": "4490",
        "position_size": "1",
        "entry_time": f"{day}T15:00:00Z",
        "exit_price": exit_price,
        "exit_time": f"{day}T15:20:00Z",
        **values,
    }
    answer = person.ask("POST", "/api/trading/trades", json=trade)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def rows(page: Page) -> Locator:
    """The trades that the table shows."""
    return page.get_by_role("grid", name="Trades").get_by_role("row").filter(has=page.locator("a"))


def trades_shown(page: Page, n: int) -> set[str]:
    """The ids of so many trades in the table, which says their number under it, too."""
    expect(page.get_by_role("heading", level=1, name="Trades")).to_be_visible(timeout=BROWSER)
    sums = page.get_by_role("region", name="Sums")
    expect(sums).to_contain_text("1 trade" if n == 1 else f"{n} trades", timeout=BROWSER)
    expect(rows(page)).to_have_count(n, timeout=BROWSER)
    links = rows(page).locator("a").element_handles()
    return {str(link.get_attribute("href")).split("/")[-1].split("?")[0] for link in links}


def test_the_same_filter_shows_as_many_trades_here_as_in_the_table(page, person):
    for price in ("4510", "4495", "4520"):
        closed(person, price, setup="orb")
    closed(person, "4490", setup="fade")
    closed(person, "17900", instrument="NQ", entry_price="17880", stop_price="17870", setup="orb")
    sign_in(page, person, "/performance?instrument=ES&setup=orb")
    figures = page.get_by_role("region", name="Headline figures")
    expect(figures).to_contain_text("3 closed trades count", timeout=BROWSER)
    page.get_by_role("link", name="These trades in the table").click()
    expect(page.get_by_role("heading", level=1, name="Trades")).to_be_visible(timeout=BROWSER)
    grid = page.get_by_role("grid", name="Trades")
    expect(grid.get_by_role("row").filter(has=page.locator("a"))).to_have_count(3, timeout=BROWSER)
    page.get_by_role("button", name="Take away Setup: orb").click()
    expect(grid.get_by_role("row").filter(has=page.locator("a"))).to_have_count(4, timeout=BROWSER)


def test_a_bar_opens_exactly_its_trades_and_is_a_link(page, person):
    closed(person, "4504.75")  # 0.475 R
    edge = closed(person, "4505")  # 0.5 R is the lower edge of its bin
    inside = closed(person, "4509.75", day="2026-11-20")
    closed(person, "4510")  # 1 R is of the next one
    fade = closed(person, "4506", setup="fade")
    closed(person, "4507", trade_type="training")
    sign_in(page, person, "/performance")
    bars = page.get_by_role("list", name="Bars of R")
    expect(bars.get_by_role("link", name="+0.5R to +1R: 3 trades")).to_be_visible(timeout=BROWSER)
    page.goto(person.url + "/performance?day_to=2026-11-25&direction=long")
    bars.get_by_role("link", name="+0.5R to +1R: 3 trades").click(timeout=BROWSER)
    assert trades_shown(page, 3) == {edge, inside, fade}
    page.reload()
    assert trades_shown(page, 3) == {edge, inside, fade}
    page.go_back()
    expect(bars).to_be_visible(timeout=BROWSER)


def test_a_group_a_day_a_cell_a_streak_and_what_is_left_out_open_theirs(page, person):
    first = closed(person, "4510", setup="orb")
    second = closed(person, "4495", day="2026-11-20", setup="fade")
    third = closed(person, "4512", day="2026-11-25")
    even = closed(person, "4500", day="2026-11-26", stop_price=None, setup="fade")
    address = "/performance?by=weekday&month=2026-11&day_from=2026-11-01&rows=setup&columns=weekday"

    def opened(n: int) -> set[str]:
        ids = trades_shown(page, n)
        page.go_back()
        expect(page.get_by_role("list", name="Bars of R")).to_be_visible(timeout=BROWSER)
        return ids

    sign_in(page, person, address)
    page.get_by_role("link", name="Tuesday", exact=True).click(timeout=BROWSER)
    assert opened(1) == {first}
    page.get_by_role("link", name=re.compile("Tue, Nov 24, 2026, 1 trades closed")).click()
    assert opened(1) == {first}
    page.get_by_label("Put together by").select_option("hour")
    page.get_by_role("link", name="09:00").click(timeout=BROWSER)  # 15:00 UTC in Chicago
    assert opened(4) == {first, second, third, even}
    page.get_by_label("Put together by").select_option("setup")
    page.get_by_role("link", name="None", exact=True).click(timeout=BROWSER)
    assert opened(1) == {third}
    streaks = page.get_by_role("region", name="Streaks")
    streaks.get_by_role("link", name=re.compile("Nov 24, 2026 to Wed, Nov 25")).click()
    assert opened(2) == {first, third}
    page.get_by_role("link", name="1 break even").click()
    assert opened(1) == {even}
    page.get_by_role("link", name="1 no stop").click()
    assert opened(1) == {even}
    grid = page.get_by_role("grid", name="Mean R by setup and weekday")
    grid.locator("td[tabindex='0']").focus()
    cell = page.get_by_role("region", name="Two things at once").get_by_role("link")
    n = int(re.sub(r"\D", "", cell.inner_text()))
    page.keyboard.press("Enter")
    assert len(opened(n)) == n


def test_a_fall_and_a_point_of_the_last_trades_open_theirs(page, person):
    """Up, down, down, and up beyond: one fall of three trades; of eleven, the last ten."""
    prices = ["4520", "4495", "4490", "4530", *["4502"] * 7]
    ids = [closed(person, price, day=f"2026-11-{3 + at:02d}") for at, price in enumerate(prices)]
    sign_in(page, person, "/performance?window=10")
    falls = page.get_by_role("region", name="Drawdowns")
    falls.get_by_role("link", name=re.compile("Nov 3, 2026: 3 trades")).click(timeout=BROWSER)
    assert trades_shown(page, 3) == set(ids[1:4])
    page.go_back()
    rolling = page.get_by_role("region", name="Over the last 10 trades")
    line = rolling.get_by_role("img", name=re.compile("Arrow keys walk through the trades"))
    line.focus(timeout=BROWSER)
    page.keyboard.press("Home")
    rolling.get_by_role("link", name="The 10 trades of this point").click()
    assert trades_shown(page, 10) == set(ids[:10])


def test_privacy_leaves_no_money_in_the_page(page, person):
    for price, day in (
        ("4524.75", "2026-11-23"),
        ("4483.25", "2026-11-24"),
        ("4513.5", "2026-11-25"),
    ):
        closed(person, price, day=day, setup="orb")
    sign_in(page, person, "/performance?against=training")
    page.get_by_text("All figures: streaks").click()
    page.get_by_text("The same as a table").first.click()
    amounts = re.compile(r"\d[\d.,]*(?:\s|&nbsp;)?USD|1,?23[78]|\b83[78]\b|1,?075|[+\u2212]675")
    html = "document.body.outerHTML"
    expect(page.get_by_text("Deepest fall in money", exact=True)).to_be_visible()
    assert amounts.search(page.evaluate(html)), "money is there before it is hidden"
    page.keyboard.press("h")
    expect(page.get_by_text("Money is hidden")).to_be_visible()
    assert amounts.findall(page.evaluate(html)) == []
    page.reload()
    expect(page.get_by_role("list", name="Bars of R")).to_be_visible(timeout=BROWSER)
    expect(page.get_by_text("In training")).to_be_visible(timeout=BROWSER)
    page.wait_for_load_state("networkidle")
    assert amounts.findall(page.evaluate(html)) == []
    figures = page.get_by_role("region", name="Headline figures")
    expect(figures).to_contain_text(
        "+0.72R"
    )  # R stays: (24.75 - 16.75 + 13.5) points over 3 times 10


def test_the_curve_is_walked_through_by_keys_and_told_in_words(page, person):
    closed(person, "4520", day="2026-11-23")
    closed(person, "4495", day="2026-11-24")
    sign_in(page, person, "/performance")
    curve = page.get_by_role("img", name=re.compile("2 days from Mon, Nov 23, 2026"))
    expect(curve).to_be_visible(timeout=BROWSER)
    curve.focus()
    page.keyboard.press("Home")
    caption = page.locator("figcaption").filter(has_text="below the highest point")
    expect(caption).to_contain_text("Mon, Nov 23, 2026: \u25b2+1,000.00")
    page.keyboard.press("ArrowRight")
    expect(caption).to_contain_text("\u25bc\u2212250.00")
    page.keyboard.press("u")
    figures = page.get_by_role("region", name="Headline figures")
    expect(figures.get_by_text("Total R", exact=True)).to_be_visible()
    expect(figures).to_contain_text("+1.50R")


def test_a_selection_is_put_aside_and_compared_with_another(page, person):
    for price in ("4510", "4520"):
        closed(person, price, setup="orb")
    closed(person, "4490", setup="fade")
    sign_in(page, person, "/performance?setup=orb")
    page.get_by_role("button", name="Put this one aside").click(timeout=BROWSER)
    page.get_by_role("button", name="Take away Setup: orb").click()
    card = page.get_by_role("region", name="Against another selection")
    row = card.get_by_role("row").filter(
        has=page.get_by_role("rowheader", name="Trades", exact=True)
    )
    expect(row.get_by_role("cell").nth(0)).to_have_text("3", timeout=BROWSER)
    expect(row.get_by_role("cell").nth(1)).to_have_text("2")


def test_any_two_selections_are_compared_on_a_page_that_is_a_link(page, person):
    for price in ("4510", "4520"):
        closed(person, price, setup="orb", pattern_tags=["a"])
    closed(person, "4490", setup="fade", pattern_tags=["b"])
    closed(person, "4495", setup="fade")
    sign_in(page, person, "/performance?tag=a|b")
    expect(page.get_by_role("region", name="Headline figures")).to_contain_text(
        "3 closed trades count", timeout=BROWSER
    )
    page.get_by_role("link", name="Compare on a page").click()
    table = page.get_by_role("region", name="Side by side")
    trades = table.get_by_role("row").filter(
        has=page.get_by_role("rowheader", name="Trades", exact=True)
    )
    expect(trades.get_by_role("cell")).to_have_text(["3", "4", "\u22121"], timeout=BROWSER)
    expect(table).to_contain_text("3 trades are in both")
    other = page.get_by_role("region", name="The other")
    other.get_by_role("button", name="Filter").click()
    page.get_by_role("menuitem", name="Setup").click()
    page.get_by_role("menuitemcheckbox", name="fade").click()
    expect(trades.get_by_role("cell")).to_have_text(["3", "2", "+1"], timeout=BROWSER)
    net = table.get_by_role("row").filter(has_text="Net result")
    # (10 + 20 - 10) points of 50 USD; (-10 - 5)
    expect(net.get_by_role("cell").nth(0)).to_contain_text("+1,000.00")
    expect(net.get_by_role("cell").nth(1)).to_contain_text("750.00")
    expect(net.get_by_role("cell").nth(2)).to_contain_text("+1,750.00")
    page.reload()
    expect(trades.get_by_role("cell")).to_have_text(["3", "2", "+1"], timeout=BROWSER)
    page.get_by_role("button", name="Swap").click()
    expect(trades.get_by_role("cell")).to_have_text(["2", "3", "\u22121"], timeout=BROWSER)


def test_a_question_in_words_goes_to_the_coach(page, person):
    closed(person, "4510")
    sign_in(page, person, "/performance")
    expect(page.get_by_label("Ask the record in words")).to_be_visible(timeout=BROWSER)
    page.keyboard.press("/")
    page.keyboard.type("What did Tuesdays bring?")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/coach"))
    drafts_of_device = page.evaluate(
        """() => new Promise((resolve) => {
            const asked = indexedDB.open("coach");
            asked.onsuccess = () => {
                const drafts = asked.result.transaction("drafts").objectStore("drafts").getAll();
                drafts.onsuccess = () => resolve(drafts.result.map(({ words }) => words));
            };
        })"""
    )
    assert drafts_of_device == ["What did Tuesdays bring?"]


def test_a_new_record_says_what_will_be_here(page, person):
    sign_in(page, person, "/performance")
    expect(page.get_by_text("20 closed trades until this means something.")).to_be_visible(
        timeout=BROWSER
    )
    page.goto(person.url + "/performance?instrument=ES")
    page.get_by_role("button", name="Clear the filter").click(timeout=BROWSER)
    expect(page.get_by_text("20 closed trades until this means something.")).to_be_visible()
