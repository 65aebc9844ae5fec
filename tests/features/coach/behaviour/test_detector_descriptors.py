"""A detector is whole: found, measured, said, named, asked about and connected. Whoever adds one sees what is missing."""

import re
from collections import Counter
from dataclasses import fields
from pathlib import Path

import pytest

from backend.features.coach.behaviour import detectors
from backend.features.coach.behaviour.detectors.descriptor import DetectorDescriptor
from backend.features.coach.behaviour.detectors.registry import (
    DESCRIPTOR_OF,
    DESCRIPTORS,
    RULES,
    shown_by,
)
from backend.features.coach.language.lexicon import FELT
from backend.features.coach.rule_coach.phrases import PHRASES
from backend.features.coach.rule_coach.question_topics import behaviours_of
from backend.quant.behaviour import detectors as rules
from backend.quant.behaviour.detect import STANDARD
from backend.quant.behaviour.events import Detector

NO_DETECTORS = {"__init__", "descriptor", "figures", "registry"}


def modules_in(package) -> set[str]:
    (folder,) = package.__path__
    return {path.stem for path in Path(folder).glob("*.py")}


def test_every_kind_has_one_rule_and_one_descriptor():
    assert Counter(rule.detector for rule in RULES) == Counter(Detector)
    assert Counter(descriptor.detector for descriptor in DESCRIPTORS) == Counter(Detector)


def test_every_file_of_a_detector_is_in_the_registry():
    named = {detector.value for detector in Detector}
    assert modules_in(detectors) - NO_DETECTORS == named
    assert modules_in(rules) - NO_DETECTORS <= named


def test_every_rule_of_the_figures_is_watched_and_tilt_last():
    assert set(STANDARD) <= set(RULES)
    assert RULES[-1].detector is Detector.TILT


def test_what_is_said_of_a_detector_is_said_of_no_other():
    for field in ("heading", "name", "sentence", "question", "topic_words"):
        values = [getattr(descriptor, field) for descriptor in DESCRIPTORS]
        assert len(set(values)) == len(values), field


@pytest.mark.parametrize("missing", [field.name for field in fields(DetectorDescriptor)])
def test_a_descriptor_leaves_nothing_out(missing):
    descriptor = DESCRIPTORS[0]
    values = {field.name: getattr(descriptor, field.name) for field in fields(descriptor)}
    del values[missing]
    with pytest.raises(TypeError, match=missing):
        DetectorDescriptor(**values)


@pytest.mark.parametrize("detector", Detector)
class TestEachDetector:
    def test_is_measured_by_the_rule_that_watches(self, detector):
        (rule,) = (rule for rule in RULES if rule.detector is detector)
        assert DESCRIPTOR_OF[detector].rule == rule
        assert rule.version >= 1
        assert rule.thresholds.strictness == 0.0

    def test_has_a_heading_and_a_name(self, detector):
        descriptor = DESCRIPTOR_OF[detector]
        assert re.fullmatch(r"[A-Z][^.]{10,}", descriptor.heading)
        assert re.fullmatch(r"[a-z][^.]{5,}", descriptor.name)

    def test_is_what_a_question_is_about(self, detector):
        assert behaviours_of(DESCRIPTOR_OF[detector].question) == (detector.value,)

    def test_reads_nothing_into_other_words(self, detector):
        topic_words = DESCRIPTOR_OF[detector].topic_words
        assert topic_words.search("") is None
        assert topic_words.search("Long NQ at 18250, risk 1 %.") is None

    def test_is_connected_to_feelings_and_observations_that_there_are(self, detector):
        descriptor = DESCRIPTOR_OF[detector]
        assert set(descriptor.feelings) <= set(FELT)
        assert set(descriptor.kin) <= set(PHRASES)
        assert all(detector.value in shown_by(feeling) for feeling in descriptor.feelings)


def test_every_feeling_that_is_read_leads_to_a_pattern():
    assert [feeling for feeling in FELT if not shown_by(feeling)] == []
