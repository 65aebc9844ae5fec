"""The rules engine in psychology mode: it speaks from the trader's own words and record, in few words."""

from decimal import Decimal

from backend.features.verdicts.facts import Fact, Situation, money
from backend.features.verdicts.schemas import CoachReply
from backend.features.verdicts.words import Guard, guard_of

CARE = (
    "What you write matters more than any trade. You do not have to carry this alone: please talk to somebody now. "
    "If you are in danger, call your local emergency number. In the US call or text 988; in the UK and Ireland call "
    "Samaritans on 116 123; elsewhere findahelpline.com lists who is there for you, day and night."
)
DECLINED = (
    "I do not help with this: what you describe would be market abuse, and it is a crime in most places. "
    "If you have come to know something that is not public, do not trade on it, and ask your compliance office. "
    "I am glad to look at any trade that stands on what everybody can see."
)
_ASKS = {
    "revenge": "What would this trade be if your account stood exactly where it was this morning?",
    "fomo": "At which price did your plan say to enter, and how far away is the market now?",
    "fear": "Which loss, in money, could you take and still sleep?",
    "anger": "What exactly made you angry: the market, or something that you did?",
    "tilt": "What is the one thing that you will do after you close the platform?",
    "greed": "What do you do, step by step, if it goes to your stop first?",
    "moved_stop": "Where was the first stop, and what did you learn between then and now?",
}


def coach(situation: Situation, facts: tuple[Fact, ...]) -> CoachReply:
    """A reply from what is known; never a verdict, never comfort in general."""
    guarded = guard_of(situation.idea)
    if guarded is not None:
        reply = CARE if guarded is Guard.SELF_HARM else DECLINED
        return CoachReply(reply=reply, key_points=[], question=None, evidence=[])
    known = {fact.id: fact for fact in facts}
    points, evidence = _observations(situation)
    felt = next((feeling for feeling in _ASKS if feeling in situation.idea.feelings), None)
    if felt is not None:
        words = situation.idea.feelings[felt]
        points.insert(0, f'You wrote "{words}".')
        evidence.insert(0, f"words.feeling_{felt}")
    question = _ASKS[felt] if felt else _question(situation)
    if not points:
        points = ["I have no closed trades of yours yet, so I can only go by what you tell me."]
        evidence = ["record.empty"]
    reply = " ".join([*points, question])
    return CoachReply(
        reply=reply, key_points=points, question=question, evidence=[one for one in evidence if one in known]
    )


def _observations(situation: Situation) -> tuple[list[str], list[str]]:
    """What stands out in the record, the most pressing first."""
    record = situation.record
    points: list[str] = []
    evidence: list[str] = []
    if record.losses_in_a_row >= 2:
        points.append(f"Your last {record.losses_in_a_row} trades in a row lost.")
        evidence.append("record.losing_run")
    if record.last_was_loss and record.minutes_since_last is not None and record.minutes_since_last < 120:
        points.append(f"The last one closed {record.minutes_since_last} minutes ago.")
        evidence.append("record.last_trade")
    if record.entered_today and record.currency:
        trades = "trade" if record.entered_today == 1 else "trades"
        points.append(f"Today: {record.entered_today} {trades}, {money(record.net_today, record.currency)}.")
        evidence.append("record.today")
    if record.average_r is not None and record.r_count >= 5:
        sense = "it pays you to keep to your stops" if record.average_r > 0 else "the record does not pay you yet"
        points.append(f"Over {record.r_count} trades you average {record.average_r:.2f} R: {sense}.")
        evidence.append("record.average_r")
    return points, evidence


def _question(situation: Situation) -> str:
    record = situation.record
    if record.losses_in_a_row >= 3:
        return "Which of these losses followed your plan, and which did not?"
    if record.net_today < Decimal(0):
        return "How much more would you lose today before you stop, and where is that written down?"
    if record.closed == 0:
        return "What happened, on which trade, and what did you feel just before it?"
    return "What would make today a good day even without a profit?"
