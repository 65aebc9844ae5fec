"""Every field of an idea, an option and a trade that is told, over phrasings of every kind."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from backend.features.coach.ideas.idea_reader import read_idea
from backend.features.coach.ideas.schemas import IdeaReading, LevelMove, SpokenExit, SpokenOption
from backend.features.market.instruments.instruments import resolve

TODAY = date(2026, 11, 25)  # a Wednesday
LINES = [
    line
    for line in (Path(__file__).parent / "phrasings.txt").read_text().splitlines()
    if line and not line.startswith("#")
]
NUMBERS = ("notional", "leverage", "risk_money", "risk_percent", "entry_low", "entry_high")


@dataclass
class Expected:
    """What a line says."""

    words: str
    instrument: str
    fields: dict[str, object]
    exits: tuple[SpokenExit, ...] = ()
    moves: tuple[LevelMove, ...] = ()
    is_done: bool = False
    ask: str | None = None
    unknown: set[str] = field(default_factory=set)


def number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def exit_of(text: str) -> SpokenExit:
    price, size, share = (*text.split(":"), "", "")[:3]
    if price == "stop":
        return SpokenExit(at="stop")
    return SpokenExit(number(price), number(size), number(share))


def move_of(text: str) -> LevelMove:
    level, price = text.split(":")
    if price == "be":
        return LevelMove(level, to_entry=True)
    return LevelMove(level, Decimal(price))


def option_of(text: str) -> SpokenOption:
    underlying, right, strike, expiry = text.split(":")
    return SpokenOption(underlying, right, Decimal(strike), expiry)


def expected_of(line: str) -> Expected:
    words, instrument, direction, entry, stop, targets, size, *rest = (
        part.strip() for part in line.split("|")
    )
    fields: dict[str, object] = {
        "direction": direction or None,
        "entry": number(entry),
        "stop": number(stop),
        "targets": tuple(map(Decimal, targets.split())),
        "size": number(size),
    }
    expected = Expected(words.replace("\\n", "\n"), instrument, fields)
    for note in " ".join(rest).split():
        add_note(expected, note)
    return expected


def add_note(expected: Expected, note: str) -> None:
    name, _, value = note.partition("=")
    if name == "done":
        expected.is_done = True
    elif name == "ask":
        expected.ask = value
    elif name == "exits":
        expected.exits = tuple(map(exit_of, value.split(";")))
    elif name == "move":
        expected.moves = (move_of(value),)
    elif name == "option":
        expected.fields["option"] = option_of(value)
    elif name in NUMBERS:
        expected.fields[name] = Decimal(value)
    else:
        expected.fields[name] = value


def is_same_instrument(reading: IdeaReading, symbol: str) -> bool:
    if reading.terms.option is not None:
        return True  # its underlying is compared with the option
    told = reading.terms.instrument
    if not symbol or told is None:
        return not symbol and told is None
    first, second = resolve(told), resolve(symbol)
    assert first is not None
    assert second is not None
    return first.family == second.family and first.kind == second.kind and first.unit == second.unit


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.split("|")[0].strip()[:60])
def test_every_field_is_read_or_asked(line):
    expected = expected_of(line)
    reading = read_idea(expected.words, today=TODAY)
    fields = {name: getattr(reading.terms, name) for name in expected.fields}
    if expected.ask is None:
        assert reading.asks == ()
        assert fields == expected.fields
        assert is_same_instrument(reading, expected.instrument)
        assert reading.exits == expected.exits
        assert reading.moves == expected.moves
        assert reading.is_done is expected.is_done
    else:
        assert expected.ask in {ask.about for ask in reading.asks}
        assert {name for name, value in fields.items() if value} <= {
            name for name, value in expected.fields.items() if value
        }


def test_there_are_phrasings_of_every_kind():
    assert len(LINES) > 220
