"""Whether a nudge helps: a coin with a recorded seed, outcomes that the record decides, an end for the useless."""

from datetime import timedelta
from uuid import UUID

import pytest

from backend.core.db import acting_for
from backend.features.coach.nudges import outcomes, rules
from backend.features.coach.nudges.kinds import PROMISES
from backend.features.coach.nudges.models import NudgeKind
from backend.features.coach.nudges.rules import Effect, RetiredBecause
from backend.features.record.rulebook.versions import standing
from tests.features.coach.nudges.nudge_runs import allow, limited, look, moment, shown, traded

BREACH = PROMISES[NudgeKind.BEFORE_OPEN].measure  # a share, less is better
R_AFTER = PROMISES[NudgeKind.AFTER_LOSSES].measure  # a figure, more is better


def test_the_coin_is_fair_and_can_be_drawn_again():
    drawn = [rules.coin("a seed", "before_open", f"day {number}") for number in range(1000)]
    assert drawn == [rules.coin("a seed", "before_open", f"day {number}") for number in range(1000)]
    withheld = sum(arm == "withheld" for _, arm in drawn)
    assert 440 < withheld < 560  # four standard deviations
    assert all((draw < 0.5) == (arm == "withheld") for draw, arm in drawn)
    assert [arm for _, arm in drawn] != [
        rules.coin("another", "before_open", f"day {n}")[1] for n in range(1000)
    ]


def test_shares_are_compared_as_newcombe_does():
    estimate = rules.effect(
        BREACH, [1.0] * 56 + [0.0] * 14, [1.0] * 48 + [0.0] * 32
    )  # example (a) of his paper
    assert estimate.value == pytest.approx(0.2)
    assert (estimate.interval.low, estimate.interval.high) == (
        pytest.approx(0.0524, abs=1e-4),
        pytest.approx(0.3339, abs=1e-4),
    )
    assert estimate.benefit(BREACH) == (
        pytest.approx(-0.3339, abs=1e-4),
        pytest.approx(-0.0524, abs=1e-4),
    )


def test_below_ten_on_a_side_there_is_no_interval():
    assert rules.effect(BREACH, [1.0] * 9, [0.0] * 50).interval is None
    assert rules.effect(R_AFTER, [], [0.0] * 50) == Effect(None, 0, 50, None)


@pytest.mark.parametrize(
    ("sent", "others", "opinions", "because"),
    [
        ([1.0] * 19, [0.0] * 40, [], None),  # too few to judge
        ([1.0] * 18 + [0.0] * 2, [0.0] * 40, [], RetiredBecause.HARMS),
        ([0.0] * 2 + [1.0] * 18, [1.0] * 20, [], None),  # it may still be worth an interruption
        ([0.0] * 200 + [1.0] * 200, [0.0] * 200 + [1.0] * 200, [], RetiredBecause.TOO_SMALL),
        ([0.0] * 35 + [1.0] * 30, [0.0] * 15 + [1.0] * 20, [], RetiredBecause.UNPROVEN),
        ([0.0] * 40, [1.0] * 40, [], None),  # it works
        (
            [0.0] * 40,
            [1.0] * 40,
            ["not_helpful"] * 7 + ["stop"] + ["helpful"] * 2,
            RetiredBecause.NOT_WANTED,
        ),
        ([0.0] * 40, [1.0] * 40, ["not_helpful"] * 7 + ["helpful"] * 3, None),
        ([], [], ["helpful"] * 10 + ["not_helpful"] * 10, None),  # the latest opinions count
    ],
)
def test_when_a_kind_retires(sent, others, opinions, because):
    estimate = rules.retirement(BREACH, len(sent), rules.effect(BREACH, sent, others), opinions)
    assert (estimate and estimate.because) == because


def test_the_withheld_count_once_there_are_ten():
    before, few, enough = (
        Effect(0.1, 20, 30, object()),
        Effect(0.1, 20, 9, None),
        Effect(0.2, 20, 10, object()),
    )
    assert rules.chosen_effect(few, before) is before
    assert rules.chosen_effect(enough, before) is enough


def sessions(count):
    """Days on which New York trades, in January to March 2025."""
    day, items = moment("2025-01-13 00:00"), []
    while len(items) < count:
        if day.weekday() < 5 and f"{day:%m-%d}" not in ("01-20", "02-17"):  # King, Presidents
            items.append(day)
        day += timedelta(days=1)
    return items


def test_a_consented_hold_out_is_measured_and_shows_what_was_withheld_afterwards(world):
    trader = world.trader()
    limited(trader, world, trades_per_day=1)
    allow(trader, is_experiment=True, kinds_off=["after_close", "weekly_review"])
    (seed,) = world.sql("select seed from nudge_preferences")[0]
    days = sessions(14)
    traded(trader, f"{days[0]:%Y-%m-%d} 15:00", r=1)
    expected, waiting = {}, set()
    for place, day in enumerate(days[1:13], 1):
        (decided,) = look(world, trader, day + timedelta(hours=14, minutes=10))
        assert decided[1] == rules.coin(seed, "before_open", f"{day:%Y-%m-%d}")[1]
        expected[f"{day:%Y-%m-%d}"] = decided[1]
        assert not any(
            item["occasion"] == f"{day:%Y-%m-%d}" and item["arm"] == "withheld"
            for item in shown(trader)
        )
        ((sent, unmeasured),) = world.sql(
            "select count(*) filter (where arm = 'sent'), count(*) from nudges where measured_at is null"
        )
        estimate = trader.get("/api/trading/coaching/nudges/efficacy").json["items"][0]
        assert estimate["pending"] == sent, "to know of one that was withheld would be a nudge"
        waiting.add(unmeasured - sent)
        traded(trader, f"{day:%Y-%m-%d} 15:00", r=1)
        if place % 3 == 0:  # a second trade is one too many
            traded(trader, f"{day:%Y-%m-%d} 16:00", r=1)
    look(world, trader, days[12] + timedelta(days=1, hours=23))

    assert waiting != {0}, "none was withheld"

    items = {item["occasion"]: item for item in shown(trader)}
    assert {occasion: item["arm"] for occasion, item in items.items()} == expected
    assert [items[f"{day:%Y-%m-%d}"]["outcome"] for day in days[1:13]] == [0.0, 0.0, 1.0] * 4
    estimate = world.sql("select count(*) from notifications where key like 'nudge:%%'")
    assert estimate == [(list(expected.values()).count("sent"),)]
    assert {item["seed"] for item in items.values()} == {None}, (
        "who knows the seed knows what is withheld next"
    )
    kind = trader.get("/api/trading/coaching/nudges/efficacy").json["items"][0]
    assert kind["kind"] == "before_open"
    assert kind["sent"]["n"] + kind["withheld"]["n"] == 12
    assert kind["before"] == {"n": 1, "mean": 0.0}
    assert kind["standing"] == "not_yet_known"
    allow(trader)
    assert {item["seed"] for item in shown(trader)} == {seed}
    assert all(
        rules.coin(seed, item["kind"], item["occasion"])[0] == item["draw"]
        for item in shown(trader)
    )


def test_trades_that_are_logged_in_the_evening_count_and_are_read_once(world):
    trader = world.trader()
    limited(trader, world, trades_per_day=1)
    allow(trader, kinds_off=["after_close", "weekly_review"])
    traded(trader, "2025-11-18 15:00", r=1)
    assert look(world, trader, "2025-11-19 14:10") == [("before_open", "sent")]
    look(world, trader, "2025-11-19 22:00")  # the session closed at 21:00
    (item,) = shown(trader)
    assert (item["window_ends"], item["measured_at"]) == ("2025-11-19T21:00:00.000000Z", None)
    for start in ("2025-11-19 15:00", "2025-11-19 16:00"):  # the second one is one too many
        traded(trader, start, r=1)
    look(world, trader, "2025-11-20 20:59")
    assert shown(trader)[0]["measured_at"] is None
    look(world, trader, "2025-11-20 21:00")
    (item,) = shown(trader)
    assert (item["outcome"], item["outcome_reason"], item["measured_at"]) == (
        1.0,
        None,
        "2025-11-20T21:00:00.000000Z",
    )
    traded(trader, "2025-11-19 17:00", r=1)
    world.sql("update trade_rules set kept = true, broken = '{}'")  # whatever the record says later
    look(world, trader, "2025-11-21 21:00")
    assert shown(trader)[-1] == item


def test_a_rest_of_the_session_that_is_logged_in_the_evening_is_no_zero(world):
    trader = world.trader()
    allow(trader, kinds_off=["before_open", "after_close", "weekly_review"])
    for day in (10, 19):  # such a run before: without one there is nothing to say
        for minute in (0, 10, 20):
            traded(trader, f"2025-11-{day} 15:{minute:02}")
        if day == 10:
            traded(trader, "2025-11-10 16:00", r=-1)
    assert look(world, trader, "2025-11-19 15:26") == [("after_losses", "sent")]
    (ends,) = world.sql("select window_ends from nudges")[0]
    look(world, trader, ends + timedelta(minutes=5))
    traded(trader, "2025-11-19 16:00", r=-2)
    look(world, trader, ends + timedelta(hours=24))
    assert shown(trader)[0]["outcome"] == pytest.approx(-2.0)


def test_the_trader_is_looked_at_when_an_outcome_can_be_known(world):
    trader = world.trader()
    limited(trader, world, trades_per_day=1)
    traded(trader, "2025-11-18 15:00", r=1)
    assert look(world, trader, "2025-11-19 14:10") == [("before_open", "sent")]
    look(world, trader, "2025-11-20 20:30")
    assert world.sql("select next_at from nudge_schedule") == [(moment("2025-11-20 21:00"),)]


def test_consent_that_ends_ends_the_coin_and_a_new_one_draws_a_new_seed(world):
    trader = world.trader()
    assert trader.get("/api/trading/coaching/nudges/preferences").json["is_experiment"] is False
    first = allow(trader, is_experiment=True)
    assert first["consented_at"] is not None
    seed = world.sql("select seed from nudge_preferences")
    allow(trader, is_experiment=True, most_a_day=2)
    assert world.sql("select seed from nudge_preferences") == seed, "going on is no new consent"
    assert allow(trader)["consented_at"] is None
    assert world.sql("select seed from nudge_preferences") == [(None,)]
    allow(trader, is_experiment=True)
    assert world.sql("select seed from nudge_preferences") != seed


def test_a_kind_that_does_not_help_retires_with_the_reason_and_can_be_brought_back(world):
    trader = world.trader()
    limited(trader, world, trades_per_day=1)
    allow(trader, kinds_off=["after_close", "weekly_review"])
    days = sessions(34)
    for day in days[:11]:
        traded(trader, f"{day:%Y-%m-%d} 15:00", r=1)
    for day in days[11:32]:
        look(world, trader, day + timedelta(hours=14, minutes=10))
        for hour in (15, 16):
            traded(trader, f"{day:%Y-%m-%d} {hour}:00", r=1)
    assert look(world, trader, days[32] + timedelta(hours=14, minutes=10)) == []

    kind = trader.get("/api/trading/coaching/nudges/efficacy").json["items"][0]
    assert (kind["standing"], kind["retired_because"]) == ("retired", "harms")
    assert kind["said"].startswith("It made things worse")
    assert (kind["sent"]["mean"], kind["before"]) == (1.0, {"n": 11, "mean": 0.0})
    assert trader.get("/api/trading/coaching/nudges/preferences").json["retired"] == ["before_open"]

    assert (
        allow(trader, bring_back=["before_open"], kinds_off=["after_close", "weekly_review"])[
            "retired"
        ]
        == []
    )
    assert look(world, trader, days[33] + timedelta(hours=14, minutes=10)) == [
        ("before_open", "sent")
    ]


def test_an_opinion_counts_and_stop_ends_the_kind(world):
    trader = world.trader()
    traded(trader, "2025-11-18 15:00")
    look(world, trader, "2025-11-19 14:10")
    (item,) = shown(trader)
    path = f"/api/trading/coaching/nudges/{item['id']}/feedback"
    assert trader.post(path, {"feedback": "helpful"}).json["feedback"] == "helpful"
    assert trader.post(path, {"feedback": "stop"}).json["feedback"] == "stop"
    assert trader.get("/api/trading/coaching/nudges/preferences").json["kinds_off"] == [
        "before_open"
    ]
    assert look(world, trader, "2025-11-20 14:10") == []
    assert trader.post(path, {"feedback": "so so"}).status_code == 422


def test_the_review_that_is_written_is_the_outcome_of_the_nudge_after_the_close(world):
    trader = world.trader()
    allow(trader, kinds_off=["before_open", "weekly_review"])
    written = {
        17: "2025-11-19 10:00",
        19: "2025-11-20 08:00",
    }  # 36 hours after the close are enough
    for day in (17, 18, 19):
        traded(trader, f"2025-11-{day} 15:00")
        assert look(world, trader, f"2025-11-{day} 21:30") == [("after_close", "sent")]
        if day in written:
            trader.post(
                "/api/trading/journal",
                {"body": "Waited.", "day": f"2025-11-{day}", "kind": "review"},
            )
            changed = "update journal_entries set created_at = %s where day = %s"
            world.sql(changed, moment(written[day]), f"2025-11-{day}")
    look(world, trader, "2025-11-21 10:00")
    assert [item["outcome"] for item in shown(trader)] == [1.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("instrument", "first", "reached"),
    [
        ("ES", "2025-11-19 23:30", [1.0]),  # 17:30 in Chicago: the 19th is over
        ("ES", "2025-11-19 22:30", []),  # it is still going on
        ("BTCUSD", "2025-11-19 23:30", []),
        ("BTCUSD", "2025-11-20 00:30", [1.0]),
    ],
)
def test_days_near_a_limit_are_counted_up_to_the_session_of_the_first_nudge(
    world, instrument, first, reached
):
    trader = world.trader()
    traded(trader, "2025-11-18 15:00", instrument=instrument)
    limited(trader, world, daily_loss={"r": 2})
    world.sql(
        "insert into rulebook_holds (user_id, day, rule, state, reason, since, until)"
        " values (%s, '2025-11-19', 'daily_loss', 'locked', 'So much.', %s, %s)",
        trader.user["id"],
        moment("2025-11-19 20:00"),
        moment("2025-11-19 23:00"),
    )
    user_id, at = UUID(trader.user["id"]), moment(first)
    with world.app.extensions["coach"].database.reading(acting_for(user_id)) as session:
        stands = standing(session, user_id, at)
        outcome = outcomes.before(session, user_id, NudgeKind.NEAR_LIMIT, at, 3, stands)
    assert outcome == reached
