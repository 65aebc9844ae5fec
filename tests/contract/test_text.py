"""What every operation and event makes of text that shows nothing, and of JSON that begins in its own way."""

import codecs
import io
import json
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from backend.core.visible_text import is_blank
from backend.features.chat.messages.schemas import SendMessage
from backend.wiring.registry import EVENTS, OPERATIONS
from tests.factories.images import png
from tests.world import PASSWORD

UNSEEN = [
    "\u200b" * 12,
    "\ufeff",
    "\u3164",
    "\u200e\u202e\u2066",
    " \u3164\u2800\ufe0f\u115f\uffa0\u1160\t\u00ad ",
    "\U000e0041\ufeff\u2060\u200d\u200c\u00a0\u3000\u2003",
]
SHOWN = [
    "👨\u200d👩\u200d👧",
    "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
    "한글",
    "❤\ufe0f",
]
MESSAGES = SendMessage.__module__
REFUSED = {
    "blank",
    "too_short",
    "string_too_short",
}  # where spaces around are taken away first, little is left
NO_WORDS = {  # fields that are no words of anybody
    "password", "refresh_token", "login", "device_token",  # secrets: whether they are right is all that counts
    "endpoint", "p256dh", "auth",  # what a browser and its push service made
    "cursor", "client_message_id", "engine", "prompt_version",  # what a program made
    "q",  # what is looked for: each search says by its own code that nothing can be found by it
    "email", "timezone", "zone", "calendar", "avatar_url", "image_url", "url",  # they have a form of their own
}  # fmt: skip


def models():
    found = {
        model for operation in OPERATIONS for model in (operation.body, operation.query) if model
    }
    return sorted(
        found | {event.takes for event in EVENTS.incoming},
        key=lambda model: (model.__module__, model.__name__),
    )


def texts(schema: dict[str, Any], definitions: dict[str, Any], place: str = ""):
    """The place of every text, optional ones too, however deep, with its schema."""
    if "$ref" in schema:
        return texts(definitions[schema["$ref"].rpartition("/")[2]], definitions, place)
    found = []
    for part in schema.get("anyOf", []):
        found += texts(part, definitions, place)
    for name, part in schema.get("properties", {}).items():
        found += texts(part, definitions, f"{place}.{name}")
    if isinstance(schema.get("items"), dict):
        found += texts(schema["items"], definitions, f"{place}[]")
    if schema.get("type") == "string" and not {"pattern", "format", "enum", "const"} & set(schema):
        found.append((place, schema))
    return found


def named():
    for model in models():
        schema = TypeAdapter(model).json_schema()
        for place, about in texts(schema, schema.get("$defs", {})):
            is_message = (
                model.__module__ == MESSAGES and place == ".content"
            )  # `message.empty`, see below
            if place.rpartition(".")[2].removesuffix("[]") not in NO_WORDS and not is_message:
                yield pytest.param(model, place, about, id=f"{model.__name__}{place}")


def nested(place: str, value: str) -> Any:
    """A document that has this value at this place and nothing else."""
    for name in reversed(place.replace("[]", ".[]").strip(".").split(".")):
        value = [value] if name == "[]" else {name: value}
    return value


def problems(model, place, value):
    try:
        model.model_validate_json(json.dumps(nested(place, value)))
    except ValidationError as error:
        told = place.strip(".").replace("[]", ".0")
        return {one["type"] for one in error.errors() if ".".join(map(str, one["loc"])) == told}
    return set()


@pytest.mark.parametrize(("model", "place", "about"), list(named()))
def test_text_that_is_given_shows_something(model, place, about):
    for text in UNSEEN:
        assert is_blank(text)
        assert problems(model, place, text) <= REFUSED, ascii(text)
        assert problems(model, place, text), ascii(text)
    for text in SHOWN:
        longer = text * (about.get("minLength", 1) // len(text) + 1)
        assert not problems(model, place, longer), ascii(text)


def test_there_are_many_such_texts():
    assert len(list(named())) > 20


@pytest.mark.parametrize("text", UNSEEN, ids=ascii)
def test_what_shows_nothing_is_no_message_no_title_and_begins_no_conversation(world, text):
    trader = world.trader()
    sent = trader.say("한글 \u200d and ❤\ufe0f")["message"]
    conversation = f"/api/conversations/{sent['conversation_id']}"
    refused = [
        trader.post("/api/messages", {"content": text}),
        trader.post(f"/api/messages/{sent['id']}/edit", {"content": text}),
        trader.post("/api/conversations", {"title": text}),
        trader.patch(conversation, {"title": text}),
        trader.post("/api/trading/coaching/memory", {"statement": text}),
        trader.post("/api/trading/coaching/session", {"message": text}),
        trader.post("/api/trading/journal", {"body": text}),
        trader.post("/api/trading/journal", {"body": "fine", "title": text}),
        trader.post("/api/trading/strategies", {"name": text}),
    ]

    assert [(one.status_code, one.json["code"]) for one in refused if one.status_code != 422] == []
    assert world.sql("select count(*) from messages where type = 'user'") == [(1,)]
    assert sent["content"] == "한글 \u200d and ❤\ufe0f"


@pytest.mark.parametrize("text", UNSEEN, ids=ascii)
def test_words_that_show_nothing_beside_a_picture_are_none(world, text):
    trader = world.trader()
    upload = trader.post("/api/uploads", data={"file": (io.BytesIO(png()), "x.png")}).json

    sent = trader.post("/api/messages", {"content": text, "upload_ids": [upload["id"]]})
    edited = trader.post(f"/api/messages/{sent.json['message']['id']}/edit", {"content": text})

    assert (sent.status_code, sent.json["message"]["content"]) == (201, "")
    assert (edited.status_code, edited.json["message"]["content"]) == (201, "")


def test_a_title_is_made_of_the_first_line_that_shows_something(world):
    trader = world.trader()
    trader.say("\u200b\u3164\n \u2800 \nLong ES at 4500")

    assert [one["title"] for one in trader.get("/api/conversations").json["items"]] == [
        "Long ES at 4500"
    ]


HANGUL = {"note": "퀀트 \\ud55c 한글", "한글": ["\\u0000", "\\x00"], "emoji": "😀"}


def test_documents_of_ones_own_take_every_script_and_nothing_that_cannot_be_stored(world):
    trader = world.trader()

    account = trader.post("/api/trading/accounts", {"name": "한글", "rules": HANGUL})
    assert (account.status_code, account.json["rules"]) == (201, HANGUL)
    for broken in (
        '{"a": "\\ud800"}',
        '{"\\u0000": 1}',
        '{"a": [[{"b": "\\udfff\\ud800"}]]}',
        '{"a": "\\u0000"}',
    ):
        body = f'{{"name": "x", "rules": {broken}}}'
        path = "/api/trading/accounts"
        answer = trader.ask("POST", path, data=body, content_type="application/json")
        assert answer.status_code in (400, 422), answer.json


BODY = json.dumps({"login": "nobody", "password": PASSWORD})


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        (codecs.BOM_UTF8 + BODY.encode(), 401, "auth.wrong_credentials"),
        (BODY.encode("utf-16"), 400, "input.malformed"),
        (BODY.encode("utf-16-le"), 400, "input.malformed"),
        (BODY.encode("utf-16-be"), 400, "input.malformed"),
        (codecs.BOM_UTF16_BE + BODY.encode("utf-16-be"), 400, "input.malformed"),
        (BODY.encode("utf-32"), 400, "input.malformed"),
        (BODY.encode("utf-32-be"), 400, "input.malformed"),
        (codecs.BOM_UTF8, 400, "input.malformed"),
        (codecs.BOM_UTF8 * 2 + BODY.encode(), 400, "input.malformed"),
        (b"", 400, "input.malformed"),
    ],
)
def test_a_body_may_begin_with_the_mark_of_utf_8_and_other_codes_are_told(
    world, sent, status, code
):
    answer = world.client.post("/api/auth/login", data=sent, content_type="application/json")

    assert (answer.status_code, answer.json["code"]) == (status, code)
    if len(sent) > 10 and b"\0" in sent:
        assert "UTF-8" in answer.json["detail"]
