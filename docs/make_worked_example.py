"""Writes `docs/worked-example.md` from a real run with real prices: `make worked-example`. A test runs it as well."""

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask

from tests.world import PASSWORD

PAGE = Path(__file__).with_name("worked-example.md")
ABOUT = """# A plan, and what keeping it is worth

Made by `make worked-example` from the product itself. The prices are real: AAPL daily, May 2012, from the data set
inside the package `bokeh_sampledata` (BSD-3-Clause). After its earnings of 24 April the stock had jumped from 560 to
615; in May it fell back into that gap. Every price below was traded on its day. Ids are left out; `$URL` and the token
are as in the [README](../README.md).
"""
SHORT = {
    "title": "Back into the earnings gap",
    "instrument": "AAPL",
    "direction": "short",
    "setup_description": "The gap of 25 April did not hold: lower highs since, and a close below 583",
    "entry_criteria": ["A daily close below 583", "The next day opens below 580"],
    "entry_zone": {"low": "577", "high": "580"},
    "stop_loss_level": "592",
    "stop_loss_reasoning": "Above the high of 3 May (591.40)",
    "take_profit_targets": ["547", "532"],
    "position_size": "40",
    "risk_amount": "600",
    "invalidation_criteria": "A close above 588",
    "expires_at": "2012-05-11T20:00:00Z",
}
LONG = {
    "title": "Bounce at the lower edge of the gap",
    "instrument": "AAPL",
    "direction": "long",
    "setup_description": "The first touch of 561 after four days of selling",
    "entry_criteria": ["It opens within two points of 561"],
    "entry_zone": {"low": "560", "high": "562"},
    "stop_loss_level": "556",
    "take_profit_targets": ["574"],
    "position_size": "100",
    "risk_amount": "600",
    "expires_at": "2012-05-08T20:00:00Z",
}


class Story:
    """One trader, a clock that is set by hand, and what is written down of the answers."""

    def __init__(self, make_app: Any) -> None:
        self.now = datetime.now(UTC)
        self.app: Flask = make_app(lambda: self.now)
        self.client = self.app.test_client()
        person = {
            "email": "example@example.com",
            "username": "worked_example",
            "password": PASSWORD,
        }
        made = self.client.post("/api/auth/register", json=person).json
        self.headers = {"Authorization": f"Bearer {made['access_token']}"}
        self.lines = [ABOUT]

    def at(self, moment: str) -> None:
        """Set the clock."""
        self.now = datetime.fromisoformat(moment)

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Ask, and expect to be answered."""
        answer = self.client.open(f"/api{path}", method=method, json=body, headers=self.headers)
        assert answer.status_code in (200, 201), (path, answer.json)
        return answer.json

    def say(self, words: str) -> None:
        """Words of the page."""
        self.lines.append(words)

    def show(self, request: str, body: Any = None, answer: Any = None) -> None:
        """A request and what matters of its answer."""
        asked = request if body is None else f"{request}\n{json.dumps(body, indent=2)}"
        self.lines.append(f"```\n{asked}\n```")
        if answer is not None:
            self.lines.append(
                "```json\n" + json.dumps(answer, indent=2, ensure_ascii=False) + "\n```"
            )


def only(answer: Any, *names: str) -> dict[str, Any]:
    """Some fields of an answer."""
    return {name: answer[name] for name in names}


def table(told: Any) -> str:
    """Adherence, rule by rule."""
    words = {True: "kept", False: "broken", None: "not known"}
    rows = [
        f"| {one['rule']} | {one['weight']} | {words[one['met']]} | {one['reason']} |"
        for one in told["rules"]
    ]
    return "\n".join(["| rule | weight | | why |", "|---|---:|---|---|", *rows])


def written(make_app: Any) -> str:
    """The whole page, from a run on an empty database."""
    story = Story(make_app)
    story.ask("PATCH", "/auth/me", {"account_size": "60000", "risk_per_trade_percent": "1"})
    _rules(story)
    trade = _kept_plan(story)
    _broken_plan(story)
    _what_it_was_worth(story, trade)
    return "\n\n".join(story.lines) + "\n"


def _rules(story: Story) -> None:
    story.at("2012-05-03T19:00:00+00:00")
    story.say(
        "## 1. The rulebook\n\nThe account is USD 60,000. Before anything else the trader says what is too much."
    )
    limits = {
        "risk_per_trade": {"percent": "1"}, "daily_loss": {"r": "2"}, "position_size": {"AAPL": "100"},
        "stop_required": True,
    }  # fmt: skip
    body = {"limits": limits, "zone": "America/New_York"}
    made = story.ask("PUT", "/trading/rulebook", body)
    story.show("PUT /api/trading/rulebook", body, only(made, "number", "effective_day"))


def _kept_plan(story: Story) -> str:
    story.at("2012-05-03T20:30:00+00:00")
    story.say("## 2. The plan, written on the evening of 3 May (close 581.82)")
    plan = story.ask("POST", "/trading/plans", SHORT)
    chosen = only(plan, "status", "version", "risk_per_unit", "risk_amount", "risk_reward")
    story.show("POST /api/trading/plans", SHORT, chosen)
    story.say(
        "One share risks 15 dollars, from the worse edge of the zone (577) to the stop (592); forty shares risk 600. "
        "The targets pay 30 and 45 dollars: 2 and 3 R. The version is frozen with its hash."
    )
    path = f"/trading/plans/{plan['id']}"
    verdict = story.ask("POST", f"{path}/validate", {})
    story.show(
        "POST /api/trading/plans/$PLAN/validate",
        None,
        only(verdict, "verdict", "confidence", "engine"),
    )
    story.at("2012-05-04T13:29:00+00:00")
    story.say("## 3. The question, a minute before the opening of 4 May")
    question = {"instrument": "AAPL", "direction": "short", "entry_price": "577.08"}
    told = story.ask("POST", "/trading/check", question)
    states = {one["rule"]: f"{one['state']}: {one['reason']}" for one in told["rules"]}
    story.show("POST /api/trading/check", question, {"decision": told["decision"], "rules": states})
    story.say(
        "Size and stop were not said, so they are those of the living plan. "
        "That the market still sleeps is a warning, no more."
    )
    for place in (1, 2):
        story.ask("POST", f"{path}/marks", {"subject": "criterion", "place": place, "met": True})
    story.at("2012-05-04T13:31:00+00:00")
    story.say("## 4. The trade: filled at the opening, 577.08")
    fill = {"entry_price": "577.08", "entry_time": "2012-05-04T13:30:05Z"}
    made = story.ask("POST", f"{path}/execute", fill)["trade"]
    shown = only(made, "plan_match", "position_size", "stop_price", "target_price", "risk_amount")
    story.show("POST /api/trading/plans/$PLAN/execute", fill, shown)
    story.at("2012-05-16T19:00:00+00:00")
    first = {"action": "exit", "quantity": 20, "price": "547", "event_time": "2012-05-16T18:30:00Z"}
    story.ask("POST", f"/trading/trades/{made['id']}/fills", first)
    story.at("2012-05-17T20:00:00+00:00")
    last = {"exit_price": "532", "exit_time": "2012-05-17T19:40:00Z"}
    closed = story.ask("POST", f"/trading/trades/{made['id']}/close", last)
    story.say(
        "Half leaves at the first target on 16 May (low 541.04), the rest at the second on 17 May (low 530.12)."
    )
    story.show(
        "POST /api/trading/trades/$TRADE/close",
        last,
        only(closed, "pnl", "r_multiple", "plan_adherence_score"),
    )
    story.ask("POST", f"{path}/marks", {"subject": "invalidation", "met": True})
    kept = story.ask("GET", f"{path}/adherence")
    story.say(
        f"## 5. Adherence\n\n`GET /api/trading/plans/$PLAN/adherence`: score {kept['score']}.\n\n{table(kept)}"
    )
    return str(made["id"])


def _broken_plan(story: Story) -> None:
    story.at("2012-05-04T21:00:00+00:00")
    story.say("## 6. Another plan, and another evening")
    story.say("On the evening of 4 May (close 565.25) the same trader plans a bounce.")
    plan = story.ask("POST", "/trading/plans", LONG)
    story.show(
        "POST /api/trading/plans", LONG, only(plan, "risk_per_unit", "risk_amount", "risk_reward")
    )
    path = f"/trading/plans/{plan['id']}"
    story.at("2012-05-07T18:01:00+00:00")
    story.say(
        "On 7 May it opens at 561.50 without the trader, runs, and is bought at 572 (high 572.77). On 8 May the stop "
        "is taken down to 550 (low 558.73); on 14 May the trader gives up at 558.50 (range 557.60 to 567.51)."
    )
    fill = {"entry_price": "572", "entry_time": "2012-05-07T18:00:00Z"}
    made = story.ask("POST", f"{path}/execute", fill)["trade"]
    story.show(
        "POST /api/trading/plans/$PLAN/execute",
        fill,
        only(made, "plan_match", "entry_slippage", "risk_amount"),
    )
    story.at("2012-05-08T15:00:00+00:00")
    story.ask("POST", f"/trading/trades/{made['id']}/stop", {"stop_price": "550"})
    story.at("2012-05-14T18:00:00+00:00")
    last = {"exit_price": "558.50"}
    closed = story.ask("POST", f"/trading/trades/{made['id']}/close", last)
    shown = only(closed, "pnl", "r_multiple", "managed_r", "plan_adherence_score")
    story.show("POST /api/trading/trades/$TRADE/close", last, shown)
    kept = story.ask("GET", f"{path}/adherence")
    capped = ", ".join(kept["capped_by"]) or "nothing"
    story.say(
        f"Score {kept['score']} (capped by: {capped}); {kept['coverage']}% of the weights are known.\n\n{table(kept)}"
    )
    story.say(
        "R is measured on the first stop of the trade: 16 dollars from 572 to 556. The managed R beside it, on the "
        "last stop, is smaller: that is what taking a stop away looks like."
    )


def _what_it_was_worth(story: Story, trade: str) -> None:
    story.at("2012-05-18T20:00:00+00:00")
    report = story.ask("GET", "/trading/plans/adherence")
    entry = next(one for one in report["rules"] if one["rule"] == "entry")
    story.say("## 7. What it was worth")
    shown = {
        **only(report, "planned", "unplanned", "scored"),
        "score": only(report["score"], "value", "n"),
        "entry": only(entry, "followed", "broken")
        | {"premium": only(entry["premium"], "value", "n", "reason")},
    }
    story.show("GET /api/trading/plans/adherence", None, shown)
    story.say(
        "Two trades prove nothing, and the report says so: a premium is null, with its reason, until there are ten "
        "trades on each side; then it comes in R, with its interval."
    )
    limits = story.ask("GET", f"/trading/rulebook/trades/{trade}")
    kept = "kept" if limits["kept"] else "broken"
    story.say(
        f"The limits of the rulebook were {kept} by the first trade (`GET /api/trading/rulebook/trades/$TRADE`)."
    )


def main() -> None:
    """Run it on private servers, and write the page."""
    import os

    from flask_migrate import upgrade

    from backend.app import create_app
    from backend.local_stack.embedded_servers import start_postgres, start_redis
    from config import load_settings

    with tempfile.TemporaryDirectory() as folder:
        postgres = start_postgres(Path(folder) / "postgres", fast=True)
        redis = start_redis(Path(folder), persist=False)
        try:
            postgres.create_database("coach")
            os.environ |= {
                **postgres.addresses("coach"),
                "REDIS_URL": redis.url,
                "DATA_DIR": folder,
            }
            settings = load_settings()
            with create_app(settings).app_context():
                upgrade()
            PAGE.write_text(written(lambda clock: create_app(settings, clock=clock)))
        finally:
            postgres.stop()
            redis.stop()


if __name__ == "__main__":
    main()
