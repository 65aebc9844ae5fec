"""Every detector, one line each, in the order in which the coach answers."""

from collections.abc import Mapping

from backend.features.coach.behaviour.detectors import (
    averaging_down,
    disposition,
    early_exit,
    fomo,
    oversizing,
    overtrading,
    plan_drift,
    revenge,
    stop_moving,
    tilt,
    time_of_day,
)
from backend.features.coach.behaviour.detectors.descriptor import DetectorDescriptor

DESCRIPTORS: tuple[DetectorDescriptor, ...] = (
    revenge.DESCRIPTOR,
    fomo.DESCRIPTOR,
    overtrading.DESCRIPTOR,
    oversizing.DESCRIPTOR,
    disposition.DESCRIPTOR,
    stop_moving.DESCRIPTOR,
    early_exit.DESCRIPTOR,
    time_of_day.DESCRIPTOR,
    averaging_down.DESCRIPTOR,
    tilt.DESCRIPTOR,
    plan_drift.DESCRIPTOR,
)
DESCRIPTOR_OF: Mapping[str, DetectorDescriptor] = {
    descriptor.detector: descriptor for descriptor in DESCRIPTORS
}


# What else speaks of a behaviour that no pattern is on record of: it is said instead of "there is none".
KIN: Mapping[str, tuple[str, ...]] = {
    descriptor.detector.value: descriptor.kin for descriptor in DESCRIPTORS
}


def shown_by(feeling: str) -> tuple[str, ...]:
    """The detectors whose patterns have to do with a feeling."""
    return tuple(
        descriptor.detector.value for descriptor in DESCRIPTORS if feeling in descriptor.feelings
    )
