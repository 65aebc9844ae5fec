"""Each kind of event is described with what its payload says, and what is sent is so."""

import jsonschema
import pytest

from backend.features.record.trades.event_schemas import payload_schema
from backend.features.record.trades.models import EventKind

TRADES = "/api/trading/trades"


@pytest.mark.parametrize("kind", list(EventKind))
def test_every_kind_has_its_payload(kind):
    jsonschema.Draft202012Validator.check_schema(payload_schema(kind))


def test_the_history_of_a_trade_is_as_it_is_described(world):
    trader = world.trader()
    body = {"instrument": "AAPL", "direction": "long", "entry_price": "100", "position_size": 10,
            "entry_time": "2026-11-18T15:30:00Z", "stop_price": "95", "target_price": "120",
            "emotional_state": "calm", "notes": "n", "fees": "1"}  # fmt: skip
    at = f"{TRADES}/{trader.post(TRADES, body).json['id']}"
    trader.post(f"{at}/stop", {"stop_price": "96"})
    trader.post(f"{at}/target", {"target_price": None})
    trader.post(f"{at}/notes", {"text": "more", "emotional_state": "tense"})
    trader.post(f"{at}/split", {"numerator": 2, "denominator": 1})
    trader.post(f"{at}/dividend", {"amount_per_unit": "0.2"})
    trader.post(f"{at}/financing", {"amount": "1"})
    exited = trader.post(f"{at}/close", {"exit_price": "55"})
    assert exited.status_code == 200, exited.json
    events = trader.get(f"{at}/events").json["items"]
    trader.post(f"{at}/events/{events[-1]['id']}/void", {"reason": "x"})
    trader.ask("DELETE", at)
    trader.post(f"{at}/restore")

    events = trader.get(f"{at}/events").json["items"]

    assert {"filled", "split", "voided", "deleted", "restored"} <= {one["kind"] for one in events}
    for event in events:
        schema = payload_schema(EventKind(event["kind"])) | {"additionalProperties": False}
        jsonschema.validate(event["payload"], schema)
