"""From marks to a draft of a query, with what of the question was not understood. Pure."""

from backend.features.chat.understanding.phrases.marks import (
    FilterValue,
    MarkKind,
    PhraseMark,
)
from backend.features.chat.understanding.questions.comparison import (
    family_of,
    free_sides,
    hold_apart,
    read_comparison,
)
from backend.features.chat.understanding.questions.draft import QueryDraft, Sentence
from backend.features.chat.understanding.questions.exclusion import read_exclusions
from backend.features.chat.understanding.questions.grouping.groups import read_groups
from backend.features.chat.understanding.questions.grouping.listings import read_listing
from backend.features.chat.understanding.questions.mark_corrections import corrected
from backend.features.chat.understanding.questions.measures import read_measures
from backend.features.chat.understanding.questions.open_parts.day_limits import take_days
from backend.features.chat.understanding.questions.open_parts.left_open import read_open_bounds
from backend.features.chat.understanding.questions.phrase_scanner import Scan
from backend.features.chat.understanding.questions.wording.outcome_words import (
    read_outcome_words,
)
from backend.features.chat.understanding.questions.wording.past_days import read_past_days
from backend.features.chat.understanding.questions.wording.plain_talk import (
    read_either_way,
    read_stories_of_time,
    refuse_conditions_of_days,
)
from backend.features.chat.understanding.questions.wording.shares import (
    hold_against_whole,
    read_share,
)
from backend.features.chat.understanding.questions.wording.trade_kinds import read_trade_kinds
from backend.features.chat.understanding.questions.wording.twin_measures import unit_of
from backend.features.chat.understanding.questions.wording.weekday_ranges import (
    with_weekday_ranges,
)

_CONTENT = (
    MarkKind.MEASURE,
    MarkKind.FILTER,
    MarkKind.SPAN,
    MarkKind.HEAD,
    MarkKind.RANK,
    MarkKind.GROUP,
    MarkKind.TREND,
    MarkKind.DEFAULT,
    MarkKind.CURRENCY,
    MarkKind.TRADE_TYPE,
    MarkKind.VERSUS,
)
_NEVER_FILLER = (MarkKind.UNKNOWN, MarkKind.NUMBER, MarkKind.FILTER, MarkKind.SPAN)


def build(scan: Scan) -> tuple[QueryDraft, Sentence]:
    """Put the marks of a question together."""
    marks = with_weekday_ranges(corrected(scan.marks, scan.words))
    plurals = frozenset(
        place
        for place, mark in enumerate(marks)
        if (last := scan.words[mark.end - 1]).plain != last.text and last.plain.endswith("s")
    )
    sentence, draft = Sentence(marks, plurals), QueryDraft()
    read_outcome_words(sentence, scan)
    read_either_way(sentence)
    read_stories_of_time(sentence)
    refuse_conditions_of_days(sentence, scan)
    _drop_talk(sentence)
    _drop_story(sentence)
    _read_kinds_of_instruments(sentence)
    _turn_into_groups(sentence)
    _read_kinds(sentence, draft)
    read_trade_kinds(sentence, draft)
    _read_rules(sentence, draft, scan)
    read_past_days(sentence, scan)
    draft.unit = unit_of(scan.words)
    draft.adds_measures = any(word.plain in ("too", "also", "well") for word in scan.words)
    draft.joins_measures = any(mark.kind is MarkKind.AND for mark in sentence.marks)
    _refuse_bounds(sentence)
    read_exclusions(sentence, draft)
    read_share(sentence, draft)
    read_measures(sentence, draft)
    read_comparison(sentence, draft)
    read_groups(sentence, draft)
    _take_rest(sentence, draft, scan)
    hold_against_whole(draft)
    _read_both_tags(sentence, draft, scan)
    read_listing(sentence, draft, scan.words)
    read_open_bounds(sentence, draft, scan)
    return draft, sentence


def _read_rules(sentence: Sentence, draft: QueryDraft, scan: Scan) -> None:
    """Whether rules were broken or kept is on record of no trade, and is asked back."""
    kinds = (MarkKind.MEASURE, MarkKind.DEFAULT, MarkKind.ACT)
    figures = [mark for mark in sentence.marks if mark.is_a(*kinds)]
    for place, mark in enumerate(sentence.marks):
        is_condition = mark.value == "adherence" and len(figures) > 1 and _is_when(sentence, place)
        names_rules = any(word.text == "rule" for word in scan.words[mark.start : mark.end])
        rules = "kept" if is_condition and names_rules else mark.filter_word("rules")
        if rules is None:
            continue
        draft.rules = rules
        sentence.marks[place] = PhraseMark(MarkKind.FILLER, "rules", mark.start, mark.end)
        _turn_rules(sentence, draft, place)


def _is_when(sentence: Sentence, place: int) -> bool:
    """Whether what is measured elsewhere limits the trades here: "win rate when I follow my rules"."""
    near = sentence.marks[max(place - 3, 0) : place]
    return any(
        mark.kind is MarkKind.WHICH or mark.value in ("when", "if", "where") for mark in near
    )


def _turn_rules(sentence: Sentence, draft: QueryDraft, place: int) -> None:
    """In "when I follow my rules vs when I don't" trades with and without are held against each other."""
    marks = sentence.marks
    for at in range(place + 1, len(marks)):
        if marks[at].is_a(MarkKind.VERSUS, MarkKind.NOT, MarkKind.OTHERS):
            draft.compares_rules = True
            marks[at] = PhraseMark(MarkKind.FILLER, "rules", marks[at].start, marks[at].end)


_CIRCUMSTANCES = frozenset(
    """phone coffee vacation wife dad brother mom home desk meeting kid kids stress tax work bed screen boss mentor
    friends table chart""".split()
)
_UNDER_WHICH = frozenset(
    "on from off with without at during after before in near when while because".split()
)
_POSSESSIVES = frozenset("my the a an our of".split())


def _is_a_circumstance(scan: Scan, mark: PhraseMark) -> bool:
    """In "when I trade off my phone" a word that mostly says nothing would limit what is asked."""
    if mark.kind is not MarkKind.FILLER or scan.words[mark.start].plain not in _CIRCUMSTANCES:
        return False
    before = mark.start - 1
    while before >= 0 and scan.words[before].plain in _POSSESSIVES:
        before -= 1
    return before >= 0 and scan.words[before].plain in _UNDER_WHICH


def lone_number(sentence: Sentence) -> int | None:
    """The place of the only number that was read into nothing."""
    lone = [
        place
        for place, mark in enumerate(sentence.marks)
        if mark.kind is MarkKind.NUMBER and place not in sentence.accounted
    ]
    return lone[0] if len(lone) == 1 else None


def not_understood(scan: Scan, sentence: Sentence) -> tuple[str, ...]:
    """Words that could change the meaning and were read into nothing, as they were written."""
    lost: list[tuple[int, int]] = []
    for place, mark in enumerate(sentence.marks):
        is_lost = mark.is_a(*_NEVER_FILLER) and place not in sentence.accounted
        is_lost = is_lost or _is_a_circumstance(scan, mark)
        if not is_lost and place not in sentence.unclear:
            continue
        if lost and lost[-1][1] == mark.start and mark.kind is MarkKind.UNKNOWN:
            lost[-1] = (lost[-1][0], mark.end)
        else:
            lost.append((mark.start, mark.end))
    texts = (" ".join(word.raw for word in scan.words[start:end]) for start, end in lost)
    return tuple(dict.fromkeys(texts))


def _drop_talk(sentence: Sentence) -> None:
    """Sentences beside the question in which nothing of a record stands are talk, all of them."""
    start = 0
    stops = [place for place, mark in enumerate(sentence.marks) if mark.kind is MarkKind.STOP]
    if not any(mark.is_a(*_CONTENT) for mark in sentence.marks):
        return
    for stop in [*stops, len(sentence.marks)]:
        part = sentence.marks[start:stop]
        if not any(mark.is_a(*_CONTENT, MarkKind.ONLY) for mark in part):
            sentence.take(*range(start, stop))
        start = stop + 1


def _drop_story(sentence: Sentence) -> None:
    """What a sentence tells without asking gives way to what another one asks of the same kind."""
    parts = _parts(sentence)
    asking = [part for part in parts if any(sentence.marks[at].is_a(*_ASKING) for at in part)]
    if not asking or len(asking) == len(parts):
        return
    families = {
        family_of(sentence.marks[at])
        for part in asking
        for at in part
        if sentence.marks[at].is_a(MarkKind.FILTER, MarkKind.SPAN)
    }
    for part in parts:
        if part in asking or _limits(sentence, part):
            continue
        for at in part:
            mark = sentence.marks[at]
            is_side = mark.is_a(MarkKind.FILTER, MarkKind.SPAN) and family_of(mark) in families
            if is_side or mark.is_a(MarkKind.UNKNOWN, MarkKind.NUMBER, MarkKind.ACT):
                sentence.take(at)


def _limits(sentence: Sentence, part: list[int]) -> bool:
    """Whether a sentence that asks nothing limits what another asks: "only longs", "without NQ", "on Mondays"."""
    first = next(
        (sentence.marks[at] for at in part if sentence.marks[at].kind is not MarkKind.FILLER), None
    )
    leads = (
        MarkKind.ONLY,
        MarkKind.NOT,
        MarkKind.PREPOSITION,
        MarkKind.AND,
        MarkKind.FILTER,
        MarkKind.SPAN,
        MarkKind.FOLLOW,
    )
    words = len(part)
    return words <= 3 or first is None or (first.is_a(*leads) and words <= 6)


def _parts(sentence: Sentence) -> list[list[int]]:
    """The places of the marks of each sentence."""
    parts: list[list[int]] = [[]]
    for place, mark in enumerate(sentence.marks):
        if mark.kind is MarkKind.STOP:
            parts.append([])
        else:
            parts[-1].append(place)
    return [part for part in parts if part]


def _read_kinds_of_instruments(sentence: Sentence) -> None:
    """As in "NOW stock", "ES futures": the class says again what the instrument is."""
    for place in range(1, len(sentence.marks)):
        before, value = sentence.marks[place - 1].value, sentence.marks[place].value
        if not isinstance(before, FilterValue) or not isinstance(value, FilterValue):
            continue
        if before.field == "instruments" and value.field == "classes":
            mark = sentence.marks[place]
            sentence.marks[place] = PhraseMark(MarkKind.FILLER, "class", mark.start, mark.end)


def _turn_into_groups(sentence: Sentence) -> None:
    """As in "Split by how long I held": a measure behind "by" is what trades are put together by."""
    for place in range(1, len(sentence.marks)):
        mark = sentence.marks[place]
        near = [
            other
            for other in sentence.marks[max(place - 2, 0) : place]
            if other.kind is not MarkKind.FILLER
        ]
        is_behind = bool(near) and (near[-1].kind is MarkKind.BY or near[-1].value == "by")
        if mark.kind is MarkKind.MEASURE and is_behind and mark.value in _GROUPS_OF_MEASURES:
            group = _GROUPS_OF_MEASURES[str(mark.value)]
            sentence.marks[place] = PhraseMark(MarkKind.DIMENSION, group, mark.start, mark.end)


_GROUPS_OF_MEASURES = {"holding_time": "holding", "adherence": "adherence"}
_ASKING = (
    MarkKind.MEASURE,
    MarkKind.HEAD,
    MarkKind.DEFAULT,
    MarkKind.RANK,
    MarkKind.GROUP,
    MarkKind.TREND,
    MarkKind.WHICH,
    MarkKind.VERSUS,
    MarkKind.AMONG,
)
_BOUNDS = frozenset(
    "after before since until till within over below above past under between".split()
)


def _refuse_bounds(sentence: Sentence) -> None:
    """As in "Before news" is no "news": a bound that was read into nothing is said back with the filter behind it."""
    for place, mark in enumerate(sentence.marks):
        if mark.kind is not MarkKind.PREPOSITION or mark.value not in _BOUNDS:
            continue
        following = range(place + 1, min(place + 3, len(sentence.marks)))
        side = next(
            (at for at in following if sentence.marks[at].kind is not MarkKind.FILLER), None
        )
        if side is not None and sentence.marks[side].is_a(MarkKind.FILTER):
            sentence.refuse(place, side)


def _read_kinds(sentence: Sentence, draft: QueryDraft) -> None:
    for place, mark in enumerate(sentence.marks):
        if mark.kind is MarkKind.CURRENCY:
            draft.currency = str(mark.value)
            sentence.take(place)
        if mark.kind is MarkKind.CLEAR:
            draft.clears = True


def _take_rest(sentence: Sentence, draft: QueryDraft, scan: Scan) -> None:
    """All filters and spans that are in no comparison and no exclusion limit the whole."""
    spans: list[int] = []
    for place in free_sides(sentence):
        mark = sentence.marks[place]
        if isinstance(mark.value, FilterValue):
            _share(draft, mark.value)
            sentence.take(place)
        else:
            spans.append(place)
    take_days(sentence, draft, spans, scan.today)
    hold_apart(sentence, draft)
    for value in draft.first.overlap:
        for place, mark in enumerate(sentence.marks):
            if mark.value == value:
                sentence.refuse(place)


def _read_both_tags(sentence: Sentence, draft: QueryDraft, scan: Scan) -> None:
    """In "tagged late and news" and "with both tags" a trade bears all of them; "late or news" and "late, news" any."""
    tags = draft.first.only.get("tags", [])
    places = [
        place
        for place, mark in enumerate(sentence.marks)
        if isinstance(mark.value, FilterValue) and mark.value.field == "tags"
    ]
    if len(tags) < 2 or len(places) < 2 or draft.group_by is not None:
        return
    between = sentence.marks[places[0] : places[-1]]
    words = {word.plain for word in scan.words}
    is_led = any(word.plain in _BEARING for word in scan.words[: sentence.marks[places[0]].start])
    is_joined = all(not mark.is_a(MarkKind.OR, MarkKind.PAUSE) for mark in between)
    if is_joined and (is_led or "both" in words):
        draft.first.only["every_tag"] = draft.first.only.pop("tags")


_BEARING = frozenset("tagged labelled labeled flagged carrying bearing both".split())


def _share(draft: QueryDraft, value: FilterValue) -> None:
    draft.first.add(value)
    if draft.second is not None and value.field not in draft.second.only:
        draft.second.add(value)
