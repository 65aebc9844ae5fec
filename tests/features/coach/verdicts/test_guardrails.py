"""A provider's verdict is no better than what was measured allows, and its words say where it was changed."""

import dataclasses
import io
from decimal import Decimal
from uuid import UUID

import pytest

from backend.features.ai.ports import Billing, EngineAnswer, Feature
from backend.features.coach.ideas.ideas import read_words
from backend.features.coach.verdicts.facts import AccountSnapshot, RecordFacts, Situation
from backend.features.coach.verdicts.guardrails import held_to_facts
from backend.features.coach.verdicts.schemas import VerdictDraft
from backend.features.coach.verdicts.service import verdict_question
from tests.factories.images import png
from tests.stand_ins.openai_server import VERDICT

READ_NOTHING = {
    "instrument": None,
    "timeframe": None,
    "direction": None,
    "entry": None,
    "stop": None,
    "targets": [],
    "position_size": None,
    "risk_reward": None,
    "risk_amount": None,
}
GOOD = "Long ES 4500 stop 4490 target 4520"


def said(**changes) -> VerdictDraft:
    return VerdictDraft.model_validate({**VERDICT, "read": READ_NOTHING, "evidence": [], **changes})


def held(words: str, draft: VerdictDraft | None = None, **around) -> VerdictDraft:
    return held_to_facts(draft or said(), Situation(idea=read_words(words), **around), words)


def test_what_stands_on_facts_stays_as_it_is():
    draft = said()
    assert held(GOOD, draft) == draft


@pytest.mark.parametrize("kind", ["diamond", "fire", "skull"])
@pytest.mark.parametrize(
    "words",
    ["hello there", "Long ES", "Long ES 4500 target 4520", "Long 4500 stop 4490 target 4520"],
)
def test_what_cannot_be_judged_is_unreadable_whatever_a_provider_makes_of_it(words, kind):
    held_verdict = held(words, said(verdict=kind, conditions=["When it holds."]))
    assert (held_verdict.verdict, held_verdict.confidence, held_verdict.conditions) == (
        "unreadable",
        None,
        [],
    )
    assert held_verdict.missing
    assert (
        held_verdict.analysis
        == f"{VERDICT['analysis']}\n\nThat is not enough for a verdict yet. Missing: "
        + " ".join(held_verdict.missing)
    )


def test_one_that_says_so_itself_keeps_its_words_and_forecasts_nothing():
    held_verdict = held("hello there", said(verdict="unreadable", missing=["Which market?"]))
    assert (held_verdict.analysis, held_verdict.missing, held_verdict.confidence) == (
        VERDICT["analysis"],
        ["Which market?"],
        None,
    )


def test_what_the_picture_shows_may_be_what_the_words_leave_open():
    held_verdict = said(
        read={
            **READ_NOTHING,
            "direction": "long",
            "entry": "4500",
            "stop": "4490",
            "targets": ["4520"],
        }
    )
    assert held("ES, and this?", held_verdict, image_count=1) == held_verdict
    unknown = held_verdict.model_copy(
        update={"read": held_verdict.read.model_copy(update={"instrument": "WIG20"})}
    )
    assert held("and this?", unknown, image_count=1).verdict == "diamond"
    assert held("and this?", held_verdict, image_count=1).verdict == "unreadable"


@pytest.mark.parametrize(
    ("words", "around", "why"),
    [
        ("Long ES 4500 stop 4510 target 4520", {}, "The stop is on the wrong side"),
        ("Long ES 4500 stop 4490 target 4480", {}, "A target is on the wrong side"),
        (
            f"{GOOD}, 10 contracts",
            {"account": AccountSnapshot(Decimal(50_000))},
            "10% of your account",
        ),
        (
            f"{GOOD}. I make it back now",
            {"record": RecordFacts(closed=1, last_was_loss=True, minutes_since_last=2)},
            "You lost 2 minutes ago",
        ),
    ],
)
@pytest.mark.parametrize("kind", ["diamond", "fire"])
def test_what_the_rules_forbid_is_left_alone(words, around, why, kind):
    held_verdict = held(words, said(verdict=kind), **around)
    assert (held_verdict.verdict, held_verdict.conditions) == ("skull", [])
    assert why in held_verdict.analysis
    assert held_verdict.analysis.startswith(VERDICT["analysis"])
    assert any(why in point for point in held_verdict.key_points)


def test_a_weak_ratio_is_for_the_provider_to_judge_and_no_target_is_no_forecast():
    assert held("Long ES 4500 stop 4490 target 4505").verdict == "diamond"
    held_verdict = held("Long ES 4500 stop 4490")
    assert (held_verdict.verdict, held_verdict.confidence) == ("diamond", None)


def test_it_is_never_made_better():
    draft = said(verdict="skull")
    assert held(GOOD, draft) == draft


@pytest.fixture
def desk(world, provider):
    return world.desk(openai_api_key="sk-test", openai_base_url=provider.base_url)


def test_a_block_of_the_rulebook_outweighs_a_diamond_in_the_chat(world, provider, desk):
    trader = world.trader()
    trader.ask("PUT", "/api/trading/rulebook", {"limits": {"risk_per_trade": {"amount": "100"}}})
    sent = trader.say(f"{GOOD}, 2 contracts")
    assert desk.answer_next()
    answer = trader.get(f"/api/messages/{sent['answer']['id']}").json
    assert (answer["verdict"]["verdict"], answer["verdict"]["engine"]) == ("skull", "openai")
    assert "What was measured outweighs this" in answer["content"]
    assert "USD 1,000" in answer["content"]


def test_a_warning_of_the_rulebook_is_a_condition(world, provider, desk):
    trader = world.trader()
    limits = {"risk_per_trade": {"amount": "100"}, "warn_only": ["risk_per_trade"]}
    assert trader.ask("PUT", "/api/trading/rulebook", {"limits": limits}).status_code == 200
    sent = trader.say(f"{GOOD}, 2 contracts")
    assert desk.answer_next()
    verdict = trader.get(f"/api/messages/{sent['answer']['id']}").json["verdict"]
    assert verdict["verdict"] == "fire"
    assert any("USD 1,000" in condition for condition in verdict["conditions"])


@pytest.mark.parametrize("words", [GOOD, "hello there", "Long ES 4500 stop 4510 target 4520"])
def test_what_is_heard_while_it_is_written_is_what_is_kept(world, desk, words):
    """The deltas add up to the answer, also where the facts had the last word."""
    trader = world.trader()
    question = verdict_question(Situation(idea=read_words(words)), words, (), ())
    billing = Billing(UUID(trader.user["id"]), Feature.VERDICT)
    heard = ""
    for part in desk._gateway.answer(dataclasses.replace(question, billing=billing)):
        if isinstance(part, EngineAnswer):
            assert heard == part.value.analysis
            assert part.engine == "openai"
        else:
            heard = part.text if part.restart else heard + part.text


def test_what_is_proved_by_a_picture_alone_is_judged(world, provider, desk):
    trader = world.trader()
    upload = trader.post("/api/uploads", data={"file": (io.BytesIO(png()), "chart.png")}).json
    sent = trader.say("ES?", upload_ids=[upload["id"]])
    assert desk.answer_next()
    assert (
        trader.get(f"/api/messages/{sent['answer']['id']}").json["verdict"]["verdict"] == "diamond"
    )
