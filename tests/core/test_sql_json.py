"""What PostgreSQL writes as JSON is what the product writes from the same row."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import literal_column, select, text

from backend.core.serializer import to_wire
from backend.core.sql_json import rendered
from backend.core.types import Amount, Id, Moment, Out


class Side(StrEnum):
    LONG = "long"
    SHORT = "short"


class Shown(Out):
    id: Id
    amount: Amount
    maybe: Amount | None
    moment: Moment
    later: Moment | None
    words: str | None
    tags: list[str]
    is_set: bool
    count: int
    maybe_count: int | None
    day: date | None
    side: Side
    by_code: dict[str, str]
    count_or_words: int | str


class Texts(Out):
    id: Id
    words: str | None


class Others(Out):
    count: int
    tags: list[str]


numbers = st.decimals(
    min_value=-(10**14) + 1, max_value=10**14 - 1, allow_nan=False, allow_infinity=False, places=10
) | st.sampled_from(
    [Decimal(0), Decimal("-0.0000000001"), Decimal("100"), Decimal("4501.2500000000")]
)
moments = st.integers(0, 4 * 10**15).map(
    lambda one: datetime(1971, 1, 1, tzinfo=UTC) + timedelta(microseconds=one)
)
words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)

ROW = """
    select cast(:id as uuid) as id, cast(:amount as numeric(24, 10)) as amount,
           cast(:maybe as numeric(24, 10)) as maybe, cast(:moment as timestamptz) as moment,
           cast(:later as timestamptz) as later, cast(:words as text) as words, cast(:tags as text[]) as tags,
           cast(:is_set as boolean) as is_set, cast(:count as integer) as count,
           cast(:maybe_count as integer) as maybe_count, cast(:day as date) as day, cast(:side as text) as side,
           cast(:by_code as jsonb) as by_code, cast(:count as integer) as count_or_words
"""


@settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.fixed_dictionaries(
        {
            "id": st.uuids(),
            "amount": numbers,
            "maybe": st.none() | numbers,
            "moment": moments,
            "later": st.none() | moments,
            "words": st.none() | words,
            "tags": st.lists(words, max_size=3),
            "is_set": st.booleans(),
            "count": st.integers(-(2**31), 2**31 - 1),
            "maybe_count": st.none() | st.integers(-(2**31), 2**31 - 1),
            "day": st.none() | st.dates(),
            "side": st.sampled_from(Side),
            "by_code": st.dictionaries(words, words, max_size=2),
        }
    )
)
def test_postgresql_and_python_write_the_same(app, row):
    chosen = select(literal_column("*")).select_from(text(ROW).columns().subquery("given"))
    values = {**row, "id": str(row["id"]), "by_code": json.dumps(row["by_code"])}
    for model in (Shown, Texts, Others):
        with app.extensions["coach"].database.reading() as session:
            written = session.scalar(rendered(model, chosen, order="chosen.id"), values)
        row["count_or_words"] = row["count"]
        assert json.loads(written) == json.loads(to_wire(row, model))
