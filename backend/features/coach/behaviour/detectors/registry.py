"""Every detector, in the order in which the coach answers: for each `Detector` the file of its name."""

from collections.abc import Mapping
from importlib import import_module

from backend.features.coach.behaviour.detectors.descriptor import DetectorDescriptor
from backend.quant.behaviour.context import DetectorRule
from backend.quant.behaviour.detect import in_working_order
from backend.quant.behaviour.events import Detector


def _descriptor(detector: Detector) -> DetectorDescriptor:
    descriptor: DetectorDescriptor = import_module(f"{__package__}.{detector}").DESCRIPTOR
    return descriptor


DESCRIPTORS: tuple[DetectorDescriptor, ...] = tuple(map(_descriptor, Detector))
DESCRIPTOR_OF: Mapping[str, DetectorDescriptor] = {
    descriptor.detector: descriptor for descriptor in DESCRIPTORS
}

RULES: tuple[DetectorRule, ...] = in_working_order(descriptor.rule for descriptor in DESCRIPTORS)
"""How the detectors measure, as strict as they are with everybody."""

# What else speaks of a behaviour that no pattern is on record of: it is said instead of "there is none".
KIN: Mapping[str, tuple[str, ...]] = {
    descriptor.detector.value: descriptor.kin for descriptor in DESCRIPTORS
}


def shown_by(feeling: str) -> tuple[str, ...]:
    """The detectors whose patterns have to do with a feeling."""
    return tuple(
        descriptor.detector.value for descriptor in DESCRIPTORS if feeling in descriptor.feelings
    )
