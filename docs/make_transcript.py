"""Writes `docs/transcript.md` and the pictures from a real run without a key: `make transcript`, with the app built."""

import json
import re
import tempfile
from pathlib import Path

from tests.e2e.browser import chromium
from tests.e2e.charts import SENTENCE, chart_png
from tests.e2e.running import running_stack
from tests.e2e.sockets import Person
from tests.world import PASSWORD

DOCS = Path(__file__).parent
ABOUT = """# One conversation, as it happened

Made by `make transcript` from a running product without an API key: the rules answer. The chart is of real prices, AAPL
daily until 2 May 2012, from the data set inside the package `bokeh_sampledata` (BSD-3-Clause), drawn with mplfinance.
The same chart and sentence are used by the end-to-end test (`tests/e2e/test_flow.py`).

![the chart that was sent](chart.png)

The trader has set an account of USD 50,000 and a risk of 1% a trade.
"""


def main() -> None:
    """Run the conversation and write it down."""
    with tempfile.TemporaryDirectory() as folder, running_stack(Path(folder)) as stack:
        person = Person(stack.url)
        person.ask(
            "PATCH", "/api/auth/me", json={"account_size": "50000", "risk_per_trade_percent": "1"}
        )
        window = person.window()
        upload = person.ask(
            "POST", "/api/uploads", files={"file": ("aapl.png", chart_png())}
        ).json()
        sent = window.say(SENTENCE, upload_ids=[upload["id"]])
        window.answer_to(sent)
        lines = [
            ABOUT,
            "## Sent: `send_message`",
            block({"content": SENTENCE, "upload_ids": ["…"]}),
        ]
        lines += ["## Acknowledged", block(short(sent))]
        for name, news in window.heard:
            if name in ("ai_thinking", "ai_delta", "ai_response"):
                lines += [f"## Heard: `{name}`", block(short(news))]
        lines += ["## The same in the app", "![the coach in the app](coach.png)", ""]
        window.close()
        (DOCS / "transcript.md").write_text("\n\n".join(lines))
        (DOCS / "chart.png").write_bytes(chart_png())
        picture(stack.url, person.tokens["user"]["username"])


def picture(url: str, login: str) -> None:
    """The coach in the app as it looks after this conversation, with one more message begun."""
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(url)
        page.get_by_label("Email or username").fill(login)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("navigation", name="Your conversations").get_by_role("link").first.click()
        page.get_by_role("region", name=re.compile("^Verdict:")).first.wait_for()
        page.get_by_role("textbox", name="Message", exact=True).fill(
            "Same idea, but I want to make it back: 60 shares"
        )
        page.wait_for_timeout(600)
        page.screenshot(path=DOCS / "coach.png")


def short(value: object) -> object:
    """Long links and fact lists cut, so that the page can be read."""
    if isinstance(value, dict):
        return {
            key: ("…" if key in ("url", "thumbnail_url", "facts") else short(one))
            for key, one in value.items()
        }
    return [short(one) for one in value] if isinstance(value, list) else value


def block(value: object) -> str:
    """As a block of JSON."""
    return "```json\n" + json.dumps(value, indent=2, ensure_ascii=False) + "\n```"


if __name__ == "__main__":
    main()
