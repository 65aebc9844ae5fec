"""A selection by groups or in steps of time: rows with the figures that are asked for."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from backend.features.record.performance import groups, report
from backend.features.record.performance.documents import GroupDocument
from backend.features.record.performance.figures import FigureDocument
from backend.features.record.performance.schemas import (
    FilteredGroupSelection,
    FilteredSelection,
    GroupBy,
)
from backend.features.record.questions import pattern_figures, trade_sums
from backend.features.record.questions.errors import TooManyGroups
from backend.features.record.questions.evidence.drawdown_days import highs_and_falls
from backend.features.record.questions.measured_figures import (
    FigureSources,
    MeasuredSlice,
    asks_for,
    figures_of,
)
from backend.features.record.questions.measures import Origin
from backend.features.record.questions.pattern_figures import PatternEvidence
from backend.features.record.questions.schemas import AnsweredRow, Measure
from backend.features.record.questions.selections import QuestionContext
from backend.features.record.questions.slice_narrowing import group_selection, group_slice
from backend.features.record.questions.trade_links import look_of
from backend.features.record.questions.trade_sums import ColumnFigures
from backend.features.record.trades.trade_list.group_keys import NATURAL

MOST_MEASURED_ALONE = 40  # groups for each of which a whole report is made: a few seconds
MOST_ROWS = 5000  # session days of twenty years; only a few of them are told
NO_KEY: Mapping[GroupBy, str] = {
    GroupBy.SETUP: "no setup",
    GroupBy.STRATEGY: "no strategy",
    GroupBy.TAG: "no tag",
    GroupBy.EMOTION: "no emotion",
    GroupBy.ADHERENCE: "no adherence",
}


def rows_by(
    context: QuestionContext,
    side: MeasuredSlice,
    by: GroupBy,
    measures: Sequence[Measure],
    *,
    most: int = groups.MOST_GROUPS,
    also: Sequence[str] = (),
) -> tuple[list[AnsweredRow], int]:
    """Every group with its figures in the order of the report, and how many more there are.

    Args:
        context: who asks.
        side: the selection.
        by: what trades are put together by.
        measures: of each group.
        most: groups.
        also: keys of groups that are told of although no trade is in them.

    Raises:
        TooManyGroups
    """
    selection = FilteredGroupSelection(**side.selection.model_dump(), by=by)
    document = groups.groups(
        context.session, context.user_id, selection, now=context.now, most=most
    )
    sources = _sources(context, side, by, measures)
    documents = {group["key"]: group for group in document["groups"]}
    keys = [*documents, *(key for key in sources.other_keys() if key not in documents)]
    if by in NATURAL and len(keys) > len(documents):
        keys.sort(key=lambda key: (key is None, key))
    keys += [key for key in also if key not in keys]
    _check_number(keys, measures)
    rows = [_row(context, sources, by, key, documents.get(key), measures) for key in keys]
    return _with_clear_links(rows), document["more"]


def _with_clear_links(rows: Sequence[AnsweredRow]) -> list[AnsweredRow]:
    """Words are found in any case, so groups whose words differ in nothing else have no filter of their own."""
    folded = Counter(row.key.casefold() for row in rows if row.key is not None)
    return [_with_clear_link(row, folded) for row in rows]


def _with_clear_link(row: AnsweredRow, folded: Mapping[str, int]) -> AnsweredRow:
    if row.key is None or folded[row.key.casefold()] == 1:
        return row
    return row.model_copy(update={"look": None})


def _check_number(keys: Sequence[str | None], measures: Sequence[Measure]) -> None:
    is_alone = asks_for(measures, Origin.PATH) or asks_for(measures, Origin.DAYS)
    if is_alone and len(keys) > MOST_MEASURED_ALONE:
        raise TooManyGroups


@dataclass(frozen=True, slots=True)
class _GroupSources:
    """What the figures of groups are read from beside the report."""

    side: MeasuredSlice
    columns: Mapping[str | None, ColumnFigures]
    sightings: Mapping[str | None, PatternEvidence]

    def other_keys(self) -> list[str | None]:
        """Groups in which something was seen."""
        return list(self.sightings)


def _sources(
    context: QuestionContext, side: MeasuredSlice, by: GroupBy, measures: Sequence[Measure]
) -> _GroupSources:
    columns: Mapping[str | None, ColumnFigures] = {}
    if asks_for(measures, Origin.COLUMNS):
        columns = trade_sums.by_group(context, side.selection, by)
    sightings: Mapping[str | None, PatternEvidence] = {}
    if side.sightings is not None:
        sightings = pattern_figures.by_group(context, side.sightings, by)
    return _GroupSources(side, columns, sightings)


def _row(
    context: QuestionContext,
    sources: _GroupSources,
    by: GroupBy,
    key: str | None,
    group: GroupDocument | None,
    measures: Sequence[Measure],
) -> AnsweredRow:
    side = sources.side
    reported = {} if group is None else group["metrics"]
    if asks_for(measures, Origin.PATH):
        selection = group_selection(side.selection, by, key)
        reported = {**_alone(context, selection), **reported}
    elif group is None:
        reported = _alone(context, side.selection.model_copy(update={"only_trades": []}))
    sightings = sources.sightings.get(key)
    if sightings is None and side.sightings is not None:
        sightings = side.sightings.of([])
    columns = sources.columns.get(key, trade_sums.NOTHING)
    trades = 0 if group is None else group["trades"]
    high = None
    if asks_for(measures, Origin.DAYS):
        high = highs_and_falls(context, group_selection(side.selection, by, key))
    sources_of_row = FigureSources(trades, reported, columns, sightings, high)
    figures = figures_of(context, sources_of_row, measures)
    name = None if group is None else group["label"]
    part = group_slice(side.part, by, key, name)
    return AnsweredRow(
        place=None,
        key=key,
        label=_label(by, key, name),
        trades=trades,
        figures=figures,
        look=None if part is None else look_of(part),
    )


def _alone(context: QuestionContext, selection: FilteredSelection) -> dict[str, FigureDocument]:
    """What depends on the order of results, of one group."""
    document = report.performance(context.session, context.user_id, selection, now=context.now)
    return document["metrics"]


def _label(by: GroupBy, key: str | None, name: str | None) -> str:
    if key is None:
        return NO_KEY.get(by, "none")
    if by is GroupBy.HOUR:
        return f"{key}:00"
    if by is GroupBy.SESSION:
        return key.replace("_", " ")
    if by is GroupBy.MONTH:
        return f"{date.fromisoformat(f'{key}-01'):%B %Y}"
    if by is GroupBy.WEEK:
        return f"week of {key}"
    return name or key
