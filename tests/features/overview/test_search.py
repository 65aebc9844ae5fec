"""One search over everything that is the trader's, of the trader alone, page by page, whatever is typed."""

from string import ascii_lowercase

import pytest

from backend.core.text_search import words_of
from backend.features.overview.search import queries, service
from backend.features.overview.search.queries import prefix_of
from tests.factories.behaviour import finding_of
from tests.factories.plans import ago, plan_of

KINDS = ["message", "trade", "plan", "journal", "pattern", "memory"]


def log(trader, **more):
    body = {"instrument": "ES", "direction": "long", "entry_price": "4500", "position_size": 1,
            "entry_time": ago(minutes=5), **more}  # fmt: skip
    answer = trader.post("/api/trading/trades", body)
    assert answer.status_code == 201, answer.json
    return answer.json


def search(trader, q, **query):
    answer = trader.get("/api/search", query_string={"q": q, **query})
    assert answer.status_code == 200, answer.json
    return answer.json


def found(trader, q, **query):
    return [(thing["kind"], thing["id"]) for thing in search(trader, q, **query)["items"]]


def everything(world, trader, word):
    """One thing of each kind that has the word."""
    sent = trader.say(f"I think of {word} again")["message"]
    trade = log(trader, notes=f"It was {word}.", pattern_tags=["fomo"])
    plan = plan_of(trader, title="Opening", setup_description=f"No {word} here")
    entry = trader.post(
        "/api/trading/journal", {"title": "Late", "body": f"Too much {word} today"}
    ).json
    memory = trader.post(
        "/api/trading/coaching/memory", {"statement": f"I feel {word} after lunch"}
    )
    assert memory.status_code == 201, memory.json
    things = {"message": sent, "trade": trade, "plan": plan, "journal": entry}
    return {kind: thing["id"] for kind, thing in things.items()} | {"memory": memory.json["id"]}


def test_each_kind_is_found_with_its_title_marks_and_place(world):
    trader = world.trader()
    things = everything(world, trader, "impatience")
    answer = search(trader, "impatience")
    assert {thing["kind"]: thing["id"] for thing in answer["items"]} == things
    assert (answer["next_cursor"], answer["more"]) == (None, [])
    by_kind = {thing["kind"]: thing for thing in answer["items"]}
    for thing in by_kind.values():
        assert "«impatience»" in " ".join(thing["snippets"])
    assert by_kind["trade"]["title"] == "ES long"
    assert by_kind["plan"]["title"] == "Opening"
    assert by_kind["journal"]["title"] == "Late"
    assert by_kind["message"]["seq"] == 1
    around = trader.log(by_kind["message"]["conversation_id"])
    assert around["items"][0]["id"] == things["message"]
    assert by_kind["journal"]["day"] is not None


def test_a_pattern_is_found_by_its_name(world):
    trader = world.trader()
    finding = finding_of(world, trader.user["id"], log(trader), "x")
    patterns = trader.get("/api/trading/coaching/patterns").json["items"]
    assert patterns, finding
    name = patterns[0]["detector"].replace("_", " ")
    assert ("pattern", patterns[0]["id"]) in found(trader, name)


@pytest.mark.parametrize("kind", ["message", "trade", "plan", "journal", "memory"])
def test_a_kind_is_read_page_by_page_without_gaps_or_doubles(world, kind):
    trader = world.trader()
    for number in range(5):
        word = f"impatience {number}"
        if kind == "message":
            trader.say(word)
        elif kind == "trade":
            log(trader, notes=word)
        elif kind == "plan":
            plan_of(trader, title=word)
        elif kind == "journal":
            trader.post("/api/trading/journal", {"body": word})
        else:
            said = ["lunch", "wins", "losses", "news", "noon"][number]
            trader.post(
                "/api/trading/coaching/memory", {"statement": f"I feel impatience after {said}"}
            )
    seen, cursor = [], None
    for _ in range(5):
        query = {"kind": kind, "limit": 2, **({"cursor": cursor} if cursor else {})}
        page = search(trader, "impatience", **query)
        seen += [thing["id"] for thing in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert (len(seen), len(set(seen))) == (5, 5)
    assert search(trader, "impatience", limit=2)["more"] == [kind]


@pytest.mark.parametrize("looks", [1, 10])
def test_a_window_that_ends_before_the_page_is_full_goes_on(world, monkeypatch, looks):
    monkeypatch.setattr(queries, "WINDOW", 2)
    monkeypatch.setattr(service, "MOST_LOOKS", looks)
    trader = world.trader()
    wanted = log(trader, notes="impatience", entry_time=ago(days=9))
    for day in range(1, 5):
        log(trader, notes="calm", entry_time=ago(days=day))
    cursor, pages = None, 0
    while True:
        query = {"kind": "trade", **({"cursor": cursor} if cursor else {})}
        page = search(trader, "impatience", **query)
        pages += 1
        if page["items"] or page["next_cursor"] is None:
            break
        cursor = page["next_cursor"]
    assert [thing["id"] for thing in page["items"]] == [wanted["id"]]
    assert pages == (3 if looks == 1 else 1)


@pytest.mark.parametrize("q", ["ES", "es", "ES lunch"])
def test_a_word_of_two_letters_gives_full_pages(world, monkeypatch, q):
    """Many trades hold the letters, some of them where a word begins; five have the word."""
    monkeypatch.setattr(service, "CANDIDATES", 4)
    trader = world.trader()
    wanted = [
        log(trader, notes="after lunch", entry_time=ago(days=day))["id"]
        for day in (1, 4, 7, 10, 13)
    ]
    for day in (2, 3, 5, 6, 8, 9, 11, 12):
        more = {"instrument": "NQ", "entry_price": "18000", "entry_time": ago(days=day)}
        log(trader, notes="established levels, lunches best", **more)
    seen, cursor, pages = [], None, 0
    while cursor is not None or pages == 0:
        query = {"kind": "trade", "limit": 2, **({"cursor": cursor} if cursor else {})}
        page = search(trader, q, **query)
        assert page["items"], "no page is empty"
        seen += [thing["id"] for thing in page["items"]]
        cursor, pages = page["next_cursor"], pages + 1
    assert (seen, pages) == (wanted, 3)
    answer = search(trader, q, limit=5)
    assert ([thing["id"] for thing in answer["items"]], answer["more"]) == (wanted, [])


@pytest.mark.parametrize("symbol", ["ES", "NQ", "CL", "GC", "ZB", "6E"])
def test_an_instrument_of_two_letters_is_found(world, symbol):
    trader = world.trader()
    plan = plan_of(trader, title=f"{symbol} at the open")
    assert ("plan", plan["id"]) in found(trader, symbol)
    said = trader.say(f"{symbol} looks heavy")["message"]
    assert ("message", said["id"]) in found(trader, symbol.lower())
    entry = trader.post("/api/trading/journal", {"body": f"Watched {symbol} only."}).json
    assert ("journal", entry["id"]) in found(trader, symbol)


@pytest.mark.parametrize(
    ("text", "q"),
    [
        ("I was dying to enter", "die"),
        ("he tries again", "try"),
        ("traders' remorse", "trader"),
        ("Entrées at the café", "cafe entree"),
        ("He didn't trade o'clock", "o'clock"),
        ("lying to myself", "lies"),
        ("the OPENING range break", '"opening range"'),
        ("naïve été", "ete"),
    ],
)
def test_every_spelling_of_a_word_is_found(world, text, q):
    trader = world.trader()
    trade = log(trader, notes=text)
    assert ("trade", trade["id"]) in found(trader, q, kind="trade")
    plan = plan_of(trader, title="x", setup_description=text)
    assert ("plan", plan["id"]) in found(trader, q, kind="plan")


def test_what_the_database_looks_for_begins_every_ascii_word():
    words = """dying die lying lies tied ties skies sky news howe idly gently ugly early only singly trading traded trades
        happy happiness revenge revenged patience impatient overtrading sizes sized stops stopped a i be""".split()
    for word in words:
        for found_word in words_of(word):
            assert word.startswith(prefix_of(found_word.stem)), word


def test_every_short_word_begins_with_what_is_looked_for():
    """Every word of two letters with every ending, and every word of three."""
    pairs = [first + second for first in ascii_lowercase for second in ascii_lowercase]
    endings = ("", "s", "es", "ed", "ing", "ly", "y", "e", "ies", "ied", "ying", "er", "est", "'s")
    words = [pair + ending for pair in pairs for ending in endings]
    words += [pair + letter for pair in pairs for letter in ascii_lowercase + "0123456789"]
    for word in words:
        for found_word in words_of(word):
            plain = word.replace("'", "")
            assert plain.startswith(prefix_of(found_word.stem)), (word, found_word.stem)


def test_what_only_looks_like_it_is_not_found(world):
    trader = world.trader()
    log(trader, notes="impatient")  # another word than impassive, with the same beginning
    plan_of(trader, title="entry_price")  # a name of a field is in no plan's words
    assert found(trader, "impassive") == []
    assert found(trader, "take_profit_targets", kind="plan") == []
    assert found(trader, '"range opening"') == []


def test_nothing_of_another_trader_is_found(world):
    theirs, mine = world.trader(), world.trader()
    everything(world, theirs, "impatience")
    assert found(mine, "impatience") == []
    for kind in KINDS:
        assert found(mine, "impatience", kind=kind) == []
    cursor = search(theirs, "impatience", kind="trade", limit=1)["next_cursor"]
    for _ in range(2):
        log(theirs, notes="impatience")
    cursor = search(theirs, "impatience", kind="trade", limit=1)["next_cursor"]
    refused = mine.get(
        "/api/search",
        query_string={"q": "impatience", "kind": "trade", "limit": 1, "cursor": cursor},
    )
    assert (refused.status_code, refused.json["code"]) == (422, "paging.bad_cursor")
    assert world.client.get("/api/search?q=x").status_code == 401


def test_what_was_deleted_or_forgotten_is_not_found(world):
    trader = world.trader()
    things = everything(world, trader, "impatience")
    trader.ask("DELETE", f"/api/trading/trades/{things['trade']}")
    trader.ask("DELETE", f"/api/trading/journal/{things['journal']}")
    trader.ask("DELETE", f"/api/trading/coaching/memory/{things['memory']}")
    kinds = {kind for kind, _ in found(trader, "impatience")}
    assert not kinds & {"trade", "journal", "memory"}


@pytest.mark.parametrize(
    "q",
    ["%", "_", "'; drop table trades; --", "((((", "&|!", "\\", '"', "a" * 200, "-impatience", "or or",
     "<b>x</b>", "«impatience»", "😀", "\u02bc", "\u202eecneitapmi", "* ? [a-z] .*", "x:*", "{}"],
)  # fmt: skip
def test_whatever_is_typed_is_answered_or_refused(world, q):
    trader = world.trader()
    log(trader, notes="100% sure _ of it")
    answer = trader.get("/api/search", query_string={"q": q})
    assert answer.status_code in (200, 422), answer.json
    if answer.status_code == 422:
        assert answer.json["code"].startswith(("journal.", "messages.", "chat.", "input."))


@pytest.mark.parametrize(
    "query",
    [{}, {"q": ""}, {"q": "a" * 201}, {"q": "x " * 17}, {"q": "x", "kind": "everything"},
     {"q": "x", "limit": 0}, {"q": "x", "limit": 201}, {"q": "x", "cursor": "AAAA"}, {"q": "x", "user": 1}],
)  # fmt: skip
def test_what_is_no_search_is_refused(world, query):
    assert world.trader().get("/api/search", query_string=query).status_code == 422
