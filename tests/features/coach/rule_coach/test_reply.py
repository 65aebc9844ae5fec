"""The coach by rules, over many situations: every sentence is backed, none is generic, none is said twice running."""

import re
from dataclasses import replace
from decimal import Decimal
from itertools import product
from string import Formatter

import pytest

from backend.features.coach.coach_context.context_items import items_of
from backend.features.coach.coach_context.models import DayPhase, SessionType
from backend.features.coach.coach_context.packing import pack
from backend.features.coach.coaching.attribution import AttributedSentences, CoachProof
from backend.features.coach.ideas.ideas import Guard
from backend.features.coach.rule_coach.phrases import FEELINGS, PHRASES
from backend.features.coach.rule_coach.reply import coach, parts_of
from backend.features.coach.rule_coach.scene import COACH
from backend.features.coach.rule_coach.schemas import CoachReply
from backend.features.coach.rule_coach.talks.guarded_reply import CARE
from backend.features.coach.rule_coach.talks.themes_of_trading import ANGER
from backend.features.coach.techniques.catalogue_reader import LITERATURE, TECHNIQUES
from backend.features.coach.verdicts.facts import Fact
from backend.features.coach.verdicts.grounding import Checker, sentences
from backend.features.record.rulebook.schemas import MakeCommitment
from tests.features.coach.scenes import (
    FIGURES,
    PATTERN,
    SITUATIONS,
    WORDS,
    background,
    scene,
    trade,
)

GENERIC = re.compile(
    r"\b(?:stay (?:calm|positive|strong|disciplined)|believe in yourself|you (?:got|can do) this|don'?t worry|everyone"
    r"|everybody|traders often|most traders|it'?s (?:ok|okay|normal)|hang in there|keep going|tomorrow is another"
    r"|trust the process|be patient|take a deep breath|great job|well done|proud|failure|weak|lazy|addict\w*"
    r"|disorder|anxiety|depress\w*|gambl\w*|undisciplined|greedy|stupid)\b",
    re.I,
)
EVERY = [
    pytest.param(name, kind, phase, id=f"{name}-{kind.value}-{phase.value}")
    for name, kind, phase in product(SITUATIONS, SessionType, DayPhase)
]


def known(answered):
    """Every id that a sentence may name in a scene."""
    context = answered.context
    items = {item.id for item in items_of(context)}
    trades = {trade.source for trade in (*context.cached.trades, *context.named)}
    reasons = {reason.source for reason in answered.emotion.reasons}
    techniques = {technique.source for technique in TECHNIQUES}
    return items | trades | reasons | techniques | {COACH}


@pytest.mark.parametrize(("name", "kind", "phase"), EVERY)
def test_every_sentence_is_backed_and_none_is_generic(name, kind, phase):
    for words in WORDS:
        answered = scene(replace(SITUATIONS[name], session_type=kind, phase=phase), words)
        reply = coach(answered)
        parts = parts_of(reply)
        assert " ".join(parts) == reply.reply
        assert len(parts) == len(reply.sources)
        assert all(sources and set(sources) <= known(answered) for sources in reply.sources), reply
        assert not GENERIC.search(reply.reply), reply.reply
        assert not re.search(r"[{}]|\bNone\b|\.\.|  ", reply.reply), reply.reply
        assert 1 <= len(reply.key_points) <= 3
        assert reply.question is not None
        assert reply.reply.endswith("?"), "the question comes last"
        assert reply.reply.count("?") - sum(point.count("?") for point in reply.key_points) == 1, (
            "and it is one question"
        )
        assert len(reply.reply) < 900


@pytest.mark.parametrize("name", SITUATIONS)
def test_every_figure_that_it_says_is_in_what_it_names(name):
    answered = scene(SITUATIONS[name], WORDS[1])
    reply = coach(answered)
    facts = [item.fact for item in items_of(answered.context)]
    facts += [
        Fact("words", "words", answered.words),
        Fact("coach", "coach", "20 minutes, 15 minutes, 3 losses, 10, 5"),
        *(Fact(key, "literature", source.short) for key, source in LITERATURE.items()),
    ]
    for point in reply.key_points:
        assert Checker(facts).check(point).struck == (), point


@pytest.mark.parametrize("name", SITUATIONS)
@pytest.mark.parametrize("words", WORDS[:3])
def test_it_says_no_sentence_twice_in_a_conversation(name, words):
    before: tuple[str, ...] = ()
    spoken: set[str] = set()
    for _ in range(5):
        reply = coach(scene(SITUATIONS[name], words, before))
        assert reply.reply
        for sentence in map(str.strip, sentences(reply.reply)):
            assert sentence not in spoken, (sentence, before)
            spoken.add(sentence)
        before = (reply.reply, *before)


def test_a_proposed_commitment_is_one_that_the_rulebook_takes_and_is_not_proposed_when_it_binds():
    reply = coach(scene(SITUATIONS["a fresh loss"]))
    assert reply.commitment is not None
    assert reply.next_step in reply.reply
    commitment = MakeCommitment.model_validate(
        reply.commitment.model_dump(mode="json", exclude_none=True)
    )
    assert (commitment.trigger, commitment.promise, commitment.minutes) == (
        "after_loss",
        "pause",
        20,
    )
    for phrases in PHRASES.values():
        for step in phrases.steps:
            if step.trigger is not None:
                MakeCommitment(
                    trigger=step.trigger,
                    promise=step.promise,
                    count=step.count,
                    minutes=step.minutes,
                    percent=step.percent,
                )


def test_what_the_words_ask_for_and_what_the_session_is_about_comes_first():
    everything = replace(SITUATIONS["everything"], holds=())
    latest, second, third = everything.cached.trades
    mixed = (latest, replace(second, net=Decimal(250), r=Decimal("0.5")), third)
    everything = replace(everything, cached=replace(everything.cached, trades=mixed))
    assert "by your own check-in" in first(everything, "I am so tired") or "tired" in first(
        everything, "I am so tired"
    )
    risk = replace(everything, holds=(), session_type=SessionType.RISK_MANAGEMENT)
    assert "usual" in coach(scene(risk, "")).key_points[0]
    discipline = replace(
        everything, holds=(), session_type=SessionType.DISCIPLINE, phase=DayPhase.POST_MARKET
    )
    assert "55 of 100" in coach(scene(discipline, "")).key_points[0]


def first(context, words):
    return coach(scene(context, words)).key_points[0]


def test_feelings_are_named_in_the_traders_words_and_asked_about():
    reply = coach(scene(SITUATIONS["a fresh loss"], "I am furious"))
    assert reply.key_points == ['That is anger, and it is loud: "I am furious".']
    assert reply.question == ANGER.first[0]
    assert (reply.next_step, reply.technique) == (None, None)
    denied = coach(scene(SITUATIONS["three losses"], "I am not furious at all"))
    assert "furious" not in denied.reply


def test_despair_and_market_abuse_are_met_before_everything():
    for guard, words in (
        (Guard.SELF_HARM, "findahelpline.com"),
        (Guard.MARKET_ABUSE, "market abuse"),
    ):
        reply = coach(scene(SITUATIONS["everything"], "x", guard=guard))
        assert words in reply.reply
        assert (reply.question, reply.commitment, reply.evidence) == (None, None, [])
    assert (
        AttributedSentences.of(
            coach(scene(background(), "x", guard=Guard.SELF_HARM)), frozenset(), by_rules=True
        ).text
        == CARE
    )


def test_a_message_that_turns_on_the_coach_changes_nothing_but_a_sentence():
    plain = coach(scene(SITUATIONS["a fresh loss"], ""))
    turned = coach(scene(SITUATIONS["a fresh loss"], "", turned=True))
    assert turned.key_points[0].startswith("What I go by does not change")
    assert turned.key_points[1:] == plain.key_points


def test_there_are_two_ways_to_say_and_to_ask_everything():
    for kind, phrases in PHRASES.items():
        assert len(set(phrases.observe)) >= 2, kind
        assert all(len(set(phrases.ask[phase])) >= 2 for phase in DayPhase), kind
    assert all(len(set(questions)) >= 2 for questions in FEELINGS.values())


def test_no_observation_and_no_step_would_fit_anybody():
    for kind, phrases in PHRASES.items():
        for text in (*phrases.observe, *(step.text for step in phrases.steps)):
            slots = [name for _, name, _, _ in Formatter().parse(text) if name]
            assert slots or kind == "empty", (kind, text)
            assert not GENERIC.search(text), text


def test_the_context_keeps_to_its_budget_gives_each_section_its_share_and_says_what_it_left_out():
    long = background(
        *(trade(minutes=60 * n) for n in range(1, 60)),
        known={"figures": FIGURES, "patterns": (PATTERN,)},
    )
    items = items_of(long)
    for budget in (0, 100, 500, 1500, 100_000):
        packed = pack(items, budget)
        assert packed.tokens <= budget
        omitted_items = sum(omission.items for omission in packed.omissions)
        omitted_tokens = sum(omission.tokens for omission in packed.omissions)
        assert len(packed.items) + omitted_items == len(items)
        assert packed.tokens + omitted_tokens == sum(item.tokens for item in items)
    whole, some = pack(items, 100_000), pack(items, 1000)
    assert whole.notice is None
    assert {item.section for item in some.items} == {item.section for item in whole.items}
    assert re.fullmatch(r"Left out for want of room: \d+ of trade\.", some.notice)


def test_ids_are_no_figures_and_are_not_struck():
    proof = CoachProof([Fact("trade:1", "trade", "ES lost 3 R.")], "", "")
    ids = ["trade:01a1feae-3437-736b-8256-000000009999"]
    reply = CoachReply(
        reply="You lost 77 R.", key_points=[], question=None, evidence=ids, sources=[ids]
    )
    proved = proof.proved(reply)
    assert (proved.reply, proved.evidence, proved.sources) == (
        "You lost [not measured].",
        ids,
        [ids],
    )
