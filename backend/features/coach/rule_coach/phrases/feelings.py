"""What is asked about a feeling that the words show, how the words are named, and what is met without the record."""

from collections.abc import Mapping
from dataclasses import dataclass

# `anchor` is the trade or the day that it is asked beside, `instrument` what is traded.
FEELINGS: dict[str, tuple[str, ...]] = {
    "revenge": (
        "What would the next trade be if {anchor} had never been made?",
        "Who would you be trading against, {instrument} or {anchor}?",
    ),
    "fomo": (
        "How far is {instrument} from where your plan would have entered, and what would you call a stop from here?",
        "What would the same move in {instrument} look like tomorrow, if you let this one go?",
    ),
    "fear": (
        "Which loss on {instrument}, in money, could you take and still sleep?",
        "Is it what the stop on {instrument} allows that frightens you, or is it {anchor}?",
    ),
    "anger": (
        "What exactly made you angry: {instrument}, or something that you did around {anchor}?",
        "What would you do with this hour if {instrument} were closed?",
    ),
    "tilt": (
        "What is the one thing that you will do after you close {instrument}?",
        "Did it begin with {anchor}, or before it?",
    ),
    "greed": (
        "What do you do, step by step, if {instrument} goes to your stop first?",
        "What would you say of this size on {instrument} if a friend showed it to you after {anchor}?",
    ),
    "moved_stop": (
        "Where was the first stop on {instrument}, and what did you learn between then and now?",
        "If you were flat, would you enter {instrument} here with the stop where it is now?",
    ),
    "tired": (
        "Which decision on {instrument} needs you rested, and can it wait until tomorrow?",
        "What would you have done differently in {anchor} after a night of sleep?",
    ),
    "shame": (
        "What exactly did you do in {anchor}, in one sentence without a judgement in it?",
        "Which part of {anchor} was the decision, and which part was the outcome?",
    ),
    "frustration": (
        "What had you expected of {instrument} by now, and where was that written down?",
        "Which part of {anchor} was yours to decide?",
    ),
    "overconfidence": (
        "What would have to happen for the next {instrument} to lose, and what would it cost at the size in your mind?",
        "How sure are you in percent of {instrument}, and how often were you right at that number?",
    ),
    "elation": (
        "Which of your rules looks unnecessary on {instrument} right now?",
        "What size would you trade now if {anchor} had gone the other way?",
    ),
    "regret": (
        "What did you know at the time of {anchor}, without what you know now?",
        "What would you have to see in {instrument} next time to act otherwise, and can you write it down?",
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
        "What did you do before {anchor} that brought you there, and can you do it again tomorrow?",
        "Which decision on {instrument} can you make now that is hard when you are not calm?",
    ),
}

FELT = (
    'You wrote "{words}".',
    '"{words}" again at {at}.',
    '"{words}" at {at}, {answers} answers in.',
)
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
