"""Money by fills and money by trades: two views of one record, over any span of days."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.features.record.record_calls import TRADES, answered, logged, performance

FIRST = date(2026, 3, 2)
DAYS = 12
TOLD_TRADES = """
select coalesce(sum(net_account), 0) from realised_results join trades on trades.id = trade_id
where realised_results.user_id = %s and trade_type = 'real' and day between %s and %s
    and (status = 'closed' and exit_day between %s and %s) = %s
"""
OUTSIDE = """
select coalesce(sum(net_account), 0) from realised_results join trades on trades.id = trade_id
where realised_results.user_id = %s and trade_type = 'real' and not day between %s and %s
    and status = 'closed' and exit_day between %s and %s
"""
day_numbers = st.integers(0, DAYS - 1)
cents = st.integers(-50_000, 50_000)
exits = st.lists(
    st.tuples(day_numbers, st.integers(1, 4), cents, st.integers(-300, 300)), min_size=1, max_size=4
)
histories = st.lists(st.tuples(st.sampled_from(["BTCUSD", "ES"]), exits), min_size=1, max_size=4)
spans = st.tuples(day_numbers, day_numbers).map(sorted)


def moment(day, hour, minute=0):
    midnight = datetime.combine(FIRST + timedelta(days=day), datetime.min.time(), UTC)
    return (midnight + timedelta(hours=hour, minutes=minute)).isoformat()


def play(trader, symbol, parts):
    """Six units are bought; parts of them go on their days, for what is held at the most."""
    parts = sorted(parts)
    trade = logged(
        trader,
        instrument=symbol,
        entry_price="4500",
        position_size=6,
        entry_time=moment(parts[0][0], 15),
        fees="1.23",
    )
    held = 6
    for number, (day, quantity, price, fees) in enumerate(parts):
        taken = min(quantity, held)
        if taken:
            body = {
                "action": "exit",
                "quantity": taken,
                "price": str(4500 + Decimal(price) / 400 // Decimal("0.25") * Decimal("0.25")),
                "event_time": moment(day, 16, number),
                "fees": str(Decimal(fees) / 100),
            }
            answered(trader.post(f"{TRADES}/{trade['id']}/fills", body), 201)
        held -= taken


def total(items, name):
    return sum((Decimal(item[name]) for item in items), Decimal(0))


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories, cuts=st.lists(spans, min_size=2, max_size=3))
def test_both_views_agree_over_any_span(world, history, cuts):
    trader = world.trader()
    for symbol, parts in history:
        play(trader, symbol, parts)
    for cut in cuts:
        first, last = (FIRST + timedelta(days=number) for number in cut)
        span = {"day_from": first.isoformat(), "day_to": last.isoformat()}
        report = performance(trader, **span)
        realised = report["realised"]
        days = answered(trader.get("/api/trading/reports/days", query_string=span))["days"]
        of_trades = Decimal(report["metrics"]["net_pnl"]["value"] or 0)
        other, outside = (Decimal(realised[name]) for name in ("of_other_trades", "on_other_days"))
        assert Decimal(realised["net"]) == of_trades + other - outside
        assert Decimal(realised["net"]) == total(days, "net")
        assert realised["results"] == sum(day["results"] for day in days)
        assert report["trades"] == sum(day["trades"] for day in days)
        for by in ("day", "month"):
            query = {**span, "by": by}
            groups = answered(trader.get("/api/trading/reports/groups", query_string=query))
            nets = [
                Decimal(group["metrics"]["net_pnl"]["value"] or 0) for group in groups["groups"]
            ]
            assert sum(nets) == Decimal(realised["net"])
        values = (trader.user["id"], first, last, first, last)
        assert other == world.sql(TOLD_TRADES, *values, False)[0][0]
        assert of_trades - outside == world.sql(TOLD_TRADES, *values, True)[0][0]
        assert outside == world.sql(OUTSIDE, *values)[0][0]


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories, cut=day_numbers)
def test_two_halves_of_any_cut_are_the_whole(world, history, cut):
    """And the curve of the later half begins where that of the earlier one ended."""
    trader = world.trader(account_size="100000")
    for symbol, parts in history:
        play(trader, symbol, parts)
    middle = FIRST + timedelta(days=cut)
    whole = curve(trader)
    early = curve(trader, day_to=middle.isoformat())
    late = curve(trader, day_from=(middle + timedelta(days=1)).isoformat())
    shown = ("day", "results", "trades", "net", "equity")
    halves = [*early["days"], *late["days"]]
    assert [[day[name] for name in shown] for day in halves] == [
        [day[name] for name in shown] for day in whole["days"]
    ]
    if early["days"] and late["days"]:
        assert late["start"] == early["days"][-1]["equity"]


def curve(trader, **query):
    return answered(trader.get("/api/trading/reports/days", query_string=query))
