"""What a message is in the talk around an idea: taken back, without a field, told as a trade, come back to. Pure."""

import re
from dataclasses import replace

from backend.features.chat.understanding.idea_requests import (
    merged,
    of_reading,
    terms_of,
)
from backend.features.chat.understanding.kinds.kind_weights import spoken_scores
from backend.features.chat.understanding.message_reading import MessageReading
from backend.features.chat.understanding.request_builders import BUILDERS
from backend.features.chat.understanding.request_kinds import RequestKind
from backend.features.chat.understanding.requests import (
    Clarification,
    ClarificationOption,
    IdeaChange,
    IdeaRequest,
    IdeaTerms,
    SocialAct,
    SocialRequest,
    TradeEntered,
    Understanding,
)
from backend.features.chat.understanding.thread_state import ThreadState
from backend.features.chat.understanding.trade_talk.confirmation import confirmation_in
from backend.features.chat.understanding.trade_talk.deeds import tells_a_deed
from backend.features.chat.understanding.trade_talk.earlier_ideas import earlier_idea, leads_back
from backend.features.chat.understanding.trade_talk.field_removal import FieldRemoval, removal_in
from backend.features.chat.understanding.trade_talk.market_change import meant_market
from backend.features.chat.understanding.trade_talk.withdrawal import withdrawal_in

SURE = 0.8  # of a trade that was taken, whatever the form of the verb
LIKELY = 0.5  # that something happened to a trade, where the words tell a deed
_ENDS = ("trade_exited", "level_moved")
_WHOLE = frozenset(("direction", "entry", "stop"))
_OTHER_WAY = re.compile(r"\b(?:sold|bought|covered)\b", re.I)


def by_itself(message: MessageReading) -> MessageReading:
    """The message as the first one of a conversation, where it tells an idea of its own."""
    if message.context.image_count or not message.is_idea_of_its_own:
        return message
    return MessageReading(message.text, replace(message.context, thread=ThreadState()))


def as_told(message: MessageReading) -> MessageReading:
    """The message as of a trade, where it tells what happened to one and only an idea is on the table."""
    if not message.has_table or message.has_trade or message.signs.is_denied:
        return message
    is_told = tells_a_deed(message.text)
    is_in_it = (
        message.context.thread.last == "trade"
    )  # it was said to be taken, and is not confirmed
    if not (is_told or is_in_it) or _names_another_market(message):
        return message
    scores = spoken_scores(message)
    ended = sum(score.probability for score in scores.scores if score.label in _ENDS)
    if ended < (LIKELY if is_told else SURE) and not _goes_the_other_way(message):
        return message
    thread = message.context.thread.model_copy(update={"last": "trade"})
    return MessageReading(message.text, replace(message.context, thread=thread), is_taken=True)


def _names_another_market(message: MessageReading) -> bool:
    table, market = message.context.thread.idea, message.idea.terms.instrument
    return table is not None and market is not None and market != table.instrument


def left_the_other_way(message: MessageReading) -> Understanding | None:
    """Of a long "sold one at 5996" is an exit, as is of a short "bought it back"."""
    if not message.has_trade or not _goes_the_other_way(message):
        return None
    if message.signs.is_denied or not tells_a_deed(message.text):
        return None
    return BUILDERS[RequestKind.TRADE_EXITED](message, "")


def _goes_the_other_way(message: MessageReading) -> bool:
    table = message.context.thread.idea
    direction = message.idea.terms.direction
    if table is None or direction in (None, table.direction) or message.names_a_market:
        return False
    is_a_trade = bool(message.names & {"stop", "targets"})
    return not is_a_trade and _OTHER_WAY.search(message.beginning) is not None


def taken_back(message: MessageReading) -> Understanding | None:
    """The idea on the table is no trade: "no scratch that, I didn't take it"."""
    thread = message.context.thread
    if thread.idea is None or thread.last == "query":
        return None
    withdrawal = withdrawal_in(message.text, thread.idea.direction)
    if withdrawal is None:
        return None
    of_trade = SocialRequest(act=SocialAct.REFUSAL, takes_back="trade")
    if withdrawal == "trade":
        return Understanding(requests=(of_trade,))
    if thread.trade_id is not None or thread.asked is not None:
        return None
    if not thread.told:
        return Understanding(requests=(of_trade,))
    of_deed = of_trade.model_copy(update={"takes_back": "deed"})
    choices = (
        ClarificationOption(label="What I told last", request=of_deed),
        ClarificationOption(label="The whole trade", request=of_trade),
    )
    question = "Which do you take back: what you told last, or the whole trade?"
    return Understanding(
        clarification=Clarification(question=question, about="withdrawal", choices=choices)
    )


def is_confirmed(message: MessageReading) -> bool:
    """Whether the words say that the idea on the table was taken."""
    table = message.context.thread.idea
    if table is None or message.has_trade:
        return False
    return confirmation_in(message.text, table.direction) == "trade"


def nod_to_an_offer(message: MessageReading) -> SocialRequest | None:
    """Agreement to what was offered last: "ok doing it"."""
    table = message.context.thread.idea
    if table is None or message.signs.is_taken:
        return None
    if confirmation_in(message.text, table.direction) != "anything":
        return None
    return SocialRequest(act=SocialAct.AGREEMENT)


def field_removed(message: MessageReading) -> Understanding | None:
    """A field of the idea goes: "scrap the target"; one that is wrong is asked for anew."""
    thread = message.context.thread
    if thread.idea is None or message.has_trade or thread.last == "query":
        return None
    removal = removal_in(message.text, thread.idea)
    if removal is None:
        return None
    change = IdeaChange(terms=IdeaTerms(targets=removal.targets), without=removal.names)
    if not removal.is_wrong:
        return Understanding(requests=(change,))
    return Understanding(clarification=_asked_anew(removal, change))


def _asked_anew(removal: FieldRemoval, change: IdeaChange) -> Clarification:
    name = removal.spoken.split(" ")[0]
    question = f"Then the {removal.spoken} is off the table. What is the {name}?"
    return Clarification(question=question, about=removal.field, pending=change)


def market_corrected(message: MessageReading) -> Understanding | None:
    """The same idea in the market that was meant: "I mean CL not ES"."""
    table = message.context.thread.idea
    if table is None or message.has_trade or message.has_prices:
        return None
    market = meant_market(message.text, table, message.context.market_day)
    if market is None:
        return None
    return Understanding(requests=(IdeaChange(terms=IdeaTerms(instrument=market)),))


def come_back(message: MessageReading) -> Understanding | None:
    """An idea that was put aside is on the table again, with what is said of it."""
    thread = message.context.thread
    signs = message.signs
    if not thread.aside or signs.is_denied or signs.is_plan or signs.is_check:
        return None
    earlier = earlier_idea(message.text, message.idea.terms.instrument, thread.aside)
    if earlier is None or message.names >= _WHOLE:
        return None
    there = thread.model_copy(update={"idea": earlier, "trade_id": None, "told": ()})
    again = MessageReading(message.text, replace(message.context, thread=there))
    if (signs.is_taken or again.idea.is_done) and earlier.direction is not None:
        taken = TradeEntered(terms=merged(earlier, terms_of(again.idea.terms)))
        return of_reading(again.idea, taken)
    if not (again.names - {"instrument", "direction"} or leads_back(message.text)):
        return None
    request = IdeaRequest(terms=merged(earlier, terms_of(again.idea.terms)))
    if request.terms.direction is None:
        return Understanding(clarification=_which_way(request))
    return of_reading(again.idea, request)


def _which_way(request: IdeaRequest) -> Clarification:
    choices = tuple(
        ClarificationOption(
            label=direction,
            request=request.model_copy(
                update={"terms": request.terms.model_copy(update={"direction": direction})}
            ),
        )
        for direction in ("long", "short")
    )
    question = f"Back to {request.terms.instrument}. Which way: long or short?"
    return Clarification(question=question, about="direction", choices=choices, pending=request)
