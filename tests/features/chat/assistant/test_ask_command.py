"""`flask trades ask`: the record answers on the command line, asked in words or as the API is asked."""

import json

import pytest

from tests.features.record.questions.test_questions import MONDAYS, log, trader, words

__all__ = ["trader"]


def test_the_command_line_says_the_same_words(world, trader):
    log(trader, 7, 10, 40)
    runner = world.app.test_cli_runner()
    query = json.dumps({"measures": ["net_pnl"], "only": MONDAYS})
    login = ["--login", trader.user["username"]]

    said = runner.invoke(args=["trades", "ask", *login, "--query", query])
    plain = runner.invoke(args=["trades", "ask", *login, "--query", query, "--json"])

    assert said.output.strip() == words(trader, measures=["net_pnl"], only=MONDAYS)
    assert json.loads(plain.output)["trades"] == 1
    for text, problem in (
        ("{", "not valid JSON"),
        ('{"measures": ["x"]}', "measures"),
        ("{}", "measures"),
    ):
        refused = runner.invoke(args=["trades", "ask", *login, "--query", text])
        assert refused.exit_code == 1
        assert problem in refused.output
    nobody = runner.invoke(args=["trades", "ask", "--login", "nobody", "--query", query])
    assert "There is no account" in nobody.output


def test_the_command_line_takes_the_words_of_the_chat(world, trader):
    log(trader, 7, 10, 40)
    log(trader, 8, 10, -20)
    runner = world.app.test_cli_runner()

    def in_words(text, *more):
        args = ["trades", "ask", *text.split(), "--login", trader.user["username"], *more]
        return runner.invoke(args=args)

    asked = in_words("what is my win rate on Mondays?")
    assert asked.stdout.strip() == words(trader, measures=["win_rate"], only=MONDAYS)
    assert asked.stderr == ""
    left_over = in_words("what is my win rate on Mondays when the moon is full?")
    assert left_over.stdout == asked.stdout
    assert left_over.stderr.strip() == 'Not understood, and left out: "moon".'
    plain = in_words("what is my win rate on Mondays?", "--json")
    assert json.loads(plain.stdout)["query"]["only"]["weekdays"] == ["monday"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("long ES 4500 stop 4490", "That is no question to the record."),
        ("I want to end it all", "That is no question to the record."),
        ("", "Ask in words, or with --query"),
        ("x" * 5001, "A question may have 5000 characters."),
    ],
)
def test_words_that_ask_nothing_of_the_record_are_refused_and_write_nothing(
    world, trader, text, problem
):
    refused = world.app.test_cli_runner().invoke(
        args=["trades", "ask", text, "--login", trader.user["username"]]
    )
    assert refused.exit_code != 0
    assert problem in refused.output
    assert trader.get("/api/conversations").json["items"] == []


def test_words_and_json_are_not_asked_at_once(world, trader):
    both = ["trades", "ask", "win", "rate", "--query", "{}", "--login", trader.user["username"]]
    refused = world.app.test_cli_runner().invoke(args=both)
    assert "one of the two" in refused.output
