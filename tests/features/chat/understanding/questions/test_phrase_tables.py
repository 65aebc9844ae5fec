"""Tables of phrases: every way that a line writes is a way to say it, and a line of many choices costs no more."""

from itertools import product
from time import process_time

from backend.features.chat.understanding.phrases.marks import MarkKind
from backend.features.chat.understanding.phrases.phrase_table import PhraseTable
from backend.features.chat.understanding.phrases.words import words_of
from backend.features.chat.understanding.questions import phrase_scanner

SHARES = "measure win_rate: (share|part) (of|) [all|those] trade (end|turn out) [in] (green|profit)"
WEEKS = "measure trades: share of trade | part"
SOON = 1.0  # second of the processor; written out one by one, the tables took six


def meaning(table, text):
    match = table.match(words_of(text), 0)
    return match and (match.entry.value, match.end)


def test_each_combination_of_choices_is_a_way_to_say_it_and_nothing_else_is():
    table = PhraseTable(SHARES, WEEKS)
    parts = (
        ("share", "part"), ("of", ""), ("all", "those", ""), ("trade",), ("end", "turn out"), ("in", ""),
        ("green", "profit"),
    )  # fmt: skip
    for combination in product(*parts):
        text = " ".join(part for part in combination if part)
        assert meaning(table, text) == ("win_rate", len(text.split())), text
    assert meaning(table, "share of trades today") == ("trades", 3)
    assert meaning(table, "share of all trades end") is None
    assert meaning(table, "part of") == ("trades", 1)
    assert meaning(table, "green share") is None


def test_of_two_meanings_of_the_same_words_the_first_line_counts():
    first = PhraseTable("measure size: how [so] big", "measure fees: how big | how big now")
    assert meaning(first, "how big") == ("size", 2)
    assert meaning(first, "how big now") == ("fees", 3)
    assert first.match(words_of("how so big"), 0).entry.kind is MarkKind.MEASURE


def test_pairs_are_the_words_that_stand_side_by_side():
    assert PhraseTable("measure size: (a|b) [c] d").pairs == {
        ("a", "c"), ("b", "c"), ("a", "d"), ("b", "d"), ("c", "d"),
    }  # fmt: skip


def test_the_tables_of_questions_are_there_before_anybody_waits():
    begun = process_time()
    phrase_scanner.phrases.__wrapped__()
    assert process_time() - begun < SOON
