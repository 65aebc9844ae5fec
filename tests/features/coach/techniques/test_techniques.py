"""Techniques: each with real literature and a click that its operation takes; chosen by evidence, never twice, measured."""

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from string import Formatter

import pytest
from pydantic import ValidationError

from backend.features.coach.behaviour.detectors.registry import DESCRIPTORS
from backend.features.coach.coach_context.models import DayPhase
from backend.features.coach.coach_context.views import CheckInView
from backend.features.coach.rule_coach.phrases import FEELINGS
from backend.features.coach.techniques.catalogue_reader import (
    LITERATURE,
    TECHNIQUE_OF,
    TECHNIQUES,
    citation,
)
from backend.features.coach.techniques.choice import TechniqueNeed, choose
from backend.features.coach.techniques.proposals import action_of, proposal_of
from backend.features.coach.techniques.running import TechniqueOffer, is_running, outcomes_of
from backend.features.coach.techniques.schemas import Technique
from backend.features.record.journal.schemas import WriteCheckIn
from backend.features.record.plans.schemas import MakePlan
from backend.features.record.rulebook.schemas import Limits, MakeCommitment
from backend.quant.behaviour.events import Detector
from docs.make_techniques import document
from tests.features.coach.questions import A_YEAR, NOTHING
from tests.features.coach.rule_coach.test_reply import GENERIC
from tests.features.coach.scenes import LOCKED, NOW, background, held, trade

DOCUMENT = Path(__file__).parents[4] / "docs" / "techniques.md"
PAUSE = TECHNIQUE_OF["if_then_pause"]
BRACKET = TECHNIQUE_OF["bracket_at_entry"]


def test_there_are_some_forty_with_names_of_their_own():
    assert len(TECHNIQUES) >= 40
    assert len(TECHNIQUE_OF) == len(TECHNIQUES)
    assert len({technique.title for technique in TECHNIQUES}) == len(TECHNIQUES)


def test_each_stands_on_literature_that_can_be_looked_up_and_all_of_it_is_used():
    used = {key for technique in TECHNIQUES for key in technique.sources}
    assert used == set(LITERATURE)
    for key, source in LITERATURE.items():
        year = key.rpartition("_")[2]
        assert re.fullmatch(r"(?:19|20)\d\d", year), key
        assert f"({year})" in source.full, key
        assert source.short.endswith(year), key
        assert source.full.split(",")[0] in source.short + source.full[:40], key


def test_every_pattern_and_every_feeling_that_can_be_taught_has_some_and_in_each_phase():
    for descriptor in DESCRIPTORS:
        serving = [t for t in TECHNIQUES if descriptor.detector in t.detectors]
        wanted = (
            f"name {descriptor.detector} in `detectors` of three techniques or more, for every phase:"
            " coach/techniques/catalogue"
        )
        assert len(serving) >= 3, wanted
        assert {phase for t in serving for phase in t.phases} == set(DayPhase), wanted
    named = {feeling for technique in TECHNIQUES for feeling in technique.feelings}
    assert named <= set(FEELINGS)
    assert set(FEELINGS) - named == {"grief", "resignation"}, "these are met, and taught nothing"


@pytest.mark.parametrize("technique", TECHNIQUES, ids=lambda technique: technique.name)
def test_its_words_are_lines_and_its_click_is_what_the_operation_takes(technique):
    assert not technique.reason.endswith(".")
    assert len(technique.reason) < 140
    assert technique.action.endswith((".", "?"))
    slots = {name for _, name, _, _ in Formatter().parse(technique.action) if name}
    assert slots <= {"instrument", "day"}
    assert slots, "a step that fits anybody is none"
    assert not GENERIC.search(f"{technique.title} {technique.reason} {technique.action}")
    proposal = proposal_of(technique.name, A_YEAR)
    fields = proposal.fields
    if proposal.kind == "commitment":
        MakeCommitment.model_validate(fields)
    elif proposal.kind == "limits":
        assert Limits.model_validate(fields) != Limits()
    elif proposal.kind == "check_in":
        WriteCheckIn.model_validate(fields)
    else:
        rest = {"direction": "long", "stop_loss_level": "1", "take_profit_targets": ["2"]}
        assert set(proposal.missing) == {*rest, "position_size"}
        MakePlan.model_validate({**fields, **rest, "position_size": "1"})
        assert fields["instrument"] == "ES"
        assert "instrument" in proposal_of(technique.name, NOTHING).missing


def test_a_name_that_is_none_proposes_nothing_and_a_false_entry_is_refused():
    assert proposal_of("meditation_retreat", A_YEAR) is None
    assert proposal_of(None, A_YEAR) is None
    entry = PAUSE.model_dump(mode="json")
    for change in (
        {"detectors": ["boredom"]},
        {"sources": []},
        {"click": {**entry["click"], "minutes": None}},
        {"click": {"kind": "limits", "limits": {"daily_loss": {"r": "-3"}}}},
        {"click": {"kind": "limits", "limits": {"no_such_limit": 3}}},
        {"colour": "blue"},
    ):
        with pytest.raises(ValidationError):
            Technique.model_validate({**entry, **change})


def need(context=A_YEAR, **more):
    return TechniqueNeed(context=context, **more)


def test_it_is_for_what_is_talked_of_else_for_what_costs_most():
    for detector in Detector:
        assert detector in choose(need(detectors=(detector,))).technique.detectors
    # Of the year, leaving early costs most (-59.0 R at severity 4).
    assert "early_exit" in choose(need()).technique.detectors
    assert (
        "overconfidence" in choose(need(NOTHING, feelings=("overconfidence",))).technique.feelings
    )
    assert choose(need(NOTHING)) is None, "nothing calls for one"


def test_it_comes_once_until_there_is_none_left():
    said = frozenset()
    while choice := choose(need(detectors=("revenge",), said=said)):
        assert choice.technique.name not in said
        said |= {choice.technique.name}
    assert len(said) >= 8


def test_what_runs_already_is_not_offered():
    bare = background(trade())
    assert not is_running(PAUSE, bare)
    promised = A_YEAR.cached.commitments[0]
    bound = background(
        trade(), known={"commitments": (replace(promised, trigger="after_loss", promise="pause"),)}
    )
    assert is_running(PAUSE, bound)
    assert is_running(BRACKET, A_YEAR), "the stop is required by the rulebook of the year"
    assert choose(need(bound, detectors=("revenge",))).technique != PAUSE
    intention = TECHNIQUE_OF["urge_surfing"].click.intention
    written = CheckInView(NOW.date(), 3, None, None, None, None, intention=intention)
    assert is_running(TECHNIQUE_OF["urge_surfing"], background(check_in=written))


def test_circumstances_speak_against_some():
    exposure = TECHNIQUE_OF["small_loss_exposure"]
    others = frozenset(TECHNIQUE_OF) - {exposure.name}
    assert choose(need(detectors=("early_exit",), said=others)).technique == exposure
    lost = background(*(trade(minutes=60 * number) for number in range(1, 5)))
    assert choose(need(lost, detectors=("early_exit",), said=others)) is None
    locked = background(trade(r="1"), holds=(LOCKED,))
    assert choose(need(locked, detectors=("early_exit",), said=others)) is None
    hands_off = TECHNIQUE_OF["hands_off_minutes"]
    others = frozenset(TECHNIQUE_OF) - {hands_off.name}
    naked = background(trade(r="1"), known={"open_trades": (held(stop_price=None),)})
    assert choose(need(naked, detectors=("early_exit",), said=others)) is None


def test_a_second_commitment_is_not_offered_in_a_conversation():
    for detector in Detector:
        choice = choose(need(detectors=(detector,), commits=False))
        assert choice.technique.click.kind != "commitment"


def test_what_was_taken_is_given_time_and_what_was_left_makes_room():
    first = choose(need(detectors=("revenge",))).technique
    taken = TechniqueOffer(first.name, A_YEAR.now - timedelta(days=3), is_taken=True)
    assert choose(need(detectors=("revenge",), offers=(taken,))).technique != first
    left = TechniqueOffer(first.name, A_YEAR.now - timedelta(days=3))
    assert choose(need(detectors=("revenge",), offers=(left,))).technique != first
    long_ago = replace(left, offered_at=A_YEAR.now - timedelta(days=20))
    assert choose(need(detectors=("revenge",), offers=(long_ago,))).technique == first


def test_what_came_of_it_is_measured_on_both_sides_and_counts():
    at = NOW - timedelta(days=20)
    before = [trade(minutes=60 * 24 * 20 + 60 * n, r="-1") for n in range(1, 7)]
    after = [trade(minutes=60 * 24 * 20 - 60 * n, r="0.5") for n in range(1, 6)]
    offer = TechniqueOffer(PAUSE.name, at, is_taken=True)
    (outcome,) = outcomes_of([offer], [*after, *before])
    assert (outcome.before, outcome.trades_before) == (Decimal(-1), 6)
    assert (outcome.after, outcome.trades_after) == (Decimal("0.5"), 5)
    assert outcome.is_better
    assert list(outcomes_of([replace(offer, is_taken=False)], [*after, *before])) == []
    assert list(outcomes_of([offer], [*after[:4], *before])) == [], "four are too few"

    helped = background(*after, *before)
    worse = background(*(replace(t, r=Decimal(-2)) for t in after), *before)
    last = frozenset(TECHNIQUE_OF) - {PAUSE.name, "cooling_off"}
    need_of = {"detectors": ("revenge",), "said": last, "offers": (offer,)}
    assert choose(need(helped, **need_of)).technique == PAUSE
    assert choose(need(helped, **need_of)).outcome == outcome
    assert choose(need(worse, **need_of)).technique.name == "cooling_off"


def test_its_action_names_what_is_traded():
    assert "ES" in action_of(PAUSE, A_YEAR)
    assert "your instrument" in action_of(PAUSE, NOTHING)
    assert citation(PAUSE) == "Gollwitzer, 1999"


def test_the_document_is_made_of_the_catalogue():
    assert DOCUMENT.read_text() == document(), "`make techniques` writes it"
