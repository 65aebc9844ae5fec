"""Ideas that are judged in the chat, and trades that follow them."""

from datetime import UTC, datetime, timedelta

IDEA = "Long ES 4500 stop 4490 target 4520, 1 contract"  # said: 1 / (1 + 2) = 33
OVER = "Long ES 4500 stop 4490 target 4520 out 4520, 1 contract"


def judged(world, trader, words=IDEA, **engine):
    message, answer = answered(world, trader, words, **engine)
    return message, answer["verdict"]


def answered(world, trader, words, **engine):
    sent = trader.say(words)
    assert world.desk(**engine).answer_next()
    return sent["message"], trader.get(f"/api/messages/{sent['answer']['id']}").json


def traded(trader, exit=None, *, entry="4500", direction="long", **more):
    start = datetime.now(UTC) + timedelta(seconds=1)
    body = {"instrument": "ES", "direction": direction, "entry_price": entry, "position_size": 1,
            "entry_time": start.isoformat(), "stop_price": "4490" if direction == "long" else "4510"}  # fmt: skip
    if exit is not None:
        body |= {"exit_price": exit, "exit_time": (start + timedelta(minutes=1)).isoformat()}
    answer = trader.post("/api/trading/trades", {**body, **more})
    assert answer.status_code == 201, answer.json
    return answer.json


def outcome(trader, verdict):
    return trader.get(f"/api/verdicts/{verdict['id']}/outcome").json


WEDNESDAY, SATURDAY = "2025-03-05T15:00:00+00:00", "2025-03-08T15:00:00+00:00"


def said_at(world, verdict, moment, horizon="this session"):
    world.sql(
        "update verdicts set created_at = %s, horizon = %s where id = %s",
        moment,
        horizon,
        verdict["id"],
    )


def after(moment, **span):
    return (datetime.fromisoformat(moment) + timedelta(**span)).isoformat()
