"""A message with everything that the readers read in it, each once and only where it is asked for. Pure."""

from functools import cached_property

from backend.features.chat.understanding.idea_requests import is_idea_of_its_own
from backend.features.chat.understanding.idea_requests import read_message as read_idea
from backend.features.chat.understanding.kinds.message_signs import MessageSigns, signs_of
from backend.features.chat.understanding.message_context import MessageContext
from backend.features.chat.understanding.questions.question_reader import QuestionReading
from backend.features.chat.understanding.readers.promise_reader import read_promise
from backend.features.chat.understanding.record_questions import read_message as read_record
from backend.features.chat.understanding.requests import PromiseRequest, SettingRequest
from backend.features.chat.understanding.trader_settings.setting_reader import read_settings
from backend.features.coach.ideas.schemas import IdeaReading

SHORT = 9  # words
FORMS_WITHIN = 1_000  # characters in which promises, settings and looks into books are told; longer words are talk
PRICES = frozenset({"entry", "entry_low", "stop", "targets"})


class MessageReading:
    """One message and its readings."""

    def __init__(self, text: str, context: MessageContext, *, is_taken: bool = False) -> None:
        self.text = text
        self.is_taken = is_taken  # what is on the table is a trade, as the words tell
        self.beginning = text[:FORMS_WITHIN]
        self.context = context

    @cached_property
    def signs(self) -> MessageSigns:
        """What it looks like."""
        return signs_of(self.text)

    @cached_property
    def idea(self) -> IdeaReading:
        """What it says of a trade."""
        return read_idea(self.text, self.context, is_taken=self.is_taken)

    @cached_property
    def names(self) -> frozenset[str]:
        """The fields of a trade that it says something of."""
        return self.idea.terms.names

    @cached_property
    def question(self) -> QuestionReading:
        """What it asks the record."""
        return read_record(self.text, self.context)

    @cached_property
    def asked(self) -> QuestionReading:
        """What it asks the record, once it is known to ask something of it."""
        return read_record(self.text, self.context, is_question=True)

    @cached_property
    def promise(self) -> PromiseRequest | None:
        """What it promises."""
        return read_promise(self.beginning)

    @cached_property
    def settings(self) -> SettingRequest | None:
        """What it would set."""
        return read_settings(self.beginning)

    @property
    def has_table(self) -> bool:
        """Whether an idea is on the table."""
        return self.context.thread.idea is not None

    @property
    def is_idea_of_its_own(self) -> bool:
        """Whether it tells market, side and price, so that nothing of it is that of the idea before."""
        thread = self.context.thread
        return is_idea_of_its_own(self.idea, self.text, thread, is_trade=self.has_trade)

    @property
    def has_prices(self) -> bool:
        """Whether any level is told."""
        return bool(self.names & PRICES)

    @property
    def names_a_market(self) -> bool:
        """Whether an instrument is named."""
        return bool(self.names & {"instrument", "option"})

    @property
    def has_trade(self) -> bool:
        """Whether a trade is spoken of, be it on record or not yet."""
        thread = self.context.thread
        return self.is_taken or thread.trade_id is not None or bool(thread.told)

    @property
    def is_of_the_idea(self) -> bool:
        """Whether an idea that is no trade yet was spoken of last."""
        return self.has_table and self.context.thread.last != "query" and not self.has_trade

    @property
    def is_short(self) -> bool:
        """Whether it is short enough to lean on what was said before it."""
        return self.signs.words <= SHORT
