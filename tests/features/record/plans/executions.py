"""What tests of adherence do: execute a plan, close its trade, mark it, read the rules."""

from tests.factories.plans import plan_of


def executed(trader, *, entry="4500.50", plan=None, **fill):
    plan = plan or plan_of(trader)
    created = trader.post(
        f"/api/trading/plans/{plan['id']}/execute", {"entry_price": entry, **fill}
    )
    assert created.status_code == 201, created.json
    return plan, created.json["trade"]


def rules_of(trader, plan):
    answer = trader.get(f"/api/trading/plans/{plan['id']}/adherence")
    assert answer.status_code == 200, answer.json
    return answer.json, {item["rule"]: item for item in answer.json["rules"]}


def close(trader, trade, price, **more):
    answer = trader.post(f"/api/trading/trades/{trade['id']}/close", {"exit_price": price, **more})
    assert answer.status_code == 200, answer.json
    return answer.json


def mark(trader, plan, subject, met, place=1):
    body = {"subject": subject, "met": met, "place": place}
    assert trader.post(f"/api/trading/plans/{plan['id']}/marks", body).status_code == 201
