"""The examples of questions: every trade is logged, every question asked and its sentence compared."""

import json
import re
from pathlib import Path

from backend.features.record.questions.schemas import Filters, Measure, RecordQuery, Weakness

TEXT = (Path(__file__).parents[2] / "docs" / "questions.md").read_text()
BLOCKS = re.findall(r"```\n(.*?)```", TEXT, re.DOTALL)


def test_every_sentence_is_what_the_product_says(world):
    trader = world.trader()
    requests, questions = (block.strip().splitlines() for block in BLOCKS)
    for request in requests:
        _, path, body = request.split(" ", 2)
        assert trader.post(f"/api/trading{path}", json.loads(body)).status_code == 201
    pairs = list(zip(questions[::2], questions[1::2], strict=True))
    assert len(pairs) > 10
    for question, sentence in pairs:
        answer = trader.post("/api/trading/query", json.loads(question))
        assert f"→ {answer.json['words']}" == sentence


def test_every_part_filter_and_weakness_is_named():
    for field in {*RecordQuery.model_fields, *Filters.model_fields}:
        assert f"`{field}`" in TEXT, field
    for weakness in Weakness:
        assert f"`{weakness.value}`" in TEXT, weakness
    assert Measure.OCCURRENCES.value in TEXT
