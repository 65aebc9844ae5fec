"""How a trader seems: from the words of a message and from behaviour around it, each reason with its source. Pure.

Soft evidence: it chooses a question, and never a verdict, a limit or a diagnosis. Words name a state; behaviour alone
can only say that the moment is heated. Reasons add up as chances do: 1 - (1 - a)(1 - b).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain

from pydantic import JsonValue

from backend.core.types import JsonObject
from backend.features.coach.language import lexicon

MOST_BY_BEHAVIOUR = 0.6  # a losing run makes some traders calmer: without words nobody can say more
HEATED_AT = 0.35  # the least that behaviour must show before a moment is called heated
SPOKEN = 0.6  # one word of feeling, said outright
STRONGER, WEAKER = 0.15, 0.3
NEAR = 40  # characters before a feeling in which a denial or somebody else counts
FAR = 200  # characters before a feeling in which another time may be named
FRESH_MINUTES, SOON_MINUTES = 15, 60
LARGE = Decimal("1.5")  # times the usual size
WINS = 3  # in a row, from which on they weigh
_SURE = ("overconfidence", "elation")

_CLOSE = (
    r"(?:wife|husband|partner|girlfriend|boyfriend|mother|mom|mum|father|dad|son|daughter|child|baby|brother|sister|friend"
    r"|grand\w+|dog|cat)"
)
_MORE = {
    "tired": r"(?:so |very |really )?(?:tired|exhausted|drained|burn(?:ed|t) out|didn'?t sleep|barely slept|no sleep)",
    "shame": r"(?:ashamed|embarrass(?:ed|ing)|i'?m (?:an? )?(?:idiot|stupid|failure|loser)"
    r"|feel (?:stupid|like a failure))",
    "frustration": r"(?:frustrat(?:ed|ing)|annoyed|sick of|fed up|ugh+|argh+)",
    "overconfidence": r"(?:can'?t (?:miss|lose|go wrong|be wrong|fail)(?! (?:out|this|that|it|the|another|a)\b)"
    r"|can do no wrong|nothing can (?:go wrong|stop me)|(?:everything|all) i touch"
    r"|(?:100 ?%|totally|completely|dead) (?:sure|certain)"
    r"|(?:i am|i'?m|feel(?:ing)?) (?:unbeatable|bulletproof|untouchable|god ?like)|god mode|know exactly (?:where|what)"
    r"|(?:figured|worked) (?:it|this|the market) (?:all )?out|never lose|no way (?:this|it|i) (?:can )?(?:fails?|loses?))",
    "elation": r"(?:feel(?:ing)? (?:so |really )?(?:great|amazing|fantastic|awesome|incredible)"
    r"|invincible|on fire|unstoppable|can'?t believe how (?:good|easy)|printing money|crushing it)",
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
# What is surest of its meaning first: of two feelings that are as strong, the first one names the state.
_IN_ORDER = (
    ("overconfidence", _FELT.pop("overconfidence")),
    *lexicon.FELT.items(),
    *_FELT.items(),
)
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
    r"\b(?:a bit|a little|slightly|kind of|kinda|sort of|somewhat|maybe|i guess)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason: where it was context, in words, and how much it adds."""

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
    winning_run: int = 0
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

    def as_dict(self) -> JsonObject:
        """As it is stored and sent."""
        reasons: list[JsonValue] = [
            {"source": ground.source, "reason": ground.reason, "weight": ground.weight}
            for ground in self.reasons
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
    by_feeling = _from_words(text)
    _add_wins(by_feeling, behaviour)
    from_words = chain.from_iterable(by_feeling.values())
    from_behaviour = _from_behaviour(behaviour)
    name, spoken = _strongest(by_feeling)
    heat = min(MOST_BY_BEHAVIOUR, _together(from_behaviour))
    state, confidence = _state(name, spoken, heat)
    return Emotion(
        state=state,
        confidence=round(confidence, 2),
        from_words=round(spoken, 2),
        from_behaviour=round(heat, 2),
        reasons=(*from_words, *from_behaviour),
    )


def _add_wins(by_feeling: dict[str, list[Ground]], behaviour: Behaviour) -> None:
    """Wins in a row make the words of one who is sure surer; by themselves they say nothing."""
    if behaviour.winning_run < WINS:
        return
    for feeling in _SURE:
        if feeling in by_feeling:
            reason = f"{behaviour.winning_run} wins in a row."
            by_feeling[feeling].append(Ground("figure:winning_run", reason, STRONGER))


def _state(name: str, spoken: float, heat: float) -> tuple[str, float]:
    """What it seems to be, and how surely, by the strongest feeling of the words and the heat of the moment."""
    is_calm = name == "calm"
    if spoken >= WEAKER and not is_calm:
        return name, 1 - (1 - spoken) * (1 - heat / 2)
    if heat >= HEATED_AT and is_calm:
        # "I am calm" after four losses is a word against four facts: both are shown, and the facts name it.
        return "heated", heat * (1 - spoken / 2)
    if heat >= HEATED_AT:
        return "heated", heat
    if name:
        return name, spoken * (1 - heat)
    return "unclear", 0.0


def _strongest(by_feeling: dict[str, list[Ground]]) -> tuple[str, float]:
    """The feeling that the words show most, and how much; no name where they show none."""
    strengths = {name: _together(grounds) for name, grounds in by_feeling.items()}
    name = max(strengths, key=lambda feeling: strengths[feeling], default="")
    return name, strengths.get(name, 0.0)


def _from_words(text: str) -> dict[str, list[Ground]]:
    """Each feeling that the words show, unless it is denied, of another time, or somebody else's."""
    is_irony = _IRONY.search(text) is not None
    is_shouted = _SHOUTED.search(text) is not None
    by_feeling: dict[str, list[Ground]] = {}
    for name, pattern in _IN_ORDER:
        hit = _first_that_counts(name, pattern, text)
        if hit is None:
            continue
        weight, reason = SPOKEN, f'The words "{hit[0]}".'
        if is_irony:
            weight -= WEAKER
            reason += " They may be meant as a joke."
        if is_shouted:
            weight += STRONGER
        if _SOFTENED.search(_just_before(hit, text)):
            weight -= WEAKER / 2
        ground = Ground(f"words.feeling_{name}", reason, round(weight, 2))
        by_feeling.setdefault(name, []).append(ground)
    return by_feeling


def _first_that_counts(name: str, pattern: "re.Pattern[str]", text: str) -> "re.Match[str] | None":
    """The first words of a feeling that are of now, and the trader's own."""
    for hit in pattern.finditer(text):
        is_denied = _DENIED.search(_just_before(hit, text)) is not None
        if not is_denied and (name in _LASTING or not _is_elsewhere(hit, text)):
            return hit
    return None


def _is_elsewhere(hit: "re.Match[str]", text: str) -> bool:
    """Whether the words tell of another time, or of somebody else."""
    sentence_before = text[: hit.start()][-FAR:]
    if _ANOTHER_TIME.search(sentence_before) is not None:
        return True
    return _OTHERS.search(_just_before(hit, text)) is not None


def _just_before(hit: "re.Match[str]", text: str) -> str:
    return text[max(0, hit.start() - NEAR) : hit.start()]


def _from_behaviour(behaviour: Behaviour) -> tuple[Ground, ...]:
    """What the record shows: a loss just now, a run of losses, size, entries, and the check-in."""
    grounds: list[Ground] = []
    minutes, run = behaviour.minutes_since_loss, behaviour.losing_run
    if minutes is not None and minutes <= SOON_MINUTES:
        weight = 0.3 if minutes <= FRESH_MINUTES else 0.15
        grounds.append(Ground(behaviour.loss_source, f"A loss {minutes} minutes ago.", weight))
    if run >= 2:
        weight = min(0.15 * (run - 1), 0.4)
        grounds.append(Ground(behaviour.run_source, f"{run} losses in a row.", weight))
    if behaviour.size_ratio is not None and behaviour.size_ratio >= LARGE:
        ratio = behaviour.size_ratio.quantize(Decimal("0.1"))
        weight = 0.35 if ratio >= 2 else 0.25
        grounds.append(Ground(behaviour.size_source, f"{ratio} times the usual size.", weight))
    entries, usual = behaviour.entries_today, behaviour.usual_entries
    if usual is not None and entries >= 4 and entries >= 2 * usual:
        grounds.append(Ground("figure:today", f"{entries} entries; {usual:f} are usual.", 0.2))
    return (*grounds, *_from_check_in(behaviour))


def _from_check_in(behaviour: Behaviour) -> Iterator[Ground]:
    """What of the check-in is out of the ordinary for the worse."""
    stress, mood, hours = behaviour.stress, behaviour.mood, behaviour.sleep_hours
    reasons = []
    if stress is not None and stress >= 4:
        reasons.append(f"The check-in says stress {stress}.")
    if mood is not None and mood <= 2:
        reasons.append(f"The check-in says mood {mood}.")
    if hours is not None and hours < 6:
        reasons.append(f"The check-in says {hours.normalize():f} hours of sleep.")
    for reason in reasons:
        yield Ground(behaviour.check_in_source, reason, 0.1)


def _together(grounds: Sequence[Ground]) -> float:
    """What several grounds show, each adding to what the others leave open."""
    left = 1.0
    for ground in grounds:
        left *= 1 - ground.weight
    return 1 - left
