from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.features.coach.ideas.ideas import read_words
from backend.features.coach.verdicts.fact_builders import build_facts
from backend.features.coach.verdicts.facts import (
    AccountSnapshot,
    OpenPosition,
    RecordFacts,
    Situation,
    measure,
)
from backend.features.coach.verdicts.rules import judge

ACCOUNT = AccountSnapshot(Decimal(50_000), "USD", Decimal(1))


def verdict(words: str, **known):
    situation = Situation(read_words(words), **{"account": ACCOUNT, **known})
    return judge(situation, build_facts(situation))


def test_twice_the_risk_within_the_plan_is_a_diamond():
    judged = verdict("long ES 4500 stop 4490 target 4520, 1 contract")
    assert judged.verdict == "diamond"
    assert judged.read.risk_reward == Decimal(2)
    assert judged.read.risk_amount == Decimal(500)  # 10 points at 50 dollars: one percent of 50,000
    assert judged.confidence == 33


@pytest.mark.parametrize(
    ("words", "kind", "says"),
    [
        ("long ES 4500 stop 4490 target 4515, 1 contract", "fire", "pays only 1.5"),
        ("long ES 4500 stop 4490, 1 contract", "fire", "Name a target"),
        ("long ES 4500 stop 4490 target 4505, 1 contract", "skull", "risk more than you can win"),
        ("long ES 4500 stop 4510 target 4520", "skull", "wrong side"),
        ("long ES 4500 stop 4490 target 4520, 2 contracts", "fire", "smaller size"),
        ("long ES 4500 stop 4490 target 4520, 3 contracts", "skull", "3% of your account"),
        ("long ES 4500 stop 4490 target 4480, 1 contract", "skull", "target is on the wrong side"),
        ("long ES 4500 stop 4490 target 4520, 1 contract, revenge", "fire", "own words"),
    ],
)
def test_the_verdict_and_its_reason(words, kind, says):
    judged = verdict(words)
    assert judged.verdict == kind
    assert any(says in point for point in judged.key_points), judged.key_points


def test_what_is_told_with_its_exit_is_judged_and_not_forecast():
    judged = verdict("long ES 4500 stop 4490 target 4520 out 4520, 1 contract")
    assert (judged.verdict, judged.confidence) == ("diamond", None)


def test_missing_levels_are_listed_one_by_one():
    judged = verdict("long ES")
    assert judged.verdict == "unreadable"
    assert [item.split()[1] for item in judged.missing] == ["entry", "stop:"]


def test_a_fresh_loss_with_a_larger_size_is_a_skull():
    record = RecordFacts(
        closed=8,
        wins=3,
        last_was_loss=True,
        minutes_since_last=4,
        usual_size=Decimal(1),
        losses_in_a_row=1,
    )
    judged = verdict("long MES 4500 stop 4490 target 4530, 3 contracts", record=record)
    assert judged.verdict == "skull"
    assert any("4 minutes ago" in point for point in judged.key_points)


def test_an_open_position_that_moves_with_it_is_counted():
    held = (OpenPosition("NQ", "us_index", "long", Decimal(18000), Decimal(1)),)
    judged = verdict("long ES 4500 stop 4490 target 4520, 1 contract", open_positions=held)
    assert judged.verdict == "fire"
    assert "open.position_1" in judged.evidence


def test_a_result_in_another_currency_is_not_compared_with_the_account():
    situation = Situation(
        read_words("long eurgbp 0.8500 stop 0.8480 target 0.8560 1 lot"), account=ACCOUNT
    )
    assert measure(situation).risk_money == Decimal(200)  # 20 pips of 10 pounds
    assert measure(situation).risk_percent is None
    assert any(fact.id == "account.currency" for fact in build_facts(situation))


def test_the_record_moves_the_odds_only_from_twenty_trades():
    words = "long ES 4500 stop 4490 target 4520, 1 contract"
    few = verdict(words, record=RecordFacts(closed=19, wins=19, same_closed=19, same_wins=19))
    many = verdict(words, record=RecordFacts(closed=20, wins=15, same_closed=20, same_wins=15))
    assert few.confidence == 33
    assert many.confidence == 54  # (20 / 3 + 15) / 40


prices = st.decimals("10", "9000", places=2)


@given(
    entry=prices, risk=st.decimals("0.25", "9", places=2), reward=st.decimals("0.25", "9", places=2)
)
def test_a_short_is_judged_as_the_long_in_the_mirror(entry, risk, reward):
    long = verdict(f"long ES entry {entry} stop {entry - risk} target {entry + reward}")
    short = verdict(f"short ES entry {entry} stop {entry + risk} target {entry - reward}")
    assert long.verdict == short.verdict
    assert long.confidence == short.confidence
    assert long.read.risk_reward == short.read.risk_reward


@given(words=st.text(max_size=300), images=st.integers(0, 3), run=st.integers(0, 5))
def test_the_rules_always_answer_and_stand_on_known_facts(words, images, run):
    record = RecordFacts(
        closed=run,
        losses_in_a_row=run,
        last_was_loss=run > 0,
        minutes_since_last=3 if run else None,
    )
    situation = Situation(read_words(words), account=ACCOUNT, image_count=images, record=record)
    facts = build_facts(situation)
    judged = judge(situation, facts)
    assert set(judged.evidence) <= {fact.id for fact in facts}
    assert (judged.confidence is None) or 0 <= judged.confidence <= 100


def test_scaling_the_size_scales_the_money_at_risk():
    situation = Situation(replace(read_words("long ES 4500 stop 4490"), size=Decimal(1)))
    five = replace(situation, idea=replace(situation.idea, size=Decimal(5)))
    assert measure(five).risk_money == 5 * measure(situation).risk_money


def test_a_verdict_on_words_says_that_the_picture_was_not_seen():
    words = "long ES 4500 stop 4490 target 4520, 1 contract"
    assert "have not seen the picture" in verdict(words, image_count=1).analysis
    assert "picture" not in verdict(words).analysis
