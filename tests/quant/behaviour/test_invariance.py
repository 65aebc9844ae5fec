"""The same behaviour is found whatever the record is written in: pieces, currency, zone, order, account."""

from dataclasses import replace
from datetime import timedelta, timezone
from decimal import Decimal
from functools import cache
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.quant.behaviour.detect import detect
from backend.quant.behaviour.events import Detector
from backend.quant.behaviour.record import DeclaredRules, by_stream, record_of
from backend.quant.behaviour.synthetic.trader import Planted, SyntheticTrader, in_account, make
from backend.quant.positions import Part
from tests.quant.behaviour.positions import EARLY, found, position

RULES = (
    DeclaredRules(
        EARLY,
        daily_loss=Decimal(6_000),
        trades_a_day=5,
        most_risk_amount=Decimal(5_000),
        most_open_risk=Decimal("0.02"),
        gap_after_loss=timedelta(minutes=2),
    ),
)


@cache
def trader(seed=7):
    habits = tuple(Planted(behaviour, rate=0.08) for behaviour in Detector)
    return make(SyntheticTrader(seed=seed, positions=220, habits=habits, declared=RULES)).record


@cache
def events_of(seed=7):
    events = detect(trader(seed))
    assert len({event.detector for event in events}) >= 9, "too little to compare"
    return events


def with_positions(record, change):
    return replace(record, positions=tuple(change(position) for position in record.positions))


def split(part: Part, rng: Random) -> list[Part]:
    """A fill reported in pieces, within two seconds."""
    count = rng.randint(1, 3)
    share = part.quantity / count
    return [
        Part(
            f"{part.fill_id}.{i}",
            share,
            part.price,
            part.fees / count,
            part.time + timedelta(seconds=rng.random() * 2 * (i > 0)),
        )
        for i in range(count)
    ]


def same(first, other, *, exact=True):
    """The same events, whatever the last digits of a figure are."""
    assert [event.key for event in first] == [event.key for event in other]
    if exact:
        assert first == other
    for left, right in zip(first, other, strict=True):
        assert left.severity is right.severity
        assert abs(left.effect - right.effect) < 1e-4
        assert left.position_ids == right.position_ids


@given(st.integers(0, 10_000))
@settings(max_examples=6)
def test_fills_may_come_in_pieces(seed):
    rng = Random(seed)

    def pieces(trade):
        entries = [piece for part in trade.entries for piece in split(part, rng)]
        exits = [
            piece
            for part in trade.exits
            for piece in split(replace(part, time=part.time - timedelta(seconds=2)), rng)
        ]
        exits[-1] = replace(exits[-1], time=max(part.time for part in trade.exits))
        rng.shuffle(entries)
        return replace(trade, entries=tuple(entries), exits=tuple(exits))

    same(detect(with_positions(trader(), pieces)), events_of(), exact=False)


@given(st.sampled_from([Decimal(10), Decimal("0.1"), Decimal("7.3")]))
@settings(max_examples=3)
def test_the_currency_is_nothing(factor):
    def converted(trade):
        money = {
            name: getattr(trade, name) * factor
            for name in ("initial_risk", "result", "costs", "equity", "multiplier")
        }
        return replace(trade, **money)

    rules = tuple(
        replace(
            trade,
            daily_loss=trade.daily_loss * factor,
            most_risk_amount=trade.most_risk_amount * factor,
        )
        for trade in RULES
    )
    other = replace(with_positions(trader(), converted), declared=rules)
    same(detect(other), events_of(), exact=False)


def test_twice_is_twice_in_every_unit():
    """A loss, then double the size two minutes later: some logarithms differ by a little less than log 2."""
    for size in (1, 2, 3, 10, 20, 40):
        before = [position(f"h{day}", day, 0, size=size, r=1.0) for day in range(50)]
        loss = position("loss", 50, 0, size=size, r=-1.0, held=10)
        again = position("again", 50, 12, size=2 * size, planned=False)
        (event,) = found([*before, loss, again], Detector.REVENGE)
        assert event.inputs["size_ratio"] == 2
        assert event.score == pytest.approx(0.70), (
            size
        )  # doubled 0.35, unplanned 0.25, same instrument 0.10


@given(st.integers(-14, 14))
@settings(max_examples=4)
def test_the_zone_that_times_are_written_in_is_nothing(hours):
    zone = timezone(timedelta(hours=hours))

    def elsewhere(trade):
        def there(parts):
            return tuple(replace(part, time=part.time.astimezone(zone)) for part in parts)

        plan = trade.plan and replace(
            trade.plan, committed_at=trade.plan.committed_at.astimezone(zone)
        )
        return replace(
            trade,
            entries=there(trade.entries),
            exits=there(trade.exits),
            stops=there(trade.stops),
            plan=plan,
        )

    same(detect(with_positions(trader(), elsewhere)), events_of())


@given(st.integers(-900, 900))
@settings(max_examples=4)
def test_an_exchange_that_opens_at_another_hour_is_nothing(minutes):
    """All moments are shifted, sessions and phases stay: as if the exchange stood in another zone."""
    by = timedelta(minutes=minutes)

    def shifted(trade):
        def later(parts):
            return tuple(replace(part, time=part.time + by) for part in parts)

        plan = trade.plan and replace(
            trade.plan,
            committed_at=trade.plan.committed_at + by,
            edits=later(trade.plan.edits),
            ticks=tuple(
                replace(tick, time=tick.time + by, recorded=tick.recorded + by)
                for tick in trade.plan.ticks
            ),
        )
        return replace(
            trade,
            entries=later(trade.entries),
            exits=later(trade.exits),
            stops=later(trade.stops),
            targets=later(trade.targets),
            plan=plan,
            first_mentioned=trade.first_mentioned + by,
        )

    other = with_positions(trader(), shifted)
    other = replace(
        other,
        check_ins=tuple(replace(check_in, time=check_in.time + by) for check_in in other.check_ins),
    )
    events = detect(other)
    assert [event.key for event in events] == [event.key for event in events_of()]
    assert [event.severity for event in events] == [event.severity for event in events_of()]
    assert [event.moment - by for event in events] == [event.moment for event in events_of()]


@given(st.randoms(use_true_random=False))
@settings(max_examples=5)
def test_the_order_of_import_is_nothing(rng):
    record = trader()
    mixed = list(record.positions)
    rng.shuffle(mixed)
    again = record_of(
        record.stream,
        mixed,
        declared=record.declared,
        check_ins=record.check_ins,
        missed=record.missed,
    )
    assert detect(again) == events_of()


def test_accounts_are_apart():
    """Two accounts in one import: each has the events that it has alone."""
    first_record = trader()
    moved = in_account(make(SyntheticTrader(seed=8, positions=220)), "second")
    mixed = [*first_record.positions, *moved.positions]
    Random(1).shuffle(mixed)
    streams = by_stream(mixed)
    again = record_of(
        first_record.stream,
        streams[first_record.stream],
        declared=first_record.declared,
        check_ins=first_record.check_ins,
        missed=first_record.missed,
    )
    assert detect(again) == events_of()
    assert detect(record_of(moved.stream, streams[moved.stream])) == detect(
        replace(moved, check_ins=(), missed=())
    )


def test_another_name_of_the_account_is_another_key_and_nothing_else():
    synthetic = make(
        SyntheticTrader(
            seed=7,
            positions=220,
            habits=tuple(Planted(behaviour, rate=0.08) for behaviour in Detector),
        )
    )
    here, there = detect(synthetic.record), detect(in_account(synthetic, "elsewhere"))
    assert sorted(event.effect for event in here) == sorted(event.effect for event in there)
    assert {event.key for event in here}.isdisjoint(event.key for event in there)


def test_severity_does_not_depend_on_the_result():
    """The same decisions with other results: what is judged at the entry or by the stop is as severe as before."""
    decided = {
        Detector.FOMO,
        Detector.OVERSIZING,
        Detector.STOP_MOVING,
        Detector.AVERAGING_DOWN,
        Detector.OVERTRADING,
    }
    record = trader()
    last = record.positions[-1]
    for event in events_of():
        if event.detector not in decided or event.inputs.get("inferred"):
            continue
        here = [
            event_again for event_again in record.positions if event_again.id in event.position_ids
        ]
        if here[0] is last:
            continue

        def lucky(trade, ids=frozenset(event.position_ids)):
            return (
                trade
                if trade.id not in ids
                else replace(trade, result=abs(trade.result) + 1, r=abs(trade.r) + 1)
            )

        again = [
            event_again
            for event_again in detect(with_positions(record, lucky))
            if event_again.key == event.key
        ]
        assert [event_again.severity for event_again in again] == [event.severity]
        assert [event_again.score for event_again in again] == [event.score]
        if sum(1 for _ in here) > 1:
            break
