"""A model with tools: by the protocol, and by a plan; whatever it calls for, it is answered, and the answer comes."""

import json
import threading

import pytest

from backend.adapters.openai.answer_progress import calls_in_text
from backend.adapters.openai.engine import ToolUsage
from backend.features.ai.errors import EngineFailed, FailureReason, Stopped
from backend.features.ai.ports import ProviderCall, Tool, ToolFact, ToolResult, ToolUse
from backend.features.ai.toolbox import LONGEST_RESULT, MOST_CALLS, MOST_ROUNDS
from tests.adapters.openai.endpoints import (
    FindTrades,
    Record,
    asked,
    engine_of,
    heard_of,
    told_to_the_model,
)
from tests.stand_ins.endpoint_manners import Manners, carried, results_in
from tests.stand_ins.openai_server import REPLY

NO_TOOLS = frozenset({"tools"})


def by_results(body):
    """A model that says what it was given."""
    facts = [fact for result in results_in(body) for fact in result.get("facts", [])]
    return {**REPLY, "reply": " ".join(facts) or "Nothing was read."}


def first(*calls):
    """A model that makes these calls, and then answers."""
    return lambda body: [] if results_in(body) else list(calls)


def answered(provider, question, *, plan=None, calls=None, **manners):
    """What comes of a question, by the protocol or, where calls are a plan, without it."""
    provider.answer = by_results
    if plan is not None:
        manners |= {"refuses": NO_TOOLS, "plan": plan}
    provider.manners = Manners(calls=calls or (lambda body: []), **manners)
    return heard_of(engine_of(provider), question)


@pytest.mark.parametrize("piecewise", [True, False])
@pytest.mark.parametrize("streams", [True, False])
def test_what_a_tool_reads_reaches_the_model_and_is_told(provider, piecewise, streams):
    record = Record()
    heard = answered(
        provider,
        asked(tools=(record.tool(),)),
        calls=first(("find_trades", {"instrument": "ES"}), ("find_trades", {"instrument": "NQ"})),
        piecewise=piecewise,
        streams=streams,
    )
    assert "Your net result in ES is 412.50 USD." in heard.text
    assert "Your net result in NQ is -88.00 USD." in heard.text
    assert [fact.id for fact in heard.answer.tool_facts] == ["trades.ES", "trades.NQ"]
    assert [call.call_before for call in heard.calls] == [None, None]
    first_call, second_call = provider.requests
    assert first_call["tools"][0]["function"]["parameters"]["required"] == ["instrument"]
    asking, *answers = second_call["messages"][-3:]
    assert [call["id"] for call in asking["tool_calls"]] == [a["tool_call_id"] for a in answers]


def test_an_endpoint_without_tools_gives_one_plan_and_then_answers(provider):
    record = Record()
    plan = {"calls": [{"tool": "find_trades", "arguments": {"instrument": "CL"}}]}
    heard = answered(provider, asked(tools=(record.tool(),)), plan=plan)
    assert heard.text == "[trades.CL] Your net result in CL is 95.25 USD."
    refused, planning, answering = provider.requests
    assert "tools" in carried(refused)
    assert planning["response_format"]["json_schema"]["name"] == "ToolPlan"
    schema = json.dumps(planning["response_format"])
    assert '"find_trades"' in schema
    assert "tools" not in carried(answering)
    assert [call.call_before for call in heard.calls] == [None, FailureReason.UNSUPPORTED, None]


@pytest.mark.parametrize(
    "plan",
    [
        {"calls": []},
        {"calls": "find_trades"},
        {"calls": ["find_trades", 7, None]},
        {},
        [],
        "I would read everything.",
        {"calls": [{"tool": None, "arguments": None}]},
        {"calls": [{}]},
    ],
    ids=str,
)
def test_a_plan_that_is_none_costs_the_results_and_not_the_answer(provider, plan):
    heard = answered(provider, asked(tools=(Record().tool(),)), plan=plan)
    assert heard.text == "Nothing was read."
    assert heard.answer.tool_facts == ()


def test_a_plan_in_the_barest_form_behind_thoughts_is_read(provider):
    plan = {"calls": [{"name": "find_trades", "arguments": '{"instrument": "CL"}'}]}
    barest = frozenset({"tools", "json_schema", "json_object", "stream_options", "parts"})
    provider.answer = by_results
    provider.manners = Manners(
        refuses=barest,
        plan=plan,
        wrap=lambda text: f"<think>Which {{trades}}?</think>```json\n{text}\n```",
    )
    heard = heard_of(engine_of(provider), asked(tools=(Record().tool(),)))
    assert "95.25" in heard.text


def test_a_question_without_tools_is_sent_as_before(provider):
    heard_of(engine_of(provider), asked())
    (request,) = provider.requests
    assert "tools" not in carried(request)
    assert len(request["messages"]) == 2
    assert request["messages"][0]["content"] == asked().prompt.text


def test_a_model_that_needs_no_tool_answers_at_once(provider):
    heard = answered(provider, asked(tools=(Record().tool(),)))
    assert heard.text == "Nothing was read."
    assert len(provider.requests) == 1


REFUSED = {
    "no such tool": (("drop_trades", {}), "no such tool"),
    "a name that is none": (("../../etc/passwd\n", {}), "no such tool"),
    "arguments missing": (("find_trades", {}), "instrument: Field required"),
    "arguments of another kind": (("find_trades", {"instrument": ["ES"]}), "valid string"),
    "a list": (("find_trades", "[1]"), "no JSON object"),
    "no JSON": (("find_trades", '{"instrument": "ES"'), "no JSON object"),
    "deep": (("find_trades", '{"a":' * 1500), "no JSON object"),
    "NUL": (("find_trades", {"instrument": "E\x00S"}), "no JSON object of plain text"),
    "half a pair": (("find_trades", '{"instrument": "\\ud83d"}'), "no JSON object of plain text"),
    "long": (("find_trades", {"instrument": "x" * 9000}), "too long"),
    "what the record has not": (("find_trades", {"instrument": "ZZ"}), "no trades in ZZ"),
}


@pytest.mark.parametrize(("call", "words"), REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("by_plan", [False, True], ids=["protocol", "plan"])
def test_what_cannot_be_read_is_refused_in_words_and_the_answer_comes(
    provider, call, words, by_plan
):
    record = Record()
    plan = {"calls": [{"tool": call[0], "arguments": call[1]}]} if by_plan else None
    heard = answered(
        provider, asked(tools=(record.tool(),)), plan=plan, calls=None if by_plan else first(call)
    )
    (use,) = heard.uses
    assert use.refused
    assert words in told_to_the_model(use)["refused"]
    assert results_in(provider.requests[-1]) == [told_to_the_model(use)]
    assert heard.text == "Nothing was read."
    assert all(given.instrument == "ZZ" for given in record.asked)


def test_a_tool_that_breaks_costs_its_result_and_not_the_answer(provider, caplog):
    def broken(given):
        raise RuntimeError("secret 4711")

    tool = Tool("find_trades", "Trades.", FindTrades, broken)
    heard = answered(
        provider, asked(tools=(tool,)), calls=first(("find_trades", {"instrument": "ES"}))
    )
    assert "could not be read" in told_to_the_model(heard.uses[0])["refused"]
    assert "4711" not in json.dumps(provider.requests)
    assert heard.text == "Nothing was read."


def test_a_model_that_calls_for_ever_is_refused_in_words_and_then_asked_to_answer(provider):
    """It stops when it is no longer offered anything: four rounds, and the answer."""
    record = Record(results={str(number): "1.00" for number in range(99)})

    def for_ever(body):
        return [("find_trades", {"instrument": str(len(provider.requests))})] * ("tools" in body)

    heard = answered(provider, asked(tools=(record.tool(),)), calls=for_ever)
    assert len(provider.requests) == MOST_ROUNDS + 1
    assert len(record.asked) == MOST_ROUNDS
    assert heard.text.count("Your net result") == MOST_ROUNDS
    assert "answer now" in json.dumps(provider.requests[-1])


def test_a_model_that_repeats_itself_is_told_so_and_asked_to_answer(provider):
    record = Record()

    def same(body):
        return [("find_trades", '{"instrument":  "ES"}')] * ("tools" in body)

    heard = answered(provider, asked(tools=(record.tool(),)), calls=same)
    assert len(provider.requests) == 3
    assert len(record.asked) == 1
    assert "asked this already" in told_to_the_model(heard.uses[1])["refused"]


def test_a_model_that_calls_where_nothing_is_offered_brings_the_rules(provider):
    with pytest.raises(EngineFailed) as failure:
        answered(
            provider,
            asked(tools=(Record().tool(),)),
            calls=lambda body: [("find_trades", {"instrument": str(len(provider.requests))})],
        )
    assert failure.value.reason is FailureReason.INVALID_ANSWER
    assert not failure.value.transient
    assert len(provider.requests) == MOST_ROUNDS + 1


def test_of_many_calls_at_once_the_first_are_answered_and_the_others_refused(provider):
    record = Record(results={str(number): "1.00" for number in range(60)})
    calls = [("find_trades", {"instrument": str(number)}) for number in range(60)]
    heard = answered(provider, asked(tools=(record.tool(),)), calls=first(*calls))
    assert len(record.asked) == MOST_CALLS
    assert [use.refused for use in heard.uses] == [False] * MOST_CALLS + [True] * 52


def test_calls_without_end_are_an_invalid_answer(provider):
    calls = [("find_trades", {"instrument": str(number)}) for number in range(65)]
    with pytest.raises(EngineFailed) as failure:
        answered(provider, asked(tools=(Record().tool(),)), calls=first(*calls))
    assert failure.value.reason is FailureReason.INVALID_ANSWER


def test_a_result_of_two_megabytes_is_cut_with_a_note(provider):
    facts = tuple(
        ToolFact(f"note.{number}", "journal", f"Note {number}: " + "word " * 400)
        for number in range(1000)
    )
    tool = Tool("notes", "Notes.", FindTrades, lambda given: ToolResult(facts))
    heard = answered(provider, asked(tools=(tool,)), calls=first(("notes", {"instrument": "ES"})))
    (use,) = heard.uses
    shown = told_to_the_model(use)
    assert len(shown["facts"]) == len(use.facts) == 5
    assert "the first 5 of 1000" in shown["note"]
    assert len(use.text) < LONGEST_RESULT + 1000


def test_one_statement_of_two_megabytes_is_cut_between_words(provider):
    fact = ToolFact("note.1", "journal", "12345 " * 350_000)
    tool = Tool("notes", "Notes.", FindTrades, lambda given: ToolResult((fact,)))
    heard = answered(provider, asked(tools=(tool,)), calls=first(("notes", {"instrument": "ES"})))
    (shown,) = heard.uses[0].facts
    assert set(shown.statement.split()) == {"12345"}
    assert len(shown.statement) <= LONGEST_RESULT
    assert "Cut" in told_to_the_model(heard.uses[0])["note"]


def test_all_results_of_an_answer_together_have_their_bound(provider):
    fact = ToolFact("note", "journal", "word " * 2_000)
    tool = Tool("notes", "Notes.", FindTrades, lambda given: ToolResult((fact,)))
    calls = [("notes", {"instrument": str(number)}) for number in range(MOST_CALLS)]
    provider.manners = Manners(calls=first(*calls))
    heard = heard_of(engine_of(provider), asked(tools=(tool,)))
    shown = sum(len(fact.statement) for fact in heard.answer.tool_facts)
    assert shown <= 36_000
    assert heard.uses[-1].refused


def test_two_statements_never_share_an_id(provider):
    statements = iter(["First.", "Second.", "Second."])
    tool = Tool(
        "notes",
        "Notes.",
        FindTrades,
        lambda given: ToolResult((ToolFact("note", "journal", next(statements)),)),
    )
    calls = [("notes", {"instrument": str(number)}) for number in range(3)]
    heard = answered(provider, asked(tools=(tool,)), calls=first(*calls))
    assert [fact.id for fact in heard.answer.tool_facts] == ["note", "note.2", "note.2"]


@pytest.mark.parametrize("wanted_for", [0, 1, 2])
def test_a_stop_between_rounds_and_within_one_ends_the_answer(provider, wanted_for):
    """Asked before each tool, and before each call but the first."""
    record = Record()
    looks = []

    def is_stopped():
        looks.append(1)
        return len(looks) > wanted_for

    calls = [("find_trades", {"instrument": name}) for name in ("ES", "NQ")]
    question = asked(tools=(record.tool(),), is_stopped=is_stopped)
    provider.manners = Manners(calls=first(*calls))
    with pytest.raises(Stopped):
        heard_of(engine_of(provider), question)
    assert len(provider.requests) == 1
    assert len(record.asked) == wanted_for


def test_a_stop_while_a_provider_is_silent_after_a_round_ends_the_answer(provider):
    record = Record()
    stopped = threading.Event()
    question = asked(tools=(record.tool(),), is_stopped=stopped.is_set)
    provider.manners = Manners(calls=first(("find_trades", {"instrument": "ES"})))
    parts = engine_of(provider).answer(question)
    next(part for part in parts if isinstance(part, ToolUse))
    provider.mode = "silent"
    threading.Timer(0.3, stopped.set).start()
    with pytest.raises(Stopped):
        list(parts)
    assert len(provider.requests) == 2


def test_with_little_time_left_nothing_more_is_read(provider):
    record = Record()

    def slow(given):
        threading.Event().wait(1.5)
        return record.read(given)

    tool = Tool("find_trades", "Trades.", FindTrades, slow)
    provider.answer = by_results
    provider.manners = Manners(
        calls=lambda body: (
            [("find_trades", {"instrument": ["ES", "NQ", "CL"][len(provider.requests) - 1]})]
            * ("tools" in body)
        )
    )
    heard = heard_of(engine_of(provider, timeout_seconds=4.0), asked(tools=(tool,)))
    assert len(record.asked) == 2
    assert "412.50" in heard.text


def test_endpoints_that_forget_tools_after_the_first_round_get_the_results_in_words(provider):
    """As a server does that wants its own marks of a call read back."""
    record = Record()

    def calls(body):
        provider.manners.refuses = NO_TOOLS
        return [("find_trades", {"instrument": "ES"})] * ("tools" in body)

    provider.answer = by_results
    provider.manners = Manners(calls=calls)
    heard = heard_of(engine_of(provider), asked(tools=(record.tool(),)))
    assert heard.text == "[trades.ES] Your net result in ES is 412.50 USD."
    assert len(provider.requests) == 3
    assert len(record.asked) == 1


def test_calls_that_a_server_passes_on_as_text_are_calls(provider):
    record = Record()
    written = (
        '<tool_call>\n{"name": "find_trades", "arguments": {"instrument": "ES"}}\n</tool_call>'
    )
    provider.answer = by_results
    provider.manners = Manners()
    provider.manners.wrap = lambda text: written if len(provider.requests) == 1 else text
    heard = heard_of(engine_of(provider), asked(tools=(record.tool(),)))
    assert heard.text == "[trades.ES] Your net result in ES is 412.50 USD."


def test_texts_that_speak_of_arguments_call_for_nothing():
    tools = (Record().tool(),)
    for text in (json.dumps(REPLY), '{"reply": "x", "arguments": {}}', '"arguments": {', ""):
        assert calls_in_text(text, tools) == ()


def test_each_call_is_weighed_with_what_it_sends(provider):
    record = Record()
    heard = answered(
        provider,
        asked(tools=(record.tool(),)),
        calls=first(("find_trades", {"instrument": "ES"})),
    )
    without = engine_of(provider).first_call(asked())
    assert without.input_bound < heard.calls[0].input_bound < heard.calls[1].input_bound
    assert all(isinstance(call, ProviderCall) for call in heard.calls)
    for call, request in zip(heard.calls, provider.requests, strict=True):
        sent = json.dumps([request["tools"], request["response_format"]], ensure_ascii=False)
        words = sum(len(str(message["content"] or "")) for message in request["messages"])
        assert call.sent_characters > len(sent) * 0.9 + words * 0.9


def test_an_operator_may_have_plans_from_the_start_or_nothing_read(provider):
    record = Record()
    provider.answer = by_results
    provider.manners = Manners(
        plan={"calls": [{"tool": "find_trades", "arguments": {"instrument": "ES"}}]}
    )
    question = asked(tools=(record.tool(),))
    heard = heard_of(engine_of(provider, tools=ToolUsage.PLAN), question)
    assert heard.text == "[trades.ES] Your net result in ES is 412.50 USD."
    assert not any("tools" in carried(request) for request in provider.requests)
    provider.requests.clear()
    heard = heard_of(engine_of(provider, tools=ToolUsage.OFF), question)
    assert heard.text == "Nothing was read."
    (request,) = provider.requests
    assert request["messages"][0]["content"] == question.prompt.text
