"""Search in one's own conversations."""

import io
import time

import pytest

from backend.app import create_app
from tests.factories.images import png

SEARCH = "/api/conversations/search"


@pytest.fixture
def trader(world):
    return world.trader()


def found(trader, q, **more):
    answer = trader.get(SEARCH, query_string={"q": q, **more})
    assert answer.status_code == 200, answer.json
    return answer.json["items"]


def ids_of_answers(trader, **more):
    [answer] = trader.get("/api/verdicts").json["items"]
    word = max(
        answer["analysis"].replace(".", " ").split(), key=lambda word: word.isalpha() * len(word)
    )
    return [hit["message_id"] for hit in found(trader, word, type="ai", **more)]


def test_words_in_any_form_and_phrases_in_their_order_are_found_and_marked(trader):
    first = trader.say("I waited for the retest of the opening range")["message"]
    trader.say("The range was opening wide, so no trade")
    [hit] = found(trader, 'waiting "opening range"')
    assert hit["message_id"] == first["id"]
    assert hit["highlight"] == "«waited» for the retest of the «opening» «range»"
    assert (hit["seq"], hit["type"], hit["conversation_title"]) == (1, "user", first["content"])
    assert len(found(trader, "opening range")) == 2
    assert found(trader, '"range opening"') == []
    assert [hit["seq"] for hit in found(trader, "opening -retest")] == [1]
    assert len(found(trader, "retest or wide")) == 2


def test_what_stands_closer_together_ranks_higher_and_among_equals_the_latest(trader):
    far = trader.say("gold in the morning and after a long pause of many words a breakout")[
        "message"
    ]
    near = trader.say("gold breakout today")["message"]
    again = trader.say("gold breakout today")["message"]
    hits = found(trader, "gold breakout")
    assert [hit["message_id"] for hit in hits] == [again["id"], near["id"], far["id"]]
    assert hits[0]["rank"] == hits[1]["rank"] > hits[2]["rank"] > 0


def test_a_hit_says_where_to_jump_to(trader):
    conversation_id = trader.say("one")["message"]["conversation_id"]
    for words in ("two", "the needle", "four"):
        trader.say(words, conversation_id=conversation_id)
    [hit] = found(trader, "needle")
    [shown, *_] = trader.log(hit["conversation_id"], after_seq=hit["seq"] - 1)["items"]
    assert shown["id"] == hit["message_id"]


def test_answers_are_found_when_they_are_final_and_not_before(world, trader):
    sent = trader.say("Long ES 4500 stop 4490 target 4520")
    assert found(trader, "risk", type="ai") == []
    world.desk().answer_next()
    answer = trader.get(f"/api/messages/{sent['answer']['id']}").json
    word = next(word for word in answer["content"].split() if word.isalpha() and len(word) > 6)
    assert [hit["message_id"] for hit in found(trader, word, type="ai")] == [answer["id"]]


def test_filters_keep_what_they_say(world, trader):
    upload = trader.post("/api/uploads", data={"file": (io.BytesIO(png()), "x.png")}).json
    idea = trader.say("walrus Long ES 4500 stop 4490 target 4520", upload_ids=[upload["id"]])
    mood = trader.say("walrus I feel nervous", mode="psychology")
    desk = world.desk()
    while desk.answer_next():
        pass
    [verdict] = trader.get("/api/verdicts").json["items"]

    def ids(**more):
        return [hit["message_id"] for hit in found(trader, "walrus", **more)]

    question_id, felt = idea["message"]["id"], mood["message"]["id"]
    assert sorted(ids(type="user")) == sorted([question_id, felt])
    assert ids(type="user", mode="psychology") == [felt]
    assert ids(type="user", verdict=verdict["verdict"]) == [question_id]
    others = {"diamond", "fire", "skull", "unreadable"} - {verdict["verdict"]}
    assert [ids(verdict=other) for other in others] == [[], [], []]
    assert ids(type="user", instrument="es") == [question_id]
    assert ids(instrument="NQ") == []
    assert ids(has_image="true") == [question_id]
    assert question_id not in ids(has_image="false")
    assert ids(conversation_id=mood["message"]["conversation_id"], type="user") == [felt]
    moment = mood["message"]["created_at"]
    assert ids(type="user", to=moment) == [question_id]
    assert ids(type="user", **{"from": moment}) == [felt]
    answered = ids_of_answers(trader, verdict=verdict["verdict"], instrument="ES")
    assert answered == [idea["answer"]["id"]]


def test_pages_show_every_hit_once_also_while_more_are_written(trader):
    conversation_id = trader.say("otter otter")["message"]["conversation_id"]
    for number in range(9):
        trader.say("otter " * (number % 3 + 1), conversation_id=conversation_id)
    seqs, cursor = [], {}
    while True:
        page = trader.get(SEARCH, query_string={"q": "otter", "limit": 3, **cursor}).json
        seqs += [hit["seq"] for hit in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
        if len(seqs) == 3:
            trader.say(
                "otter otter otter otter otter", conversation_id=conversation_id
            )  # ranks before the first page
    assert sorted(seqs) == list(range(1, 11))


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"q": ""}, "search.empty"),
        ({"q": "   "}, "search.empty"),
        ({"q": '"" & | ! ( ) : * <->'}, "search.empty"),
        ({"q": "-"}, "search.empty"),
        ({"q": "-news"}, "search.empty"),
        ({"q": "the of and"}, "search.empty"),
        ({"q": "x" * 201}, "search.too_long"),
        ({"q": "word " * 2000}, "search.too_long"),
        ({"q": "a " * 17}, "search.too_long"),
        ({"q": "-".join("abcdefghijklmnopq")}, "search.too_long"),
        ({"q": "a\x00b"}, "input.invalid"),
        ({}, "input.invalid"),
        ({"q": "x", "verdict": "ruby"}, "input.invalid"),
        ({"q": "x", "type": "system"}, "input.invalid"),
        ({"q": "x", "limit": 0}, "input.invalid"),
        ({"q": "x", "limit": 201}, "input.invalid"),
        ({"q": "x", "from": "2026-11-20"}, "input.invalid"),
        ({"q": "x", "to": "2026-11-20T10:00:00"}, "input.invalid"),
        (
            {"q": "x", "from": "2026-11-20T10:00:00Z", "to": "2026-11-20T10:00:00Z"},
            "history.bad_span",
        ),
        ({"q": "x", "conversation_id": "search"}, "input.invalid"),
        ({"q": "x", "first_at": "2026-11-20T10:00:00Z"}, "input.invalid"),
        ({"q": "x", "cursor": "nonsense"}, "paging.bad_cursor"),
        (
            {"q": "x", "cursor": "WzFlNDAwLCIyMDI2LTExLTIwVDEwOjAwOjAwWiIsInh4Il0"},
            "paging.bad_cursor",
        ),
        ({"q": "x", "sort": "rank"}, "input.invalid"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_bad_searches_are_refused_quickly(trader, query, code):
    began = time.perf_counter()
    answer = trader.get(SEARCH, query_string=query)
    assert (answer.status_code, answer.json["code"]) == (422, code)
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize("rank", ["1e400", "1e-300", "NaN", "1e30", "true", '"1"', "-1.5"])
def test_a_forged_rank_is_no_cursor(trader, rank):
    import base64

    forged = f'[{rank},"2026-11-20T10:00:00+00:00","01a1fb6b-7719-755a-a277-f1afe382ec80"]'
    cursor = base64.urlsafe_b64encode(forged.encode()).decode().rstrip("=")
    answer = trader.get(SEARCH, query_string={"q": "x", "cursor": cursor})
    assert (answer.status_code, answer.json["code"]) == (422, "paging.bad_cursor")


@pytest.mark.parametrize(
    "words",
    ["<b>bold</b> heron", "heron's' \\ % _ '' ; drop table", "ヘロン heron 🐦", "a\nheron\tb"],
)
def test_any_words_can_be_searched_and_searched_for(trader, words):
    trader.say(words)
    assert len(found(trader, "heron")) == 1
    assert trader.get(SEARCH, query_string={"q": words}).status_code == 200


def test_nothing_of_another_trader_is_found_nor_by_their_word(world, trader):
    other = world.trader()
    trader.say("platypus")
    assert found(other, "platypus") == []
    mine = trader.user["id"]
    for q in (f"@{mine}", f"'@{mine}'", f'"@{mine}"'):
        assert other.get(SEARCH, query_string={"q": q}).json.get("items", []) == []


def test_the_index_answers_and_only_for_the_one_who_asks(world, trader, as_definer):
    """The body of `chat_found` as it is stored, with the question in the place of its parameters."""
    other = world.trader()
    trader.say("ibex on the ridge")
    other.say("ibex on the ridge")
    world.sql(  # as many as make the planner choose
        "insert into messages (id, conversation_id, user_id, seq, type, mode, status, content, created_at, finished_at)"
        " select gen_random_uuid(), c.id, c.user_id, 100 + n, 'user', 'analysis', 'saved', 'heron ' || n, now(), now()"
        " from conversations c, generate_series(1, 2000) as n"
    )
    world.sql(
        "vacuum analyze messages"
    )  # also moves what waits beside the index into it, which costs the planner dear
    [(body,)] = world.sql("select prosrc from pg_proc where proname = 'chat_found'")
    names = world.sql("select unnest(proargnames[1:13]) from pg_proc where proname = 'chat_found'")
    arguments = {
        "wanted": "'ibex'",
        "at_most": "10",
        "after_rank": "null::real",
        "after_at": "null::timestamptz",
        "after_id": "null::uuid",
    }
    for (name,) in sorted(names, key=lambda row: -len(row[0])):
        body = body.replace(name, arguments.get(name, "null"))
    off = ("set local enable_seqscan = off", "set local enable_indexscan = off")
    rows = as_definer(trader.user["id"], *off, f"explain (analyze, costs off, timing off) {body}")
    plan = "\n".join(row[0] for row in rows)
    assert "Bitmap Index Scan on ix_messages_words" in plan, plan
    scan = plan[plan.index("Bitmap Index Scan on ix_messages_words") :].splitlines()[0]
    assert "rows=1" in scan, plan  # the other trader's ibex is not even looked at


def test_a_search_that_would_take_too_long_is_refused_with_words(world, trader, app):
    """Thousands of long messages made of two words: each has some two hundred places of each."""
    conversation_id = trader.post("/api/conversations", {}).json["id"]
    world.sql(
        "insert into messages (id, conversation_id, user_id, seq, type, mode, status, content, created_at, finished_at)"
        " select gen_random_uuid(), %s, %s, n, 'user', 'analysis', 'saved', repeat('kiwi emu ', 500), now(), now()"
        " from generate_series(1, 3000) as n",
        conversation_id,
        trader.user["id"],
    )
    impatient = create_app(world.with_settings(heavy_statement_seconds=0.1))
    headers = {"Authorization": f"Bearer {trader.access_token}"}
    answer = impatient.test_client().get(SEARCH, query_string={"q": "kiwi emu"}, headers=headers)
    impatient.extensions["coach"].database.engine.dispose()
    assert (answer.status_code, answer.json["code"]) == (422, "search.too_broad")
    assert len(found(trader, "kiwi emu")) == 50


@pytest.mark.parametrize(
    "q", ["-" * 61, "-" * 200, "- " * 100, "-a " * 16, '"' * 199, '-"' * 90], ids=len
)
def test_a_search_of_signs_within_signs_is_refused_or_answered(trader, q):
    assert trader.get(SEARCH, query_string={"q": q}).status_code in (200, 422)
