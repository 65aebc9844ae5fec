"""A grouping of the reports is whole: measured, looked into, asked for. Whoever adds one sees what is missing."""

import re
from pathlib import Path

from backend.features.chat.understanding.questions.grouping.groups import FIELDS_OF_GROUP
from backend.features.record.performance.filters.schemas import Filters, GroupBy
from backend.features.record.questions.slice_narrowing import FILTER_OF_GROUP
from backend.features.record.trades.trade_list.group_keys import KEYS, MONEY_KEYS

ROOT = Path(__file__).parents[2]
UNDERSTANDING = ROOT / "backend" / "features" / "chat" / "understanding"
WORDS = UNDERSTANDING / "phrases" / "tables" / "groups.txt"
# A key of each grouping whose keys are not free words.
KEY_OF = {
    GroupBy.DIRECTION: "long",
    GroupBy.HOUR: "9",
    GroupBy.SESSION: "asia",
    GroupBy.WEEKDAY: "Monday",
    GroupBy.ADHERENCE: "20",
    GroupBy.HOLDING: "over a day",
}


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


def test_a_sentence_with_a_group_is_not_read_as_a_grouping():
    missing = sorted(by.value for by in set(FILTER_OF_GROUP) - set(FIELDS_OF_GROUP))
    assert missing == [], "say in FIELDS_OF_GROUP of chat's grouping/groups.py by which filters"
    fields = {field for fields in FIELDS_OF_GROUP.values() for field in fields}
    assert fields <= set(Filters.model_fields)


def test_a_filter_that_shows_a_group_is_among_its_fields():
    for by, filter_of in FILTER_OF_GROUP.items():
        [field] = filter_of(KEY_OF.get(by, "ES")).model_fields_set
        assert field in FIELDS_OF_GROUP[by], by
