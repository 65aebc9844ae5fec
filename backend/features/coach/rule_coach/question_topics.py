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
    GOODBYE = "goodbye"
    AGREEMENT = "agreement"
    REFUSAL = "refusal"
    LAUGHTER = "laughter"
    NOISE = "noise"
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
_SUM = re.compile(  # what follows a number cannot begin the next one, nor an operator: there is one way to read it
    r"\A\W*+(?:(?:what(?:'s| is)|calculate|how much is)\W++)?\d[\d.,()\s]*+(?:[-+*/x^]\W*+\d[\d.,()\s]*+)+\W*+$",
    re.I,
)
_GOODBYE = re.compile(
    r"\A\W*+(?:(?:ok(?:ay)?|thanks|thank you|alright|well)\W++)?(?:bye(?:[- ]?bye)?|goodbye|good ?night|cya|see (?:you|ya)"
    r"(?: (?:later|tomorrow|soon|around))?|have a (?:good|nice) (?:day|evening|night|weekend)"
    r"|i'?m (?:off|out|done for today)"
    r"|talk (?:to you )?(?:later|tomorrow|soon))(?:\W++(?:coach|then|now|tomorrow))?\W*+$",
    re.I,
)
_AGREEMENT = re.compile(
    r"\A\W*+(?:ok(?:ay)?|k|yes|yep|yeah|sure|fine|right|agreed|got it|understood|will do|good|great|nice|cool|true|exactly"
    r"|makes sense|fair enough|alright)\W*+$",
    re.I,
)
_REFUSAL = re.compile(
    r"\A\W*+(?:no|nope|nah|not now|no thanks|never mind|nevermind|forget it|leave it|not really)\W*+$",
    re.I,
)
_LAUGHTER = re.compile(
    r"\A\W*+(?:l+o+l+|lmf?ao+|rofl|(?:ha){2,}h?|(?:he){2,}|xd+|funny)\W*+$", re.I
)
_THUMB = re.compile(r"[\U0001f44d\U0001f44c\U0001f64f\U0001f44f\u2705\U0001f4aa\u2764]")
_LAUGHING = re.compile(r"[\U0001f600-\U0001f606\U0001f602\U0001f923\U0001f639]")
_MASHED = re.compile(
    r"\A\W*+(?=\w*(?:asdf|sdfg|dfgh|fghj|ghjk|hjkl|qwer|wert|zxcv|xcvb|jkl))[a-z]{5,40}\W*+$", re.I
)
_READABLE = re.compile(r"[^\W_]")
# What wants no look at the record, by how it is written; the first one counts.
_WRITTEN = (
    (SmallTalk.THANKS, _THANKS),
    (SmallTalk.GREETING, _GREETING),
    (SmallTalk.GOODBYE, _GOODBYE),
    (SmallTalk.AGREEMENT, _AGREEMENT),
    (SmallTalk.REFUSAL, _REFUSAL),
    (SmallTalk.LAUGHTER, _LAUGHTER),
    (SmallTalk.NOISE, _MASHED),
    (SmallTalk.OFF_TOPIC, _SUM),
)
_WANTS_TECHNIQUE = re.compile(
    r"\bhow (?:do|can|could|should|would|to) (?:i |you |one )?(?:\w+ )?(?:stop|quit|avoid|break|fix|prevent|control"
    r"|beat|handle|manage|deal|get over|get rid|overcome|not|keep from|resist|cope|calm|stay|reset|recover)\b"
    r"|\bwhat (?:can|could|should|do|would) i do (?:about|against|to|when|if|with|instead)\b"
    r"|\b(?:give|show|teach|suggest|recommend|tell) me (?:\w+ ){0,3}"
    r"(?:techniques?|exercises?|tools?|methods?|tricks?|tips?|drills?)\b"
    r"|\bhelp me (?:to )?(?:stop|with|not|quit|avoid|break|control)\b|\bany (?:tips|advice|ideas?|techniques?)\b"
    r"|\bwhat (?:helps|works) (?:against|for|with)\b",
    re.I,
)
_WANTS_ROUTINE = re.compile(
    r"\b(?:pre-?market|morning|daily|trading|pre-?session|opening|post-?market|evening|end[- ]of[- ]day|after[- ]hours)"
    r" (?:routine|ritual|prep\w*|checklist)\b|\b(?:a|my|the) (?:routine|ritual)\b"
    r"|\b(?:prepare|get ready) (?:myself )?(?:for|before) (?:the|my|today)\b",
    re.I,
)
_DISPUTES = re.compile(
    r"\b(?:that|this|it)(?:'s| is| was)? ?(?:just |simply |really )?(?:not|isn'?t|wasn'?t|n'?t)"
    r" (?:true|right|so|correct|fair|it|what|how|revenge|fomo|tilt)\b"
    r"|\b(?:that|this)(?:'s| is| was) (?:wrong|false|incorrect|nonsense|a mistake)\b"
    r"|\byou(?:'re| are)? (?:wrong|mistaken)\b"
    r"|\A\W*+no\b[^.!?]{0,30}[,.] ?i (?:was|am|wasn'?t|did|didn'?t)\b"
    r"|\bi (?:was|am) not (?:angry|tilted|scared|afraid|greedy|furious|chasing|revenge)\b"
    r"|\bi (?:wasn'?t|didn'?t) (?:angry|tilted|scared|afraid|chas\w+|revenge)\b",
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
    for small_talk, pattern in _WRITTEN:
        if pattern.match(words):
            return small_talk
    if words and not _READABLE.search(words):
        return _of_signs(words)
    is_theirs = _ABOUT_THEM.search(words) or _ABOUT_TRADING.search(words) or len(words.split()) < 3
    if is_theirs or not _ASKS.search(words):
        return None
    return SmallTalk.OFF_TOPIC


def _of_signs(words: str) -> SmallTalk:
    """What a message without letters and digits is."""
    if _THUMB.search(words):
        return SmallTalk.AGREEMENT
    if _LAUGHING.search(words):
        return SmallTalk.LAUGHTER
    return SmallTalk.NOISE


def asks(words: str) -> bool:
    """Whether the words are a question, or ask for something to be shown."""
    return _ASKS.search(words) is not None


def speaks_of_trading(words: str) -> bool:
    """Whether anything of trading is named."""
    return _ABOUT_TRADING.search(words) is not None


def wants_a_technique(words: str) -> bool:
    """Whether the words ask how something could be done otherwise."""
    return _WANTS_TECHNIQUE.search(words) is not None


def wants_a_routine(words: str) -> bool:
    """Whether the words ask for a routine of the day."""
    return _WANTS_ROUTINE.search(words) is not None


def disputes(words: str) -> bool:
    """Whether the words say that something was not so."""
    return _DISPUTES.search(words) is not None


def is_about_a_span(words: str) -> bool:
    """Whether a day, a week or another span is named."""
    return _SPAN.search(words) is not None


def asks_about_the_trader(words: str) -> bool:
    """Whether this is a question about the trader's own behaviour or record: one for the coach in any mode."""
    return _ASKS.search(words) is not None and bool(topics_of(words) or behaviours_of(words))
