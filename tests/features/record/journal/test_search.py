"""Search over encrypted words: by word, phrase and stem, page by page, never in another journal."""

import unicodedata

import pytest
from hypothesis import given as any_of
from hypothesis import strategies as st

from backend.core.text_search import BadSearch, indexed, parse, words_of
from backend.features.record.journal import entry_pages
from tests.features.record.journal.entries import JOURNAL, entries, entry


@pytest.fixture
def trader(world):
    return world.trader()


def found(trader, q, **more):
    return [entry["body"] for entry in entries(trader, q=q, **more)]


def test_all_words_must_occur_in_any_order_in_title_or_body(trader):
    entry(trader, day="2020-11-03", title="Revenge", body="I chased the open")
    entry(trader, day="2020-11-02", body="The open was calm")
    entry(trader, day="2020-11-01", body="Revenge after a loss")
    assert found(trader, "open") == ["I chased the open", "The open was calm"]
    assert found(trader, "OPEN revenge") == ["I chased the open"]
    assert found(trader, "revenge") == ["I chased the open", "Revenge after a loss"]
    assert found(trader, "revenge absent") == []


@pytest.mark.parametrize(
    ("q", "body"),
    [
        ("trade", "I was trading too much"),
        ("trading", "He traded well"),
        ("losses", "one loss"),
        ("entrée", "my ENTREE was early"),
        ("entree", "my entrée was early"),
        ("uber", "Über everything"),
        ("straße", "STRASSE"),
        ("don't chase", "chasing"),
        ("trader's", "two traders"),
        ("4500", "long from 4500.25"),
        ("тильт", "Снова ТИЛЬТ"),
        ("ﬁll", "a fill at last"),
        ("café", "cafe\u0301 first"),
    ],
)
def test_words_are_found_in_any_form(trader, q, body):
    entry(trader, body=body)
    entry(trader, body="nothing of the kind")
    assert found(trader, q) == [body]


def test_a_phrase_stands_as_it_is_asked(trader):
    entry(trader, day="2020-11-04", body="Again I moved my stop, and it was hit.")
    entry(trader, day="2020-11-03", body="I moved on. My stop held.")
    entry(trader, day="2020-11-02", title="I moved", body="my stop")
    assert found(trader, "moved stop") == [
        "Again I moved my stop, and it was hit.",
        "I moved on. My stop held.",
        "my stop",
    ]
    assert found(trader, '"moved my stop"') == ["Again I moved my stop, and it was hit."]
    assert found(trader, '"moving my stops" hit') == ["Again I moved my stop, and it was hit."]
    assert found(trader, '"moved my stop" calm') == []
    assert found(trader, "“my stop held”") == ["I moved on. My stop held."]
    assert found(trader, '"stop moved') == found(trader, "moved stop")  # never closed: words


def test_highlights_mark_what_was_found_in_plain_words(trader):
    entry(
        trader,
        title="Revenge",
        body="I took a «revenge» trade\n\nafter **two** losses and moved my stop again.",
    )
    [marked] = entries(trader, q='"moved my stop" revenge')
    assert marked["highlights"] == [
        "«Revenge»",
        'I took a "«revenge»" trade after **two** losses and «moved my stop» again.',
    ]
    far = "word " * 30
    entry(trader, body=f"{far}tilt {far}tilt tilt{' x' * 60}", day="2020-11-01")
    [marked] = entries(trader, q="tilt")
    assert marked["highlights"] == [
        "… word word word word word word word «tilt» word word word word word word word …",
        "… word word word word word word word «tilt» «tilt» x x x x x x x x x x x x x x x x x x x …",
    ]


@pytest.mark.parametrize(
    "q", ["", " ", "the and of", '""', '"to be or not to be"', "AND OR NOT", "- + *", "«»", "\"'"]
)
def test_a_search_for_nothing_is_refused_clearly(trader, q):
    refused = trader.get(JOURNAL, query_string={"q": q})
    assert (refused.status_code, refused.json["code"]) == (422, "journal.bad_search")


def test_a_search_of_more_than_two_hundred_characters_is_refused(trader):
    assert trader.get(JOURNAL, query_string={"q": "x" * 200}).status_code == 200
    refused = trader.get(JOURNAL, query_string={"q": "x" * 201})
    assert (refused.status_code, refused.json["code"]) == (422, "journal.search_too_long")
    assert trader.get(JOURNAL, query_string={"q": "a\x00b"}).status_code == 422


def pages(trader, **query):
    cursor = None
    while True:
        page = trader.get(
            JOURNAL, query_string={**query, **({"cursor": cursor} if cursor else {})}
        ).json
        yield [item["body"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            return


@pytest.mark.parametrize(("at_once", "at_most"), [(3, 2_000_000), (5, 500), (100, 2_000_000)])
def test_pages_of_a_phrase_give_each_entry_once_though_most_candidates_are_none(
    trader, monkeypatch, at_once, at_most
):
    """Smaller batches than in life, so that one page needs many of them."""
    monkeypatch.setattr(entry_pages, "READ_AT_ONCE", at_once)
    monkeypatch.setattr(entry_pages, "READ_AT_MOST", at_most)
    expected = []
    for n in range(40):
        is_one = n % 9 == 4
        body = f"number {n} held the stop" if is_one else f"number {n} stop was held"
        entry(trader, day=f"2020-10-{n % 20 + 1:02}", body=body)
        expected += [body] if is_one else []
    all_pages = list(pages(trader, q='"held the stop"', limit=2))
    listed = [body for page in all_pages for body in page]
    assert sorted(listed) == sorted(expected)
    assert all(len(page) <= 2 for page in all_pages)
    if at_most > 500:
        assert [len(page) for page in all_pages] == [2, 2]
    else:
        assert [] in all_pages  # much was read and nothing found: the cursor goes on


def test_search_goes_with_the_other_filters(trader):
    entry(trader, day="2020-11-03", kind="daily", body="calm", tags=["es"])
    entry(trader, day="2020-11-02", body="calm too")
    gone = entry(trader, day="2020-11-01", body="calm before")
    trader.ask("DELETE", f"{JOURNAL}/{gone['id']}")
    assert found(trader, "calm") == ["calm", "calm too"]
    assert found(trader, "calm", tag="es") == found(trader, "calm", kind="daily") == ["calm"]
    assert found(trader, "calm", to_day="2020-11-02") == ["calm too"]
    assert found(trader, "calm", deleted="true") == ["calm before"]


def test_a_changed_entry_is_found_by_its_new_words_alone(trader):
    written = entry(trader, title="Greed", body="chased")
    trader.patch(f"{JOURNAL}/{written['id']}", {"body": "waited"})
    assert found(trader, "chased") == []
    assert found(trader, "greed") == found(trader, "waiting greed") == ["waited"]
    trader.patch(f"{JOURNAL}/{written['id']}", {"title": None})
    assert found(trader, "greed") == []


def test_nobody_finds_anything_in_another_journal(world, trader):
    entry(world.trader(), body="secret revenge")
    entry(trader, body="open revenge")
    assert found(trader, "revenge") == ["open revenge"]
    assert found(trader, "secret") == []


def test_the_index_answers_a_search_past_the_policies(world, trader, as_definer):
    """By the index of arrays; PostgreSQL is told to avoid reading whole tables, because this one is small."""
    entry(trader, body="revenge")
    assert world.sql("select proname, prosecdef from pg_proc where proname = 'journal_found'") == [
        ("journal_found", True)
    ]
    query = "explain select id from journal_entries where words @> array[1::bigint]"
    plan = as_definer(trader.user["id"], "set local enable_seqscan = off", query)
    assert "ix_journal_entries_words" in str(plan)


def test_words_that_say_nothing_are_not_indexed_and_each_word_is_once():
    assert indexed("The stop, the Stops and THE stopping", "of it") == {"stop"}
    assert parse('stop "the stop" STOPS').telling == ["stop"]


@any_of(
    st.text(
        alphabet=st.one_of(st.characters(), st.sampled_from("aàe\u0301İßﬁ'\u2019-_ «»")),
        max_size=60,
    )
)
def test_every_word_of_any_text_finds_it_and_is_marked_in_it(text):
    composed = unicodedata.normalize("NFC", text)
    for word in words_of(composed):
        written = composed[word.start : word.end]
        try:
            search = parse(f"{written} {written}")
        except BadSearch:
            continue
        assert set(search.telling) <= indexed(text)
        assert search.matches(text)
        assert f"«{written}»" in search.highlights(text)[0] or len(search.words) > 1
