"""From a kind to its request: what the readers read for it, or what must be asked back first. Pure."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from backend.features.chat.understanding.idea_requests import (
    entered,
    exited,
    idea_change,
    idea_request,
    level_moved,
    market_asked_about,
    merged,
    of_reading,
    terms_of,
)
from backend.features.chat.understanding.message_reading import MessageReading
from backend.features.chat.understanding.questions.open_parts.check_in_words import (
    ASKED,
    check_in_condition,
)
from backend.features.chat.understanding.readers import archive_reader
from backend.features.chat.understanding.readers.journal_reader import read_journal, written
from backend.features.chat.understanding.readers.memory_words import (
    correction_in,
    statement_in,
)
from backend.features.chat.understanding.readers.promise_reader import promise_in
from backend.features.chat.understanding.readers.trade_parts import (
    changed_terms,
    exits_of,
    moved_levels,
    names_its_end,
    trade_named,
    with_size_left,
)
from backend.features.chat.understanding.record_questions import read_message as read_record
from backend.features.chat.understanding.record_questions import understood
from backend.features.chat.understanding.request_kinds import RequestKind
from backend.features.chat.understanding.requests import (
    ArchiveAction,
    BookName,
    BookRequest,
    CheckRequest,
    Clarification,
    ClarificationOption,
    CoachingRequest,
    HelpRequest,
    IdeaChange,
    IdeaOpinion,
    IdeaTerms,
    LevelMoved,
    MemoryRequest,
    OutsideRequest,
    PlanRequest,
    RecordQuestion,
    Request,
    SettingRequest,
    SocialAct,
    SocialRequest,
    TrainingRequest,
    Understanding,
)
from backend.features.chat.understanding.trader_settings.setting_meaning import (
    settings_spoken_of,
    understood_setting,
)
from backend.features.chat.understanding.trader_settings.setting_parts import SettingName
from backend.features.coach.ideas.schemas import IdeaReading
from backend.features.coach.memory.extraction import (
    MemoryCommandKind,
    is_addressed_to_the_coach,
    turns_on_the_coach,
)
from backend.features.coach.memory.statement_matching import LONGEST_STATEMENT
from backend.features.content.conversations.models import Mode

Builder = Callable[[MessageReading, str], Understanding]


def _ask(question: str, about: str, pending: Request | None = None) -> Understanding:
    clarification = Clarification(question=question, about=about, pending=pending)
    return Understanding(clarification=clarification)


def _idea(message: MessageReading, _part: str) -> Understanding:
    if not message.names and not message.context.image_count:
        return _ask("Which trade? Say market, direction, entry, stop and target.", "instrument")
    request = idea_request(message.idea)
    market = market_asked_about(message.context.thread)
    if market is None or message.has_table or message.names_a_market:
        return of_reading(message.idea, request)
    terms = request.terms.model_copy(update={"instrument": market})
    return of_reading(message.idea, request.model_copy(update={"terms": terms}))


def _idea_change(message: MessageReading, part: str) -> Understanding:
    if not message.has_table or message.is_idea_of_its_own:
        return _idea(message, part)
    is_read = bool(message.names) and not message.idea.unused
    terms = IdeaTerms() if is_read else changed_terms(message)
    if terms != IdeaTerms():
        return Understanding(requests=(IdeaChange(terms=terms),))
    if not message.names:
        return _ask("What should be different? Say a price, a stop, a target or a size.", "idea")
    return of_reading(message.idea, idea_change(message.idea))


def _opinion(message: MessageReading, part: str) -> Understanding:
    if part == "look_back" or part == "why":
        return Understanding(requests=(IdeaOpinion.model_validate({"wants": part}),))
    if message.has_table and not message.names_a_market:
        return Understanding(requests=(IdeaOpinion(),))
    return _idea(message, part)


def _entered(message: MessageReading, _part: str) -> Understanding:
    is_of_the_table = message.has_table and not message.names_a_market
    if not is_of_the_table and not message.names_a_market:
        request = entered(message.idea)
        return _ask(
            "Which trade did you enter? Say market, direction and price.", "instrument", request
        )
    idea = _filled(message) if is_of_the_table else message.idea
    return of_reading(idea, entered(idea, of_the_table=is_of_the_table))


def _filled(message: MessageReading) -> IdeaReading:
    """In "took it, 4500.25" the lone price, near the entry on the table, is that of the fill."""
    idea, table = message.idea, message.context.thread.idea
    lone = next((ask for ask in idea.asks if ask.about == "levels" and ask.choices), None)
    price = None if lone is None else lone.choices[0].terms.entry
    if lone is None or price is None or table is None or table.entry is None:
        return idea
    others = [level for level in (table.stop, *table.targets) if level is not None]
    if any(abs(price - level) <= abs(price - table.entry) for level in others):
        return idea
    asks = tuple(ask for ask in idea.asks if ask is not lone)
    return replace(idea, terms=replace(idea.terms, entry=price), asks=asks)


def _exited(message: MessageReading, _part: str) -> Understanding:
    idea = message.idea
    if message.names_a_market and {"entry", "direction"} <= message.names and idea.exits:
        return of_reading(idea, entered(idea))
    if any(leaving.price is not None for leaving in idea.exits) or names_its_end(message):
        return of_reading(idea, exited(with_size_left(message)))
    request = exited(idea)
    exits = exits_of(message)
    terms = trade_named(message)
    return Understanding(requests=(request.model_copy(update={"exits": exits, "terms": terms}),))


def _moved(message: MessageReading, _part: str) -> Understanding:
    if message.idea.moves:
        return of_reading(message.idea, level_moved(message.idea, message.idea.moves[0]))
    named = [
        request.model_copy(update={"terms": trade_named(message)})
        for request in moved_levels(message)
    ]
    if len(named) == 1:
        return Understanding(requests=(named[0],))
    if named:
        return _which_level(named)
    level = "target" if re.search(r"\b(?:target|tp|profit)\b", message.text, re.I) else "stop"
    pending = LevelMoved.model_validate({"level": level})
    return _ask(f"Where is your {level} now?", "price", pending)


def _which_level(requests: Sequence[LevelMoved]) -> Understanding:
    """A price whose level is not named."""
    choices = tuple(
        ClarificationOption(label=f"My {request.level}", request=request) for request in requests
    )
    question = "Is that where your stop is now, or your target?"
    return Understanding(
        clarification=Clarification(question=question, about="level", choices=choices)
    )


def by_check_in(message: MessageReading) -> Understanding | None:
    """A question of trades by what a check-in said, which no trade bears: asked back, with all of them as a button."""
    if message.context.mode is not Mode.ANALYSIS or message.has_prices or message.names_a_market:
        return None
    words = check_in_condition(message.beginning, message.context.vocabulary.emotions)
    if words is None or message.question.query is None or message.question.query.only.emotions:
        return None
    rest = read_record(message.beginning.replace(words, " "), message.context, is_question=True)
    if rest.query is None or rest.not_understood or rest.clarification is not None:
        return None
    everything = ClarificationOption(label="All trades", request=RecordQuestion(query=rest.query))
    clarification = Clarification(
        question=ASKED.format(words=f"\u201c{words.strip()}\u201d"),
        about="check_in",
        choices=(everything,),
    )
    return Understanding(clarification=clarification)


def _question(message: MessageReading, _part: str) -> Understanding:
    reading = message.asked
    if reading.query is None and reading.clarification is None:
        question = (
            "I did not understand what to look up. Name a figure and which trades, such as:"
            " win rate on Mondays, longs only."
        )
        clarification = Clarification(question=question, about="question")
        return Understanding(clarification=clarification, not_understood=reading.not_understood)
    return understood(reading)


def _book(message: MessageReading, part: str) -> Understanding:
    request = BookRequest(book=BookName(part))
    if request.book is BookName.RULES:
        request = request.model_copy(update={"settings": settings_spoken_of(message.beginning)})
    return Understanding(requests=(request,))


def _plan(message: MessageReading, _part: str) -> Understanding:
    terms = terms_of(message.idea.terms)
    table = message.context.thread.idea
    if not message.names_a_market and table is not None:
        terms = merged(table, terms)
    request = PlanRequest(terms=terms, words=message.text)
    if terms.instrument is None and terms.option is None:
        return _ask(
            "A plan for which trade? Say market, direction, entry, stop and target.",
            "instrument",
            request,
        )
    return of_reading(message.idea, request)


def _check(message: MessageReading, _part: str) -> Understanding:
    terms = terms_of(message.idea.terms)
    if terms == IdeaTerms() and not message.has_table:
        question = "Which trade should I check? Say instrument and direction."
        return _ask(question, "instrument", CheckRequest())
    return of_reading(message.idea, CheckRequest(terms=terms))


def _setting(message: MessageReading, _part: str) -> Understanding:
    understanding = understood_setting(message.text)
    request = understanding.requests[0] if understanding.requests else None
    if isinstance(request, BookRequest) and message.context.mode is Mode.PSYCHOLOGY:
        return Understanding(requests=(CoachingRequest(),))  # what is weighed there is talked about
    if not isinstance(request, SettingRequest):
        return understanding
    settings = of_market(request, message.idea.terms.instrument)
    return understanding.model_copy(update={"requests": (settings,)})


def of_market(settings: SettingRequest, market: str | None) -> SettingRequest:
    """The settings with the market that is named with a largest size: "max 2 contracts on MNQ"."""
    changes = tuple(
        change.model_copy(update={"market": market})
        if change.setting is SettingName.LARGEST_SIZE and change.market is None
        else change
        for change in settings.changes
    )
    return settings.model_copy(update={"changes": changes})


def _promise(message: MessageReading, _part: str) -> Understanding:
    return Understanding(requests=(promise_in(message.text),))


def _memory(message: MessageReading, part: str) -> Understanding:
    """An order to the memory; the memory itself asks where it must."""
    if part in (MemoryCommandKind.RECALL, MemoryCommandKind.FORGET_EVERYTHING):
        return Understanding(requests=(MemoryRequest(action=part),))
    if turns_on_the_coach(message.text):
        return Understanding(requests=(CoachingRequest(),))
    if part == "correct":
        return _correction(message)
    action = MemoryCommandKind.FORGET if part == "forget" else MemoryCommandKind.REMEMBER
    return _statements(((action, statement_in(message.text)),))


def _correction(message: MessageReading) -> Understanding:
    """What is so is remembered; what was is forgotten, where it was told as a whole statement."""
    correction = correction_in(message.text)
    orders = [(MemoryCommandKind.REMEMBER, correction.new)]
    if correction.old:
        orders.append((MemoryCommandKind.FORGET, correction.old))
    return _statements(orders)


def _statements(orders: Sequence[tuple[MemoryCommandKind, str]]) -> Understanding:
    requests = []
    for action, statement in orders:
        if not statement:
            return _ask(f"What should I {action.value}?", "statement")
        if len(statement) > LONGEST_STATEMENT:
            question = (
                f"Say it in at most {LONGEST_STATEMENT} characters: what should I {action.value}?"
            )
            return _ask(question, "statement")
        if action is MemoryCommandKind.REMEMBER and is_addressed_to_the_coach(statement):
            return Understanding(requests=(CoachingRequest(),))
        requests.append(MemoryRequest(action=action.value, words=statement))
    return Understanding(requests=tuple(requests))


_TRADES = re.compile(r"\b(?:trad(?:e|es|ing)|fills|spreadsheet|broker)\b", re.I)
_CHAT = re.compile(r"\b(?:chats?|conversations?|messages?|talks?|said|everything)\b", re.I)


def _archive(message: MessageReading, part: str) -> Understanding:
    is_of_trades = _TRADES.search(message.text) is not None and _CHAT.search(message.text) is None
    if part == ArchiveAction.EXPORT and is_of_trades:
        return Understanding(requests=(HelpRequest(about="export"),))  # files are of what was said
    request = archive_reader.request_in(ArchiveAction(part), message.text, message.context)
    return Understanding(requests=(request,))


def _coaching(message: MessageReading, part: str) -> Understanding:
    wants = part if part in ("technique", "dispute") else "talk"
    query = message.question.query
    topics = () if query is None else tuple(query.only.patterns)
    request = CoachingRequest.model_validate({"wants": wants, "topics": topics})
    return Understanding(requests=(request,))


def _journal(message: MessageReading, _part: str) -> Understanding:
    return read_journal(message.text, message.context) or written(message.text)


def _social(_message: MessageReading, part: str) -> Understanding:
    return Understanding(requests=(SocialRequest(act=SocialAct(part)),))


def _simple(request: Request) -> Builder:
    def build(_message: MessageReading, _part: str) -> Understanding:
        return Understanding(requests=(request,))

    return build


BUILDERS: Mapping[RequestKind, Builder] = {
    RequestKind.IDEA: _idea,
    RequestKind.IDEA_CHANGE: _idea_change,
    RequestKind.IDEA_OPINION: _opinion,
    RequestKind.TRADE_ENTERED: _entered,
    RequestKind.TRADE_EXITED: _exited,
    RequestKind.LEVEL_MOVED: _moved,
    RequestKind.QUESTION: _question,
    RequestKind.BOOK: _book,
    RequestKind.PLAN: _plan,
    RequestKind.CHECK: _check,
    RequestKind.SETTING: _setting,
    RequestKind.PROMISE: _promise,
    RequestKind.MEMORY: _memory,
    RequestKind.ARCHIVE: _archive,
    RequestKind.JOURNAL: _journal,
    RequestKind.TRAINING: _simple(TrainingRequest()),
    RequestKind.COACHING: _coaching,
    RequestKind.SOCIAL: _social,
    RequestKind.HELP: _simple(HelpRequest()),
    RequestKind.OUTSIDE: _simple(OutsideRequest()),
}
