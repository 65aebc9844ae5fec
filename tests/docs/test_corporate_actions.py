"""The worked examples of corporate actions: every request is asked and every figure compared."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.world import Trader

TEXT = (Path(__file__).parents[2] / "docs" / "corporate-actions.md").read_text()
EXAMPLES = [
    (title.strip(), block.strip().splitlines())
    for title, text in re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", TEXT, re.DOTALL | re.MULTILINE)
    for block in re.findall(r"```\n(.*?)```", text, re.DOTALL)
]


@dataclass
class Example:
    """One example while it is played; `ids` of its trades, in the order in which they came."""

    trader: Trader
    ids: list[str] = field(default_factory=list)

    def play(self, line: str) -> None:
        request, _, figures = line.partition(" → ")
        method, path, *body = self._named(request).split(" ", 2)
        answer = self.trader.ask(
            method, f"/api/trading{path}", *(json.loads(text) for text in body)
        )
        assert answer.status_code in (200, 201), (line, answer.json)
        if method == "POST" and path == "/trades":
            self.ids.append(answer.json["id"])
        if answer.json.get("opened"):
            self.ids.append(answer.json["opened"]["id"])
        if figures:
            self._compare(answer.json, self._named(figures).split(", "))

    def _compare(self, answer: dict[str, Any], figures: list[str]) -> None:
        if "items" not in answer:
            assert [f"{name} {answer[name]}" for name in map(first_word, figures)] == figures
            return
        assert [shown(item) for item in answer["items"]] == figures

    def _named(self, text: str) -> str:
        return re.sub(r"\$(\d)", lambda match: self.ids[int(match[1]) - 1], text)


def first_word(text: str) -> str:
    return text.split(" ")[0]


def shown(item: dict[str, Any]) -> str:
    """A row of results by its figures, a trade by its id."""
    if "day" not in item:
        return item["id"]
    return f"{item['day']} {item['kind']} {item['quantity']} {item['net']}"


@pytest.mark.parametrize("lines", [lines for _, lines in EXAMPLES], ids=[t for t, _ in EXAMPLES])
def test_every_figure_is_what_the_product_says(world, lines):
    example = Example(world.trader())
    for line in lines:
        example.play(line)


def test_every_action_has_its_example():
    paths = {
        word for _, lines in EXAMPLES for line in lines for word in re.findall(r"\$1/(\w+)", line)
    }
    actions = {"split", "dividend", "financing", "rename", "expire", "roll"}
    assert actions <= paths
    endings = {"worthless", "cash_settled", "assigned", "exercised"}
    assert all(f'"outcome": "{ending}"' in TEXT for ending in endings)
