"""What an answer is made from: the trader's words, the images, the facts, and what was said before."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from backend.core.events import News
from backend.features.ai.budget import Limits
from backend.features.ai.ports import Answer, EngineImage, Feature, Question, Turn
from backend.features.chat.assistant.drafts import proposal_draft, trade_draft
from backend.features.chat.assistant.intent_by_model import (
    ReadWish,
    intent_of,
    looks_like_a_wish,
    wish_question,
)
from backend.features.chat.assistant.intents import Intent, read_intent
from backend.features.chat.assistant.record_answers import Asked, tell
from backend.features.chat.assistant.slash_commands import IntentKind
from backend.features.chat.messages.actions import Told
from backend.features.chat.messages.ports import Trial
from backend.features.coach.coaching import service as coaching
from backend.features.coach.coaching.briefing import Briefing
from backend.features.coach.coaching.service import CoachDesk, proposed
from backend.features.coach.language.ideas import Guard, guard_of
from backend.features.coach.language.lexicon import is_guarded
from backend.features.coach.memory import settings as books
from backend.features.coach.memory.extraction import MemoryCommand, read_command, turns_on_the_coach
from backend.features.coach.memory.models import CoachingAnswer
from backend.features.coach.rule_coach.question_topics import asks_about_the_trader
from backend.features.coach.rule_coach.schemas import CoachReply
from backend.features.coach.verdicts import service as verdicts
from backend.features.coach.verdicts.facts import Situation
from backend.features.coach.verdicts.models import Verdict
from backend.features.coach.verdicts.service import Subject
from backend.features.content.conversations import queries
from backend.features.content.conversations.models import MessageType, Mode
from backend.features.content.media import service as media
from backend.features.content.media.models import Upload
from backend.features.content.media.service import ImageReader
from backend.features.record.plans import pre_trade_check

TURNS = 8  # earlier messages that a provider is shown
LEFT_OUT = "(Left out: the trader had something in it forgotten, or keeps it from you.)"


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything from the database, so that no transaction is open while an engine thinks."""

    user_id: UUID
    mode: Mode
    words: str
    uploads: tuple[Upload, ...]
    history: tuple[Turn, ...]
    situation: Situation
    coach: CoachDesk | None
    now: datetime
    told_at: datetime
    question_id: UUID | None = None
    conversation_id: UUID | None = None
    trade_ids: tuple[UUID, ...] = ()
    said_before: tuple[str, ...] = ()
    intent: Intent | None = None
    told: Told | None = None
    command: MemoryCommand | None = None
    prepared: Briefing | None = None
    erasures: int | None = None  # of the book, before anything was read

    def has_aged(self, session: Session) -> bool:
        """Whether something was forgotten since this was gathered; from here on nothing is, until it is final."""
        if self.erasures is None and not self.is_of_the_coach:
            return False
        return books.hold(session, self.user_id) != self.erasures

    @property
    def is_of_the_coach(self) -> bool:
        """Whether the coach answers, or its memory: both know what was forgotten, and leave it out by themselves."""
        return self.command is not None or self.prepared is not None

    def question(self, images: ImageReader | None) -> Question[Any]:
        """The structured question of this mode; what the record answers is asked of nobody else.

        Without a reader its images have no content.
        """
        if self.command is not None or self.told is not None:
            return coaching.told_question(self.told.words if self.told is not None else "")
        shown = tuple(
            EngineImage(
                upload.content_type, upload.sha256, *(images.for_engine(upload) if images else ())
            )
            for upload in self.uploads
        )
        if self.wants_verdict:
            return verdicts.verdict_question(self.situation, self.words, shown, self.history)
        assert self.coach is not None, "whoever gathers for the coach names it"
        assert self.prepared is not None, "prepared by `from_the_record`"
        return self.coach.question(self.prepared, shown, self.history)

    @property
    def is_coached(self) -> bool:
        """Whether the coach answers, and not the record, the memory or a verdict."""
        return not self.wants_verdict and self.intent is None and self.command is None

    def wish(self) -> Question[ReadWish] | None:
        """What a provider may be asked before anything else: whether something is to be written down, and what.

        Null where the grammar has read it, where nothing sounds like it, for guarded words, and for those that tell
        the coach how to work.
        """
        idea, is_read = self.situation.idea, self.intent is not None or self.command is not None
        if (
            is_read
            or self.guard is not None
            or self.uploads
            or idea.about_to
            or turns_on_the_coach(self.words)
        ):
            return None
        if trade_draft(idea, self.told_at) is not None or not looks_like_a_wish(self.words):
            return None
        return wish_question(self.words)

    def as_read(self, read: ReadWish) -> "Gathered":
        """With the intent that a provider read, if it read one."""
        return replace(self, intent=intent_of(read, self.words))

    def from_the_record(self, session: Session, limits: Limits) -> "Gathered":
        """With what the record says to an intent, or what the coach knows; in a transaction, for reports are kept."""
        if self.intent is None or self.command is not None:
            return self.prepared_for_the_coach(session)
        asked = Asked(self.user_id, self.conversation_id, self.now)
        return replace(self, told=tell(session, asked, self.intent, limits))

    def prepared_for_the_coach(self, session: Session) -> "Gathered":
        """With what the coach knows, where it is the coach who answers."""
        if not self.is_coached:
            return self
        assert self.coach is not None, "whoever gathers for the coach names it"
        subject = self.coach.subject_of(session, self.user_id, self.conversation_id, self.trade_ids)
        prepared = self.coach.prepare(
            session,
            self.user_id,
            words=self.words,
            situation=self.situation,
            subject=subject,
            before=self.said_before,
            now=self.now,
        )
        return replace(self, prepared=prepared)

    def coached(
        self, session: Session, message_id: UUID, answer: Answer[Any], *, now: datetime
    ) -> tuple[str, CoachingAnswer] | None:
        """Keep what the coach's answer stands on, and learn; its final words. Null where the coach did not speak."""
        if self.coach is None or self.question_id is None:
            return None
        if self.command is not None:
            return self.coach.obey(
                session, self.user_id, message_id, self.question_id, self.command, now=now
            )
        if self.prepared is None:
            return None
        return self.coach.keep(
            session, self.user_id, message_id, self.question_id, answer, self.prepared, now=now
        )

    @property
    def feature(self) -> Feature:
        """What the answer is for."""
        return Feature.VERDICT if self.wants_verdict else Feature.PSYCHOLOGY

    @property
    def wants_verdict(self) -> bool:
        """In analysis mode, unless it is for the coach in any mode: guarded words, and questions about oneself."""
        is_read = self.intent is not None or self.command is not None
        return (
            self.mode == Mode.ANALYSIS
            and self.guard is None
            and not is_read
            and not self._is_about_the_trader
        )

    @property
    def _is_about_the_trader(self) -> bool:
        """Whether the trader asks about their own behaviour or record, and of no trade that could be judged."""
        idea = self.situation.idea
        told = (idea.instrument, idea.direction, idea.entry, idea.stop)
        has_no_idea = (
            all(one is None for one in told)
            and not idea.targets
            and not idea.about_to
            and not self.uploads
        )
        return has_no_idea and asks_about_the_trader(self.words)

    @property
    def guard(self) -> Guard | None:
        """What the words are guarded for."""
        return guard_of(self.situation.idea)

    def draft(self, answer: Answer[Any]) -> dict[str, Any] | None:
        """The trade that the words tell, what an intent would create, or a commitment that the coach proposes."""
        if self.intent is not None:
            told = self.intent.idea
            return proposal_draft(self.intent) if told is None else trade_draft(told, self.told_at)
        idea = self.situation.idea
        # In other modes than analysis a trade may be talked about without being told.
        is_told = self.wants_verdict or idea.stop is not None or idea.exit is not None
        if is_told and self.guard is None and self.command is None and not idea.about_to:
            trade = trade_draft(idea, self.told_at)
            if trade is not None:
                return trade
        if isinstance(answer.value, CoachReply) and answer.value.commitment is not None:
            return proposal_draft(Intent(IntentKind.COMMITMENT, proposal=proposed(answer.value)))
        return None

    def interlock(self, session: Session, *, news: News, now: datetime) -> dict[str, Any] | None:
        """The answer of the interlock, where a trade is announced; question and answer are kept."""
        idea = self.situation.idea
        if (
            not idea.about_to
            or idea.instrument is None
            or idea.direction is None
            or idea.conflicts
            or self.guard
        ):
            return None
        asked = verdicts.check_of(idea)
        checked = pre_trade_check.check(
            session, self.user_id, asked, news=news, now=now, source="chat"
        )
        return checked.model_dump(mode="json")

    def remember(self, session: Session, message_id: UUID, answer: Answer[Any]) -> Verdict | None:
        """Keep the answer beside its message: verdicts are kept; what the coach says is the message itself."""
        image = self.uploads[0].sha256 if self.uploads else None
        if not self.wants_verdict:
            return None
        return verdicts.keep(
            session,
            self.user_id,
            Subject(message_id=message_id),
            answer,
            self.situation,
            words=self.words,
            image_sha256=image,
            now=self.now,
        )


class Unreadable(Exception):
    """The words of the message are not read within their time."""


def gather(
    session: Session,
    user_id: UUID,
    question_id: UUID,
    coach: CoachDesk,
    *,
    trial: Trial | None = None,
    now: datetime,
) -> Gathered:
    """Read what the answer to one message needs; what was said before it and cannot be read is left out.

    Raises:
        Unreadable: the message itself cannot be read.
    """
    erasures = books.erasures(session, user_id)
    asked = queries.asked(session, user_id, question_id, turns=TURNS)
    if trial is not None:
        if not trial.is_readable(asked.content):
            raise Unreadable
        asked = replace(
            asked, before=tuple(one for one in asked.before if trial.is_readable(one.content))
        )
    kept_back = coach.kept_back(session, user_id, {one.id: one.content for one in asked.before})
    history = tuple(
        Turn(
            "user" if one.type == MessageType.USER else "assistant",
            LEFT_OUT if one.id in kept_back else one.content,
        )
        for one in asked.before
        if one.guard is None
        and not is_guarded(one.content)  # what no provider may see, it may not see later either
    )
    pictures = asked.uploads
    situation = verdicts.situation_of(
        session, user_id, asked.content, image_count=len(pictures), now=now
    )
    command, intent = _understood(asked.content, situation, bool(pictures), now)
    return Gathered(
        user_id=user_id,
        mode=Mode(asked.mode),
        words=asked.content,
        uploads=tuple(media.uploads(session, user_id, pictures)),
        history=history,
        situation=situation,
        coach=coach,
        intent=intent,
        command=command,
        now=now,
        told_at=asked.created_at,
        question_id=asked.id,
        conversation_id=asked.conversation_id,
        erasures=erasures,
        trade_ids=tuple(asked.trade_ids or ()),
        said_before=tuple(
            one.content for one in reversed(asked.before) if one.type == MessageType.AI
        ),
    )


class FirstQuestions:
    """The questions that messages would be which begin a conversation: nothing is sent, so that they can be priced."""

    def __init__(self, coach: CoachDesk) -> None:
        self._coach = coach

    def questions(
        self,
        session: Session,
        user_id: UUID,
        words: str,
        upload_ids: Sequence[UUID],
        mode: Mode,
        *,
        now: datetime,
    ) -> list[Question[Any]]:
        """Whether a wish is to be read, and the answer; its images have no content.

        Raises:
            UploadNotFound
        """
        uploads = media.uploads(session, user_id, upload_ids)
        situation = verdicts.situation_of(
            session, user_id, words, image_count=len(uploads), now=now
        )
        command, intent = _understood(words, situation, bool(uploads), now)
        gathered = Gathered(
            user_id=user_id,
            mode=mode,
            words=words,
            uploads=tuple(uploads),
            history=(),
            situation=situation,
            coach=self._coach,
            command=command,
            intent=intent,
            now=now,
            told_at=now,
        )
        if intent is not None:
            return []
        wish = gathered.wish()
        answer = gathered.prepared_for_the_coach(session).question(None)
        return [answer] if wish is None else [wish, answer]


def _understood(
    words: str, situation: Situation, has_images: bool, now: datetime
) -> tuple[MemoryCommand | None, Intent | None]:
    """What the grammar reads in a message: an instruction to the coach, or something for the record to answer."""
    command = None if has_images else read_command(words)
    if has_images or command is not None or guard_of(situation.idea) is not None:
        return command, None
    return None, read_intent(words, situation.idea, now.astimezone(ZoneInfo(situation.zone)).date())
