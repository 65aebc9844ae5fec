"""A detector is added by one line and one file: a copy of the product gets both, and knows it everywhere."""

import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from backend.quant.behaviour.terms import EffectUnit

ROOT = Path(__file__).parents[4]
EVENTS = Path("backend", "quant", "behaviour", "events.py")
DETECTORS = Path("backend", "features", "coach", "behaviour", "detectors")
THE_LINE = '    LATE_TRADE = "late_trade"\n'
THE_FILE = '''"""Trades late in a session."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from backend.features.coach.behaviour.detectors.descriptor import DetectorDescriptor
from backend.quant.behaviour.basics import Basics
from backend.quant.behaviour.context import Context
from backend.quant.behaviour.cost import against_others
from backend.quant.behaviour.events import BehaviourCost, Detector, Event, Trait
from backend.quant.behaviour.record import RoundTrip
from backend.quant.behaviour.rule import Sighting, event_of


@dataclass(frozen=True, slots=True)
class Thresholds:
    """After how many trades of a session it is late."""

    trades: float = 3
    strictness: float = 0.0


@dataclass(frozen=True, slots=True)
class LateTrade:
    """One event for each trade after the third of a session."""

    thresholds: Thresholds = Thresholds()
    detector: ClassVar[Detector] = Detector.LATE_TRADE
    version: ClassVar[int] = 7
    columns: ClassVar[tuple[str, ...]] = ()
    derived: ClassVar[tuple[str, ...]] = ()

    def measure(self, position: RoundTrip, basics: Basics) -> tuple[float, ...]:  # noqa: ARG002
        """Nothing that is not measured already."""
        return ()

    def judge(self, context: Context, since: float) -> list[Event]:
        """The late trades."""
        frame = context.frame
        is_late = (frame["ordinal"] > self.thresholds.trades) & (frame["entry"] >= since)
        return [self._event(context, row) for row in np.flatnonzero(is_late).tolist()]

    def _event(self, context: Context, row: int) -> Event:
        at, number = float(context.frame["entry"][row]), int(context.frame["ordinal"][row])
        inputs = {"number": number}
        sighting = Sighting([row], at, inputs, effect=number, unit="decisions", score=0.5)
        return event_of(self, context, sighting)

    def traits(self, context: Context) -> list[Trait]:  # noqa: ARG002
        """None."""
        return []

    def cost(self, context: Context, events: Sequence[Event]) -> BehaviourCost:
        """What late trades made, against the others."""
        return against_others(context, events)

    def measured(self, context: Context) -> int:
        """Every position."""
        return len(context.frame)


DESCRIPTOR = DetectorDescriptor(
    rule=LateTrade(),
    heading="Trades late in a session",
    name="trading on and on",
    sentence=lambda inputs: f"It was trade number {inputs['number']} of the session.",
    question="Do I go on and on?",
    topic_words=re.compile(r"\\bon and on\\b", re.I),
    feelings=("greed",),
    kin=("day",),
)
'''
WHAT_IS_KNOWN = """
import json
from datetime import UTC, datetime

from backend.features.coach.behaviour import descriptions, schemas, service
from backend.features.coach.behaviour.detectors import registry
from backend.features.coach.rule_coach.observation import NAMES
from backend.features.coach.rule_coach.question_topics import behaviours_of
from backend.quant.behaviour.detect import detect
from backend.quant.behaviour.synthetic.trader import SyntheticTrader, make

events = detect(make(SyntheticTrader(seed=1, positions=60)).record, registry.RULES)
late = [event for event in events if event.detector == "late_trade"]
states = service.detector_states({}, now=datetime(2026, 3, 2, tzinfo=UTC))
print(json.dumps({
    "listed": [(state.detector, state.what, state.version) for state in states],
    "filters": schemas.EventFilter.model_json_schema()["$defs"]["Detector"]["enum"],
    "numbers": sorted({event.inputs["number"] for event in late}),
    "units": sorted({event.unit for event in late}),
    "event": descriptions.event_sentence("late_trade", late[0].inputs, []),
    "pattern": descriptions.pattern_sentence("late_trade", 2, 60, 1, 60),
    "name": NAMES["late_trade"],
    "asked_about": behaviours_of(registry.DESCRIPTOR_OF["late_trade"].question),
    "felt": registry.shown_by("greed"),
    "kin": registry.KIN["late_trade"],
    "last": registry.RULES[-1].detector,
}))
"""


def with_a_detector(text: str) -> str:
    """The text of `events.py` with the line behind whatever is the last member of `Detector`."""
    classes = [node for node in ast.parse(text).body if isinstance(node, ast.ClassDef)]
    [detector] = [node for node in classes if node.name == "Detector"]
    lines = text.splitlines(keepends=True)
    lines.insert(detector.body[-1].end_lineno or 0, THE_LINE)
    return "".join(lines)


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    """What a copy of the product says of a detector that was added to it."""
    copy = tmp_path_factory.mktemp("product")
    shutil.copytree(ROOT / "backend", copy / "backend")
    (copy / EVENTS).write_text(with_a_detector((copy / EVENTS).read_text()))
    (copy / DETECTORS / "late_trade.py").write_text(THE_FILE)
    program = [sys.executable, "-c", WHAT_IS_KNOWN]
    answer = subprocess.run(program, cwd=copy, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


def test_it_finds_its_events_and_tilt_still_looks_last(known):
    assert known["numbers"][0] == 4
    assert known["last"] == "tilt"


def test_its_unit_is_one_that_types_know(known):
    assert set(known["units"]) <= set(get_args(EffectUnit))


def test_it_is_in_the_list_and_the_filters_of_the_interface(known):
    assert known["listed"][-1] == ["late_trade", "Trades late in a session", 7]
    assert known["filters"][-1] == "late_trade"


def test_its_events_and_patterns_have_their_sentences(known):
    assert known["event"] == "It was trade number 4 of the session."
    assert known["pattern"].startswith("Trades late in a session: 2 times in 60 positions")


def test_the_coach_names_it_and_hears_it_asked_about(known):
    assert known["name"] == "trading on and on"
    assert known["asked_about"] == ["late_trade"]
    assert "late_trade" in known["felt"]
    assert known["kin"] == ["day"]
