"""Every finding of every detector can be said, from what is stored of it."""

import orjson
import pytest

from backend.features.behaviour import words
from backend.quant.behaviour.detect import detect
from backend.quant.behaviour.events import Detector
from backend.quant.behaviour.synthetic import Planted, Trader, make


@pytest.mark.parametrize("detector", Detector)
@pytest.mark.parametrize("planned", [0.9, 0.0], ids=["with_plans", "without_plans"])
def test_what_was_found_can_be_said(detector, planned):
    record = make(Trader(seed=3, positions=500, planned=planned, habits=(Planted(detector),))).record
    events = [one for one in detect(record) if one.detector is detector]
    if planned:
        assert events, "nothing to say"
    for one in events:
        stored = orjson.loads(orjson.dumps(dict(one.inputs)))
        said = words.said(detector.value, stored, [str(each) for each in one.declared])
        assert said.endswith(".")
        assert "None" not in said
