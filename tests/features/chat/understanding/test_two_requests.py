"""Two requests in one message: each is read by itself, and what is one thing in two sentences stays one."""

import pytest

from backend.features.chat.understanding.message_split import split
from backend.features.chat.understanding.requests import BookRequest, Understanding
from tests.features.chat.understanding.messages import context_of, understood


def shown(words):
    """The kinds of what a message wants, with what of each tells them apart."""
    found = []
    for request in understood(words).requests:
        part = {
            "book": lambda r: r.book.value,
            "question": lambda r: r.query.measures[0].value,
            "idea": lambda r: r.terms.instrument,
        }.get(request.kind.value, lambda _: "")
        found.append(f"{request.kind.value} {part(request)}".strip())
    return found


@pytest.mark.parametrize(
    ("words", "requests"),
    [
        (
            "short nq 18250 stop 18290 target 18170, and gimme my profit factor on nq this month",
            ["idea NQ", "question profit_factor"],
        ),
        (
            "Apple long 232, stop 227, target 245. Also, what's my win rate on it?",
            ["idea AAPL", "question win_rate"],
        ),
        (
            "Apple long 232, stop 227, target 245. how do I do on it?",
            ["idea AAPL", "question net_pnl"],
        ),
        (
            "long AAPL 232 stop 227 target 245, what's my win rate there this year?",
            ["idea AAPL", "question win_rate"],
        ),
        (
            "pnl today? and remind me what rules I am under",
            ["question net_pnl", "book rules"],
        ),
        (
            "show me what is still open and tell me what I netted last week",
            ["book open_trades", "question net_pnl"],
        ),
    ],
)
def test_two_requests_are_read_apart(words, requests):
    assert shown(words) == requests


@pytest.mark.parametrize(
    ("second", "other", "count"),
    [
        ("show me my plans please", "plans", 2),
        ("show me my rules again please", "rules", 1),
        ("show me all of them please", "plans", 1),
    ],
)
def test_two_looks_into_books_are_two_where_both_name_their_book(second, other, count):
    """Whatever the words are read as: the same book is not shown twice, and "them" names none."""

    def read(text, _):
        book = "rules" if text.startswith("list") else other
        return Understanding(requests=(BookRequest(book=book),))

    whole = Understanding(requests=(BookRequest(book="rules"),))
    parts = split(f"list my rules. {second}", context_of(), whole, read)
    assert len(parts.requests) == count


def test_the_market_of_the_idea_is_that_of_the_question():
    _, question = understood("AAPL long 232, stop 227. Also, what's my win rate on it?").requests
    assert question.query.only.instruments == ["AAPL"]


@pytest.mark.parametrize(
    "words",
    [
        "what's my win rate on Mondays and what's my average win",
        "stopped out twice already. how do I usually do after two losses",
        "my house rules. show them to me please",
        "the plan I made on Sunday, what is in it",
        "I bought 200 AAPL at 228.20 and my stop is at 225.00",
        "take Fridays out of my profit factor and what is left?",
        "long ES 4500. is that a good idea or am I just bored",
        "",
        "and and and. also. what",
        "what is my pnl? " * 200,
    ],
)
def test_one_request_in_two_sentences_stays_one(words):
    assert len(understood(words).requests) <= 1


def test_a_comma_alone_cuts_only_behind_an_idea():
    (request,) = understood("micro nasdaq shorts after noon, how many and what net").requests

    assert request.query.only.direction == "short"


@pytest.mark.parametrize(
    "question",
    ["how do I do on it?", "what's my win rate there?", "how did I do with it this year?"],
)
def test_the_market_of_the_idea_is_meant_behind_it(question):
    requests = understood(f"Apple long 232, stop 227, target 245. {question}").requests

    assert [request.kind.value for request in requests] == ["idea", "question"]
    assert requests[1].query.only.instruments == ["AAPL"]
