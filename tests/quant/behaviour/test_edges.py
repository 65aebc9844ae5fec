"""Records that nobody expects: none, one, all in one day, in odd sessions."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from backend.quant.behaviour.detect import Watcher, detect, findings
from backend.quant.behaviour.events import (
    MINIMUM,
    MOST_EVIDENCE,
    Against,
    Detector,
    Severity,
    Status,
    TraitStatus,
)
from backend.quant.behaviour.record import Missed, PriceMark, RoundTrip
from backend.quant.behaviour.synthetic.trader import Planted, SyntheticTrader, make
from backend.quant.positions import Part
from tests.quant.behaviour.positions import at, day_of, history, position, record


def test_an_empty_record_has_nothing_to_say_and_says_so():
    assert detect(record([])) == ()
    for finding in findings(record([])):
        assert finding.status is Status.LEARNING
        assert finding.n == 0
        assert all(trait.value is None and trait.reason for trait in finding.traits)


@pytest.mark.parametrize("r", [1.0, -1.0, None])
def test_a_record_of_one(r):
    single = record([position("only", 0, 0, r=r, stop=5)])
    assert detect(single) == ()
    for result in findings(single):
        assert result.status is Status.LEARNING
        assert result.cost.r is None
        assert not result.cost.is_measurable


def test_a_record_without_stops_plans_equity_and_results():
    bare = [
        replace(
            trade,
            plan=None,
            stops=(),
            initial_stop=None,
            initial_risk=None,
            r=None,
            equity=None,
            phase=None,
        )
        for trade in history()
    ]
    assert detect(record(bare)) == ()
    reasons = {trait.reason for finding in findings(record(bare)) for trait in finding.traits}
    assert reasons >= {"too_few", "no_marks", "no_excursions", "no_missed_plans"}


def test_learning_ends_with_the_twentieth_position():
    assert MINIMUM == 20
    statuses = {finding.detector: finding.status for finding in findings(record(history()[:20]))}
    assert statuses[Detector.OVERSIZING] is Status.WATCHING
    assert statuses[Detector.OVERTRADING] is Status.LEARNING  # seven sessions
    assert statuses[Detector.EARLY_EXIT] is Status.LEARNING  # 13 winners


def test_thousands_of_trades_in_one_day():
    """A broker's file with everything in one day: one event for the day, bounded evidence, no explosion."""
    day = 30
    many = []
    for number in range(5_000):
        seconds = 4 * number
        trade = position(
            f"x{number}", day, seconds / 60, held=3 / 60, r=(1.8, -1.0, 0.6)[number % 3]
        )
        many.append(trade)
    events = detect(record([*history(), *many]))
    busy = [event for event in events if event.detector is Detector.OVERTRADING]
    assert len(busy) == 1
    assert busy[0].inputs["beyond"] == 5_000 - 5
    assert len(busy[0].position_ids) == MOST_EVIDENCE
    watcher = Watcher(record([*history(), *many]))
    extra = position("last", day, 5_000 * 4 / 60, held=1)
    watcher.take(extra)
    assert watcher.events == detect(record([*history(), *many, extra]))


def test_sessions_may_interleave():
    """Coins turn their day at midnight UTC, futures at 17:00 in Chicago: two sessions at once."""
    mixed = []
    for number, trade in enumerate(history(40)):
        coin = replace(
            position(f"c{number}", number // 3, 500 + 60 * (number % 3)), instrument="BTCUSD"
        )
        mixed += [trade, replace(coin, session=day_of(number // 3) + timedelta(days=number % 2))]
    everything = record(mixed)
    watcher = Watcher(replace(everything, positions=everything.positions[:50]))
    for trade in reversed(everything.positions[50:]):
        watcher.take(trade)
    assert watcher.events == detect(everything)


def test_positions_in_one_moment_and_of_no_length():
    same = [position(f"s{n}", 30, 0, r=-1.0, held=0, size=3.2, planned=False) for n in range(6)]
    events = detect(record([*history(), *same]))
    assert {event.detector for event in events} >= {Detector.OVERSIZING}
    watcher = Watcher(record(history()))
    for same_event in same:
        watcher.take(same_event)
    assert watcher.events == events


def test_a_position_needs_a_fill_with_a_zone():
    trade = position("x", 0, 0)
    with pytest.raises(ValueError, match="at least one entry"):
        replace(trade, entries=())
    naive = replace(trade.entries[0], time=trade.entry_time.replace(tzinfo=None))
    with pytest.raises(ValueError, match="zone"):
        replace(trade, entries=(naive,))


def cost_of(synthetic, detector):
    return next(finding for finding in findings(synthetic.record) if finding.detector is detector)


def test_cost_is_the_flagged_less_as_many_of_the_others():
    synthetic = make(
        SyntheticTrader(seed=2, positions=400, habits=(Planted(Detector.FOMO, rate=0.3),))
    )
    finding = cost_of(synthetic, Detector.FOMO)
    ids = {event.position_ids[0] for event in finding.events}
    r = {position.id: float(position.r) for position in synthetic.record.positions}
    flagged = [r[key] for key in ids]
    others = [value for key, value in r.items() if key not in ids]
    assert finding.cost.flagged == len(ids)
    assert finding.cost.against is Against.OTHERS
    assert finding.cost.r == pytest.approx(sum(flagged) - len(flagged) * sum(others) / len(others))
    assert finding.cost.interval.high < 0
    assert finding.cost.is_measurable
    assert finding.cost == cost_of(synthetic, Detector.FOMO).cost


def test_an_early_exit_is_compared_with_other_winners_and_a_held_loser_with_losers():
    synthetic = make(
        SyntheticTrader(
            seed=2,
            positions=400,
            habits=(Planted(Detector.EARLY_EXIT), Planted(Detector.DISPOSITION)),
        )
    )
    early, held = cost_of(synthetic, Detector.EARLY_EXIT), cost_of(synthetic, Detector.DISPOSITION)
    assert early.cost.against is Against.WINNERS
    assert early.cost.r < 0  # against all others a winner is always better
    assert early.cost.is_measurable
    assert held.cost.against is Against.LOSERS
    assert held.cost.mean_others < 0


def test_a_moved_stop_is_compared_with_the_old_one():
    synthetic = make(
        SyntheticTrader(seed=2, positions=400, habits=(Planted(Detector.STOP_MOVING, rate=0.4),))
    )
    finding = cost_of(synthetic, Detector.STOP_MOVING)
    moved = [event for event in finding.events if event.inputs.get("old_stop_was_hit")]
    assert finding.cost.against is Against.OLD_STOP
    assert finding.cost.flagged == len(moved)
    assert finding.cost.r == pytest.approx(
        sum(event.inputs["effect_r"] for event in moved), abs=1e-3
    )
    assert finding.cost.mean_others == -1


def test_an_add_is_compared_with_the_same_position_without_it():
    trade = position("one", 30, 0, r=-1.0)
    add = Part(
        "add", Decimal(1), Decimal(4997), Decimal(0), at(30, 10)
    )  # half of the size, 2 points above the exit
    (result,) = [
        finding
        for finding in findings(record([*history(), replace(trade, entries=(*trade.entries, add))]))
        if finding.detector is Detector.AVERAGING_DOWN
    ]
    assert result.cost.against is Against.WITHOUT_ADDS
    assert result.cost.r == pytest.approx(-0.5 * 2 / 5)
    assert result.cost.interval is None  # one is too few
    assert not result.cost.is_measurable


def test_without_an_effect_there_is_no_measurable_cost():
    """Sizes are larger now and then, and the results are what they are."""
    synthetic = make(
        SyntheticTrader(seed=2, positions=400, habits=(Planted(Detector.OVERSIZING, rate=0.1),))
    )
    (finding,) = [
        finding for finding in findings(synthetic.record) if finding.detector is Detector.OVERSIZING
    ]
    assert finding.cost.interval.low < 0 < finding.cost.interval.high
    assert not finding.cost.is_measurable


def test_severity_has_five_grades():
    synthetic = make(
        SyntheticTrader(seed=1, positions=400, habits=(Planted(Detector.FOMO, rate=0.3),))
    )
    grades = {(event.severity, event.grade) for event in detect(synthetic.record)}
    assert {grade for severity, grade in grades if severity is Severity.SEVERE} == {5}
    assert {grade for severity, grade in grades if severity is Severity.MARKED} <= {3, 4}
    assert {grade for severity, grade in grades if severity is Severity.MILD} <= {1, 2}


def trait(positions: list[RoundTrip], name: str, **more):
    every = [tested for finding in findings(record(positions, **more)) for tested in finding.traits]
    return next(tested for tested in every if tested.name == name)


def test_losers_held_longer_are_a_trait():
    slow = [replace(trade, held_seconds=3_000.0) if trade.r < 0 else trade for trade in history()]
    result = trait(slow, "hold_ratio")
    assert result.status is TraitStatus.FOUND
    assert result.value == pytest.approx(3_001 / 1_201, rel=0.02)
    assert trait(history(), "hold_ratio").status is TraitStatus.NOT_FOUND


def test_gains_and_losses_realised_on_days_with_a_sale():
    """One sale a day of a gain while a loss is held on paper: every gain is realised, no loss is."""
    positions = []
    for day in range(40):
        positions.append(position(f"w{day}", day, 0, r=1.0, held=60))
        mark = PriceMark(at(day, 59), -0.4)
        positions.append(replace(position(f"l{day}", day, 5, r=-1.0, held=300), marks=(mark,)))
    result = trait(positions, "gains_realised_less_losses")
    # gains: 40 realised, none on paper; losses: 40 realised (later the same day), 40 on paper at the sale of the gain
    assert result.value == pytest.approx(1 - 0.5)
    assert result.status is TraitStatus.FOUND


def test_the_pace_of_closing_gains_against_losses():
    positions = []
    for day in range(40):
        marks = (
            PriceMark(at(day, 10), 0.3),
            PriceMark(at(day, 18), 0.6),
        )  # closed two minutes after the second
        positions.append(replace(position(f"w{day}", day, 0, r=1.0, held=20), marks=marks))
        marks = tuple(
            PriceMark(at(day, 60 + 5 * n), -0.6) for n in range(8)
        )  # closed after the last
        positions.append(replace(position(f"l{day}", day, 55, r=-1.0, held=41), marks=marks))
    result = trait(positions, "closing_pace_gain_over_loss")
    assert result.value == pytest.approx((40 / 80) / (40 / 320))
    assert result.status is TraitStatus.FOUND


def test_plans_that_were_not_traded_are_kept_apart():
    missed = [
        Missed(f"p{n}", "ES", day_of(n), at(n, 0), "mark", r)
        for n, r in enumerate((2.0, -1.0, 2.0))
    ]
    result = trait(history(), "hesitation", missed=missed)
    assert result.value == pytest.approx(1.0)
    assert result.n == 3
    assert detect(record(history(), missed=missed)) == detect(record(history()))


def test_size_after_wins_and_losses():
    habit = []
    for number, trade in enumerate(history(60)):
        follows_loss = number % 3 == 2
        habit.append(replace(trade, initial_risk=trade.initial_risk * 2) if follows_loss else trade)
    result = trait(habit, "size_after_loss")
    assert result.status is TraitStatus.FOUND
    assert result.value == pytest.approx(2.0, rel=0.03)


def test_size_that_creeps_up():
    crept = [
        replace(trade, initial_risk=Decimal(500) + 10 * number)
        for number, trade in enumerate(history())
    ]
    assert trait(crept, "size_creep").status is TraitStatus.FOUND
    with_equity = [replace(trade, equity=trade.initial_risk * 100) for trade in crept]
    assert trait(with_equity, "size_creep").status is TraitStatus.NOT_FOUND


def test_costs_over_the_profit_of_winners():
    dear = [replace(trade, costs=Decimal(60), result=trade.result - 60) for trade in history()]
    gross = sum(max(trade.result, 0) for trade in history())
    assert trait(dear, "cost_drag").value == pytest.approx(float(60 * 90 / gross))
