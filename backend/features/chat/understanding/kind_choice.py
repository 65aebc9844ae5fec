"""Which kind of request a message is: certain by its form, else by the trained classifier; asked back in doubt.

A kind that needs something on the table is only chosen where there is one. What the classifier is not sure of is asked
back, with the likeliest kinds as buttons. Pure.
"""

import re
from collections.abc import Callable, Mapping

from backend.features.chat.understanding.guarded_words import is_sentence, of_likely_despair
from backend.features.chat.understanding.idea_requests import (
    exited,
    idea_change,
    idea_request,
    level_moved,
    of_reading,
    terms_of,
)
from backend.features.chat.understanding.kinds.kind_weights import weighed_scores
from backend.features.chat.understanding.message_context import MessageContext
from backend.features.chat.understanding.message_reading import MessageReading
from backend.features.chat.understanding.readers.book_reader import book_by_form
from backend.features.chat.understanding.readers.social_acts import read_social
from backend.features.chat.understanding.readers.trade_parts import leaves_no_trade
from backend.features.chat.understanding.record_questions import asks_how_it_went
from backend.features.chat.understanding.request_builders import BUILDERS, by_check_in
from backend.features.chat.understanding.request_kinds import RequestKind
from backend.features.chat.understanding.requests import (
    BookRequest,
    Clarification,
    ClarificationOption,
    CoachingRequest,
    IdeaOpinion,
    IdeaRequest,
    RecordQuestion,
    TradeEntered,
    Understanding,
)
from backend.features.chat.understanding.thread_words import LABELS
from backend.features.chat.understanding.trade_talk.choices import (
    as_told,
    by_itself,
    come_back,
    field_removed,
    is_confirmed,
    left_the_other_way,
    market_corrected,
    nod_to_an_offer,
    taken_back,
)
from backend.features.chat.understanding.trade_talk.corrections import corrected
from backend.features.chat.understanding.trade_talk.deletions import deletion
from backend.features.chat.understanding.trade_talk.look_backs import looked_back_on
from backend.features.chat.understanding.trade_talk.number_gate import (
    DRAFTED,
    with_numbers_accounted,
)
from backend.features.chat.understanding.trade_talk.part_gate import with_parts_settled
from backend.features.chat.understanding.trader_settings.setting_meaning import (
    not_wished_in,
    notices_in,
)
from backend.features.chat.understanding.trader_settings.setting_reader import plain_words
from backend.features.coach.classifiers.models import KindScores
from backend.features.coach.ideas.ideas import read_words
from backend.features.coach.language.common_words import is_common
from backend.features.coach.language.talk_acts import TalkAct, talk_act_of
from backend.features.coach.memory.extraction import turns_on_the_coach
from backend.features.content.conversations.models import Mode

OFFERED = 3  # kinds that are asked back
ENOUGH = 0.6  # to be acted on: nothing is written without a confirmation, and a question back costs a turn
LIKELY = 0.5  # what is asked back is then that of this kind
LEAST = 0.08  # a kind that is less likely is not offered
NOT_THEIRS = "It is not said that you made this trade."
SHOWN = ("instrument", "direction", "entry")  # a chart says these


LONG = 4  # letters from which common words are known
_WORD = re.compile(r"[^\W\d_]+")
_OF_SELF = re.compile(r"\b(?:i|my|me|mine|we|our|us|im|ive)\b", re.I)
_OF_THEM = re.compile(r"\b(?:these|those|them|they)\b", re.I)
Choice = Callable[[MessageReading], Understanding | None]


def chosen(text: str, context: MessageContext) -> Understanding:
    """What a message wants that is nothing by its form alone."""
    message = MessageReading(text, context)
    understanding = _likeliest(message)
    if any(isinstance(part, DRAFTED) for part in understanding.requests):
        understanding = with_numbers_accounted(understanding, message.idea, text)
        understanding = with_parts_settled(understanding, text)
    if message.signs.is_denied and _asks_of_a_trade(understanding):
        return Understanding(requests=(CoachingRequest(),), doubts=(NOT_THEIRS,))
    if message.signs.is_denied:
        doubts = (*understanding.doubts, NOT_THEIRS)
        return understanding.model_copy(update={"doubts": doubts})
    return understanding


def _asks_of_a_trade(understanding: Understanding) -> bool:
    """Whether the answer to what is asked back would be a trade that can be logged."""
    clarification = understanding.clarification
    if clarification is None:
        return False
    meant = (clarification.pending, *(choice.request for choice in clarification.choices))
    return any(isinstance(request, IdeaRequest | TradeEntered) for request in meant)


def _likeliest(message: MessageReading) -> Understanding:
    message = as_told(by_itself(message))
    context = message.context
    scores = weighed_scores(message)
    for choose in _BY_FORM:
        understanding = None if _is_another(choose, message, scores) else choose(message)
        if understanding is not None:
            return understanding
    if context.image_count and context.mode is Mode.ANALYSIS:
        return _pictured(message)
    if context.image_count or _is_told_to_the_coach(message, scores):
        return Understanding(requests=(CoachingRequest(),))
    return _by_score(message, scores)


def _is_told_to_the_coach(message: MessageReading, scores: KindScores) -> bool:
    """Whether words in a talk are of trades that were chosen for it, or of the trader's life: no book of the record."""
    context, best = message.context, scores.kinds[0].kind
    if context.mode is not Mode.PSYCHOLOGY:
        return False
    is_of_life = best == "outside" and _OF_SELF.search(message.beginning) is not None
    is_of_them = best == "question" and _OF_THEM.search(message.beginning) is not None
    return is_of_life or (context.trade_count > 0 and (best in _OF_TRADES or is_of_them))


def _is_another(choose: Choice, message: MessageReading, scores: KindScores) -> bool:
    """Whether it is likelier a kind that only looks like the form of another."""
    best = scores.kinds[0]
    if choose is _asked_on and not (message.has_table and message.names):
        return scores.is_sure and best.kind in _NO_QUESTIONS
    is_likely = scores.is_sure or (choose is _told_whole and best.probability >= LIKELY)
    return is_likely and best.kind in _BEFORE_FORM.get(choose, frozenset())


def _pictured(message: MessageReading) -> Understanding:
    """A picture to be judged: it may show what the words leave out, so that only contradictions are asked back."""
    request = IdeaRequest(terms=terms_of(message.idea.terms))
    understanding = of_reading(message.idea, request)
    asked_back = understanding.clarification
    if asked_back is None or asked_back.about not in SHOWN or read_words(message.text).conflicts:
        return understanding
    return understanding.model_copy(update={"clarification": None})


def _social(message: MessageReading) -> Understanding | None:
    act = read_social(message.text) or nod_to_an_offer(message)
    if act is None or (message.has_table and message.text.rstrip().endswith("?")):
        return None  # "ok?" beside an idea asks for an opinion of it
    return Understanding(requests=(act,))


def _told_in_a_talk(message: MessageReading) -> Understanding | None:
    """What became of something to try, or what is wanted of the coach: no promise, no setting and no thanks."""
    if message.context.mode is not Mode.PSYCHOLOGY or message.names:
        return None
    act = talk_act_of(message.text)
    return Understanding(requests=(CoachingRequest(),)) if act in _OF_A_TALK else None


def _moved(message: MessageReading) -> Understanding | None:
    """A level was moved: "moved my stop to 4495"."""
    if not message.idea.moves or message.signs.is_asked or message.signs.is_supposed:
        return None
    if message.signs.is_denied:
        return None
    moved = of_reading(message.idea, level_moved(message.idea, message.idea.moves[0]))
    is_part_left = any(part.price is not None for part in message.idea.exits)
    if not is_part_left or moved.clarification is not None:
        return moved
    return moved.model_copy(update={"requests": (exited(message.idea), *moved.requests)})


def _taken(message: MessageReading) -> Understanding | None:
    """The idea on the table was taken: "log it", "filled 4500.25"."""
    if not message.has_table or message.names_a_market:
        return None
    if not (message.signs.is_taken or is_confirmed(message)):
        return None
    if message.signs.is_asked or message.signs.is_left or message.signs.is_denied:
        return None
    return BUILDERS[RequestKind.TRADE_ENTERED](message, "")


def _explained(message: MessageReading) -> Understanding | None:
    """Of the idea or the trade spoken of: "why?", "how did that one go?"."""
    thread = message.context.thread
    if thread.last == "query" and thread.query is not None and _WHY_SO.match(message.text):
        return Understanding(requests=(RecordQuestion(query=thread.query, wants="why"),))
    if message.signs.looks_back and (thread.trade_id is not None or message.has_table):
        return Understanding(requests=(IdeaOpinion(wants="look_back"),))
    if message.signs.wants_reason and message.has_table and not message.names:
        return Understanding(requests=(IdeaOpinion(wants="why"),))
    if message.signs.wants_opinion and message.has_table and not message.names:
        return Understanding(requests=(IdeaOpinion(),))
    return None


_WHY_SO = re.compile(
    r"\A\W*(?:but |and |ok |so |hm+ |wait )*(?:why|how come|how so|explain|explain (?:that|it|this)"
    r"|why (?:is|was|are|were) (?:that|it|this|they|those)(?: so)?(?: (?:bad|good|low|high|much|little|poor|big|small))?"
    r"|why'?s (?:that|it|this)(?: so)?|why so (?:bad|good|low|high|much|little|poor|big|small)|why (?:that|so)"
    r"|(?:what'?s|what is|what was|what'?re) behind (?:it|that|this|them)|where does (?:it|that) come from"
    r"|what (?:drives|drove|caused|causes|explains|made) (?:it|that|this)|what trades (?:are|were) (?:behind )?(?:it|that)"
    r"|which trades (?:did|made|are behind|were behind|drove|drive) (?:it|that|this))\W*\Z",
    re.I,
)
"""Asks for what is behind the last answer of the record, and for nothing else."""


def _record(message: MessageReading) -> Understanding | None:
    """What only the record says: what there is, what habits cost, how it went."""
    if message.context.mode is not Mode.ANALYSIS or message.has_prices:
        return None
    is_free = not message.has_table and not message.has_trade
    if is_free and asks_how_it_went(message.text):
        return BUILDERS[RequestKind.QUESTION](message, "")
    is_asked = message.signs.is_asked or message.text.rstrip().endswith("?")
    if not message.question.is_said_whole or not is_asked or message.settings is not None:
        return None
    return BUILDERS[RequestKind.QUESTION](message, "")


def _changed(message: MessageReading) -> Understanding | None:
    """Levels and sizes alone, tried with what is on the table: "and with 5 contracts?"."""
    if not message.has_table or not message.names or message.names_a_market:
        return None
    if message.context.thread.last == "query" and message.question.leans_on_before:
        return None
    if not message.signs.is_supposed or message.idea.is_done or message.signs.is_left:
        return None
    return of_reading(message.idea, idea_change(message.idea))


def _asked_on(message: MessageReading) -> Understanding | None:
    """The last question with another filter: "and on Mondays?"."""
    thread = message.context.thread
    if thread.last != "query" or not message.question.leans_on_before:
        return None
    if message.question.query == thread.query and message.question.clarification is None:
        return None  # nothing is asked anew: "I feel tense about it"
    if message.names_a_market and message.has_prices:
        return None  # a trade is told, and nothing of the record is asked
    return BUILDERS[RequestKind.QUESTION](message, "")


def _told_whole(message: MessageReading) -> Understanding | None:
    """Market, direction, entry and stop: a trade to be judged, unless it was made or is planned or checked."""
    idea, signs = message.idea, message.signs
    is_whole_idea = {"direction", "entry", "stop"} <= message.names
    asks_for_opinion = signs.wants_opinion and "direction" in message.names
    whole = (is_whole_idea or asks_for_opinion) and message.names_a_market
    if not whole or idea.is_done or idea.is_closed or idea.moves or signs.is_plan or signs.is_check:
        return None
    if signs.is_left or signs.is_taken:
        return None
    return of_reading(idea, idea_request(idea))


def _notices(message: MessageReading) -> Understanding | None:
    """Notifications, emails and nudges: "turn off the morning reminder"."""
    is_of_a_trade = message.names_a_market and "direction" in message.names
    return None if is_of_a_trade else notices_in(message.beginning)


def _limits_weighed(message: MessageReading) -> Understanding | None:
    """A limit that is asked about, denied or somebody else's: "what if I set my max loss to 300?"."""
    is_of_a_trade = message.names_a_market or message.is_of_the_idea
    if message.context.mode is Mode.PSYCHOLOGY or is_of_a_trade:
        return None
    return not_wished_in(message.beginning)


def _book_asked(message: MessageReading) -> Understanding | None:
    """What the stops would cost, or whether a trade may be entered now, where no other terms are tried."""
    book = None if message.names else book_by_form(plain_words(message.beginning))
    return None if book is None else Understanding(requests=(BookRequest(book=book),))


_OF_A_TALK = frozenset({TalkAct.TOOK_UP, TalkAct.HELPED, TalkAct.FAILED, TalkAct.WANTS_EARS})
_BY_FORM: tuple[Choice, ...] = (
    deletion,
    taken_back,
    corrected,
    field_removed,
    market_corrected,
    _social,
    _notices,
    _book_asked,
    _told_in_a_talk,
    looked_back_on,
    _explained,
    left_the_other_way,
    _limits_weighed,
    _moved,
    _taken,
    come_back,
    by_check_in,
    _record,
    _asked_on,
    _changed,
    _told_whole,
)
_TRADES = frozenset({"trade_entered", "trade_exited", "level_moved"})
_BEFORE_FORM: Mapping[Choice, frozenset[str]] = {
    _asked_on: _TRADES | {"idea", "idea_change"},
    _social: _TRADES | {"idea", "idea_change", "question", "check", "plan"},
    _told_whole: _TRADES | {"check", "plan"},
    _moved: frozenset({"question"}),
    _limits_weighed: frozenset({"question", "check", "coaching", "memory", "plan", "promise"}),
    _told_in_a_talk: _TRADES
    | {"idea", "idea_change", "question", "memory", "archive", "guard:self_harm"},
}
"""Kinds that the classifier is heard with before what a message looks like."""
_OF_PRICES = _TRADES | {"idea", "idea_change", "question", "plan", "check"}
"""Kinds of which the words say more than what the coach is to be."""
_OF_TRADES = frozenset({"book", "idea", "idea_opinion", "trade_entered", "trade_exited"})
"""Kinds that are of trades that the words would have to name."""
_NO_QUESTIONS = frozenset(
    "setting promise coaching social guard:self_harm memory training outside help".split()
)
"""Kinds that are no other filter for the last question, where the words say them for certain."""


def _by_score(message: MessageReading, scores: KindScores) -> Understanding:
    """The likeliest kind where it is sure enough, and the words bear it; else the likeliest are asked back."""
    is_talk = message.context.mode is Mode.PSYCHOLOGY
    is_likely = scores.kinds[0].probability >= ENOUGH and _has_a_word(message)
    if scores.is_sure or (is_likely and not is_talk):
        return _built(message, scores.best.label)
    if is_talk:  # what is said to the coach is talk before anything else
        return _best_or_talk(message, scores)
    return _which(message, scores)


def _has_a_word(message: MessageReading) -> bool:
    """Whether any word is one: of "flurb the wibble snork" nothing can be likely."""
    words = [word for word in _WORD.findall(message.beginning.casefold()) if len(word) >= LONG]
    return bool(message.names) or not words or any(map(is_common, words))


def _built(message: MessageReading, label: str) -> Understanding:
    if label.startswith("guard:") and not is_sentence(message.text):
        return Understanding(requests=(CoachingRequest(),))
    if label == "guard:self_harm":
        return of_likely_despair(message.text)
    if label.startswith("guard:"):
        guard = label.partition(":")[2]
        return Understanding.model_validate({"requests": (CoachingRequest(),), "guard": guard})
    name, _, part = label.partition(":")
    is_untrue = message.signs.is_denied or (name == "trade_exited" and leaves_no_trade(message))
    if name in _TRADES and is_untrue:
        return Understanding(requests=(CoachingRequest(),))  # nothing of the trader's happened
    if name not in _OF_PRICES and turns_on_the_coach(message.text):
        return Understanding(requests=(CoachingRequest(),))
    return BUILDERS[RequestKind(name)](message, part)


def _which(message: MessageReading, scores: KindScores) -> Understanding:
    """The likeliest kinds as buttons; each is what its own reader makes of the words."""
    options: dict[RequestKind, ClarificationOption] = {}
    for score in scores.scores:
        if score.probability < LEAST or len(options) == OFFERED:
            break
        understanding = _built(message, score.label)
        if not understanding.requests or understanding.guard is not None:
            continue
        request = understanding.requests[0]
        options.setdefault(
            request.kind,
            ClarificationOption(label=LABELS.get(request.kind, "Something else"), request=request),
        )
    if not options:
        return _best_or_talk(message, scores)
    clarification = Clarification(
        question="What would you like me to do with this?",
        about="request",
        choices=tuple(options.values()),
    )
    return Understanding(clarification=clarification)


def _best_or_talk(message: MessageReading, scores: KindScores) -> Understanding:
    """Where nothing can be offered: what the likeliest kind asks back, else talk."""
    best = _built(message, scores.best.label)
    is_talk = message.context.mode is Mode.PSYCHOLOGY and not message.has_prices
    is_likely = scores.best.probability >= LIKELY and best.guard is None and not is_talk
    if is_likely and best.clarification is not None:
        return best
    return Understanding(requests=(CoachingRequest(),))
