"""Reads out of a trader's words what is to be remembered, forgotten or told: a small and careful grammar. Pure.

What is said outright ("remember that …") is a command. What is said by the way ("I always oversize after a loss") is a
lesson, learned with less confidence; questions, suppositions, quotations and words to the coach are none.
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from backend.features.coach.language.lexicon import is_guarded
from backend.features.coach.memory.models import MemoryKind
from backend.features.coach.memory.statement_matching import (
    LONGEST_STATEMENT,
    as_written,
    telling,
    tidy,
)
from backend.features.coach.verdicts.grounding import sentences

MOST_LESSONS = 2  # of one message: more would be a questionnaire
SHORTEST_LESSON, LONGEST_LESSON = 15, 240
SURE = 0.95


OF_MEMORY = (
    "/remember that I trade worse after two losses: I keep it, and tell no provider if you say remember privately",
    "/forget that I trade worse after two losses: it is erased for good",
    "/memory: what I remember of you",
)
"""What can be said to the memory, for a list of commands."""


class MemoryCommandKind(StrEnum):
    """What a trader may want of the memory."""

    REMEMBER = "remember"
    FORGET = "forget"
    FORGET_EVERYTHING = "forget_everything"
    RECALL = "recall"


@dataclass(frozen=True, slots=True)
class MemoryCommand:
    """A command to the memory.

    Attributes:
        statement: what to remember or forget; empty for the others.
        private: no provider is to be told.
        again: also if it was forgotten before; of everything: it is meant.
    """

    kind: MemoryCommandKind
    statement: str = ""
    private: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True)
class Lesson:
    """Something said by the way."""

    kind: MemoryKind
    statement: str
    confidence: float


_HEAD = r"^\s*(?:(?:hey|hi|hello|ok|okay|coach|please|also|and)\b[\s,!:]*)*(?:(?:can|could|will|would) you (?:please )?)?"
_REMEMBER = re.compile(
    _HEAD + r"/?(?:(?:remember|don'?t forget|do not forget)\b(?P<how>(?: again| privately)*)"
    r"(?:(?:[\s,:]+(?:that|the fact that)\b|\s*:)[\s,:]*|\s+(?=i\b|i'|my\b|we\b))"
    r"|(?:note|keep in mind)[\s,]+that\b[\s,:]*)(?P<what>.+)$",
    re.I | re.S,
)
_FORGET = re.compile(
    _HEAD + r"/?(?:forget|stop remembering|don'?t remember|do not remember)\b"
    r"(?:[\s,:]+(?:that|about|the fact that|what i said about)\b[\s,:]*|\s*:\s*|\s+(?=i\b|i'|my\b|we\b))(?P<what>.+)$",
    re.I | re.S,
)
_EVERYTHING = re.compile(
    _HEAD
    + r"/?(?:forget|erase|delete) (?:everything|all)(?: (?:that )?you (?:know|remember|have))?"
    r"(?: (?:about|of|on) me)?(?P<meant>[\s,.!:]+(?:yes|really|i mean it))?[\s.!]*$",
    re.I,
)
_RECALL = re.compile(
    _HEAD
    + r"(?:/memory\b.*|what do you (?:remember|know) (?:about|of) me|what have you (?:learned|remembered)"
    r"(?: (?:about|of) me)?|(?:show|list)(?: me)? (?:your|my) memor(?:y|ies))[\s?.!]*$",
    re.I,
)
_QUOTED = re.compile(r"[\"“«]([^\"“”«»\n]{3,300})[\"”»]")
_BARE = frozenset(
    "it this that them him her what everything all nothing me you today yesterday".split()
)
_TO_THE_COACH = re.compile(
    r"\b(?:ignore|forget|disregard|override|bypass|drop|break|change|obey)\b[^.!?]{0,40}"
    r"\b(?:your|previous|prior|above|earlier|system|coach'?s?)\b[^.!?]{0,25}"
    r"\b(?:rules?|instructions?|prompts?|guidelines?|restrictions?|programming|guardrails?|limits?|training)\b"
    r"|\b(?:reveal|show|print|repeat|output|leak|tell me|give me|what (?:is|are|was|were))\b[^.!?]{0,30}"
    r"\b(?:your|the) (?:system |hidden |initial |secret |original )*(?:prompt|instructions|system message)\b"
    r"|\byou (?:must|should|shall|have to|will|are to|need to|can) (?:now |always |never )?"
    r"(?:obey|ignore|answer|reply|say|tell|act|pretend|be|give|call|approve|agree|allow|stop|not)\b"
    r"|\byou are (?:now|no longer)\b|\b(?:developer|jailbreak|dan) mode\b|\bact as (?:if|an?|the)\b"
    r"|\b(?:system|assistant|developer)\s*+(?:(?:prompt|message)\s*+)?:|\bas an ai\b",
    re.I,
)
_DUTY = (  # what nobody says of a trader who speaks of trades: words to whoever answers
    r"^\W*(?:from now on|henceforth|starting now)\b[\s,:]*(?:always |never |only |please )*"
    r"(?:you\b|answer|reply|respond|say|act|speak|talk|pretend|write|end|begin|start every|call yourself)"
    r"|^\W*(?:please )?(?:always|never|only) (?:answer|reply|respond|say|act|speak|talk|pretend|write|end|begin) "
    r"(?!(?:the|my|a) (?:phone|door|mail|email|call)s?\b)"
    r"|^\W*(?:please )?(?:pretend|act as|act like|respond|reply|answer (?:with|in|only|as|me|every)|say) (?!of\b)\w+"
    r"|\b(?:pretend|act as if|act like) you\b|\byou(?:'re| are) (?:a|an|the|my|called|allowed|free|not|going to)\b"
    r"|\byou (?:always|never|only) (?:answer|reply|respond|say|act|speak|talk|pretend|agree|approve)\b"
    r"|\byou (?:must|shall|have to|are to)\b|\byour (?:name|role|persona|job|task) (?:is|will be)\b"
)
_TO_WHOEVER_ANSWERS = re.compile(_DUTY, re.I)
_ADVERB = r"(?:always|usually|often|constantly|mostly|generally|almost always|tend to|keep|regularly|typically)"
_WHEN = r"(?:after|when|whenever|before|if|on|in the|during|once|every|because|until|as soon as|while|at the)"
_PERIOD = r"(?:this|next) (?:week|month|quarter|year|season)"
_PATTERNS: tuple[tuple[MemoryKind, float, str], ...] = (
    (
        MemoryKind.TRIGGER,
        0.7,
        rf"(?:whenever|every time|each time) .{{3,80}}, ?i {_ADVERB}? ?\w+",
    ),
    (MemoryKind.TRIGGER, 0.7, rf"(?:after|when) .{{3,80}},? i {_ADVERB} \w+"),
    (MemoryKind.HABIT, 0.6, rf"i {_ADVERB} \w+.{{0,100}}\b{_WHEN}\b .{{3,}}"),
    (
        MemoryKind.GOAL,
        0.8,
        r"my (?:\w+ )?(?:goal|aim|target) (?:for [\w ]{2,30} )?(?:is|:) (?:to )?\w+",
    ),
    (MemoryKind.GOAL, 0.8, rf"{_PERIOD},? (?:i want to|i will|my goal is to) \w+"),
    (
        MemoryKind.GOAL,
        0.7,
        rf"i want to \w+.{{3,120}}\b(?:{_PERIOD}|by (?:the end of|christmas|new year|\w+day))\b",
    ),
    (
        MemoryKind.GOAL,
        0.7,
        r"i(?:'m| am) (?:working on|trying to (?:stop|become|get|learn|keep|cut)) \w+",
    ),
    (MemoryKind.RULE, 0.8, r"my (?:\w+ )?rule(?: of thumb)?(?: for [\w ]{2,30})? (?:is|:) \w+"),
    (MemoryKind.RULE, 0.8, r"i have (?:a|one|this) rule\b.{0,3} \w+"),
    (
        MemoryKind.RULE,
        0.7,
        r"i (?:only|never) (?:trade|take|enter|risk|hold|add|short|buy|go) \w+",
    ),
    (
        MemoryKind.PREFERENCE,
        0.7,
        r"(?:call me \w+|i prefer (?:short|long|direct|blunt|to be asked)\b.*)",
    ),
)
_OPENING = r"^(?:(?:and|but|so|honestly|look|well|because)\b[,\s]*)*"
_GRAMMAR = tuple(
    (kind, confidence, re.compile(f"{_OPENING}(?:{pattern})", re.I))
    for kind, confidence, pattern in _PATTERNS
)
_SUPPOSED = re.compile(
    r"\b(?:would|could|might|maybe|perhaps|imagine|suppose|what if|as if|used to|no longer|any ?more|should i|lol|haha"
    r"|just kidding|sarcas\w+|/s)\b",
    re.I,
)


_HINTS = (
    (MemoryKind.GOAL, r"my goal|i want to|i aim to|i am working on|i'm working on"),
    (MemoryKind.RULE, r"my rule|i only|i never|i don'?t trade|no trades? (?:after|before)"),
    (MemoryKind.TRIGGER, r"makes? me|sets? me off|triggers?|whenever|every time"),
    (MemoryKind.HABIT, r"i always|i usually|i often|i tend to|i keep"),
    (MemoryKind.PREFERENCE, r"i prefer|call me|i like"),
)
"""Words that hint at a kind, in a statement that was taught outright."""
_KINDS_BY_HINT = tuple((kind, re.compile(rf"\b(?:{words})\b")) for kind, words in _HINTS)


def read_command(text: str) -> MemoryCommand | None:
    """What a message wants of the memory; null for any other message."""
    if len(text) > 10 * LONGEST_STATEMENT or is_guarded(text) or turns_on_the_coach(text):
        return None
    if _RECALL.match(text):
        return MemoryCommand(MemoryCommandKind.RECALL)
    everything = _EVERYTHING.match(text)
    if everything is not None:
        is_meant = everything["meant"] is not None
        return MemoryCommand(MemoryCommandKind.FORGET_EVERYTHING, again=is_meant)
    for kind, pattern in (
        (MemoryCommandKind.REMEMBER, _REMEMBER),
        (MemoryCommandKind.FORGET, _FORGET),
    ):
        match = pattern.match(text)
        if match is not None:
            statement = as_written(match["what"]).rstrip(" .!")
            if not _says_something(tidy(statement)) or len(statement) > LONGEST_STATEMENT:
                return None
            adverbs = match.groupdict().get("how") or ""
            return MemoryCommand(
                kind,
                statement,
                private="privately" in adverbs.lower(),
                again="again" in adverbs.lower(),
            )
    return None


def _says_something(statement: str) -> bool:
    """Not "it", not a question, and not longer than a memory may be."""
    words = statement.lower().split()
    is_bare = all(word.strip(",.!?") in _BARE for word in words)
    return (
        bool(telling(statement))
        and not is_bare
        and not statement.endswith("?")
        and len(statement) <= LONGEST_STATEMENT
    )


def read_lessons(text: str) -> list[Lesson]:
    """What a message tells by the way that is worth remembering, at most two things."""
    if is_guarded(text) or turns_on_the_coach(text):
        return []
    lessons: dict[str, Lesson] = {}
    for raw in sentences(text):
        if raw.lstrip().startswith((">", '"', "“", "«")) or raw.rstrip().endswith("?"):
            continue
        plain = tidy(raw).rstrip(" .!…")
        lesson = _lesson(plain)
        if lesson is not None and not is_addressed_to_the_coach(plain):
            statement = as_written(raw).rstrip(" .!…")
            lessons.setdefault(plain.lower(), replace(lesson, statement=statement))
    return list(lessons.values())[:MOST_LESSONS]


def _lesson(sentence: str) -> Lesson | None:
    if not SHORTEST_LESSON <= len(sentence) <= LONGEST_LESSON or _SUPPOSED.search(sentence):
        return None
    for kind, confidence, pattern in _GRAMMAR:
        if pattern.match(sentence):
            return Lesson(kind, sentence, confidence)
    return None


def statements_in(text: str) -> list[str]:
    """What in a text could be a statement: its sentences, what it quotes, and what it commands to remember."""
    command = read_command(text)
    quotations = (quotation[1] for quotation in _QUOTED.finditer(text))
    parts = (*sentences(text), *quotations)
    statements = [tidy(part).rstrip(" .!…") for part in parts]
    if command is not None:
        statements.append(command.statement)
    return [words for words in statements if words and len(words) <= LONGEST_STATEMENT]


def turns_on_the_coach(text: str) -> bool:
    """Whether a text tells the coach how to work, or asks for its instructions: data, and never a memory."""
    return _TO_THE_COACH.search(text) is not None


def is_addressed_to_the_coach(statement: str) -> bool:
    """Whether a statement says what the coach is or is to do, and nothing of the trader: no memory."""
    return turns_on_the_coach(statement) or _TO_WHOEVER_ANSWERS.search(statement) is not None


def kind_of(statement: str) -> MemoryKind:
    """What a statement that was taught outright is about."""
    lesson = _lesson(statement)
    if lesson is not None:
        return lesson.kind
    lower = statement.lower()
    for kind, words in _KINDS_BY_HINT:
        if words.search(lower):
            return kind
    return MemoryKind.FACT
