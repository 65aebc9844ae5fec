"""A trader whom the detectors look at."""

import pytest

from tests.features.coach.behaviour.detector_runs import Looking


@pytest.fixture
def looking(world):
    created = []

    def begin(**profile):
        created.append(Looking(world, **profile))
        return created[-1]

    yield begin
    for item in created:
        item.close()
