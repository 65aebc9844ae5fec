"""The rules engine's verdict: deterministic, from facts alone, and honest about what it cannot know."""

from decimal import Decimal

from backend.core.types import plain_decimal
from backend.features.coach.ideas.ideas import Idea
from backend.features.coach.verdicts.facts import (
    Fact,
    IdeaMeasures,
    Situation,
    measure,
    money,
)
from backend.features.coach.verdicts.findings import HEATED, Findings, weigh
from backend.features.coach.verdicts.schemas import Direction, ReadIdea, VerdictDraft, VerdictKind
from backend.features.record.rulebook.evaluation import against, decide
from backend.features.record.rulebook.schemas import Decision

_PSYCHOLOGY = {
    "revenge": "You write about getting money back. The market does not owe it; this trade must stand on its own.",
    "fomo": "You write about missing the move. If the price has left your level, the risk has grown with it.",
    "fear": "You write that you are worried. A size at which the stop does not matter is the right size.",
    "anger": "You write in anger. Give it ten minutes before you place anything.",
    "tilt": "You write that it is slipping out of your hands. Stop for today; tomorrow is another session.",
    "greed": "You write as if it could not lose. Decide now what you do when it does.",
    "moved_stop": "You write about moving your stop. The first stop is the promise; keep it.",
}
NO_INSTRUMENT = "The instrument, for instance ES or EURUSD."
RULES_VERSION = "rules-2"
MINIMUM_RECORD = 20  # trades on the instrument before they move the odds
PRIOR_WEIGHT = 20  # the random walk counts as much as twenty trades
NOT_SEEN = "I judged your words; without a vision engine I have not seen the picture."
EXAMPLE = "long ES 4500.25 stop 4490 target 4520."


def judge(situation: Situation, facts: tuple[Fact, ...]) -> VerdictDraft:
    """A verdict on the idea; never fails, never pretends to have seen a picture."""
    missing = missing_of(situation)
    if missing:
        return _unreadable(situation, missing, facts)
    measures = measure(situation)
    findings = weigh(situation, measures)
    return _draft(situation, measures, findings, _kind(findings), facts)


def _kind(findings: Findings) -> VerdictKind:
    if findings.against:
        return VerdictKind.SKULL
    if findings.conditions:
        return VerdictKind.FIRE
    return VerdictKind.DIAMOND


def missing_of(situation: Situation) -> list[str]:
    """What must be known before an idea can be judged, and is not."""
    idea = situation.idea
    missing = list(idea.conflicts)
    if idea.instrument is None:
        missing.append(NO_INSTRUMENT)
    is_direction_asked = any("long and short" in conflict for conflict in idea.conflicts)
    if idea.direction is None and not is_direction_asked:
        missing.append("The direction: long or short.")
    if idea.entry is None and idea.market_entry:
        missing.append("The price now: a market order has no level to judge.")
    elif idea.entry is None:
        missing.append("The entry price.")
    if idea.stop is None:
        missing.append("The stop: where the idea is wrong.")
    return missing


def _unreadable(situation: Situation, missing: list[str], facts: tuple[Fact, ...]) -> VerdictDraft:
    if situation.image_count:
        opening = "I cannot look into pictures without a vision engine, so I have not seen your chart, and your words"
    else:
        opening = "Your words"
    opening_sentence = (
        f"{opening} leave out something that I need before I can judge."
        f" Add it in one line, such as: {EXAMPLE}"
    )
    analysis = " ".join([*_announced(situation), opening_sentence])
    known = {fact.id for fact in facts}
    return VerdictDraft(
        analysis=analysis,
        verdict=VerdictKind.UNREADABLE,
        confidence=None,
        key_points=[],
        conditions=[],
        missing=missing,
        psychology_note=_note(situation.idea),
        read=reading(situation.idea, IdeaMeasures()),
        invalidation=None,
        horizon=None,
        evidence=sorted(known.intersection(("image.count", "words.instrument"))),
    )


def _announced(situation: Situation) -> list[str]:
    """The answer of the interlock in a sentence or two, where a trade is announced."""
    idea = situation.idea
    if not idea.about_to or idea.instrument is None or idea.direction is None:
        return []
    decision, reasons = decide(situation.rules), against(situation.rules)
    opening = {
        Decision.ALLOW: "Your own rules allow this trade.",
        Decision.WARN: "Careful: your own rules want you to look again.",
        Decision.BLOCK: "Stop: your own rules block this trade.",
    }[decision]
    return [opening, *reasons[:3]]


def _draft(
    situation: Situation,
    measures: IdeaMeasures,
    findings: Findings,
    kind: VerdictKind,
    facts: tuple[Fact, ...],
) -> VerdictDraft:
    known = {fact.id for fact in facts}
    findings.stand_on("words.instrument", "words.direction")
    confidence = _confidence(situation, measures, findings)
    points = [*findings.against, *findings.conditions, *findings.in_favour]
    analysis = _analysis(situation, measures, findings, kind)
    return VerdictDraft(
        analysis=" ".join([*_announced(situation), analysis]),
        verdict=kind,
        confidence=confidence,
        key_points=points,
        conditions=findings.conditions if kind is VerdictKind.FIRE else [],
        missing=[],
        psychology_note=_note(situation.idea),
        read=reading(situation.idea, measures),
        invalidation=_invalidation(situation.idea.stop, measures),
        horizon=_horizon(situation.idea.timeframe),
        evidence=[fact_id for fact_id in findings.evidence if fact_id in known],
    )


def _invalidation(stop: Decimal | None, measures: IdeaMeasures) -> str | None:
    if stop is None or measures.stop_side_wrong:
        return None
    return f"The idea is wrong at {plain_decimal(stop)}."


def _analysis(
    situation: Situation, measures: IdeaMeasures, findings: Findings, kind: VerdictKind
) -> str:
    idea = situation.idea
    name = (idea.direction or "").capitalize()
    if idea.instrument is not None:
        name = f"{name} {idea.instrument.symbol}".strip()
    opening = {
        VerdictKind.DIAMOND: f"{name} is worth taking as you planned it.",
        VerdictKind.FIRE: f"{name} is possible, under conditions.",
        VerdictKind.SKULL: f"Leave {name} as it stands.",
    }[kind]
    if kind is VerdictKind.SKULL:
        parts = findings.against
    else:
        parts = findings.conditions or findings.in_favour
    sentences = [opening, *_size_for_told_risk(idea, measures), *parts[:3]]
    if situation.image_count:
        sentences.append(NOT_SEEN)
    return " ".join(sentences)


def _size_for_told_risk(idea: Idea, measures: IdeaMeasures) -> list[str]:
    """The size that follows from the money that was said to be risked, where no size was said."""
    risk_money, size, instrument = idea.risk_money, measures.fitting_size, idea.instrument
    if risk_money is None or size is None or idea.size is not None or instrument is None:
        return []
    risk = money(risk_money, instrument.currency)
    if size == 0:
        cost = money(measures.risk_unit or Decimal(0), instrument.currency)
        return [
            f"Not even one {instrument.unit} fits a risk of {risk}: the stop costs {cost} each."
        ]
    shown = plain_decimal(size)
    units = instrument.unit if size == 1 else f"{instrument.unit}s"
    return [f"For a risk of {risk} the size is {shown} {units}."]


def _confidence(situation: Situation, measures: IdeaMeasures, findings: Findings) -> int | None:
    """The chance that the first target comes before the stop.

    Without an edge the price is a fair game between the two levels: the chance is risk / (risk + reward), which is
    1 / (1 + ratio). From twenty trades on the instrument their share of wins moves it, each trade counting as one.
    Where the words tell the exit there is nothing left to forecast.

    Source:
        Gambler's ruin: Feller, "An Introduction to Probability Theory", vol. 1, chapter XIV.
    """
    if measures.risk_reward is None or situation.idea.exit is not None:
        return None
    fair = 1 / (1 + float(measures.risk_reward))
    record = situation.record
    if record.same_closed < MINIMUM_RECORD:
        return round(fair * 100)
    findings.stand_on("record.instrument")
    wins = fair * PRIOR_WEIGHT + record.same_wins
    return round(wins / (PRIOR_WEIGHT + record.same_closed) * 100)


def reading(idea: Idea, measures: IdeaMeasures) -> ReadIdea:
    """An idea and its arithmetic as what was read."""
    return ReadIdea(
        instrument=idea.instrument.symbol if idea.instrument else None,
        timeframe=idea.timeframe,
        direction=Direction(idea.direction) if idea.direction else None,
        entry=idea.entry,
        stop=idea.stop,
        targets=list(idea.targets),
        position_size=idea.size,
        risk_reward=measures.risk_reward,
        risk_amount=measures.risk_money,
    )


def _note(idea: Idea) -> str | None:
    for feeling in (*HEATED, *_PSYCHOLOGY):
        if feeling in idea.feelings:
            return _PSYCHOLOGY[feeling]
    return None


def _horizon(timeframe: str | None) -> str:
    if timeframe is None or timeframe.endswith("m"):
        return "this session"
    if timeframe.endswith("h"):
        return "the next days"
    return "the next weeks"
