"""The job behind an answer: claimed with a lease, worked on without a transaction, finished once.

A worker that dies loses its lease, and another follows. Two bells for one row, or none: one answer. What a worker was
making when it died may be why it died: it is made again in a process of its own, and has failed when that dies of it,
too (ADR 23).
"""

import logging
import random
import time
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from backend.core.clock import Clock
from backend.core.db import Database, acting_for
from backend.core.errors import Refusal
from backend.core.events import News
from backend.core.jobs import Leases
from backend.core.types import JsonObject
from backend.features.ai import ledger
from backend.features.ai.errors import Stopped
from backend.features.ai.gateway import Gateway
from backend.features.ai.ports import Billing, EngineAnswer, Feature, Question
from backend.features.chat.assistant.also_told import with_also_told
from backend.features.chat.assistant.answer_request import (
    AnswerRequest,
    UnreadableMessage,
    read_request,
)
from backend.features.chat.assistant.intent_extraction import wish_question, with_wish
from backend.features.chat.assistant.makers.kinds import maker_for
from backend.features.chat.assistant.makers.maker import AnswerMaker, MakerTools, Preparation
from backend.features.chat.live.answer_ending import Ending, EndingTools, Outdated, make_final
from backend.features.chat.live.answer_queue import AnswerLeaseLost, AnswerQueue
from backend.features.chat.live.answer_stream import AnswerClaim, AnswerStream
from backend.features.chat.live.leases import RENEW
from backend.features.chat.live.message_parsers import UNREADABLE
from backend.features.chat.messages.ports import Bell, LoneOutcome, LoneWorker, Push, Trial
from backend.features.coach.coaching.service import CoachDesk
from backend.features.content.conversations.models import MessageStatus
from backend.features.content.media.service import ImageReader, Links
from backend.features.record.questions.ports import PatternBook

LOG = logging.getLogger("coach.answers")
LOOK_FOR_STOP_SECONDS = 0.3
FAILED_CODE = "answer.failed"
FAILED_WORDS = "I could not answer this time. Your message is safe; ask me to try again."


@dataclass(frozen=True, slots=True)
class AnswerRules:
    """How often, and how long."""

    attempts: int
    lease: timedelta
    ring_again: timedelta


class AnswerWorker:
    """Makes answers. One for a worker process.

    Args:
        trial: knows which words can be read; null where all are read as they come.
        alone: makes what a worker died of, perhaps; null where that is done here.
    """

    def __init__(
        self,
        database: Database,
        gateway: Gateway,
        *,
        images: ImageReader,
        links: Links,
        push: Push,
        bell: Bell,
        news: News,
        coach: CoachDesk,
        patterns: PatternBook,
        rules: AnswerRules,
        clock: Clock,
        trial: Trial | None = None,
        alone: LoneWorker | None = None,
    ) -> None:
        self._trial = trial
        self._alone = alone
        self._coach = coach
        self._patterns = patterns
        self._database = database
        self._gateway = gateway
        self._images = images
        self._links = links
        self._push = push
        self._bell = bell
        self._news = news
        self._rules = rules
        self._leases = Leases(database, RENEW, rules.lease)
        self._queue = AnswerQueue(database, rules.lease)
        self._clock = clock

    def answer_next(self) -> bool:
        """Take the next answer that is due, if any, and make it; rings for others when more are waiting."""
        alone = self._alone
        has_place = alone is not None and alone.take_place()
        claim = self._queue.claim(orphans=alone is None or has_place)
        goes_alone = has_place and claim is not None and claim.is_orphan
        if alone is not None and has_place and not goes_alone:
            alone.give_back()
        if claim is None:
            return False
        if claim.more:
            self._bell.ring()
        if alone is not None and goes_alone:
            self._have_made(claim, alone)
        else:
            self.make(claim)
        return True

    def make(self, claim: AnswerClaim) -> None:
        """Make an answer that was claimed; whatever is in its way, it is made later or has failed."""
        try:
            with self._leases.held(claim.id, claim.token):
                self._work(claim)
        except AnswerLeaseLost:
            LOG.info("an answer was taken over", extra={"fields": {"message_id": str(claim.id)}})
        except Outdated:
            self._try_again_later(claim, most_seconds=0)
            self._bell.ring()
        except Exception:
            LOG.exception("an answer broke", extra={"fields": {"message_id": str(claim.id)}})
            self._try_again_later(claim)

    def _have_made(self, claim: AnswerClaim, alone: LoneWorker) -> None:
        """In a process of its own; when that dies of it, it has failed, and nobody else was beside it."""
        held = ExitStack()
        held.enter_context(self._leases.held(claim.id, claim.token))

        def then(outcome: LoneOutcome) -> None:
            held.close()
            if outcome is LoneOutcome.DIED:
                LOG.error(
                    "an answer ended two processes",
                    extra={"fields": {"message_id": str(claim.id)}},
                )
                with suppress(AnswerLeaseLost):
                    self._fail(claim)
            self._bell.ring()  # for the next one that waits for this place

        alone.begin(claim, then)

    def late_answers(self, late: timedelta) -> int:
        """How many answers are due for at least this long, and nobody took them."""
        return self._queue.late(late)

    def sweep(self) -> int:
        """Ring again for answers that nobody took: the bell may have been lost."""
        late = self.late_answers(self._rules.ring_again)
        for _ in range(min(late, 8)):
            self._bell.ring()
        return late

    def release_leases(self) -> None:
        """Give every unfinished answer back at once: for a start at which no worker can be at work."""
        self._queue.release()

    def _work(self, claim: AnswerClaim) -> None:
        if claim.stop_requested:
            self._finish(claim, Ending(MessageStatus.STOPPED))
            return
        if claim.attempts > self._rules.attempts:
            self._fail(claim)
            return
        self._push_thinking(claim)
        try:
            request, maker = self._read(claim)
        except UnreadableMessage:
            cost = self._paid_before(claim)
            self._finish(claim, Ending(MessageStatus.DONE, UNREADABLE, cost=cost))
            return
        bill = self._bill(claim, Feature.INTENT, self._paid_before(claim))
        wish = wish_question(request) if self._gateway.has_provider else None
        if wish is not None:
            _, read = self._listen(claim, replace(wish, billing=bill), quiet=True)
            if read is None:
                self._finish(claim, Ending(MessageStatus.STOPPED, cost=bill.paid))
                return
            read_anew = with_wish(request, read.value)
            if read_anew is not request:
                request, maker = read_anew, None
        if maker is None:
            maker = self._prepare(claim, request)
        billing = self._bill(claim, maker.feature, bill.paid)
        self._finish(claim, self._ask(claim, maker, billing))

    def _push_thinking(self, claim: AnswerClaim) -> None:
        thinking = {
            "conversation_id": str(claim.conversation_id),
            "message_id": str(claim.id),
            "parent_message_id": str(claim.question_id),
        }
        self._push.to_user(claim.user_id, "ai_thinking", thinking)

    def _read(self, claim: AnswerClaim) -> tuple[AnswerRequest, AnswerMaker | None]:
        """The message, and the maker of its answer where that needs no transaction of its own.

        Raises:
            UnreadableMessage
        """
        with self._database.reading(acting_for(claim.user_id)) as session:
            request = read_request(
                session,
                claim.user_id,
                claim.question_id,
                coach=self._coach,
                trial=self._trial,
                now=self._clock(),
            )
            kind = maker_for(request)
            if kind.preparation is not Preparation.WITH_THE_MESSAGE or request.more:
                return request, None
            return request, kind.prepare(request, self._tools(session))

    def _prepare(self, claim: AnswerClaim, request: AnswerRequest) -> AnswerMaker:
        kind = maker_for(request)
        if kind.preparation is Preparation.AFTER_WARM_UP:
            self._coach.warm(claim.user_id, now=request.now)
        with self._database.transaction(acting_for(claim.user_id)) as session:
            tools = self._tools(session)
            return kind.prepare(with_also_told(request, tools), tools)

    def _tools(self, session: Session) -> MakerTools:
        return MakerTools(
            session, self._coach, self._gateway.limits, self._patterns, self._database
        )

    def _ask(self, claim: AnswerClaim, maker: AnswerMaker, bill: Billing) -> Ending:
        """The engines' answer, as far as the trader let it be written."""
        question = replace(maker.question(self._images), billing=bill)
        text, answer = self._listen(claim, question)
        if answer is None:
            return Ending(MessageStatus.STOPPED, text, maker, cost=bill.paid)
        spoken = str(getattr(answer.value, question.spoken_field))
        return Ending(MessageStatus.DONE, spoken, maker, answer, cost=bill.paid)

    def _bill(self, claim: AnswerClaim, feature: Feature, paid: Decimal | None) -> Billing:
        """Who asks for another answer gets one: only the first may be one that was kept."""
        is_again = claim.branch > 0
        return Billing(claim.user_id, feature, message_id=claim.id, fresh=is_again, paid=paid)

    def _paid_before(self, claim: AnswerClaim) -> Decimal | None:
        """What tries of this answer before have cost; null where there were none, or nothing was paid."""
        if claim.attempts <= 1:
            return None
        with self._database.reading(acting_for(claim.user_id)) as session:
            return ledger.paid_for(session, claim.user_id, claim.id)

    def _listen(
        self,
        claim: AnswerClaim,
        question: Question[Any],
        *,
        quiet: bool = False,
    ) -> tuple[str, EngineAnswer[Any] | None]:
        """Pass the text on as it comes, or keep it; null instead of an answer when the trader stopped it."""
        stream = AnswerStream(claim, self._push)

        def is_stopped() -> bool:  # asked while the provider is silent
            if not quiet:
                stream.pause()
            return self._is_over(claim)

        question = replace(question, is_stopped=is_stopped)
        look_again = time.monotonic() + LOOK_FOR_STOP_SECONDS
        try:
            with closing(self._gateway.answer(question)) as parts:
                for part in parts:
                    if isinstance(part, EngineAnswer):
                        stream.flush()
                        return stream.words, part
                    if not quiet:
                        stream.add(part)
                    if time.monotonic() >= look_again:
                        if self._queue.is_stopped(claim):
                            return stream.words, None
                        look_again = time.monotonic() + LOOK_FOR_STOP_SECONDS
        except Stopped:
            return stream.words, None
        raise RuntimeError("the gateway ended without an answer")

    def _is_over(self, claim: AnswerClaim) -> bool:
        """Whether it is stopped, or another worker's by now; a database that is away says neither."""
        try:
            return self._queue.is_stopped(claim)
        except AnswerLeaseLost:
            return True
        except Refusal:
            return False

    def _finish(self, claim: AnswerClaim, ending: Ending) -> None:
        tools = EndingTools(self._links, self._push, self._bell, self._news)
        now = self._clock()
        with self._database.transaction(acting_for(claim.user_id)) as session:
            make_final(session, claim, ending, tools, now=now)

    def _fail(self, claim: AnswerClaim) -> None:
        """The last word after the last try: plainly, and with a way on."""
        error: JsonObject = {"code": FAILED_CODE, "detail": FAILED_WORDS}
        cost = self._paid_before(claim)
        failure = Ending(MessageStatus.FAILED, FAILED_WORDS, error=error, cost=cost)
        self._finish(claim, failure)
        problem = {
            "code": FAILED_CODE,
            "status": 503,
            "title": "No answer",
            "detail": FAILED_WORDS,
            "message_id": str(claim.id),
            "conversation_id": str(claim.conversation_id),
        }
        self._push.to_user(claim.user_id, "message_error", problem)

    def _try_again_later(self, claim: AnswerClaim, *, most_seconds: float = 60) -> None:
        if claim.attempts >= self._rules.attempts:
            try:
                self._fail(claim)
            except AnswerLeaseLost:
                LOG.info(
                    "an answer was taken over",
                    extra={"fields": {"message_id": str(claim.id)}},
                )
            return
        pause = min(most_seconds, random.uniform(0.5, 2.0**claim.attempts))  # noqa: S311  jitter, not a secret
        self._queue.give_back(claim, pause_seconds=pause)
