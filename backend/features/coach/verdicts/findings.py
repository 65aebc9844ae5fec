"""What speaks for and against an idea, by rules, each with the facts it stands on. Pure."""

from dataclasses import dataclass, field
from decimal import Decimal

from backend.core.types import plain_decimal
from backend.features.coach.ideas.ideas import Idea
from backend.features.coach.verdicts.facts import (
    IdeaMeasures,
    OpenPosition,
    RecordFacts,
    Situation,
    money,
    related_positions,
)
from backend.features.record.rulebook.schemas import Rule, RuleMark

GOOD_RATIO = Decimal(2)  # twice the risk: right once in three is enough
WEAK_RATIO = Decimal(1)  # less than the risk needs more wins than losses
RECKLESS_PERCENT = Decimal(5)  # twenty such losses end an account
FAR_OVER_PLAN = Decimal(2)
LARGE = Decimal("1.5")  # times the usual size
SOON_MINUTES = 15  # a loss this fresh still speaks
# The idea itself is judged above; and an idea may be for another day than one on which the market is closed.
JUDGED_ELSEWHERE = (
    "risk_reward",
    Rule.STOP_SIDE.value,
    Rule.TARGET_SIDE.value,
    Rule.MARKET_HOURS.value,
)
HEATED = ("revenge", "tilt", "greed", "anger")
ASK_FOR_ACCOUNT = "Put your account size and risk per trade into your profile, and I weigh it."


@dataclass
class Findings:
    """What the rules found, each with the facts it stands on.

    Attributes:
        forbidden: of what is against it, what no judgement of anybody outweighs.
        required: of the conditions, those that the trader's own plan and rulebook make.
    """

    against: list[str] = field(default_factory=list)
    forbidden: list[str] = field(default_factory=list)
    conditions: list[str] = field(default_factory=list)
    required: list[str] = field(default_factory=list)
    in_favour: list[str] = field(default_factory=list)
    evidence: dict[str, None] = field(default_factory=dict)

    def stand_on(self, *fact_ids: str) -> None:
        """Name the facts that a finding comes from."""
        for fact_id in fact_ids:
            self.evidence[fact_id] = None

    def forbid(self, reason: str) -> None:
        """Against it, whatever else is for it."""
        self.against.append(reason)
        self.forbidden.append(reason)

    def require(self, reason: str) -> None:
        """A condition of the trader's own."""
        self.conditions.append(reason)
        self.required.append(reason)


def weigh(situation: Situation, measures: IdeaMeasures) -> Findings:
    """What speaks for and against an idea of which nothing is missing."""
    findings = Findings()
    _judge_stop(situation, measures, findings)
    _judge_doubts(situation.idea, findings)
    if not measures.stop_side_wrong:
        _judge_ratio(measures, findings)
        _judge_risk(situation, measures, findings)
    _judge_exposure(situation, findings)
    _judge_state(situation, findings)
    _judge_rules(situation, findings)
    return findings


def _judge_stop(situation: Situation, measures: IdeaMeasures, findings: Findings) -> None:
    idea = situation.idea
    if measures.stop_side_wrong:
        side = "below" if idea.direction == "long" else "above"
        findings.forbid(
            f"The stop is on the wrong side: for a {idea.direction} it belongs {side} the entry."
        )
        findings.stand_on("idea.stop_side", "words.entry", "words.stop")
    else:
        findings.stand_on("words.entry", "words.stop", "idea.stop_distance")


def _judge_doubts(idea: Idea, findings: Findings) -> None:
    """What the market hardly ever does speaks against an idea that needs it."""
    for number, doubt in enumerate(idea.doubts, 1):
        findings.against.append(doubt)
        findings.stand_on(doubt_id(number))


def doubt_id(number: int) -> str:
    """The fact that a doubt is."""
    return f"idea.doubt_{number}"


def _judge_ratio(measures: IdeaMeasures, findings: Findings) -> None:
    ratio = measures.risk_reward
    if measures.target_side_wrong:
        findings.forbid("A target is on the wrong side of the entry.")
        findings.stand_on("words.target_1")
    if ratio is None:
        if not measures.target_side_wrong:
            findings.conditions.append(
                "Name a target first: without one there is nothing to weigh the risk against."
            )
        return
    findings.stand_on("words.target_1", "idea.risk_reward")
    shown = plain_decimal(ratio)
    if ratio < WEAK_RATIO:
        findings.against.append(
            f"The first target pays {shown} for each 1 of risk: you risk more than you can win."
        )
    elif ratio < GOOD_RATIO:
        findings.conditions.append(
            f"The first target pays only {shown} for each 1 of risk: wait for a better entry."
        )
    else:
        findings.in_favour.append(f"The first target pays {shown} for each 1 of risk.")


def _judge_risk(situation: Situation, measures: IdeaMeasures, findings: Findings) -> None:
    percent, allowed = measures.risk_percent, measures.allowed_percent
    if percent is None:
        _ask_for_size(situation, measures, findings)
        return
    findings.stand_on("idea.risk_money", "account.size", "account.risk_percent")
    shown = plain_decimal(percent)
    fits = ""
    if measures.fitting_size is not None:
        findings.stand_on("account.fitting_size")
        fits = _fits(measures.fitting_size, situation)
    if allowed is not None:
        findings.stand_on("account.risk_per_trade")
    if percent > RECKLESS_PERCENT:
        findings.forbid(f"The stop would cost {shown}% of your account.{fits}")
    elif allowed is not None and percent > allowed * FAR_OVER_PLAN:
        plan = plain_decimal(allowed)
        findings.forbid(
            f"The stop would cost {shown}% of your account, and your plan says {plan}%.{fits}"
        )
    elif allowed is not None and percent > allowed:
        plan = plain_decimal(allowed)
        findings.conditions.append(
            f"Take a smaller size: this risks {shown}%, and your plan says {plan}%.{fits}"
        )
    else:
        findings.in_favour.append(f"The stop would cost {shown}% of your account.")


def _fits(size: Decimal, situation: Situation) -> str:
    risk_money, instrument = situation.idea.risk_money, situation.idea.instrument
    risk = "your planned risk"
    if risk_money is not None and instrument is not None:
        risk = f"the {money(risk_money, instrument.currency)} that you risk"
    if size == 0:
        return f" Not even one fits {risk}: look for a smaller contract or a nearer stop."
    return f" A size of {plain_decimal(size)} would fit {risk}."


def _ask_for_size(situation: Situation, measures: IdeaMeasures, findings: Findings) -> None:
    instrument = situation.idea.instrument
    if measures.risk_unit is None or instrument is None:
        return
    if measures.risk_money is not None:
        findings.stand_on("idea.risk_money")
        total = money(measures.risk_money, instrument.currency)
        findings.in_favour.append(f"At this size the stop costs {total}. {ASK_FOR_ACCOUNT}")
        return
    findings.stand_on("idea.risk_per_unit")
    cost = f"The stop costs {money(measures.risk_unit, instrument.currency)} a {instrument.unit}"
    if measures.fitting_size is not None:
        findings.stand_on("account.fitting_size")
        findings.in_favour.append(f"{cost}.{_fits(measures.fitting_size, situation)}")
    else:
        findings.in_favour.append(f"{cost}. Choose the size so that this loss would not matter.")


def _judge_exposure(situation: Situation, findings: Findings) -> None:
    idea, related = situation.idea, related_positions(situation)
    for number, position in enumerate(related[:5], 1):
        findings.stand_on(f"open.position_{number}")
        holding = f"{position.direction} {plain_decimal(position.size)} {position.instrument}"
        if position.direction != idea.direction:
            findings.conditions.append(
                f"You hold {holding}: close it first, or this only cancels it."
            )
        elif _adds_to_a_loser(position, idea):
            findings.against.append(f"You hold {holding} at a loss: this would add to a loser.")
        else:
            findings.conditions.append(f"You hold {holding}: count both risks as one.")


def _adds_to_a_loser(position: OpenPosition, idea: Idea) -> bool:
    """Whether the idea would enter the same contract at a price where the position stands at a loss."""
    if idea.instrument is None or idea.entry is None:
        return False
    if position.instrument != idea.instrument.symbol:
        return False
    if position.direction == "long":
        return idea.entry < position.entry
    return idea.entry > position.entry


def _judge_state(situation: Situation, findings: Findings) -> None:
    idea, record = situation.idea, situation.record
    fresh_loss = _is_loss_fresh(record)
    larger = _is_larger_than_usual(idea, record)
    heated = any(feeling in idea.feelings for feeling in HEATED)
    for feeling in idea.feelings:
        findings.stand_on(f"words.feeling_{feeling}")
    if fresh_loss and larger:
        findings.stand_on("record.last_trade", "record.usual_size")
        findings.forbid(
            f"You lost {record.minutes_since_last} minutes ago, and this comes larger than usual."
        )
    elif fresh_loss and heated:
        findings.stand_on("record.last_trade")
        findings.forbid(
            f"You lost {record.minutes_since_last} minutes ago,"
            " and this comes with the words of a chase."
        )
    elif heated:
        findings.conditions.append(
            "Read your own words again, and take it only if you would take it after a win."
        )
    elif fresh_loss:
        findings.stand_on("record.last_trade")
        findings.conditions.append(
            f"You lost {record.minutes_since_last} minutes ago: wait until you would skip it too."
        )
    if record.losses_in_a_row >= 3:
        findings.stand_on("record.losing_run")
        findings.conditions.append(
            f"{record.losses_in_a_row} losses in a row: halve the size until one works."
        )


def _is_loss_fresh(record: RecordFacts) -> bool:
    if not record.last_was_loss or record.minutes_since_last is None:
        return False
    return record.minutes_since_last <= SOON_MINUTES


def _is_larger_than_usual(idea: Idea, record: RecordFacts) -> bool:
    if idea.size is None or record.usual_size is None:
        return False
    return idea.size > record.usual_size * LARGE


def _judge_rules(situation: Situation, findings: Findings) -> None:
    """The plan's own checks and the trader's own limits: what they block is against it, what they miss is asked for."""
    statements = {*findings.against, *findings.conditions, *findings.in_favour}
    for check in situation.checks:
        if check.check not in JUDGED_ELSEWHERE and check.reason not in statements:
            _judge_mark(f"plan.{check.check}", check.state, check.reason, findings)
    for rule in situation.rules:
        if rule.rule.value not in JUDGED_ELSEWHERE and rule.reason not in statements:
            _judge_mark(f"rulebook.{rule.rule.value}", rule.state, rule.reason, findings)


def _judge_mark(fact_id: str, mark: RuleMark, reason: str, findings: Findings) -> None:
    if mark is RuleMark.OK:
        return
    findings.stand_on(fact_id)
    if mark is RuleMark.BLOCK:
        findings.forbid(reason)
    else:
        findings.require(reason)
