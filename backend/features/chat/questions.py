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
from backend.features.chat.actions import Told
from backend.features.chat.drafts import proposal_draft, trade_draft
from backend.features.chat.intents import Intent, read_intent
from backend.features.chat.told import Asked, tell
from backend.features.chat.wishes import ReadWish, intent_of, looks_like_a_wish, wish_question
from backend.features.conversations import queries
from backend.features.conversations.models import MessageType, Mode
from backend.features.media import service as media
from backend.features.media.models import Upload
from backend.features.media.service import ImageReader
from backend.features.plans import interlock
from backend.features.verdicts import service as verdicts
from backend.features.verdicts.facts import Situation
from backend.features.verdicts.models import Verdict
from backend.features.verdicts.service import Subject
from backend.features.verdicts.vocabulary import is_guarded
from backend.features.verdicts.words import Guard, guard_of

TURNS = 8  # earlier messages that a provider is shown


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything from the database, so that no transaction is open while an engine thinks."""

    user_id: UUID
    mode: Mode
    words: str
    uploads: tuple[Upload, ...]
    history: tuple[Turn, ...]
    situation: Situation
    now: datetime
    told_at: datetime
    conversation_id: UUID | None = None
    intent: Intent | None = None
    told: Told | None = None

    def question(self, images: ImageReader | None) -> Question[Any]:
        """The structured question of this mode; what the record answers is asked of nobody else.

        Without a reader its images have no content.
        """
        if self.told is not None:
            return verdicts.told_question(self.told.words)
        shown = tuple(
            EngineImage(upload.content_type, upload.sha256, *(images.for_engine(upload) if images else ()))
            for upload in self.uploads
        )
        ask = verdicts.verdict_question if self.wants_verdict else verdicts.coaching_question
        return ask(self.situation, self.words, shown, self.history)

    def from_the_record(self, session: Session, limits: Limits) -> "Gathered":
        """With the answer that the record gives to an intent; it needs a transaction, for reports are kept."""
        assert self.intent is not None, "asked only where there is one"
        return replace(
            self, told=tell(session, Asked(self.user_id, self.conversation_id, self.now), self.intent, limits)
        )

    def wish(self) -> Question[ReadWish] | None:
        """What a provider may be asked before anything else: whether something is to be written down, and what.

        Null where the grammar has read it, where nothing sounds like it, and for guarded words.
        """
        idea = self.situation.idea
        if self.intent is not None or self.guard is not None or self.uploads or idea.about_to:
            return None
        if trade_draft(idea, self.told_at) is not None or not looks_like_a_wish(self.words):
            return None
        return wish_question(self.words)

    def as_read(self, read: ReadWish) -> "Gathered":
        """With the intent that a provider read, if it read one."""
        return replace(self, intent=intent_of(read, self.words))

    @property
    def feature(self) -> Feature:
        """What the answer is for."""
        return Feature.VERDICT if self.wants_verdict else Feature.PSYCHOLOGY

    @property
    def wants_verdict(self) -> bool:
        """In analysis mode; but guarded words are met with care, or declined, in any mode."""
        return self.mode == Mode.ANALYSIS and self.guard is None and self.intent is None

    @property
    def guard(self) -> Guard | None:
        """What the words are guarded for."""
        return guard_of(self.situation.idea)

    @property
    def draft(self) -> dict[str, Any] | None:
        """The trade that the words tell, or what an intent would create, if they do."""
        if self.intent is not None:
            told = self.intent.idea
            return proposal_draft(self.intent) if told is None else trade_draft(told, self.told_at)
        if not self.wants_verdict or self.situation.idea.about_to:
            return None
        return trade_draft(self.situation.idea, self.told_at)

    def interlock(self, session: Session, *, news: News, now: datetime) -> dict[str, Any] | None:
        """The answer of the interlock, where a trade is announced; question and answer are kept."""
        idea = self.situation.idea
        if not idea.about_to or idea.instrument is None or idea.direction is None or idea.conflicts or self.guard:
            return None
        asked = verdicts.check_of(idea)
        checked = interlock.check(session, self.user_id, asked, news=news, now=now, source="chat")
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


def gather(session: Session, user_id: UUID, question_id: UUID, *, now: datetime) -> Gathered:
    """Read what the answer to one message needs."""
    message = queries.message(session, user_id, question_id)
    assert message.seq is not None, "a user's message has its seq from the start"
    pictures = queries.images_of(session, user_id, [message.id]).get(message.id, [])
    first = queries.message(session, user_id, message.parent_message_id) if message.parent_message_id else message
    assert first.seq is not None, "so has the first wording of it"
    earlier = queries.turns_before(session, user_id, message.conversation_id, first.seq, limit=TURNS)
    history = tuple(
        Turn("user" if one.type == MessageType.USER else "assistant", one.content)
        for one in earlier
        if not is_guarded(one.content)  # what no provider may see, it may not see later either
    )
    situation = verdicts.situation_of(session, user_id, message.content, image_count=len(pictures), now=now)
    intent = None
    if guard_of(situation.idea) is None and not pictures:
        intent = read_intent(message.content, situation.idea, now.astimezone(ZoneInfo(situation.zone)).date())
    return Gathered(
        user_id=user_id,
        mode=Mode(message.mode),
        words=message.content,
        uploads=tuple(media.uploads(session, user_id, pictures)),
        history=history,
        situation=situation,
        conversation_id=message.conversation_id,
        intent=intent,
        now=now,
        told_at=message.created_at,
    )


class FirstQuestions:
    """The questions that messages would be which begin a conversation: nothing is sent, so that they can be priced."""

    def question(
        self, session: Session, user_id: UUID, words: str, upload_ids: Sequence[UUID], mode: Mode, *, now: datetime
    ) -> Question[Any]:
        """The question; its images have no content.

        Raises:
            UploadNotFound
        """
        uploads = media.uploads(session, user_id, upload_ids)
        gathered = Gathered(
            user_id=user_id,
            mode=mode,
            words=words,
            uploads=tuple(uploads),
            history=(),
            situation=verdicts.situation_of(session, user_id, words, image_count=len(uploads), now=now),
            now=now,
            told_at=now,
        )
        return gathered.question(None)
