"""Endpoints that call themselves compatible: whatever they refuse, and however they wrap it, the answer comes."""

import json
import logging

import pytest

from backend.adapters.openai.dialects import KEPT_SECONDS
from backend.features.ai.errors import EngineFailed, FailureReason
from tests.adapters.openai.endpoints import asked, engine_of, heard_of
from tests.stand_ins.endpoint_manners import NAMED, Manners, carried
from tests.stand_ins.openai_server import REPLY

OLD = frozenset({"stream_options", "max_completion_tokens", "json_schema", "json_object", "tools"})
SHOWN = json.dumps(REPLY, indent=2)
HALF = SHOWN[: len(SHOWN) // 2]


@pytest.mark.parametrize(
    ("refuses", "calls"),
    [
        ({"json_schema"}, 2),
        ({"json_schema", "json_object"}, 3),
        ({"stream_options"}, 2),
        ({"max_completion_tokens"}, 2),
        (OLD, 5),
        (OLD | {"parts"}, 5),
    ],
    ids=lambda value: "+".join(sorted(value)) if not isinstance(value, int) else str(value),
)
@pytest.mark.parametrize("plain", [False, True], ids=["json", "bare text"])
def test_what_an_endpoint_refuses_by_name_is_left_out_within_the_answer(
    provider, refuses, calls, plain
):
    provider.manners = Manners(refuses=frozenset(refuses), plain=plain)
    heard = heard_of(engine_of(provider), asked())
    assert heard.text == REPLY["reply"]
    assert len(provider.requests) == calls
    assert not set(carried(provider.requests[-1])) & set(refuses)
    reasons = [call.call_before for call in heard.calls]
    assert reasons == [None, *[FailureReason.UNSUPPORTED] * (calls - 1)]


@pytest.mark.parametrize("status", [400, 422])
@pytest.mark.parametrize("refused", sorted(OLD - {"tools"}))
def test_an_endpoint_that_does_not_say_what_it_refuses_is_asked_in_ever_simpler_forms(
    provider, refused, status
):
    provider.manners = Manners(refuses=frozenset({refused}), words=None, status=status)
    assert heard_of(engine_of(provider), asked()).text == REPLY["reply"]
    assert len(provider.requests) <= 5


@pytest.mark.parametrize("status", [404, 405, 415, 500, 501])
def test_a_refusal_by_name_counts_whatever_its_status(provider, status):
    provider.manners = Manners(refuses=frozenset({"json_schema"}), status=status)
    assert heard_of(engine_of(provider), asked()).text == REPLY["reply"]
    assert len(provider.requests) == 2


def test_an_endpoint_that_was_taught_the_old_limit_alone_goes_back_to_the_new_one(provider):
    provider.manners = Manners(refuses=frozenset({"max_completion_tokens"}))
    engine = engine_of(provider)
    heard_of(engine, asked())
    provider.manners = Manners(refuses=frozenset({"max_tokens"}))
    assert heard_of(engine, asked()).text == REPLY["reply"]
    assert "max_completion_tokens" in provider.requests[-1]


def test_what_worked_is_remembered_for_an_hour_and_then_tried_anew(provider):
    now = [0.0]
    provider.manners = Manners(refuses=OLD)
    engine = engine_of(provider, monotonic=lambda: now[0])
    heard_of(engine, asked())
    learning = len(provider.requests)
    heard_of(engine, asked())
    heard_of(engine, asked())
    assert len(provider.requests) == learning + 2
    now[0] = KEPT_SECONDS - 1
    heard_of(engine, asked())
    assert len(provider.requests) == learning + 3
    provider.manners = Manners()  # the server was updated
    now[0] = KEPT_SECONDS
    heard_of(engine, asked())
    assert set(carried(provider.requests[-1])) >= {"json_schema", "stream_options"}


def test_the_first_call_is_weighed_in_the_form_that_is_remembered(provider):
    engine = engine_of(provider)
    full = engine.first_call(asked())
    provider.manners = Manners(refuses=OLD)
    heard = heard_of(engine, asked())
    assert engine.first_call(asked()) == engine.first_call(asked())
    assert engine.first_call(asked()).input_bound == heard.calls[-1].input_bound
    assert engine.first_call(asked()).input_bound != full.input_bound


@pytest.mark.parametrize(
    "words",
    [
        "This model's maximum context length is 4096 tokens.",
        "The response was filtered due to the prompt triggering content management policy",
        "The model `m` does not exist",
        "Invalid image data in messages",
        "You exceeded your current quota",
    ],
)
def test_what_no_other_form_can_help_is_asked_once(provider, words):
    provider.manners = Manners(
        refuses=frozenset({"json_schema"}), words={**NAMED, "json_schema": words}
    )
    with pytest.raises(EngineFailed) as failure:
        heard_of(engine_of(provider), asked())
    assert failure.value.reason is FailureReason.PROVIDER_ERROR
    assert len(provider.requests) == 1


def test_an_endpoint_that_refuses_every_form_is_given_up_after_a_few(provider):
    everything = frozenset({*OLD, "max_tokens"})
    provider.manners = Manners(refuses=everything, words=None)
    with pytest.raises(EngineFailed) as failure:
        heard_of(engine_of(provider), asked())
    assert "status 400" in str(failure.value)
    assert len(provider.requests) <= 8


WRAPS = {
    "fence": lambda text: f"```json\n{text}\n```",
    "fence without a name": lambda text: f"```\n{text}\n```\n",
    "prose": lambda text: f"Here is your answer:\n\n{text}\n\nI hope this helps.",
    "thought": lambda text: f"<think>\nThe trader is tilted. {{a: 1}}\n</think>\n\n{text}",
    "thought with a draft": lambda text: f'<think>{{"reply": "A draft."}}</think>{text}',
    "thought and fence": lambda text: f"<think>Well.</think>\n```json\n{text}\n```",
    "thought without a beginning": lambda text: f"The trader is tilted.\n</think>\n{text}",
    "thought that quotes half an answer": lambda text: f"<thinking>{HALF}</thinking>{text}",
    "brackets before it": lambda text: f"As {{you}} asked {{of me}}: {text}",
    "spaces": lambda text: f"\n\n  {text}  \n",
    "a byte order mark": lambda text: f"\ufeff{text}",
    "two answers": lambda text: f'{{"reply": "A draft."}}\n{text}',
}


@pytest.mark.parametrize("wrap", WRAPS.values(), ids=WRAPS)
@pytest.mark.parametrize("refuses", [frozenset(), OLD], ids=["full form", "barest form"])
def test_an_answer_is_read_out_of_whatever_is_around_it_at_once(provider, wrap, refuses):
    provider.manners = Manners(wrap=wrap, refuses=refuses)
    heard = heard_of(engine_of(provider), asked())
    assert heard.text == REPLY["reply"]
    assert heard.answer.value.reply == REPLY["reply"]
    assert all(call.call_before is not FailureReason.INVALID_ANSWER for call in heard.calls)


@pytest.mark.parametrize("field", ["reasoning_content", "reasoning", "thinking"])
def test_thoughts_beside_an_answer_are_no_part_of_it_and_are_paid(provider, field):
    provider.manners = Manners(thoughts='I think {"reply": "no"} ' * 20, thinks_in=field)
    provider.usage = None
    heard = heard_of(engine_of(provider), asked())
    assert heard.text == REPLY["reply"]
    assert heard.calls[0].written_characters > 20 * len('I think {"reply": "no"} ')


def test_text_and_thoughts_that_come_as_parts_of_one_list_are_told_apart(provider):
    event = provider._event

    def in_parts(handler, choices, usage=None):
        for choice in choices:
            text = choice["delta"].get("content")
            if text:
                thinking = {"type": "thinking", "thinking": [{"type": "text", "text": "{"}]}
                choice["delta"]["content"] = [thinking, {"type": "text", "text": text}]
        event(handler, choices, usage)

    provider._event = in_parts
    assert heard_of(engine_of(provider), asked()).text == REPLY["reply"]


def test_an_answer_that_a_server_takes_for_thoughts_is_read_all_the_same(provider):
    provider.manners = Manners(thoughts=f"Well. {SHOWN}", wrap=lambda text: "")
    assert heard_of(engine_of(provider), asked()).text == REPLY["reply"]


def test_a_server_that_does_not_stream_is_read_whole_and_its_connection_serves_again(provider):
    provider.manners = Manners(streams=False)
    engine = engine_of(provider)
    for _ in range(2):
        heard = heard_of(engine, asked())
        assert heard.text == REPLY["reply"]
        assert heard.calls[0].reported.output == 120
    assert len(set(provider.callers)) == 1


def test_an_endpoint_that_ignores_the_schema_is_repaired_in_the_next_format_which_is_kept(provider):
    """A server that takes the parameter and does nothing with it; told in words, the model keeps to the schema."""

    def answer(body):
        knows = '"reply": {' in body["messages"][0]["content"]
        return REPLY if knows else {"answer": "I am no schema."}

    provider.answer = answer
    engine = engine_of(provider)
    heard = heard_of(engine, asked())
    assert heard.text == REPLY["reply"]
    formats = [request["response_format"]["type"] for request in provider.requests]
    assert formats == ["json_schema", "json_object"]
    assert heard.calls[1].call_before is FailureReason.INVALID_ANSWER
    heard_of(engine, asked())
    assert len(provider.requests) == 3, "the format that worked is remembered"


def test_one_that_keeps_to_the_schema_is_repaired_in_the_same_format(provider):
    full = {
        **REPLY,
        "commitment": None,
        "next_step": None,
        "sources": [],
        "remember": [],
        "technique": None,
    }
    broken = {**full, "evidence": 7}
    answers = iter([broken, full])
    provider.answer = lambda body: next(answers)
    assert heard_of(engine_of(provider), asked()).text == REPLY["reply"]
    formats = [request["response_format"]["type"] for request in provider.requests]
    assert formats == ["json_schema", "json_schema"]


@pytest.mark.parametrize("text", ["", " \n", "I would rather not.", "{" * 5000, '{"a":' * 9000])
def test_a_text_without_an_answer_is_an_invalid_one_soon(provider, text):
    provider.manners = Manners(wrap=lambda _: text)
    with pytest.raises(EngineFailed) as failure:
        heard_of(engine_of(provider, most_tokens=10_000), asked())
    assert failure.value.reason is FailureReason.INVALID_ANSWER
    assert len(provider.requests) <= 2


def test_a_refusal_is_logged_in_the_providers_words_without_those_of_the_trader_or_the_key(
    provider, caplog
):
    key = "sk-proj-Abcdefgh12345678ijkl"
    words = "My broker Hansemann lost 4711 and Zoë cries"
    escaped = json.dumps(words)
    provider.complaint = f"(you sent {words!r}, {escaped}, {words[:15]}, key {key} and {key[:12]})"
    provider.manners = Manners(refuses=frozenset({"json_schema"}))
    with caplog.at_level(logging.WARNING, "coach.ai"):
        heard_of(engine_of(provider, api_key=key), asked(words))
    (record,) = [record for record in caplog.records if "form of a call" in record.message]
    logged = record.fields["words"]
    assert "response_format.type must be one" in logged
    assert "json_object" in logged
    for secret in ("Hansemann", "4711", "Zo", "broker", "Abcdefgh", "sk-proj", "cries"):
        assert secret not in str(record.fields), secret
    assert record.fields["next"].startswith("json_object")


def test_a_refusal_that_ends_an_answer_is_told_in_the_same_way(provider):
    provider.mode = "unauthorised"
    provider.complaint = "Incorrect API key provided: sk-proj-Abcd****ijkl. About Hansemann."
    with pytest.raises(EngineFailed) as failure:
        heard_of(engine_of(provider, api_key="sk-proj-Abcdefgh12345678ijkl"), asked("Hansemann"))
    shown = str(failure.value)
    assert "provided" in shown
    assert "Hansemann" not in shown
    assert "Abcd" not in shown
    assert "ijkl" not in shown
