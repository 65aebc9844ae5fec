"""What is said when the trader says that something was not so: their word counts, and what looks for it learns. Pure."""

from backend.features.coach.coach_context.wording import clock
from backend.features.coach.language import lexicon
from backend.features.coach.rule_coach.observation import name_of, result_slots
from backend.features.coach.rule_coach.reply_draft import ReplyDraft
from backend.features.coach.rule_coach.scene import COACH

_QUESTIONS = (
    "What was it then, on the {instrument} trade of {day}?",
    "What would you write beside the {direction} {instrument} of {day} instead?",
)


def acknowledge_dispute(draft: ReplyDraft) -> None:
    """Take it back, say what comes of that, and ask once what it was instead."""
    scene = draft.scene
    at = clock(scene.context.now, scene.context)
    event = scene.disputed
    if event is not None:
        name = name_of(event.detector)
        words = f"Your word counts: what I took for {name} on {event.day} no longer does, and the detector learns from it."
        draft.say_first(
            [words, f"Taken out as well, at {at}: {name} on {event.day}."], (event.pattern,)
        )
    else:
        denied = next(iter(lexicon.feelings(scene.words).values()), "")
        what = f'not "{denied}"' if denied else "not as I put it"
        words = f"Then it was {what}, and your word of {at} counts more than my reading."
        again = f"Noted at {at}, {len(scene.before)} answers in: {what}."
        draft.say_first([words, again], (COACH,))
    last = scene.context.last_trade
    if last is not None:
        slots = result_slots(last, scene.context)
        draft.ask([text.format(**slots) for text in _QUESTIONS], (last.source,))
