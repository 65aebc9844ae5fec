"""Places with the product's Engine.IO, at the usual pace and at a hasty one."""

from collections.abc import Iterator

import pytest

from tests.transport.place import Place


@pytest.fixture
def place() -> Iterator[Place]:
    opened = Place(ping_interval=20, ping_timeout=15)
    yield opened
    opened.close()


@pytest.fixture
def hasty() -> Iterator[Place]:
    opened = Place(ping_interval=0.3, ping_timeout=0.7)
    yield opened
    opened.close()
