"""What is said to despair and to market abuse: care with its numbers, a gentle question, or that it is declined. Pure."""

from collections.abc import Iterator

from backend.features.coach.coach_context.wording import clock
from backend.features.coach.ideas.ideas import Guard
from backend.features.coach.rule_coach.scene import Scene
from backend.features.coach.rule_coach.schemas import CoachReply

MEANT = (
    "I would rather ask once too often: do you mean the trade, or yourself? "
    "If it is yourself, say so, and please let a person hear it, too: 988 in the US, 116 123 in the UK and Ireland, "
    "findahelpline.com anywhere else, day and night.",
    "I ask again, since your words could be about more than the market: is it the trade, or is it you? "
    "For you there is always somebody at 988, 116 123 or findahelpline.com.",
)
_REASSURED = (
    "Good, then it is the trade; thank you for saying so, and go on.",
    "Then the trade it is, and I am glad that I asked.",
)
CARE = (
    "What you write matters more than any trade. You do not have to carry this alone: please talk to somebody now. "
    "If you are in danger, call your local emergency number. In the US call or text 988; in the UK and Ireland call "
    "Samaritans on 116 123; elsewhere findahelpline.com lists who is there for you, day and night."
)
_CARE_AGAIN = (
    "I am glad that you still write, and this is more than a coach of trades can carry with you. "
    "Somebody is awake for it right now: 988 in the US, 116 123 in the UK and Ireland, findahelpline.com anywhere else. "
    "With danger near, your local emergency number comes first.",
    "Please let a person hear this today, one beside you or one on the line: 988, 116 123, or findahelpline.com. "
    "The emergency number is there if it gets too much.",
)
DECLINED = (
    "I do not help with this: what you describe would be market abuse, and it is a crime in most places. "
    "If you have come to know something that is not public, do not trade on it, and ask your compliance office. "
    "I am glad to look at any trade that stands on what everybody can see."
)


def guarded_reply(scene: Scene, guard: Guard) -> CoachReply:
    """Care always has its numbers, in other words where it was said; what is declined stays declined."""
    at = clock(scene.context.now, scene.context)
    answers = len(scene.before)
    if scene.asks_how_it_is_meant:
        last = (
            f"At {at}, {answers} answers in, I ask it still: the trade, or you? "
            "988, 116 123 and findahelpline.com listen."
        )
        texts = [*MEANT, last]
    elif guard is Guard.SELF_HARM:
        last = f"I am still here at {at}, and so are 988, 116 123 and findahelpline.com, {answers} answers in."
        texts = [CARE, *_CARE_AGAIN, last]
    else:
        last = f"At {at}, {answers} answers in, I still do not help with market abuse."
        texts = [DECLINED, last]
    words = next((text for text in texts if not scene.said.has(text)), texts[-1])
    return CoachReply(reply=words, key_points=[], question=None, evidence=[])


def reassured(scene: Scene) -> Iterator[str]:
    """What is said where only the trade was meant."""
    yield from _REASSURED
    at = clock(scene.context.now, scene.context)
    yield f"The trade, then, at {at}."
    yield f"The trade, then, at {at}, {len(scene.before)} answers in."
