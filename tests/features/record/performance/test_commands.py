"""The command line says what the API says."""

import json

import pytest


@pytest.fixture
def run(app, world):
    trader = world.trader()

    def command(*arguments):
        return trader, app.test_cli_runner().invoke(
            args=["trades", *arguments, "--login", trader.user["username"]]
        )

    return command


def test_a_trade_is_added_listed_and_reported(run):
    trader, empty = run("list")
    assert "No trades yet" in empty.output
    _, added = run(
        "add",
        "ES",
        "long",
        "4500.25",
        "--stop",
        "4490.25",
        "--exit",
        "4510.25",
        "--tag",
        "orb",
        "--entry-time",
        "2026-11-19T14:30:00Z",
        "--exit-time",
        "2026-11-19T15:00:00Z",
    )
    assert added.exit_code == 0, added.output
    assert "4510.25" in added.output
    [trade] = trader.get("/api/trading/trades").json["items"]
    assert (trade["source"], trade["pattern_tags"], trade["r_multiple"]) == ("cli", ["orb"], "1")
    _, listed = run("list", "--json")
    assert json.loads(listed.output) == [trade]
    _, report = run("report")
    assert "1 closed trade in USD" in report.output
    assert "net_pnl" in report.output
    _, by = run("report", "--by", "instrument")
    assert by.output.splitlines()[1].split()[:3] == ["ES", "1", "500"]
    _, whole = run("report", "--json")
    assert (
        json.loads(whole.output)["metrics"]
        == trader.get("/api/trading/performance").json["metrics"]
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["add", "NOTHING!", "long", "1"], "not known"),
        (["add", "ES", "long", "0"], "entry_price"),
        (["add", "ES", "long", "4500", "--entry-time", "2026-11-19"], "entry_time"),
        (["report", "--from", "soon"], "day_from"),
        (["add", "ES", "up", "1"], "direction: Give long or short."),
    ],
)
def test_a_mistake_is_one_clear_line_and_no_traceback(run, arguments, message):
    _, failed = run(*arguments)
    assert failed.exit_code != 0
    assert message in failed.output
    assert "Traceback" not in failed.output


def test_an_unknown_trader_is_said_so(app, world):
    failed = app.test_cli_runner().invoke(args=["trades", "list", "--login", "nobody"])
    assert "There is no account 'nobody'." in failed.output


def test_words_are_read_in_any_case(run):
    for direction in ("BUY", "Long"):
        _, added = run("add", "es", direction, "4500.25", "--stop", "4490.25")
        assert added.exit_code == 0, added.output
    _, listed = run("list", "--status", "OPEN", "--json")
    assert [trade["direction"] for trade in json.loads(listed.output)] == ["long", "long"]
    _, refused = run("add", "ES", "up", "4500.25")
    assert "direction: Give long or short." in refused.output
