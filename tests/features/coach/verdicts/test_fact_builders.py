"""The list of fact readers, and what they read of market hours."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from backend.features.coach.ideas.ideas import read_words
from backend.features.coach.verdicts import fact_builders
from backend.features.coach.verdicts.fact_builders import READERS, FactReader, build_facts
from backend.features.coach.verdicts.facts import (
    AccountSnapshot,
    Fact,
    RecordFacts,
    Situation,
    measure,
)
from backend.features.coach.verdicts.grounding import Checker
from backend.features.market.calendars.market_calendar import market_hours

RECORD = RecordFacts(closed=9, wins=4, net=Decimal(120), currency="USD", losses_in_a_row=2)
IDEA = read_words("long ES 4500 stop 4490 target 4520, 1 contract, I want revenge")
SITUATION = Situation(
    IDEA,
    account=AccountSnapshot(Decimal(50_000), "USD", Decimal(1)),
    record=RECORD,
    image_count=1,
    plan='Your plan "Pullback" (version 2) covers this.',
    hours=market_hours(datetime(2026, 11, 27, 15, tzinfo=UTC), IDEA.instrument),
    happened=(Fact("trade.status", "record", "The trade is open.", "open"),),
)


def test_every_reader_reads_something_and_no_fact_has_anothers_id():
    measures = measure(SITUATION)
    silent = [reader.name for reader in READERS if not reader.read(SITUATION, measures)]
    assert silent == ["open_positions", "rulebook"]  # nothing is open here and there is no rulebook
    ids = [fact.id for fact in build_facts(SITUATION)]
    assert len(ids) == len(set(ids))
    assert len({reader.name for reader in READERS}) == len(READERS)


def test_a_reader_joins_by_one_entry(monkeypatch):
    swing = Fact("chart.swing_low", "chart", "The last swing low is 4478.25.", "4478.25")
    monkeypatch.setattr(
        fact_builders,
        "READERS",
        (*READERS, FactReader("chart", lambda situation, measures: [swing])),
    )
    facts = build_facts(SITUATION)
    assert facts[-1] == swing
    assert Checker(facts).check("Support sits at 4478.25.").citations[0].facts == (
        "chart.swing_low",
    )


@pytest.mark.parametrize(
    ("moment", "statements"),
    [
        ("2026-11-19T15:00", ["The market of ES is open until Thursday 16:00 (America/Chicago)."]),
        (
            "2026-11-21T15:00",
            ["The market of ES is closed; it opens Sunday 17:00 (America/Chicago)."],
        ),
        (
            "2026-12-25T15:00",
            [
                "The market of ES is closed; it opens Sunday 17:00 (America/Chicago).",
                "Today is a holiday of its exchange.",
            ],
        ),
        (
            "2026-11-27T15:00",
            [
                "The market of ES is open until Friday 12:15 (America/Chicago).",
                "Its session closes early: it is a half day.",
            ],
        ),
    ],
)
def test_market_hours_are_facts(moment, statements):
    hours = market_hours(datetime.fromisoformat(moment).replace(tzinfo=UTC), IDEA.instrument)
    facts = build_facts(replace(SITUATION, hours=hours))
    assert [fact.statement for fact in facts if fact.source == "market"] == statements


def test_the_same_question_an_hour_later_has_the_same_hours():
    first, later = (
        build_facts(
            replace(
                SITUATION,
                hours=market_hours(datetime(2026, 11, 19, hour, tzinfo=UTC), IDEA.instrument),
            )
        )
        for hour in (15, 16)
    )
    assert first == later


def test_a_market_without_hours_has_no_such_fact():
    assert not [
        fact for fact in build_facts(replace(SITUATION, hours=None)) if fact.source == "market"
    ]
