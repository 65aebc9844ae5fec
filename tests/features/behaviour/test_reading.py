"""What the record holds, as the detectors take it."""

from datetime import UTC, datetime, timedelta

import pytest

from backend.core.ids import new_id
from backend.features.behaviour import reader
from backend.quant.behaviour.basics import basics_of
from backend.quant.behaviour.fomo import Fomo
from tests.features.behaviour.watching import Looking

ENTERED = datetime(2025, 11, 19, 15, tzinfo=UTC)


@pytest.fixture
def at(world):
    made = Looking(world)
    yield made
    made.close()


def asked(at, decision, seconds):
    at.world.sql(
        "insert into interlock_checks (id, user_id, instrument, direction, asked, decision, rules, source, checked_at)"
        " values (%s, %s, 'AAPL', 'long', '{}', %s, '[]', 'api', %s)",
        str(new_id()), str(at.user_id), decision, ENTERED - timedelta(seconds=seconds),
    )  # fmt: skip


def taken(at, trade_id):
    with at.acting() as session:
        (one,) = reader.these(session, at.user_id, [trade_id], reader.surroundings(session, at.user_id))
    return one


@pytest.mark.parametrize(
    ("checks", "seconds"),
    [
        ([("allow", 20)], 20),
        ([("block", 600), ("allow", 20)], 20),
        ([("block", 20)], None),
        ([("warn", 20)], None),
        ([("allow", -20)], None),
        ([], None),
    ],
)
def test_who_asks_the_interlock_is_not_in_haste(at, checks, seconds):
    for decision, before in checks:
        asked(at, decision, before)
    one = taken(at, at.log(ENTERED))
    mentioned = None if seconds is None else ENTERED - timedelta(seconds=seconds)
    assert (one.first_mentioned, one.checklist_done) == (mentioned, None if seconds is None else True)
    rapid = dict(zip(Fomo.columns, Fomo().measure(one, basics_of(one)), strict=True))["rapid"]
    assert not rapid
