"""What is asked about a feeling that the words show, how the words are named, and what is met without the record."""

from collections.abc import Mapping
from dataclasses import dataclass

FEELINGS: dict[str, tuple[str, ...]] = {
    "revenge": (
        "What would this trade be if your account stood exactly where it was this morning?",
        "Who would you be trading against, the market or the last trade?",
    ),
    "fomo": (
        "At which price did your plan say to enter, and how far away is the market now?",
        "What would the same move look like tomorrow, if you let this one go?",
    ),
    "fear": (
        "Which loss, in money, could you take and still sleep?",
        "What is the worst that your stop allows, and is it that which frightens you, or something else?",
    ),
    "anger": (
        "What exactly made you angry: the market, or something that you did?",
        "What would you do with this hour if the platform were closed?",
    ),
    "tilt": (
        "What is the one thing that you will do after you close the platform?",
        "At which trade did it begin?",
    ),
    "greed": (
        "What do you do, step by step, if it goes to your stop first?",
        "What would you say of this size if a friend showed it to you?",
    ),
    "moved_stop": (
        "Where was the first stop, and what did you learn between then and now?",
        "If you were flat, would you enter here with the stop where it is now?",
    ),
    "tired": (
        "Which decision of today needs you rested, and can it wait until tomorrow?",
        "What would you have done differently in the last trade after a night of sleep?",
    ),
    "shame": (
        "What exactly did you do, in one sentence without a judgement in it?",
        "Which part of it was the decision, and which part was the outcome?",
    ),
    "frustration": (
        "What had you expected to happen by now, and where was that written down?",
        "Which part of this was yours to decide?",
    ),
    "elation": (
        "Which of your rules looks unnecessary right now?",
        "What size would you trade now if the last trade had lost?",
    ),
    "regret": (
        "What did you know at that moment, without what you know now?",
        "What would you have to see next time to act otherwise, and can you write it down?",
    ),
    "grief": (
        "Who could be with you today, or on the phone?",
        "What has to be done today, and what of it can somebody else do?",
    ),
    "resignation": (
        "What would stopping give you that trading takes from you now?",
        "What would you want to have found out before you decide, and is it something that your record could tell?",
    ),
    "calm": (
        "What did you do today that brought you there, and can you do it again tomorrow?",
        "Which decision can you make now that is hard when you are not calm?",
    ),
}

FELT = ('You wrote "{words}".', 'Your words: "{words}".')
KEEPS_RULES = "What I go by does not change with a message; we can go on with your trading."


@dataclass(frozen=True, slots=True)
class Alone:
    """What is said of something that no figure belongs beside.

    Attributes:
        first: ways to meet it.
        step: one small thing, where there is one; with an open trade it is `holding`.
    """

    first: tuple[str, ...]
    step: str | None = None
    holding: str | None = None


ALONE: Mapping[str, Alone] = {
    "grief": Alone(
        first=(
            "I am sorry. You do not have to trade today, and it is no lack of discipline to leave the charts alone.",
            "That is heavy, and I am sorry. The market can wait; nothing has to be traded while this is so.",
        ),
        step="Close the platform for today, and tell one person how you are.",
        holding="You still hold {direction} {size} {instrument}: close it, or set its stop, then leave the platform.",
    ),
    "resignation": Alone(
        first=(
            "To stop is a decision to respect, and it is yours; it needs no reason that convinces me.",
            "I take that seriously: you may stop, for good or for a while, and nobody has to talk you out of it.",
        ),
    ),
}
"""Feelings that are met as they are, before the record and in place of it."""
