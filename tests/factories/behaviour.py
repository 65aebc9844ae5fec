"""A finding, its pattern and a nudge as they stand in the tables, for tests that only need there to be one."""

import json
from typing import Any

from backend.core.ids import new_id

FREQUENCY = {"overall": [1, 30], "lately": [1, 30], "before": [0, 0], "window": 60}
COST = {
    "r": None, "interval": None, "flagged": 1, "mean_flagged": None, "mean_others": None, "is_measurable": False,
    "said": "What it costs is not known yet.", "against": "others",
}  # fmt: skip


def finding_of(world: Any, user_id: str, trade: dict[str, Any], words: str) -> dict[str, str]:
    """One of each; the words stand wherever words of the trader's own may stand."""
    event, pattern, nudge = (str(new_id()) for _ in range(3))
    world.sql(
        "insert into behaviour_events (id, user_id, trade_type, account_id, detector, version, key, session,"
        " occurred_at, trade_ids, plan_ids, inputs, effect, unit, score, severity, grade, declared, guards, quality,"
        " is_learning, status, detected_at, updated_at) values (%s, %s, 'real', %s, 'tilt', 1, %s, '2026-11-19',"
        " '2026-11-19T14:30Z', array[%s]::uuid[], '{}', %s, 1, 'tilt', 0.7, 'marked', 3, '{}', '{}', 'full', false,"
        " 'fired', now(), now())",
        event, user_id, trade["account_id"], words, trade["id"], json.dumps({"behaviours": words}),
    )  # fmt: skip
    world.sql(
        "insert into behaviour_patterns (id, user_id, trade_type, account_id, detector, version, description, status,"
        " because, severity, events, positions, frequency, cost, traits, first_seen, last_seen, updated_at) values"
        " (%s, %s, 'real', %s, 'tilt', 1, %s, 'active', %s, 3, 1, 30, %s, %s, '[]', now(), now(), now())",
        pattern, user_id, trade["account_id"], words, words, json.dumps(FREQUENCY), json.dumps(COST),
    )  # fmt: skip
    world.sql(
        "insert into nudges (id, user_id, kind, occasion, arm, title, body, evidence, hypothesis, measure, decided_at,"
        " window_starts, window_ends) values (%s, %s, 'before_open', %s, 'sent', %s, %s, %s, 'h', 'breach', now(),"
        " now(), now() + interval '1 day')",
        nudge, user_id, words, words, words, json.dumps({"day": "2026-11-19"}),
    )  # fmt: skip
    return {"behaviour_event_id": event, "pattern_id": pattern, "nudge_id": nudge}
