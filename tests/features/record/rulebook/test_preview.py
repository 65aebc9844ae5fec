"""Limits tried on the record: against hand-worked days, and figure by figure against the session as SQL reads it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from backend.core.db import Database, acting_for
from backend.core.events import News
from backend.features.chat.live.reactions import tell_hold, tell_session_state
from backend.features.record.rulebook import session_state
from backend.features.record.rulebook.errors import NothingToOverride
from backend.features.record.rulebook.events import SessionHeld, SessionStateRead
from backend.features.record.rulebook.preview import replay as replaying
from backend.features.record.rulebook.preview.past_trades import read_record
from backend.features.record.rulebook.preview.schemas import PreviewLimits
from backend.features.record.rulebook.schemas import AskOverride, Limits
from backend.features.record.rulebook.session_figures import figures
from backend.features.record.rulebook.versions import standing
from tests.features.record.questions.random_record import written
from tests.features.record.rulebook.rulebooks import state, traded, write

PREVIEW = "/api/trading/rulebook/preview"
DAY = datetime(2026, 9, 2, 14, 0, tzinfo=UTC)  # a Wednesday
TABLES = ("rulebook_versions", "rulebook_holds", "trade_rules", "trades", "trade_checks")


@pytest.fixture
def trader(world):
    return world.trader()


def tried(trader, limits, **span):
    answer = trader.post(PREVIEW, {"limits": limits, **span})
    assert answer.status_code == 200, answer.json
    return answer.json


def play(trader, day, results, *, every=10, **more):
    """Trades of a day, one after the other: of one ES with a stop of five points, 250 dollars; results in points."""
    ids = []
    for number, points in enumerate(results):
        entry = DAY + timedelta(days=day, minutes=every * number)
        body = {
            "instrument": "ES", "direction": "long", "entry_price": "4500", "position_size": 1, "stop_price": "4495",
            "entry_time": entry.isoformat(), "exit_price": str(4500 + points),
            "exit_time": (entry + timedelta(minutes=3)).isoformat(), **more,
        }  # fmt: skip
        answer = trader.post("/api/trading/trades", body)
        assert answer.status_code == 201, answer.json
        ids.append(answer.json["id"])
    return ids


def test_a_most_of_trades_a_day_blocks_the_rest_of_the_day(trader):
    """Two days of five and two trades: of the first day the last two go, which lost 150 and won 100."""
    first = play(trader, 0, [2, -3, 4, -3, 2])
    play(trader, 1, [1, 1])

    answer = tried(trader, {"trades_per_day": 3})

    assert [trade["trade_id"] for trade in answer["trades"]] == [first[4], first[3]]
    assert answer["blocked"] == {
        "trades": 2, "net": "-50", "r": -0.2, "with_r": 2, "without_result": 0,
    }  # fmt: skip
    assert answer["considered"]["net"] == "200"
    assert (answer["kept"]["trades"], answer["kept"]["net"]) == (5, "250")
    assert [(rule["rule"], rule["trades"]) for rule in answer["by_rule"]] == [("trades_per_day", 2)]
    assert answer["words"] == (
        "These limits would have kept you out of 2 of 7 trades."
        " Together those lost USD 50 (-0.2 R); the others came to USD 250."
    )
    assert [rule["rule"] for rule in answer["trades"][0]["rules"]] == ["trades_per_day"]


def test_what_is_blocked_did_not_happen(trader):
    """After two losses the session is over: the winner after them is not made, so it ends no run and opens nothing."""
    ids = play(trader, 0, [-1, -1, 5, -1, 3])

    answer = tried(trader, {"losses_in_a_row": 2})

    assert [trade["trade_id"] for trade in answer["trades"]] == ids[:1:-1]
    assert answer["blocked"]["net"] == "350"
    assert "made USD 350" in answer["words"]


def test_a_lock_by_losses_lasts_though_a_held_position_makes_them_good(trader):
    """300 are lost; a position that was open all along then brings 500, and the day stays locked."""
    held = {"exit_time": (DAY + timedelta(minutes=40)).isoformat(), "exit_price": "4510"}
    (kept,) = play(trader, 0, [10], **held)
    losing = play(trader, 0, [-6], instrument="ES", entry_time=(DAY + timedelta(minutes=5)).isoformat(),
                  exit_time=(DAY + timedelta(minutes=8)).isoformat())  # fmt: skip
    late = play(trader, 0, [1], entry_time=(DAY + timedelta(minutes=50)).isoformat(),
                exit_time=(DAY + timedelta(minutes=55)).isoformat())  # fmt: skip
    play(trader, 1, [1])

    answer = tried(trader, {"daily_loss": {"amount": "300"}})

    assert [trade["trade_id"] for trade in answer["trades"]] == late
    assert kept not in str(answer["trades"])
    assert losing[0] not in str(answer["trades"])
    assert "that is the limit" in answer["trades"][0]["rules"][0]["reason"]


@pytest.mark.parametrize(
    ("limits", "blocked"),
    [
        ({"daily_loss": {"r": "2"}}, [2, 3, 4]),  # -1, -1.2: two R are gone with the second
        ({"weekly_loss": {"amount": "600"}}, [3, 4, 5]),  # 250, 300, 100: and the day after
        ({"risk_per_trade": {"amount": "249"}}, [0, 1, 2, 3, 4, 5]),
        ({"risk_per_trade": {"amount": "250"}}, []),
        ({"cooling_off_minutes": 8}, [1, 3]),  # 7 minutes after the loss of the one before
        ({"cooling_off_minutes": 7}, []),
        ({"position_size": {"ES": "1"}}, []),
        ({"position_size": {"*": "0.5"}}, [0, 1, 2, 3, 4, 5]),
        ({"instruments": ["NQ"]}, [0, 1, 2, 3, 4, 5]),
        ({"plan_required": True}, [0, 1, 2, 3, 4, 5]),
        ({"plan_required": True, "warn_only": ["plan_required"]}, []),
        ({"sessions": [{"start": "14:00", "end": "14:30"}]}, [3, 4]),
        ({"news": [{"name": "CPI", "starts_at": "2026-09-02T14:05:00Z", "ends_at": "2026-09-02T14:20:00Z"}]}, [1]),
        ({"minimum_risk_reward": "2"}, []),  # no target: not known, so not blocked
        ({"trades_per_day": 0}, [0, 1, 2, 3, 4, 5]),
        ({"open_positions": 1}, []),
        ({}, []),
    ],
    ids=str,
)  # fmt: skip
def test_each_limit_blocks_what_it_says(trader, limits, blocked):
    """Five trades ten minutes apart, each over in three, and one the day after."""
    write(trader, {}, zone="UTC", day_turns_at="00:01")
    ids = [*play(trader, 0, [-5, -6, -2, 1, -1]), *play(trader, 1, [1])]

    answer = tried(trader, limits)

    assert sorted(ids.index(trade["trade_id"]) for trade in answer["trades"]) == blocked
    assert answer["blocked"]["trades"] == len(blocked)
    assert answer["kept"]["trades"] + answer["blocked"]["trades"] == 6
    nets = {number: points * 50 for number, points in enumerate([-5, -6, -2, 1, -1, 1])}
    assert Decimal(answer["blocked"]["net"]) == sum(nets[number] for number in blocked)


def test_cooling_off_lets_the_next_be_weighed_by_what_happened(trader):
    """The first loses, the second is blocked, so the third is 17 minutes after the last loss, not 7."""
    ids = play(trader, 0, [-5, -5, -5])
    answer = tried(trader, {"cooling_off_minutes": 8})
    assert [trade["trade_id"] for trade in answer["trades"]] == [ids[1]]


def test_open_positions_are_those_that_were_made(trader):
    """Three overlap: of one at most, the second and third go; the fourth comes when the first is over."""
    ids = play(trader, 0, [1, 1, 1, 1], every=1)
    answer = tried(trader, {"open_positions": 1})
    assert [trade["trade_id"] for trade in answer["trades"]] == [ids[2], ids[1]]


@pytest.mark.parametrize("seed", [31, 32])
def test_without_limits_the_session_is_the_one_that_sql_reads(world, seed, monkeypatch):
    """Nothing is blocked, so at each entry the replay knows what the record says of that moment."""
    trader = world.trader()
    written(world, trader, seed, trades=60)
    seen = {}
    original = replaying._Session.weigh

    def weigh(self, trade):
        seen[trade.id] = (trade.entry_time, self.book.day, self.figures())
        return original(self, trade)

    monkeypatch.setattr(replaying._Session, "weigh", weigh)
    user = UUID(trader.user["id"])
    with world.app.extensions["coach"].ports.use(Database).transaction(acting_for(user)) as session:
        book = replace(standing(session, user, datetime.now(UTC)).book, limits=Limits())
        body = PreviewLimits(limits=Limits())
        replaying.replay(read_record(session, user, body, book.money.currency), book)
        entries = [moment for moment, _, _ in seen.values()]
        alone = {key: value for key, value in seen.items() if entries.count(value[0]) == 1}
        assert len(alone) > 20
        for trade_id, (moment, day, told) in alone.items():
            expected = figures(session, user, book.money.currency, day, at=moment, without=trade_id)
            assert day == book.day_of(moment)
            assert told.net_today == expected.net_today
            assert told.net_week == expected.net_week
            assert round(told.r_today, 8) == round(expected.r_today, 8)
            assert round(told.r_week, 8) == round(expected.r_week, 8)
            assert told.entered_today == expected.entered_today
            assert told.without_rate == expected.without_rate
            assert len(told.open_risks) == len(expected.open_risks)


def test_days_bound_what_is_told_and_the_week_before_leads_up_to_them(trader):
    """The loss of Wednesday is of the week of Thursday, which alone is asked for."""
    play(trader, 0, [-5])
    (second,) = play(trader, 1, [2])

    answer = tried(trader, {"weekly_loss": {"amount": "250"}}, day_from="2026-09-03")

    assert [trade["trade_id"] for trade in answer["trades"]] == [second]
    assert answer["considered"]["trades"] == 1


def test_a_preview_writes_nothing_and_is_nobody_elses(world, trader):
    play(trader, 0, [-5, -5, 1])
    counted = [world.sql(f"select count(*) from {table}") for table in TABLES[:4]]

    answer = tried(trader, {"trades_per_day": 1})

    assert answer["blocked"]["trades"] == 2
    assert [world.sql(f"select count(*) from {table}") for table in TABLES[:4]] == counted
    assert trader.get("/api/trading/rulebook").json["current"] is None
    other = tried(world.trader(), {"trades_per_day": 1})
    assert (other["considered"]["trades"], other["trades"]) == (0, [])
    assert other["words"] == "There is no real trade to try these limits on."


def test_practice_and_paper_are_not_looked_at(trader):
    paper = trader.post(
        "/api/trading/accounts", {"name": "P", "currency": "USD", "kind": "paper"}
    ).json
    play(trader, 0, [1], trade_type="training")
    play(trader, 0, [1], account_id=paper["id"])
    assert tried(trader, {"trades_per_day": 0})["considered"]["trades"] == 0


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"limits": {"trades_per_day": -1}},
        {"limits": {"daily_loss": {}}},
        {"limits": {}, "colour": "red"},
        {"limits": {"trades": 3}},
        {"limits": {}, "day_from": "2026-09-09", "day_to": "2026-09-01"},
        {"limits": {}, "day_from": "0001-01-01", "day_to": "0001-01-02"},
    ],
    ids=str,
)
def test_limits_that_mean_nothing_are_refused_or_find_nothing(trader, body):
    play(trader, 0, [1])
    answer = trader.post(PREVIEW, body)
    if body.get("day_to") == "0001-01-02":
        assert (answer.status_code, answer.json["considered"]["trades"]) == (200, 0)
    else:
        assert answer.status_code == 422


def test_holds_of_before_are_told_with_what_was_traded_meanwhile(world, trader):
    write(trader, {"trades_per_day": 1})
    traded(trader, minutes=9)
    assert state(trader)["state"] == "locked"
    traded(trader, entry_time=datetime.now(UTC).isoformat(), exit_time=None, exit_price=None)

    (hold,) = trader.get("/api/trading/rulebook/holds").json["items"]

    assert (hold["rule"], hold["state"], hold["is_over"]) == ("trades_per_day", "locked", False)
    assert hold["entered_meanwhile"] == 1
    world.sql("update rulebook_holds set until = now() - interval '1 minute'")
    (hold,) = trader.get("/api/trading/rulebook/holds", query_string={"state": "locked"}).json[
        "items"
    ]
    assert hold["is_over"] is True
    assert trader.get("/api/trading/rulebook/holds?state=caution").json["items"] == []
    assert trader.get("/api/trading/rulebook/holds?day_to=2020-01-01").json["items"] == []
    assert world.trader().get("/api/trading/rulebook/holds").json["items"] == []
    assert trader.get("/api/trading/rulebook/holds?state=open").status_code == 422


class Windows:
    """Open windows, and what they were told."""

    def __init__(self):
        self.told = []

    def to_user(self, user_id, event, payload):
        self.told.append((user_id, event, payload))


def test_windows_hear_the_state_when_a_rule_holds_and_when_it_is_lifted(world, trader):
    """After the commit, and not where it was rolled back."""
    write(trader, {"trades_per_day": 1})
    traded(trader, minutes=9)
    world.sql("delete from rulebook_holds")
    windows, news, user = Windows(), News(), UUID(trader.user["id"])
    news.subscribe(SessionHeld, tell_hold(windows, lambda: datetime.now(UTC)))
    news.subscribe(SessionStateRead, tell_session_state(windows))
    database = world.app.extensions["coach"].ports.use(Database)

    with pytest.raises(NothingToOverride):
        _fail_after_telling(database, user, news)
    assert windows.told == []
    with database.transaction(acting_for(user)) as session:
        session_state.tell(session, user, news=news, now=datetime.now(UTC))

    assert {event for _, event, _ in windows.told} == {"rulebook_state"}
    told = windows.told[-1][2]
    assert (told["state"], told["trades_entered"]) == ("locked", 1)
    assert told == {**state(trader), "net_result": told["net_result"]}
    body = AskOverride(reason="The plan of this morning is alive.", minutes=5)
    with database.transaction(acting_for(user)) as session:
        session_state.override(session, user, body, news=news, now=datetime.now(UTC))
    assert windows.told[-1][2]["override"]["reason"] == body.reason


def _fail_after_telling(database, user, news):
    with database.transaction(acting_for(user)) as session:
        session_state.tell(session, user, news=news, now=datetime.now(UTC))
        raise NothingToOverride
