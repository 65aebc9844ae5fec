"""Falls and windows of a report open as many trades as they count; trades are found by what they realised."""

from tests.features.record.questions.random_record import written
from tests.features.record.trades.test_trade_list import TRADES, log, totals, trader

__all__ = ["trader"]  # a fixture


def test_each_fall_and_window_of_a_report_opens_its_own_trades(world):
    """A record with partial exits, reversals and several currencies; what is filtered stays filtered."""
    trader = world.trader()
    written(world, trader, 23, trades=60)
    first = trader.get("/api/trading/reports/drawdowns").json["items"][-1]
    for more in ({}, {"direction": "long"}, {"day_from": first["low_day"]}):
        falls = trader.get("/api/trading/reports/drawdowns", query_string=more).json
        query = {**more, "trade_type": "real", "currency": falls["currency"]}
        for fall in falls["items"]:
            moments = {"realised_from": fall["first_time"], "realised_until": fall["last_time"]}
            counted = totals(trader, **query, **moments, day_of="result")
            assert counted["trades"] == fall["trades"] > 0
        rolling = trader.get("/api/trading/reports/rolling", query_string={**more, "window": 7})
        for point in rolling.json["points"]:
            ends = {"closed_since": point["first_trade_id"], "closed_until": point["trade_id"]}
            assert totals(trader, **query, **ends, day_of="exit")["trades"] == 7
        assert falls["items"]
        assert rolling.json["points"]


def test_a_trade_is_found_by_the_days_on_which_it_realised_money(trader):
    """Half on the eighteenth, half on the twentieth: one trade of both days, closed on the second."""
    trade = log(trader, "a", exit=None, position_size=2)
    for day, price in (("2026-11-18", "4510"), ("2026-11-20", "4505")):
        body = {"action": "exit", "quantity": 1, "price": price}
        body["event_time"] = f"{day}T15:00:00Z"
        answer = trader.post(f"{TRADES}/{trade['id']}/fills", body)
        assert answer.status_code < 300, answer.json

    def found(day, day_of):
        return totals(trader, day_from=day, day_to=day, day_of=day_of)["trades"]

    assert [found("2026-11-18", by) for by in ("result", "exit")] == [1, 0]
    assert [found("2026-11-20", by) for by in ("result", "exit")] == [1, 1]
    assert found("2026-11-17", "result") == 0
    refused = trader.get(TRADES, query_string={"realised_from": "2026-11-18T00:00:00Z"})
    assert (refused.status_code, refused.json["errors"][0]["code"]) == (422, "realised")
