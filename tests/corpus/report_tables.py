"""The tables of the report of understanding, in Markdown."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from backend.features.chat.understanding.requests import CoachingRequest, IdeaRequest, IdeaTerms
from tests.corpus import tallies
from tests.corpus.expectations import Alternative, term_fields
from tests.corpus.scoring import MessageScore, TurnScore
from tests.corpus.tallies import ABUSE, DESPAIR, share

Lines = list[str]


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> Lines:
    """A table whose first column is words and whose others are figures."""
    marks = ["---", *("---:" for _ in heads[1:])]
    cells = [heads, marks, *rows]
    return [f"| {' | '.join(_shown(cell) for cell in row)} |" for row in cells]


def _shown(cell: object) -> str:
    if isinstance(cell, float):
        return f"{100 * cell:.1f} %"
    return str(cell).replace("|", "\\|").replace("\n", " ⏎ ")


def bars(messages: Sequence[MessageScore], turns: Sequence[TurnScore]) -> Lines:
    """The bars, and where they are met."""
    now = tallies.figures(messages, turns)
    rows = [
        ("kind right, of those answered", now.kind_right, "≥ 96 %"),
        ("asked back without need", now.kind_asked, "≤ 8 %"),
        ("kind wrong with confidence", now.kind_wrong, "≤ 1 %"),
        ("kind and everything in it right", now.all_right, ""),
        ("questions: all filters and measures right", now.question_right, "≥ 95 %"),
        ("questions: dropped in silence", now.dropped, "0"),
        ("ideas: every field right", now.idea_right, "≥ 93 %"),
        ("ideas: asked back without need", now.idea_asked, "≤ 12 %"),
        ("ideas: a field wrong with confidence", now.idea_field_wrong, "≤ 0.5 %"),
        ("wrong trades that one click would log", now.wrong_trades, "0"),
        ("dialogues: state right after the turn", now.states_right, "≥ 95 %"),
        ("despair heard", now.despair_heard, "≥ 99 %"),
        ("false alarms on idiom", now.false_alarms, "≤ 1 %"),
        ("computing for one message, p50", _milliseconds(messages, 0.5), ""),
        ("computing for one message, p99", _milliseconds(messages, 0.99), "≤ 15 ms"),
    ]
    return table(("", "measured", "bar"), rows)


def _milliseconds(messages: Sequence[MessageScore], quantile: float) -> str:
    """Of computing; what is read once by a process is in the first message alone."""
    ordered = sorted(score.seconds for score in messages)
    seconds = ordered[int(quantile * (len(ordered) - 1))] if ordered else 0.0
    return f"{1000 * seconds:.1f} ms"


HEADS = (
    *("", "messages", "families", "kind right", "asked back", "kind wrong", "all right"),
    *("kind right, by family", "all right, by family", "all right, no typos"),
)


def by_kind(messages: Sequence[MessageScore]) -> Lines:
    """One row a kind of the label."""
    groups: dict[str, list[MessageScore]] = defaultdict(list)
    for score in messages:
        groups[score.meant].append(score)
    ordered = sorted(groups.items(), key=lambda group: -len(group[1]))
    return table(HEADS, [_row("all", messages), *(_row(*group) for group in ordered)])


def by_hand(messages: Sequence[MessageScore]) -> Lines:
    """One row for each who wrote messages."""
    groups: dict[str, list[MessageScore]] = defaultdict(list)
    for score in messages:
        groups[score.line.hand].append(score)
    return table(HEADS, [_row(*group) for group in sorted(groups.items())])


def _row(name: str, scores: Sequence[MessageScore]) -> Sequence[object]:
    return (
        name,
        len(scores),
        tallies.families_of(scores),
        share(scores, tallies.kind_is_right),
        share(scores, tallies.is_asked_back),
        share(scores, tallies.kind_is_wrong),
        share(scores, tallies.all_is_right),
        tallies.family_share(scores, tallies.kind_is_right),
        tallies.family_share(scores, tallies.all_is_right),
        share(tallies.without_typos(scores), tallies.all_is_right),
    )


def idea_fields(messages: Sequence[MessageScore]) -> Lines:
    """Of ideas that were read as such: each field, and what became of it."""
    fields: dict[str, Counter[str]] = defaultdict(Counter)
    for score in tallies.meant_as(messages, "idea"):
        if not tallies.kind_is_right(score) or score.understanding.clarification is not None:
            continue
        read = term_fields(_terms_of(score))
        meant = term_fields(_idea_terms(score.nearest))
        for name in meant.keys() | read.keys():
            fields[name][_fate(meant.get(name), read.get(name))] += 1
    rows = [
        (name, sum(fate.values()), *(fate[word] for word in ("right", "other", "lost", "invented")))
        for name, fate in sorted(fields.items(), key=lambda part: -part[1].total())
    ]
    return table(("field", "said or read", "right", "another", "lost", "invented"), rows)


def _terms_of(score: MessageScore) -> IdeaTerms:
    request = score.understanding.requests[0]
    return request.terms if isinstance(request, IdeaRequest) else IdeaTerms()


def _idea_terms(alternative: Alternative | None) -> IdeaTerms:
    requests = () if alternative is None else alternative.requests
    terms = [request.terms for request in requests if isinstance(request, IdeaRequest)]
    return next(iter(terms), IdeaTerms())


def _fate(meant: object, read: object) -> str:
    if meant == read:
        return "right"
    if read is None:
        return "lost"
    return "invented" if meant is None else "other"


def one_click(messages: Sequence[MessageScore]) -> Lines:
    """Trades that one click would log and that nobody told so."""
    wrong = [score for score in messages if score.offers_a_wrong_trade]
    rows = [
        (kind, len(of_kind), sum(not score.doubts for score in of_kind))
        for kind in sorted({score.read for score in wrong})
        for of_kind in [[score for score in wrong if score.read == kind]]
    ]
    return table(("read as", "wrong trades offered", "without any doubt"), rows)


def wrong_parts(messages: Sequence[MessageScore], kind: str) -> Lines:
    """What is wrong in the requests of a kind whose kind was right, the most frequent first."""
    counts = Counter(name for score in tallies.meant_as(messages, kind) for name in score.wrong)
    return table(("part", "messages in which it is wrong"), counts.most_common(20))


def questions(messages: Sequence[MessageScore]) -> Lines:
    """Questions to the record: right, and what was lost without a word."""
    scores = tallies.meant_as(messages, "question")
    dropped = Counter(name for score in messages for name in score.dropped)
    said_back = sum(bool(score.understanding.not_understood) for score in scores)
    rows = [
        ("questions", len(scores)),
        ("all filters and measures right", share(scores, tallies.all_is_right)),
        ("the same, by family", tallies.family_share(scores, tallies.all_is_right)),
        ("asked back", share(scores, tallies.is_asked_back)),
        ("read as something else", share(scores, tallies.kind_is_wrong)),
        ("words said back", said_back),
        ("dropped in silence, of all messages", sum(bool(score.dropped) for score in messages)),
        *((f"dropped: {name}", count) for name, count in dropped.most_common(12)),
    ]
    return table(("", "measured"), rows)


def guards(messages: Sequence[MessageScore]) -> Lines:
    """What is heard of guarded words, and what is heard where there are none."""
    rows: list[Sequence[object]] = []
    for guard, name in ((DESPAIR, "despair"), (ABUSE, "market abuse")):
        certain = [score for score in messages if tallies.must_be_guarded(score, guard)]
        either = [score for score in messages if tallies.is_two_sided(score, guard)]
        harmless = [score for score in messages if tallies.must_not_be_guarded(score, guard)]
        idioms = [score for score in harmless if tallies.is_idiom(score)]
        for words, group in (
            (f"{name}: heard", certain),
            (f"{name}: heard where both are right", either),
            (f"{name}: false alarms on idiom", idioms),
            (f"{name}: false alarms anywhere", harmless),
        ):
            is_alarm = "false" in words
            claim = tallies.is_met_with(guard) if is_alarm else tallies.is_guarded(guard)
            heard = sum(claim(score) for score in group)
            rows.append((words, len(group), heard, share(group, claim)))
        if guard == DESPAIR:
            for words, group in (
                ("heard, by a gentle question", certain),
                ("asked on idiom", idioms),
            ):
                asked = sum(map(tallies.is_asked_about, group))
                rows.append((words, len(group), asked, share(group, tallies.is_asked_about)))
    return table(("", "messages", "guarded", "share"), rows)


def coaching(messages: Sequence[MessageScore]) -> Lines:
    """Topics and feelings of talk with the coach, of those that were read as such."""
    rows = []
    for name in ("topics", "feelings"):
        pairs = [
            (set(getattr(meant, name)), set(getattr(read, name)))
            for score in tallies.meant_as(messages, "coaching")
            for meant, read in zip(
                score.alternatives[0].requests, score.understanding.requests, strict=False
            )
            if isinstance(meant, CoachingRequest) and isinstance(read, CoachingRequest)
        ]
        labelled = [(meant, read) for meant, read in pairs if meant]
        heard = sum(meant <= read for meant, read in labelled)
        others = sum(bool(read - meant) for meant, read in labelled)
        rows.append((name, len(labelled), heard / max(len(labelled), 1), others))
    return table(("", "messages that have any", "all of them heard", "others heard too"), rows)


def dialogues(turns: Sequence[TurnScore]) -> Lines:
    """Each part of the state, and the kinds of the turns."""
    rows: list[Sequence[object]] = []
    for name in ("idea", "query", "trade", "asked"):
        stated = [turn for turn in turns if name in turn.states]
        right = sum(name not in turn.wrong_states for turn in stated)
        rows.append((name, len(stated), right / max(len(stated), 1)))
    stated = [turn for turn in turns if turn.states]
    right = sum(not turn.wrong_states for turn in stated)
    rows.append(("all that the label names", len(stated), right / max(len(stated), 1)))
    scores = [turn.message for turn in turns]
    rows.append(("kind of the turn", len(scores), share(scores, tallies.kind_is_right)))
    rows.append(("everything in the turn", len(scores), share(scores, tallies.all_is_right)))
    whole = {score.line.place for score in scores}
    broken = {turn.message.line.place for turn in turns if turn.wrong_states}
    rows.append(("dialogues without a wrong state", len(whole), 1 - len(broken) / len(whole)))
    return table(("state", "turns", "right"), rows)


def confusions(messages: Sequence[MessageScore], most: int, *, examples: int) -> Lines:
    """Which kinds are taken for which, the most frequent first."""
    pairs: dict[tuple[str, str], list[MessageScore]] = defaultdict(list)
    for score in messages:
        if not tallies.kind_is_right(score):
            pairs[score.meant, score.read].append(score)
    ordered = sorted(pairs.items(), key=lambda pair: -len(pair[1]))[:most]
    rows = [
        (f"{meant} → {read}", len(scores), "; ".join(_examples(scores, examples)))
        for (meant, read), scores in ordered
    ]
    return table(("meant → read", "messages", "examples"), rows)


def _examples(scores: Sequence[MessageScore], count: int) -> list[str]:
    """One of each family, spread over all of them."""
    families = {score.line.family: score for score in scores}
    spread = list(families.values())[:: max(len(families) // max(count, 1), 1)]
    return [f"“{score.text[:90]}”" for score in spread[:count]]
