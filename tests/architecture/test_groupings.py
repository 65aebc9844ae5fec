"""A grouping of the reports is whole: measured, looked into, asked for. Whoever adds one sees what is missing."""

import re
from pathlib import Path

from backend.features.record.performance.filters.schemas import GroupBy
from backend.features.record.questions.slice_narrowing import FILTER_OF_GROUP
from backend.features.record.trades.trade_list.group_keys import KEYS, MONEY_KEYS

ROOT = Path(__file__).parents[2]
UNDERSTANDING = ROOT / "backend" / "features" / "chat" / "understanding"
WORDS = UNDERSTANDING / "phrases" / "tables" / "groups.txt"


def without(whole: set[GroupBy]) -> list[str]:
    """The groupings that are not in there."""
    return sorted(by.value for by in set(GroupBy) - whole)


def test_every_grouping_has_its_key():
    assert without(set(KEYS)) == [], "give it its SQL in KEYS of trades/trade_list/group_keys.py"


def test_every_group_can_be_looked_into():
    without_filter = {*MONEY_KEYS, GroupBy.TRADE_TYPE}  # days, and a field of the question itself
    assert without(without_filter | set(FILTER_OF_GROUP)) == [], (
        "say in FILTER_OF_GROUP of questions/slice_narrowing.py which filter shows one of its groups;"
        " where no filter does, add that first"
    )


def test_every_grouping_has_its_words():
    named = set(re.findall(r"^dimension (\w+):", WORDS.read_text(), re.MULTILINE))
    missing = without({GroupBy(name) for name in named})
    assert missing == [], f"a line `dimension {', '.join(missing)}: its names` of {WORDS.name}"
