"""The model against a pencil: every case of arithmetic that went wrong somewhere, and others of its kind."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

from tests.oracles.record_events import (
    Action,
    Correction,
    Direction,
    Dividend,
    Ending,
    Expiry,
    Fee,
    Fill,
    Financing,
    Matching,
    Roll,
    SharesTaken,
    Split,
    StopSet,
    Terms,
    Voiding,
)
from tests.oracles.record_markets import utc_day
from tests.oracles.record_model import RecordModel
from tests.oracles.record_money import RateTable

MONDAY = datetime(2026, 11, 16, 15, tzinfo=UTC)
F = Fraction
NO_RATES = RateTable({})
ENTRY, EXIT = Action.ENTRY, Action.EXIT


def at(hours=0, days=0):
    return MONDAY + timedelta(days=days, hours=hours)


def fill(name, action, quantity, price, when, fee="0", currency="USD", *, reverse=False):
    charge = Fee(F(fee), currency)
    return Fill(name, when, action, F(str(quantity)), F(str(price)), charge, reverse)


def terms(direction="long", multiplier="1", currency="USD", **more):
    account = more.pop("account", "USD")
    return Terms(Direction(direction), currency, account, F(multiplier), **more)


def played(events, its=None, rates=NO_RATES):
    return RecordModel(its or terms(), day_of=utc_day, convert=rates).play(events)


def test_a_loss_that_was_taken_in_part_is_a_loss_of_that_day():
    """Long 2 BTC at 60,000, 1.9 out at 59,000: 1,000 * 1.9 are gone, 0.1 is held."""
    model = played(
        [fill("in", ENTRY, 2, 60_000, at()), fill("out", EXIT, "1.9", 59_000, at(hours=1))]
    )
    assert model.trade.by_day() == {date(2026, 11, 16): -1900}
    assert (model.trade.held, model.trade.is_closed, model.trade.outcome) == (F("0.1"), False, None)


def test_two_days_of_one_trade_are_two_results():
    """ES, two lots at 4,500: +20 points on Monday, -20 on Thursday, at 50 a point."""
    events = [
        fill("in", ENTRY, 2, 4500, at()),
        fill("up", EXIT, 1, 4520, at(hours=1)),
        fill("down", EXIT, 1, 4480, at(days=3)),
    ]
    trade = played(events, terms(multiplier="50")).trade
    assert trade.by_day() == {date(2026, 11, 16): 1000, date(2026, 11, 19): -1000}
    assert (trade.net, trade.outcome, trade.exit_price) == (0, "break_even", 4500)


def test_an_exit_of_five_with_two_held_is_a_short_of_three():
    events = [
        fill("in", ENTRY, 2, 18_000, at(), fee="4"),
        fill("turn", EXIT, 5, 18_010, at(hours=1), fee="5", reverse=True),
        fill("back", EXIT, 3, 18_004, at(hours=2)),
    ]
    long, short = played(events, terms(multiplier="20")).trades
    assert (long.gross, long.charged.fees, long.net) == (400, 6, 394)  # 10 * 2 * 20; 4 + 2/5 of 5
    assert (short.terms.direction, short.size, short.entry_price) == (Direction.SHORT, 3, 18_010)
    assert (short.gross, short.charged.fees) == (360, 3)


def test_the_fee_of_a_reversal_is_shared_in_decimals_and_whole():
    events = [fill("in", ENTRY, 2, 10, at()), fill("turn", EXIT, 3, 11, at(1), "1", reverse=True)]
    long, short = played(events).trades
    assert (long.charged.fees, short.charged.fees) == (F("0.6666666667"), F("0.3333333333"))


def test_prices_below_zero_are_prices():
    """CL from 5.10 to -37.63: 42.73 points at 1,000. A spread from -0.35 to 0.10: 0.45."""
    events = [fill("in", ENTRY, 1, "5.10", at()), fill("out", EXIT, 1, "-37.63", at(1))]
    assert played(events, terms(multiplier="1000")).trade.gross == -42_730
    spread = [fill("in", ENTRY, 1, "-0.35", at()), fill("out", EXIT, 1, "0.10", at(1))]
    assert played(spread).trade.gross == F("0.45")
    assert played(spread, terms("short")).trade.gross == F("-0.45")


def test_an_option_that_was_sold_and_expires_keeps_its_premium():
    """0.47 * 4 * 100."""
    events = [fill("in", ENTRY, 4, "0.47", at()), Expiry("end", at(days=4), Ending.WORTHLESS, F(0))]
    trade = played(events, terms("short", "100")).trade
    assert (trade.net, trade.is_closed, trade.exit_price) == (188, True, 0)
    assert trade.ending is Ending.WORTHLESS


def test_an_exercise_is_the_premium_and_shares_at_the_strike():
    """Two calls at 6, strike 400: 1,200 paid, 200 shares that begin at 400."""
    shares = SharesTaken(Direction.LONG, F(200), F(400))
    end = Expiry("end", at(days=4), Ending.EXERCISED, F(0), shares=shares)
    model = played([fill("in", ENTRY, 2, 6, at()), end], terms(multiplier="100"))
    assert (model.trade.net, model.shares) == (-1200, [shares])


def test_a_rebate_earns():
    events = [
        fill("in", ENTRY, 1, 100, at(), fee="-0.70"),
        fill("out", EXIT, 1, 110, at(1), "-0.50"),
    ]
    assert played(events).trade.net == F("11.20")


def test_seven_dollars_are_seven_dollars():
    """USDJPY from 150 to 150.10, one lot: JPY 10,000; at 125 a dollar 80 dollars. In yen the fee is 875."""
    events = [fill("in", ENTRY, 1, 150, at(), "7"), fill("out", EXIT, 1, "150.10", at(1))]
    yen = terms(multiplier="100000", currency="JPY")
    trade = played(events, yen, RateTable({("USD", "JPY", date(2026, 11, 14)): F(125)})).trade
    assert (trade.gross, trade.net, trade.net_account) == (10_000, 9_125, 73)
    [row] = trade.results
    assert (row.money.fees, row.money.other_fees) == (0, {"USD": 7})
    stale = RateTable({("USD", "JPY", date(2026, 11, 8)): F(125)})
    assert played(events, yen, stale).trade.net is None  # eight days old


def test_an_entry_fee_is_realised_with_the_part_that_goes():
    events = [
        fill("in", ENTRY, 4, 10, at(), "8", "EUR"),
        fill("part", EXIT, 1, 10, at(1), "1"),
        fill("rest", EXIT, 3, 10, at(days=1)),
    ]
    rates = RateTable(
        {
            ("EUR", "USD", date(2026, 11, 16)): F("1.25"),
            ("USD", "EUR", date(2026, 11, 17)): F("0.5"),
        }
    )
    first, last = played(events, rates=rates).trade.results
    assert (first.money.fees, first.money.other_fees, first.net) == (1, {"EUR": 2}, F("-3.5"))
    assert (last.money.other_fees, last.net) == ({"EUR": 6}, -12)


def test_a_split_moves_no_money():
    """10 at 400, four for one, 40 at 110: (110 - 100) * 40."""
    events = [
        fill("in", ENTRY, 10, 400, at()),
        StopSet("stop", at(), F(380), is_told_with_trade=True),
        Split("split", at(days=1), 4, 1),
        fill("out", EXIT, 40, 110, at(days=2)),
    ]
    [trade] = played(events).trades
    assert (trade.net, trade.size, trade.max_size, trade.entry_price) == (400, 40, 40, 100)
    assert (trade.stops[0].price, trade.risk, trade.r_multiple) == (95, 200, 2)


def test_a_reverse_split_after_a_part_was_sold():
    """100 at 2, 40 out at 3 (+40), one for ten, the six at 25: +5 * 6."""
    events = [
        fill("in", ENTRY, 100, 2, at()),
        fill("part", EXIT, 40, 3, at(1)),
        Split("split", at(days=1), 1, 10),
        fill("out", EXIT, 6, 25, at(days=2)),
    ]
    trade = played(events).trade
    assert [row.money.gross for row in trade.results] == [40, 30]
    assert (trade.size, trade.entry_price, trade.exit_price) == (
        10,
        20,
        27,
    )  # (4 * 30 + 6 * 25) / 10


def test_three_for_one_is_exact():
    """10 at 400 are 30 at 133.33...; 20 out at 140 and 10 at 130: 4,100 - 4,000."""
    events = [
        fill("in", ENTRY, 10, 400, at()),
        Split("split", at(1), 3, 1),
        fill("a", EXIT, 20, 140, at(2)),
        fill("b", EXIT, 10, 130, at(3)),
    ]
    assert [row.money.gross for row in played(events).trade.results] == [F(400, 3), F(-100, 3)]


def test_who_is_short_pays_the_dividend():
    pays = Dividend("pays", at(days=1), F("0.24"), "USD")
    events = [
        fill("in", ENTRY, 100, 50, at()),
        fill("half", EXIT, 50, 50, at(1)),
        pays,
        fill("out", EXIT, 50, 50, at(days=2)),
    ]
    assert played(events).trade.by_day()[date(2026, 11, 17)] == 12
    assert played(events, terms("short")).trade.net == -12
    assert played(events).trade.gross == 0


def test_swap_costs_and_funding_may_earn():
    events = [
        fill("in", ENTRY, 1, 100, at()),
        Financing("swap", at(days=1), F("3.5"), "USD"),
        Financing("funding", at(days=2), F("-1.25"), "USD"),
        fill("out", EXIT, 1, 110, at(days=3)),
    ]
    assert played(events).trade.net == F("7.75")


def test_a_roll_is_one_idea_in_two_trades():
    events = [
        fill("in", ENTRY, 2, 70, at()),
        Roll("roll", at(days=1), "CLM6", F(72), F("72.5"), Fee(F(3), "USD"), Fee(F(2), "USD")),
        fill("out", EXIT, 2, 75, at(days=2)),
    ]
    old, new = played(events, terms(multiplier="1000")).trades
    assert (old.net, new.net) == (3997, 4998)
    assert (new.rolled_from, new.size, new.entry_price) == (old, 2, F("72.5"))


def test_a_scratch_with_a_commission_is_one_within_the_tolerance():
    events = [fill("in", ENTRY, 1, 100, at(), "2.10"), fill("out", EXIT, 1, 100, at(1), "2.10")]
    assert played(events).trade.outcome == "loss"
    assert played(events, terms(tolerance=F("4.20"))).trade.outcome == "break_even"
    assert played(events, terms(tolerance=F("4.19"))).trade.outcome == "loss"


def test_a_wrong_price_is_corrected_and_an_exit_that_never_was_is_voided():
    events = [
        fill("typo", ENTRY, 2, 4050, at(), "4"),
        fill("never", EXIT, 1, 4600, at(1)),
        Correction("fixed", at(3), "typo", price=F(4500)),
        Voiding("gone", at(4), "never"),
        Correction("again", at(5), "fixed", quantity=F(1), moved_to=at(-1)),
        fill("out", EXIT, 1, 4510, at(2)),
    ]
    trade = played(events).trade
    assert (trade.entry_price, trade.size, trade.net) == (4500, 1, 6)
    assert (trade.entries[0].time, trade.opened_by) == (at(-1), "again")


def test_eighteen_decimals_and_a_tick_of_a_trillionth():
    size = "0.123456789012345678"
    events = [
        fill("in", ENTRY, size, "0.000000000001", at()),
        fill("out", EXIT, size, "0.000000000003", at(1)),
    ]
    assert played(events).trade.gross == F(size) * F(2, 10**12)


def test_first_in_first_out_and_the_average_differ_while_a_part_is_held():
    events = [
        fill("a", ENTRY, 1, 100, at(), "3"),
        fill("b", ENTRY, 2, 103, at(1), "3"),
        fill("out", EXIT, 2, 106, at(2)),
    ]
    by_age, by_average = (played(events, terms(matching=way)).trade for way in Matching)
    assert (by_age.gross, by_age.results[0].money.fees) == (9, F("4.5"))  # 6 + 3; 3 + 1.5
    assert (by_average.gross, by_average.results[0].money.fees) == (
        8,
        4,
    )  # 2 * 4 from 102; 2/3 of 6


def test_each_entry_risks_its_own_distance_to_the_stop_alive_then():
    """2 * 10 points, then 1 * 11 against the raised stop, at 50."""
    events = [
        fill("a", ENTRY, 2, 4500, at()),
        StopSet("stop", at(), F(4490)),
        StopSet("up", at(1), F(4495)),
        fill("b", ENTRY, 1, 4506, at(2)),
    ]
    assert played(events, terms(multiplier="50")).trade.risk == 1550
    late = [events[0], StopSet("late", at(3), F(4480)), events[3]]
    assert played(late).trade.risk == 2 * 20 + 26
    gone = [*events[:2], StopSet("gone", at(1), None), events[3]]
    assert played(gone).trade.risk is None


def test_a_stop_that_was_recorded_after_the_exit_measures_nothing():
    events = [fill("in", ENTRY, 2, 4500, at()), fill("out", EXIT, 2, 4510, at(2))]
    late = StopSet("late", at(1), F(4490))
    assert played([events[0], late, events[1]]).trade.risk is None
    told = StopSet("told", at(), F(4480), is_told_with_trade=True)
    trade = played([events[0], told, late, events[1]]).trade
    assert (trade.risk, trade.r_multiple) == (40, F("0.5"))
