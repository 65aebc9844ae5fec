"""What a message asks about: a grammar from the words to the topics that an answer must begin with. Pure.

It reads only what can be answered: a topic is here because `question_answers` has an answer to it. What it does not
read is left to what stands out.
"""

import re
from enum import StrEnum

from backend.features.coach.behaviour.detectors.registry import DESCRIPTORS


class QuestionTopic(StrEnum):
    """What a trader can ask the coach about, in the order in which it is answered."""

    LEAK = "leak"
    NAMED = "named"
    LAST_TRADE = "last_trade"
    PROMISES = "promises"
    AFTER_LOSSES = "after_losses"
    PLANNED = "planned"
    WEEKDAY = "weekday"
    PROGRESS = "progress"
    RISK = "risk"
    STOPPING = "stopping"
    LIMITS = "limits"


class SmallTalk(StrEnum):
    """A message that wants no look at the record."""

    GREETING = "greeting"
    THANKS = "thanks"
    OFF_TOPIC = "off_topic"


_LOSSES = r"(?:loss(?:es)?|losers?|losing|stop(?:s|ped)?(?: out)?)"
_TOPICS = {
    QuestionTopic.LEAK: (
        r"\b(?:biggest|worst|largest|main|costliest|most expensive|number one|top) (?:\w+ )?"
        r"(?:leaks?|mistakes?|problems?|weakness(?:es)?|errors?|flaws?|habits?|issues?|patterns?)\b"
        r"|\bmy (?:bad )?(?:leaks?|patterns|habits|weakness(?:es)?|mistakes)\b"
        r"|\b(?:costs?|costing|hurts?|hurting) me (?:the )?most\b|\bwhere (?:do|am) i los(?:e|ing)\b"
        r"|\bwhat should i (?:work on|fix|improve|change)\b|\bwhat am i doing wrong\b"
    ),
    QuestionTopic.NAMED: r"\b(?:this|these|those|the two|the three|both) trades?\b",
    QuestionTopic.LAST_TRADE: r"\b(?:my|the|that) (?:last|latest|previous|most recent) trade\b(?!s)",
    QuestionTopic.PROMISES: (
        r"\b(?:did|have|do) i (?:ever )?(?:promise|commit|agree)\w*|\bmy (?:promises?|commitments?|word)\b"
        r"|\bwhat (?:did|have) we agree\w*|\bi promised\b"
    ),
    QuestionTopic.AFTER_LOSSES: (
        rf"\b(?:after|following) (?:(?:a|an|the|my|one|two|three|several|some|\d+|big) )*{_LOSSES}\b"
        r"|\bwhen i(?:'m| am)? (?:down|lose|losing)\b"
    ),
    QuestionTopic.PLANNED: (
        r"\bun-?planned\b|\b(?:trades? )?with(?:out)? a plan\b|\bimpuls\w+ trades\b"
        r"|\b(?:does|do|is) (?:planning|(?:my |a )?plans?)\b[^?]*\b(?:help|pay|work|worth|matter)"
    ),
    QuestionTopic.WEEKDAY: (
        r"\b(?:day|days) of the week\b|\bweekdays?\b|\b(?:worst|best|which|what) (?:trading )?days?\b"
        r"|\b(?:on|every) (?:mon|tues|wednes|thurs|fri)days?\b"
    ),
    QuestionTopic.PROGRESS: (
        r"\b(?:am|have|did|do) i (?:been |really |still )?(?:improv\w*|progress\w*"
        r"|(?:get|got|getting|become|becoming|making) (?:any )?(?:better|worse|progress))\b|\bmy progress\b"
    ),
    QuestionTopic.RISK: (
        r"\bhow much (?:should|can|may|must|do) i (?:risk|bet|put)\b|\brisk(?:ing)? (?:per|a|each) trade\b"
        r"|\bposition siz\w+\b|\bwhat (?:size|risk)\b|\b(?:right|correct|best|proper|ideal) (?:size|risk)\b"
        r"|\bhow (?:big|large|many (?:contracts|lots|shares))\b"
    ),
    QuestionTopic.STOPPING: (
        r"\bshould i (?:stop|continue|keep|go on|take a break|trade (?:today|again|more))\b"
        r"|\b(?:stop|done|call it)(?: trading)? for (?:the day|today)\b|\bone (?:more|last) (?:trade|try)\b"
    ),
    QuestionTopic.LIMITS: (
        r"\bmy (?:rules|limits|rulebook)\b|\bdid i (?:break|keep|follow)\b[^?]*\brules?\b|\bwhat are the rules\b"
    ),
}
_TOPIC_PATTERNS = {topic: re.compile(pattern, re.I) for topic, pattern in _TOPICS.items()}

BEHAVIOUR = {descriptor.detector.value: descriptor.topic_words for descriptor in DESCRIPTORS}
"""How traders name what a detector looks for."""

_SPAN = re.compile(r"\b(?:today|yesterday|(?:this|last) (?:week|month|session|year))\b", re.I)
_THANKS = re.compile(
    r"\A\W*+(?:(?:ok(?:ay)?|great|perfect|good|nice|alright|cool)\W++)?"
    r"(?:many thanks|thanks|thank you|thx|cheers|ty)\b"
    r"[^?]{0,40}$",
    re.I,
)
_GREETING = re.compile(
    r"\A\W*+(?:hi|hello|hey|yo|hallo|good (?:morning|afternoon|evening))\b(?:\W++(?:coach|there|again))?\W*+$",
    re.I,
)
_ASKS = re.compile(
    r"^\W*(?:what|who|whose|when|where|which|why|how|is|are|am|was|were|do|does|did|have|has|can|could|should|tell"
    r"|show|compare|prove|write|translate|calculate|name)\b|\?",
    re.I,
)
_ASKS_OF = re.compile(
    r"\A\W*+(?:am|do|did|does|have|was|is|are|why|how|which|what|when|show|tell)\b(?P<asked>[^.!\n]*+)",
    re.I,
)
_WORD = re.compile(r"\w++")
_SUM = re.compile(  # what follows a number cannot begin the next one, nor an operator: there is one way to read it
    r"\A\W*+(?:(?:what(?:'s| is)|calculate|how much is)\W++)?\d[\d.,()\s]*+(?:[-+*/x^]\W*+\d[\d.,()\s]*+)+\W*+$",
    re.I,
)
_ABOUT_THEM = re.compile(
    r"\b(?:i|i'?m|i'?ve|me|my|mine|we|us|our|you|your|it|its|this|that|these|those|here|now|next|again|more|else)\b",
    re.I,
)
_ABOUT_TRADING = re.compile(
    r"\b(?i:trad|market|los[est]|loss|w[io]n|stop|target|size|sizing|risk|plan|rule|limit|session|chart|price|entr|exit"
    r"|position|contract|setup|edge|leak|pattern|promise|commit|futures?|stock|profit|money|drawdown|disciplin|patien"
    r"|emotion|feel|fear|focus|tilt|fomo|revenge|calm|stress|sleep|tired|habit|coach|mindset|journal|psych|record|result"
    r"|performance|training)|\b[A-Z]{2,5}\b"
)


def topics_of(words: str) -> tuple[QuestionTopic, ...]:
    """What is asked about, in the order in which it is answered."""
    return tuple(topic for topic, pattern in _TOPIC_PATTERNS.items() if pattern.search(words))


def behaviours_of(words: str) -> tuple[str, ...]:
    """The detectors whose behaviour is named."""
    return tuple(detector for detector, pattern in BEHAVIOUR.items() if pattern.search(words))


def asks_about_a_behaviour(words: str) -> bool:
    """Whether a behaviour is asked about, as in "am I on tilt?": that is no feeling yet."""
    return _is_one_question(words) and bool(behaviours_of(words))


def _is_one_question(words: str) -> bool:
    """Whether nothing but a question is said: its first sentence ends behind the last word, with a question mark."""
    question = _ASKS_OF.search(words)
    if question is None:
        return False
    last_word_end = max(word.end() for word in _WORD.finditer(words))
    return "?" in words[last_word_end : question.end("asked")]


def small_talk_of(words: str) -> SmallTalk | None:
    """What a message is that asks the record nothing; null for all others."""
    if _THANKS.match(words):
        return SmallTalk.THANKS
    if _GREETING.match(words):
        return SmallTalk.GREETING
    if _SUM.match(words):
        return SmallTalk.OFF_TOPIC
    is_theirs = _ABOUT_THEM.search(words) or _ABOUT_TRADING.search(words) or len(words.split()) < 3
    if is_theirs or not _ASKS.search(words):
        return None
    return SmallTalk.OFF_TOPIC


def is_about_a_span(words: str) -> bool:
    """Whether a day, a week or another span is named."""
    return _SPAN.search(words) is not None


def asks_about_the_trader(words: str) -> bool:
    """Whether this is a question about the trader's own behaviour or record: one for the coach in any mode."""
    return _ASKS.search(words) is not None and bool(topics_of(words) or behaviours_of(words))
