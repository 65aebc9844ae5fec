"""The tool that asks the record: any question of its language, each figure a fact with how weak it is."""

import hashlib

from backend.features.ai.ports import ToolFact, ToolResult
from backend.features.chat.assistant.tools.trader_tool import ToolMoment, TraderTool, quote
from backend.features.record.questions import service
from backend.features.record.questions.schemas import (
    AnsweredPattern,
    AnsweredRow,
    AnsweredSlice,
    QueryAnswer,
    RecordQuery,
)

SOURCE = "record"
MOST_IN_AN_ID = 4  # filters whose names an id tells
LONGEST_SCOPE = 300


def _read(moment: ToolMoment, query: RecordQuery) -> ToolResult:
    answer = service.ask(
        moment.session, moment.user_id, query, now=moment.now, patterns=moment.patterns
    )
    name = _name_of(query)
    facts = _figures(answer, name, answer.currency)
    if answer.compared is not None:
        facts += _figures(answer.compared, f"{name}.other", answer.compared.currency)
        facts += _differences(answer, name)
    facts += [_row(answer, row, f"{name}.{place}") for place, row in enumerate(answer.rows, 1)]
    return ToolResult(tuple(facts), _note(answer))


def _name_of(query: RecordQuery) -> str:
    """Of this question and no other: what is measured, by which filters, and a mark of their values.

    Names of the trader's own (setups, tags) are no part of it: an id is not quoted.
    """
    document = query.model_dump(mode="json", exclude_defaults=True, exclude={"measures"})
    filters = [*document.get("only", {}), *document.get("excluding", {})]
    spoken = [*filters, *(key for key in document if key not in ("only", "excluding"))]
    mark = hashlib.sha256(query.model_dump_json(exclude={"measures"}).encode()).hexdigest()[:6]
    return ".".join([*spoken[:MOST_IN_AN_ID], mark]) if spoken else "all"


def _figures(part: AnsweredSlice, name: str, currency: str) -> list[ToolFact]:
    """One fact a figure; the selection is quoted, for it may name what the trader named."""
    scope = quote(part.scope or "all closed trades", longest=LONGEST_SCOPE)
    facts = [
        ToolFact(
            f"record:{figure.measure.value}.{name}",
            SOURCE,
            f"Of {scope}: {service.figure_words(figure, currency)}",
            None if figure.value is None else str(figure.value),
        )
        for figure in part.figures
    ]
    facts += [_pattern(pattern, name, scope) for pattern in part.patterns]
    facts += [
        ToolFact(
            f"record:left_out.{name}.{left.reason}",
            SOURCE,
            f"Of {scope}, {left.n} closed trades do not count: {left.reason}.",
            str(left.n),
        )
        for left in part.left_out
    ]
    return facts


def _pattern(pattern: AnsweredPattern, name: str, scope: str) -> ToolFact:
    words = f"Of {scope}: {pattern.name} was seen {pattern.occurrences} times"
    if pattern.status is not None:
        words += f"; status {pattern.status}"
    if pattern.cost_r is not None:
        words += f"; against comparable trades these made {pattern.cost_r:.2f} R"
        words += "" if pattern.is_measurable else ", which may be chance"
    return ToolFact(
        f"record:{pattern.pattern}.{name}", SOURCE, f"{words}.", str(pattern.occurrences)
    )


def _differences(answer: QueryAnswer, name: str) -> list[ToolFact]:
    return [
        ToolFact(
            f"record:{difference.measure.value}.{name}.difference",
            SOURCE,
            f"The first less the second: {service.difference_words(difference, answer.currency)}",
            None if difference.value is None else str(difference.value),
        )
        for difference in answer.differences
    ]


def _row(answer: QueryAnswer, row: AnsweredRow, name: str) -> ToolFact:
    figures = " ".join(service.figure_words(figure, answer.currency) for figure in row.figures)
    words = f"{quote(row.label)}: {figures}"
    if row.place is not None:
        words = f"Place {row.place}, {words}"
    measure = answer.query.measures[0].value
    value = row.figures[0].value if row.figures else None
    return ToolFact(
        f"record:{measure}.{name}", SOURCE, words, None if value is None else str(value)
    )


def _note(answer: QueryAnswer) -> str:
    """What makes the answer weak, and what is not told."""
    notes = [f"Weak: {weakness.value.replace('_', ' ')}." for weakness in answer.weakness]
    if answer.more:
        notes.append(f"{answer.more} more rows are not told.")
    if answer.tied:
        notes.append(f"{answer.tied} more are level with the last.")
    notes += [
        f"Without {quote(other.label)} there would be {other.trades}." for other in answer.without
    ]
    return " ".join(notes)


QUERY_RECORD = TraderTool(
    "query_record",
    "Figures of this trader's closed trades: up to eight measures of any selection (days, weekdays, hours, instruments,"
    " setups, tags, feelings, after a loss, nth trade of the day, plans, patterns), grouped, ranked, followed through"
    " time, or beside a second selection. Use it for any figure that the facts do not have.",
    RecordQuery,
    _read,
)
