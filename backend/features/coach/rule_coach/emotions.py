"""How a trader seems: from the words of a message and from behaviour around it, each reason with its source. Pure.

Soft evidence: it chooses a question, and never a verdict, a limit or a diagnosis. Words name a state; behaviour alone
can only say that the moment is heated. Reasons add up as chances do: 1 - (1 - a)(1 - b).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from backend.features.coach.language import lexicon

MOST_BY_BEHAVIOUR = 0.6  # a losing run makes some traders calmer: without words nobody can say more
HEATED_AT = 0.35  # the least that behaviour must show before a moment is called heated
SPOKEN = 0.6  # one word of feeling, said outright
STRONGER, WEAKER = 0.15, 0.3
NEAR = 40  # characters before a feeling in which a denial or another time counts
FRESH_MINUTES, SOON_MINUTES = 15, 60
LARGE = Decimal("1.5")  # times the usual size

_CLOSE = (
    r"(?:wife|husband|partner|girlfriend|boyfriend|mother|mom|mum|father|dad|son|daughter|child|baby|brother|sister|friend"
    r"|grand\w+|dog|cat)"
)
_MORE = {
    "tired": r"(?:so |very |really )?(?:tired|exhausted|drained|burn(?:ed|t) out|didn'?t sleep|barely slept|no sleep)",
    "shame": r"(?:ashamed|embarrass(?:ed|ing)|i'?m (?:an? )?(?:idiot|stupid|failure|loser)"
    r"|feel (?:stupid|like a failure))",
    "frustration": r"(?:frustrat(?:ed|ing)|annoyed|sick of|fed up|ugh+|argh+)",
    "elation": r"(?:invincible|on fire|unstoppable|can'?t believe how (?:good|easy)|printing money|crushing it)",
    "calm": r"(?:calm|relaxed|focused|patient|at peace|in control)",
    "revenge": r"(?:(?:want|need|give me|get) (?:all )?(?:my|that|the) money back"
    r"|make up for (?:it|that|the loss(?:es)?))",
    "resignation": r"(?:(?:want|going|ready|about|thinking (?:of|about))(?: to)? "
    r"(?:quit(?:ting)?|giv(?:e|ing) up|stop(?:ping)?)(?: on)? trading(?! (?:for|today|this|now|until|so|after))"
    r"|done with trading|should i (?:quit|give up)(?: trading)?\W*$|i (?:quit|give up)\W*$)",
    "grief": rf"(?:my {_CLOSE}\b[^.!?]{{0,30}}\b(?:is leaving|left me|leaves me|died|passed away|is dying|is dead"
    r"|has cancer|is (?:very |seriously |really )?(?:ill|sick)|in (?:the )?hospital|wants a divorce)"
    r"|(?:getting|going through) (?:a )?(?:divorce|separation|break-?up)|lost my (?:job|mother|father|mom|mum|dad|wife"
    r"|husband|son|daughter|brother|sister)|funeral|grieving|miscarriage|(?:i|we) (?:broke|split) up)"
    r"(?![^.!?]*\byears? ago)",
    "regret": r"(?:should(?:'?ve| have) (?:held|sold|bought|closed|waited|stayed)|if only i|i regret)",
}
_FELT = {name: re.compile(rf"\b(?:{pattern})", re.I) for name, pattern in _MORE.items()}
_LASTING = frozenset({"grief"})  # of last week, or about somebody else, it is still of now
_DENIED = re.compile(
    r"\b(?:not|no|never|isn'?t|wasn'?t|aren'?t|don'?t|didn'?t|without|instead of|rather than|free of|neither|nor"
    r"|far from|stopped being|no longer)\b[^.,;!?]*$",
    re.I,
)
_ANOTHER_TIME = re.compile(
    r"\b(?:yesterday|last (?:week|month|year|night|time|\w+day)|used to|back then|(?:years?|months?|weeks?) ago|once"
    r"|in the past|if i (?:get|am|was|were|feel)|when i (?:get|am|was|feel)|what if)\b[^.!?]*$",
    re.I,
)
_OTHERS = re.compile(
    r"\b(?:he|she|they|my (?:friend|wife|husband|partner|mentor)|people|traders|everyone)\b[^.!?]*$",
    re.I,
)
_IRONY = re.compile(
    r"\b(?:lol|lmao|haha+|hehe|/s|yeah right|sure,|just kidding|jk)\b|[\U0001f602\U0001f923\U0001f643\U0001f609]",
    re.I,
)
_SHOUTED = re.compile(r"!{2,}|\b[A-Z]{4,}(?:\s+[A-Z]{2,}){2,}\b")
_SOFTENED = re.compile(
    r"\b(?:a bit|a little|slightly|kind of|kinda|sort of|somewhat|maybe|i guess)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason: where it was seen, in words, and how much it adds."""

    source: str
    reason: str
    weight: float


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What the record shows around the message; null where nobody knows. Sources are ids of the context.

    Attributes:
        size_ratio: the latest position over the own median of its instrument.
        entries_today, usual_entries: real entries of the session, and the own median of a session.
    """

    minutes_since_loss: int | None = None
    loss_source: str = "figure:last_trade"
    losing_run: int = 0
    run_source: str = "figure:losing_run"
    size_ratio: Decimal | None = None
    size_source: str = "figure:usual_size"
    entries_today: int = 0
    usual_entries: Decimal | None = None
    stress: int | None = None
    mood: int | None = None
    sleep_hours: Decimal | None = None
    check_in_source: str = "check_in:today"


@dataclass(frozen=True, slots=True)
class Emotion:
    """How it seems. ``confidence`` is of ``state``; the other two say how much words and behaviour show at all."""

    state: str
    confidence: float
    from_words: float
    from_behaviour: float
    reasons: tuple[Ground, ...]

    def as_dict(self) -> dict[str, Any]:
        """As it is stored and sent."""
        reasons = [
            {"source": one.source, "reason": one.reason, "weight": one.weight}
            for one in self.reasons
        ]
        return {
            "state": self.state,
            "confidence": self.confidence,
            "from_words": self.from_words,
            "from_behaviour": self.from_behaviour,
            "reasons": reasons,
        }


def read_emotion(text: str, behaviour: Behaviour) -> Emotion:
    """How a trader seems with these words at this moment."""
    said = _from_words(text)
    done = _from_behaviour(behaviour)
    heat = min(MOST_BY_BEHAVIOUR, _together([one.weight for one in done]))
    name, words = max(
        said.items(),
        key=lambda one: _together([ground.weight for ground in one[1]]),
        default=("", []),
    )
    spoken = _together([ground.weight for ground in words])
    every = tuple(ground for grounds in said.values() for ground in grounds)
    if spoken >= WEAKER and name != "calm":
        agreed = 1 - (1 - spoken) * (1 - heat / 2)
        return Emotion(name, round(agreed, 2), round(spoken, 2), round(heat, 2), (*every, *done))
    if heat >= HEATED_AT:
        # "I am calm" after four losses is a word against four facts: both are shown, and the facts name it.
        doubt = spoken / 2 if name == "calm" else 0.0
        return Emotion(
            "heated",
            round(heat * (1 - doubt), 2),
            round(spoken, 2),
            round(heat, 2),
            (*every, *done),
        )
    if name:
        return Emotion(
            name, round(spoken * (1 - heat), 2), round(spoken, 2), round(heat, 2), (*every, *done)
        )
    return Emotion("unclear", 0.0, 0.0, round(heat, 2), done)


def _from_words(text: str) -> dict[str, list[Ground]]:
    """Each feeling that the words show, unless it is denied, of another time, or somebody else's."""
    irony, shouted = _IRONY.search(text) is not None, _SHOUTED.search(text) is not None
    found: dict[str, list[Ground]] = {}
    for name, patterns in (*lexicon.FELT.items(), *_FELT.items()):
        for hit in patterns.finditer(text):
            before = text[max(0, hit.start() - NEAR) : hit.start()]
            elsewhere = _ANOTHER_TIME.search(text[: hit.start()][-200:]) or _OTHERS.search(before)
            if _DENIED.search(before) or (elsewhere and name not in _LASTING):
                continue
            weight = SPOKEN - (WEAKER if irony else 0) + (STRONGER if shouted else 0)
            weight -= WEAKER / 2 if _SOFTENED.search(before) else 0
            why = f'The words "{hit[0]}".' + (" They may be meant as a joke." if irony else "")
            found.setdefault(name, []).append(
                Ground(f"words.feeling_{name}", why, round(weight, 2))
            )
            break
    return found


def _from_behaviour(seen: Behaviour) -> tuple[Ground, ...]:
    found: list[Ground] = []
    since = seen.minutes_since_loss
    if since is not None and since <= SOON_MINUTES:
        weight = 0.3 if since <= FRESH_MINUTES else 0.15
        found.append(Ground(seen.loss_source, f"A loss {since} minutes ago.", weight))
    if seen.losing_run >= 2:
        run = seen.losing_run
        found.append(Ground(seen.run_source, f"{run} losses in a row.", min(0.15 * (run - 1), 0.4)))
    if seen.size_ratio is not None and seen.size_ratio >= LARGE:
        ratio = seen.size_ratio.quantize(Decimal("0.1"))
        found.append(
            Ground(seen.size_source, f"{ratio} times the usual size.", 0.35 if ratio >= 2 else 0.25)
        )
    usual = seen.usual_entries
    if usual is not None and seen.entries_today >= 4 and seen.entries_today >= 2 * usual:
        found.append(
            Ground("figure:today", f"{seen.entries_today} entries; {usual:f} are usual.", 0.2)
        )
    for value, is_low, words in (
        (seen.stress, seen.stress is not None and seen.stress >= 4, "The check-in says stress {}."),
        (seen.mood, seen.mood is not None and seen.mood <= 2, "The check-in says mood {}."),
        (
            seen.sleep_hours,
            seen.sleep_hours is not None and seen.sleep_hours < 6,
            "The check-in says {} hours of sleep.",
        ),
    ):
        if is_low:
            shown = f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
            found.append(Ground(seen.check_in_source, words.format(shown), 0.1))
    return tuple(found)


def _together(weights: Sequence[float]) -> float:
    left = 1.0
    for weight in weights:
        left *= 1 - weight
    return 1 - left
