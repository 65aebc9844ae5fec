"""Promises: what is waited for and what is then done, in any order and wording."""

import pytest

from backend.features.chat.understanding.readers.promise_reader import promise_in, read_promise

PARTS = ("trigger", "count", "promise", "minutes", "percent")


def parts(words: str) -> tuple[object, ...]:
    promise = promise_in(words)
    return tuple(getattr(promise, name) for name in PARTS)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            "every time a trade gets stopped out I'll go for a walk of twenty minutes",
            ("after_stop", None, "pause", 20, None),
        ),
        (
            "i'm taking half an hour off once i have been stopped",
            ("after_stop", None, "pause", 30, None),
        ),
        ("if my stop gets hit i wait 10 mins", ("after_stop", None, "pause", 10, None)),
        (
            "if two trades in a row go red i shut the laptop until tomorrow",
            ("after_losses", 2, "stop_for_the_day", None, None),
        ),
        (
            "whenever i lose three times i'm going to bed. pledge.",
            ("after_losses", 3, "stop_for_the_day", None, None),
        ),
        (
            "my pledge: quarter of an hour away from the chart after each losing trade",
            ("after_loss", None, "pause", 15, None),
        ),
        (
            "trade number five is my last, i vow it",
            ("after_trades", 5, "stop_for_the_day", None, None),
        ),
        (
            "i'll trade half my usual size following a win",
            ("after_win", None, "reduce_size", None, 50),
        ),
        (
            "an hour and a half of rest as soon as i tilt",
            ("on_tilt", None, "pause", 90, None),
        ),
        (
            "nach einem verlust mache ich 20 minuten pause, versprochen",
            ("after_loss", None, "pause", 20, None),
        ),
        (
            "juro que si pierdo dos seguidas paro por hoy",
            ("after_losses", 2, "stop_for_the_day", None, None),
        ),
        (
            "giuro: dopo due perdite smetto",
            ("after_losses", 2, "stop_for_the_day", None, None),
        ),
        (
            "prometo que depois de um stop fico 15 minutos fora",
            ("after_stop", None, "pause", 15, None),
        ),
    ],
)
def test_trigger_and_action_are_read_wherever_they_stand(words, expected):
    assert parts(words) == expected


@pytest.mark.parametrize(
    ("words", "percent"),
    [
        ("promise: position down to 40% after two losers", 40),
        ("after a loss i cut my size by 40%", 60),
        ("after a loss i trade a quarter less", 75),
        ("after a loss i reduce my size by a third", 67),
        ("after a loss only quarter size", 25),
    ],
)
def test_what_is_kept_of_the_size_is_what_is_left_of_it(words, percent):
    """A commitment reads "I trade at most {percent}% of the size before"."""
    assert parts(words)[2:] == ("reduce_size", None, percent)


@pytest.mark.parametrize(
    "words",
    [
        "i promise i won't widen my stop ever again",
        "i vow no more revenge trades",
        "i promise to be nicer to my dog",
    ],
)
def test_a_promise_of_something_else_names_neither_trigger_nor_action(words):
    promise = promise_in(words)

    assert promise.statement == words
    assert (promise.trigger, promise.promise) == (None, None)


@pytest.mark.parametrize(
    "words",
    [
        "should i stop after two losses?",
        "lost 3 in a row yesterday, i quit",
        "long NQ 18250 stop 18230, out after the target 18300",
        "max 6 trades per session from now on",
    ],
)
def test_a_question_a_tale_and_a_trade_are_no_promise(words):
    assert read_promise(words) is None


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("promise: no more than 3 trades today", 3),
        ("i promise max 2 trades today", 2),
        ("pinky swear, only 4 trades", 4),
        ("swear to god max 5 trades", 5),
        ("my word: 3 trades at most", 3),
    ],
)
def test_a_most_of_trades_that_is_promised_ends_the_day(words, count):
    promise = read_promise(words)

    assert (promise.trigger, promise.count, promise.promise) == (
        "after_trades",
        count,
        "stop_for_the_day",
    )
