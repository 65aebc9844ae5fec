"""What a kind of request weighs, where the thread and the readers of messages have a say beside the classifier.

The classifier knows the words alone. What is on the table makes kinds the same or unlikely, and a reader that has read a
message whole bears its kind out: its probability is weighed by how much likelier such a reading is with that kind. Pure.
"""

import re
from collections.abc import Callable, Mapping

from backend.features.chat.understanding.kinds.message_signals import signals_of
from backend.features.chat.understanding.message_reading import MessageReading
from backend.features.chat.understanding.readers.trade_parts import changed_terms
from backend.features.chat.understanding.requests import IdeaTerms
from backend.features.coach.classifiers.models import KindScore, KindScores
from backend.features.coach.classifiers.service import Classifiers
from backend.features.content.conversations.models import Mode

READ_WHOLE = 10.0  # a reader reads so much more often what is of its kind
OF_THE_THREAD = 3.0  # a conversation goes on so much more often than it turns
NEUTRAL = 1.0
LONGEST = 2_000  # characters by which a kind is known
SURE_QUESTION = 0.5  # of the reader of questions
SURE_WHERE_READ = 0.7  # enough where a reader bears the kind out

_PROFIT_AND_LOSS = re.compile(
    r"\bp ?(?:&|and|/|n) ?l\b", re.I
)  # one word, whose sign parts it for the heads

_FOR_GOOD = re.compile(
    r"\b(?:my|always|never|every|each|any|per|an?|day|daily|week|weekly|from now on|default|usual|usually|normally"
    r"|max|maximum|most|more|limits?|cap|allowed|profile|rules?|rulebook|setting|trades|am|pm|after"
    r"|before|in a row|mood|slept|sleep|time ?zone)\b",
    re.I,
)
_WHY = re.compile(r"(?:and |but |so )?(?:why|how come)\b", re.I)
Weigher = Callable[[MessageReading], float]


def spoken_scores(message: MessageReading) -> KindScores:
    """How likely each kind is by the words and what was spoken of last; the likeliest first."""
    words = _PROFIT_AND_LOSS.sub("pnl", message.text[:LONGEST])
    return Classifiers.load().kinds(words, signals_of(message))


def weighed_scores(message: MessageReading) -> KindScores:
    """How likely each kind is, with all that is known; the likeliest first."""
    scores = spoken_scores(message)
    shares: dict[str, float] = {}
    for score in scores.scores:
        label = _same_here(score.label, message)
        shares[label] = shares.get(label, 0.0) + score.probability
    alone = _ordered(shares, scores.threshold)
    return alone if alone.is_sure else _weighed(alone, message)


def _weighed(alone: KindScores, message: MessageReading) -> KindScores:
    """What the classifier is not sure of by itself, with what the thread and the readers say to it."""
    weights = {
        score.label: score.probability * _weight(score.label, message) for score in alone.scores
    }
    if _names_a_pattern(message):  # "am I revenge trading?" is no look at all of them
        weights["question"] = weights.get("question", 0.0) + weights.pop("book:patterns", 0.0)
    scores = _ordered(weights, alone.threshold)
    is_read = _weight(scores.kinds[0].label, message) >= READ_WHOLE
    return _ordered(weights, SURE_WHERE_READ if is_read else alone.threshold)


def _names_a_pattern(message: MessageReading) -> bool:
    query = message.question.query
    return query is not None and bool(query.only.patterns)


def _ordered(weights: Mapping[str, float], threshold: float) -> KindScores:
    """Weights as probabilities, the likeliest first."""
    total = sum(weights.values())
    ordered = sorted(weights.items(), key=lambda item: -item[1])
    return KindScores(
        tuple(KindScore(label, weight / total) for label, weight in ordered), threshold
    )


def _same_here(label: str, message: MessageReading) -> str:
    """Without an idea on the table a change is an idea; with one, an idea without a market is a change."""
    if not message.has_table:
        return "idea" if label == "idea_change" else label
    if message.names_a_market or not message.names or message.idea.is_done:
        return label
    if label == "idea" or (label == "setting" and _is_of_this_trade(message)):
        return "idea_change"
    is_thought_of = not (message.has_trade or message.idea.moves or message.idea.is_closed)
    if label in ("level_moved", "trade_exited") and is_thought_of:
        return "idea_change"
    return label


def _is_of_this_trade(message: MessageReading) -> bool:
    """Whether a risk or a size is told of the idea that was spoken of last, and nothing makes it one for good."""
    is_spoken_of = message.context.thread.last == "idea"
    return is_spoken_of and message.is_short and _FOR_GOOD.search(message.beginning) is None


def _weight(label: str, message: MessageReading) -> float:
    weigher = _WEIGHERS.get(label.partition(":")[0])
    return NEUTRAL if weigher is None else weigher(message)


def _idea(message: MessageReading) -> float:
    idea = message.idea
    if idea.is_done or idea.is_closed or idea.moves or not message.names_a_market:
        return NEUTRAL
    if message.signs.is_plan or message.signs.is_check:
        return NEUTRAL
    if message.has_prices and not idea.unused:
        return READ_WHOLE
    return OF_THE_THREAD if idea.asks_about("direction") else NEUTRAL


def _of_an_idea(message: MessageReading) -> float:
    """A plan and a check are told as wholly as an idea that is to be judged."""
    is_told = message.names_a_market and "direction" in message.names and message.has_prices
    return READ_WHOLE if is_told and not message.idea.unused else NEUTRAL


def _idea_change(message: MessageReading) -> float:
    if not message.is_of_the_idea:
        return NEUTRAL
    idea = message.idea
    is_open = not (idea.is_done or idea.is_closed or idea.moves)
    if is_open and message.names and not idea.unused and not message.names_a_market:
        return READ_WHOLE
    return NEUTRAL if changed_terms(message) == IdeaTerms() else READ_WHOLE


def _entered(message: MessageReading) -> float:
    if message.signs.is_asked or message.signs.is_supposed:
        return NEUTRAL
    is_directed = "direction" in message.names and (message.names_a_market or message.has_table)
    is_made = message.idea.is_done or message.signs.is_taken
    if _of_an_idea(message) > NEUTRAL and not message.idea.about_to:
        return READ_WHOLE
    if is_directed and is_made:
        return READ_WHOLE
    if message.has_table and message.signs.is_taken and not message.signs.is_left:
        return READ_WHOLE
    is_told = not message.names or is_made
    return OF_THE_THREAD if message.is_of_the_idea and message.is_short and is_told else NEUTRAL


def _exited(message: MessageReading) -> float:
    if message.signs.is_asked or message.signs.is_supposed:
        return NEUTRAL
    is_whole = message.names_a_market and {"entry", "direction"} <= message.names
    if (message.idea.is_closed or message.signs.is_left) and not is_whole:
        return READ_WHOLE
    return OF_THE_THREAD if message.has_trade and message.is_short else NEUTRAL


def _moved(message: MessageReading) -> float:
    if message.signs.is_asked or message.signs.is_supposed:
        return NEUTRAL
    if message.idea.moves:
        return READ_WHOLE
    return OF_THE_THREAD if message.has_trade and message.is_short else NEUTRAL


def _question(message: MessageReading) -> float:
    reading = message.question
    if _asks_on(message):
        return READ_WHOLE
    if _WHY.match(message.beginning.lstrip()):
        return NEUTRAL / OF_THE_THREAD  # the record knows what happened, and not why
    if reading.query is None or reading.not_understood:
        return NEUTRAL
    if message.is_of_the_idea and message.names and not message.signs.is_asked:
        return NEUTRAL
    thread = message.context.thread
    if reading.leans_on_before and (thread.last == "query" or thread.patterns):
        return READ_WHOLE
    is_whole = reading.confidence >= SURE_QUESTION and not reading.leans_on_before
    return READ_WHOLE if is_whole else NEUTRAL


def _asks_on(message: MessageReading) -> bool:
    """Whether a short message changes something of the last question, and tells of no trade."""
    reading, thread = message.question, message.context.thread
    is_behind = thread.last == "query" and message.is_short and reading.leans_on_before
    is_another = reading.query is not None and reading.query != thread.query
    return is_behind and is_another and not message.has_prices


def _promise(message: MessageReading) -> float:
    """Told whole, with when and what: "after 3 losses in a row, half the size"."""
    promise = message.promise
    is_whole = promise is not None and bool(promise.trigger and promise.promise)
    return READ_WHOLE if is_whole and not message.signs.is_asked else NEUTRAL


def _setting(message: MessageReading) -> float:
    """Told plainly, each value beside its word, and of no trade that is spoken of."""
    is_of_a_trade = message.has_table or message.names_a_market or message.has_prices
    is_plain = message.settings is not None and message.promise is None
    is_plain = is_plain and not message.signs.is_asked and not is_of_a_trade
    return READ_WHOLE if is_plain else NEUTRAL


def _opinion(message: MessageReading) -> float:
    return OF_THE_THREAD if message.is_of_the_idea and message.is_short else NEUTRAL


def _coaching(message: MessageReading) -> float:
    return OF_THE_THREAD if message.context.mode is Mode.PSYCHOLOGY else NEUTRAL


_WEIGHERS: Mapping[str, Weigher] = {
    "idea": _idea,
    "idea_change": _idea_change,
    "trade_entered": _entered,
    "trade_exited": _exited,
    "level_moved": _moved,
    "plan": _of_an_idea,
    "check": _of_an_idea,
    "question": _question,
    "idea_opinion": _opinion,
    "promise": _promise,
    "setting": _setting,
    "coaching": _coaching,
}
