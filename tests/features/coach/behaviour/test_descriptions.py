"""Every finding of every detector can be said, from what is stored of it."""

import orjson
import pytest

from backend.features.coach.behaviour import descriptions
from backend.features.coach.behaviour.detectors.registry import RULES
from backend.quant.behaviour.detect import detect
from backend.quant.behaviour.events import Detector
from backend.quant.behaviour.synthetic.trader import Planted, SyntheticTrader, make


@pytest.mark.parametrize("detector", Detector)
@pytest.mark.parametrize("planned", [0.9, 0.0], ids=["with_plans", "without_plans"])
def test_what_was_found_can_be_said(detector, planned):
    record = make(
        SyntheticTrader(seed=3, positions=500, planned=planned, habits=(Planted(detector),))
    ).record
    events = [event for event in detect(record, RULES) if event.detector is detector]
    if planned:
        assert events, (
            "a made-up trader never does it: plant the habit in quant/behaviour/synthetic/trader.py"
        )
    for event in events:
        stored = orjson.loads(orjson.dumps(dict(event.inputs)))
        sentence = descriptions.event_sentence(
            detector.value, stored, [str(rule) for rule in event.declared]
        )
        assert sentence.endswith(".")
        assert "None" not in sentence


@pytest.mark.parametrize(
    ("detector", "inputs", "declared", "sentence"),
    [
        (
            "oversizing",
            {"size_ratio": None, "risk": 0.0105, "limit_most_risk": 0.01},
            ["most_risk"],
            "More risk than you allow yourself. Against your risk per trade: 1.05 % of the account,"
            " where you said 1 % of the account.",
        ),
        (
            "oversizing",
            {"size_ratio": 2.0, "risk_amount": 1200.5, "limit_most_risk_amount": 1000.0},
            ["most_risk_amount"],
            "2.0 times your usual risk. Against your risk per trade: 1,200.5, where you said 1,000.",
        ),
        (
            "overtrading",
            {"decisions": 5, "usual_at_most": None, "declared": 3},
            ["trades_a_day"],
            "5 trades in one session. Against your number of trades a day: 5, where you said 3.",
        ),
        (
            "oversizing",
            {"size_ratio": 2.0},
            ["most_risk"],
            "2.0 times your usual risk. Against your risk per trade.",
        ),
        (
            "tilt",
            {"behaviours": "fomo", "seen": 1},
            [],
            "One behaviour, strong enough to be tilt by itself: fomo.",
        ),
        (
            "tilt",
            {"behaviours": "oversizing", "seen": 3},
            [],
            "3 times close together in one session: oversizing.",
        ),
        (
            "tilt",
            {"behaviours": "fomo, revenge", "seen": 3},
            [],
            "Close together in one session: fomo, revenge.",
        ),
    ],
)
def test_what_was_done_and_what_is_allowed_are_said(detector, inputs, declared, sentence):
    assert descriptions.event_sentence(detector, inputs, declared) == sentence
