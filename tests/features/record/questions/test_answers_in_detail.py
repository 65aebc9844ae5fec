"""What stands beside a figure: differences, each of several values, risk in money, days of a drawdown, costs of habits."""

from tests.features.record.questions.random_record import see, see_pattern
from tests.features.record.questions.test_questions import (
    MONDAYS,
    ask,
    log,
    refusal,
    trader,
    words,
)

__all__ = ["trader"]


def test_money_of_two_sides_is_told_with_how_far_it_is_apart(trader):
    log(trader, 7, 10, 40)
    log(trader, 8, 10, -25)

    said = words(
        trader,
        measures=["net_pnl", "trades"],
        only=MONDAYS,
        compared_with={"only": {"weekdays": ["tuesday"]}},
    )

    assert said == (
        "Your net result is USD 40 on Mondays (N 1), against -USD 25 on Tuesdays (N 1): USD 65 more."
        " Your number of trades is 1 (N 1), against 1 (N 1): the same."
    )


def test_each_of_several_values_is_told_beside_all_of_them(trader):
    """Mondays 40 and 10, a Wednesday -30: together 20; of Friday nothing is on record, which is said."""
    log(trader, 7, 10, 40)
    log(trader, 7, 12, 10)
    log(trader, 9, 10, -30)
    days = {"weekdays": ["monday", "wednesday", "friday"]}

    answer = ask(trader, measures=["net_pnl"], only=days)

    assert answer["words"] == (
        "You made USD 20 on Mondays, Wednesdays and Fridays (N 3), too few to lean on."
        " Each by itself: Monday USD 50 (N 2), Wednesday -USD 30 (N 1), Friday no closed trade."
    )
    assert [row["trades"] for row in answer["each"]] == [2, 1, 0]
    assert ask(trader, measures=["net_pnl"], only=MONDAYS)["each"] == []
    grouped = words(trader, measures=["net_pnl"], only=days, group_by="weekday")
    assert "Friday no closed trade" in grouped


def test_what_bears_all_of_some_tags_bears_each_of_them(trader):
    log(trader, 7, 10, 40, pattern_tags=["late", "news"])
    log(trader, 7, 12, 10, pattern_tags=["late"])
    log(trader, 8, 10, -30, pattern_tags=["news", "Late", "a+"])

    answer = ask(trader, measures=["net_pnl"], only={"every_tag": ["late", "news"]})

    assert answer["words"] == (
        "You made USD 10 with all of tag “late” and tag “news” (N 2), too few to lean on."
    )
    refused = refusal(trader, measures=["net_pnl"], only={"every_tag": ["late", "scalp"]})
    assert refused["code"] == "question.unknown_name"


def test_one_r_in_money_is_the_mean_of_what_was_risked(trader):
    """Risks of 100, 100 and 50."""
    log(trader, 7, 10, 40)
    log(trader, 7, 12, -40)
    log(trader, 8, 10, 40, stop_price="950")

    assert words(trader, measures=["risk"]) == (
        "You risk USD 83.33 a trade on average (1 R, N 3), too few to lean on."
    )


def test_a_drawdown_is_told_with_its_days(trader):
    """Session days of September: 7 +50, 8 -30, 9 -40, 10 +80, 11 -10: 70 deep from the 7th to the 9th, good on the 10th."""
    for day, result in ((7, 50), (8, -30), (9, -40), (10, 80), (11, -10)):
        log(trader, day, 10, result)

    answer = ask(trader, measures=["max_drawdown_money"])

    assert answer["words"] == (
        "Your deepest drawdown is -USD 70 (N 5). Counted by days it fell USD 70, from its high on 7 September 2026"
        " to its low on 9 September 2026, and it was made good on 10 September 2026. It stood highest on"
        " 10 September 2026, at USD 60 from the first day on."
    )
    assert words(trader, measures=["time_below_high"]).startswith(
        "Your longest time below a high is 3 days (N 5). It went from its high on 7 September 2026"
    )


def test_a_fall_that_is_not_over_and_one_that_never_was_are_said(trader):
    log(trader, 7, 10, 50)
    assert words(trader, measures=["time_below_high"]) == (
        "Your longest time below a high is not known: there was no drawdown."
    )
    log(trader, 9, 10, -20)

    said = words(trader, measures=["time_below_high"])

    assert said.startswith("Your longest time below a high is 2 days (N 2).")
    assert "to its low on 9 September 2026, and it is not made good yet." in said


def test_a_feeling_that_is_not_on_record_is_answered_with_those_that_are(trader):
    log(trader, 7, 10, 40, emotional_state="calm")
    log(trader, 8, 10, 40, emotional_state="angry")

    refused = refusal(
        trader,
        measures=["net_pnl"],
        only={"emotions": ["greedy"]},
        compared_with={"only": {"emotions": ["calm"]}},
    )

    assert refused["detail"] == "Your record has no feeling “greedy”. On record are: angry, calm."


def test_what_habits_cost_is_told_with_the_costliest_first(world, trader):
    """Ten trades of 0.4 R; tilt was seen in two of them at a cost of 3 R, leaving early in four at 1 R."""
    trades = [log(trader, 7, hour, 40) for hour in range(10)]
    for trade in trades[:4]:
        see(world, trader, trade, "early_exit")
    for trade in trades[4:6]:
        see(world, trader, trade, "tilt")
    for pattern, events, r in (("early_exit", 4, -1), ("tilt", 2, -3)):
        see_pattern(
            world, trader, trades[0], pattern, events=events, r=r, mean_others=0, status="active"
        )

    answer = ask(trader, measures=["pattern_cost"])

    assert answer["words"].startswith("What cost you most is")
    assert [pattern["pattern"] for pattern in answer["patterns"]] == ["tilt", "early_exit"]


def test_what_habits_cost_is_not_known_where_no_trade_has_an_r(world, trader):
    trades = [log(trader, 7, hour, 40) for hour in range(3)]
    see(world, trader, trades[0], "tilt")
    see_pattern(
        world, trader, trades[0], "tilt", events=1, r=None, mean_others=None, status="active"
    )

    said = words(trader, measures=["pattern_cost"])

    assert said.startswith("What your habits cost you is not known: too few of the trades have")
    assert "cost you anything" not in said


def test_a_total_in_r_is_the_sum_of_the_trades_that_have_one(trader):
    """40 and -25 at a risk of 100: 0.4 R and -0.25 R, together 0.15 R."""
    log(trader, 7, 10, 40)
    log(trader, 8, 10, -25)

    answer = ask(trader, measures=["total_r"])

    assert answer["words"] == "You made 0.15 R (N 2), too few to lean on."
    assert (
        ask(trader, measures=["total_r"], day_from="2020-01-01", day_to="2020-01-02")["figures"][0][
            "value"
        ]
        is None
    )
