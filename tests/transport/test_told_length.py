"""Bodies whose length is told: they are read at once, and only as far as may be."""

import pytest


@pytest.mark.parametrize(
    ("length", "status", "code"),
    [
        ("256001", 413, "input.too_large"),
        ("9999", 400, "input.malformed"),
        ("3", 400, "input.malformed"),
        ("0", 400, "input.malformed"),
        ("-1", 400, "input.malformed"),
    ],
)
def test_a_body_of_another_length_than_is_told_is_refused(world, length, status, code):
    trader = world.trader()
    answer = trader.post(
        "/api/conversations", {"title": "Monday"}, environ_overrides={"CONTENT_LENGTH": length}
    )
    assert (answer.status_code, answer.json["code"]) == (status, code)


def test_a_key_stands_for_the_body_that_was_read(world):
    trader = world.trader()
    key = {"Idempotency-Key": "once"}
    first = trader.post("/api/conversations", {"title": "Monday"}, headers=key)
    other = trader.post("/api/conversations", {"title": "Tuesday"}, headers=key)
    assert (first.status_code, other.status_code) == (201, 409)
