"""The job behind an answer: claimed with a lease, worked on without a transaction, finished once.

The row is the job. Whoever claims it sets a fresh token; only the holder of the token can finish it. A worker that dies
loses its lease, and another follows. Two bells for one row, or none: one answer. What a worker was making when it died
may be why it died: it is made again in a process of its own, and has failed when that dies of it, too (ADR 23).
"""

import logging
import random
import time
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from sqlalchemy import text

from backend.core.clock import Clock
from backend.core.db import NOBODY, Database, HotStatement, acting_for, after_commit
from backend.core.errors import NotFound, Refusal
from backend.core.events import News
from backend.features.ai import ledger
from backend.features.ai.errors import Stopped
from backend.features.ai.gateway import Gateway
from backend.features.ai.ports import Answer, Billing, Feature, Question
from backend.features.chat.assistant.answer_context import Gathered, Unreadable, gather
from backend.features.chat.live.answer_stream import AnswerStream, Claim
from backend.features.chat.live.leases import Leases
from backend.features.chat.live.message_parsers import UNREADABLE
from backend.features.chat.messages import service
from backend.features.chat.messages.actions import kept
from backend.features.chat.messages.ports import Alone, Bell, Outcome, Push, Trial
from backend.features.coach.coaching.service import CoachDesk
from backend.features.coach.rule_coach.schemas import CoachReply
from backend.features.coach.verdicts.schemas import VerdictDraft
from backend.features.content.conversations import queries
from backend.features.content.conversations.models import MessageStatus
from backend.features.content.media.service import ImageReader, Links

LOG = logging.getLogger("coach.answers")
LOOK_FOR_STOP_SECONDS = 0.3
FAILED_CODE = "answer.failed"
FAILED_WORDS = "I could not answer this time. Your message is safe; ask me to try again."

# A conversation is answered in the order in which it asked, one answer at a time.
_ITS_TURN = """
    not exists (
        select from messages as other
        where other.conversation_id = due.conversation_id and other.status in ('pending', 'running')
            and (other.id < due.id or other.status = 'running' and other.run_at > now() and other.id <> due.id)
    )
"""
_CLAIM = HotStatement(
    "claim_answer",
    f"""
with due as materialized (
    select id, status from messages as due
    where type = 'ai' and status in ('pending', 'running') and run_at <= now() and {_ITS_TURN}
        and (status = 'pending' or $3::boolean)
    order by priority, run_at limit 2 for update skip locked
)
update messages set status = 'running', attempts = attempts + 1, lease_token = $1::uuid,
    run_at = now() + make_interval(secs => $2)
where id = (select id from due limit 1)
returning id, user_id, conversation_id, parent_message_id, branch_index, attempts, stop_requested,
    (select count(*) from due) > 1 as more, (select status from due limit 1) = 'running' as is_orphan
""",  # noqa: S608  # words of the code
    durable=False,  # a claim that PostgreSQL forgets in a crash is made again; its holder's token is refused then
)
_LOOK = HotStatement(
    "look_at_answer",
    "select stop_requested from messages where user_id = $1::uuid and id = $2::uuid and lease_token = $3::uuid",
)
_WAITING = text(f"""
select count(*) from (
    select 1 from messages as due where type = 'ai' and status in ('pending', 'running')
        and run_at <= now() - make_interval(secs => :late) and {_ITS_TURN} limit 100
) as late
""")  # noqa: S608  # words of the code
_RELEASE = text("update messages set run_at = now() where type = 'ai' and status = 'running'")
_AGAIN = text("""
update messages set status = 'pending', lease_token = null, run_at = now() + make_interval(secs => :pause)
where id = :id and lease_token = :token and status = 'running'
""")


@dataclass(frozen=True, slots=True)
class AnswerRules:
    """How often, and how long."""

    attempts: int
    lease: timedelta
    ring_again: timedelta


class Outdated(Exception):
    """Something was forgotten while an answer was made that may say it: it is made again."""


class LeaseLost(Exception):
    """Another worker has taken over, or the conversation is gone: whatever was made here is dropped."""


class AnswerDesk:
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
        rules: AnswerRules,
        clock: Clock,
        trial: Trial | None = None,
        alone: Alone | None = None,
    ) -> None:
        self._trial = trial
        self._alone = alone
        self._coach = coach
        self._database = database
        self._gateway = gateway
        self._images = images
        self._links = links
        self._push = push
        self._bell = bell
        self._news = news
        self._rules = rules
        self._leases = Leases(database, rules.lease)
        self._clock = clock

    def answer_next(self) -> bool:
        """Take the next answer that is due, if any, and make it; rings for others when more are waiting."""
        alone = self._alone
        has_place = alone is not None and alone.take_place()
        claim = self._claim(orphans=alone is None or has_place)
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

    def make(self, claim: Claim) -> None:
        """Make an answer that was claimed; whatever is in its way, it is made later or has failed."""
        try:
            with self._leases.held(claim.id, claim.token):
                self._work(claim)
        except LeaseLost:
            LOG.info("an answer was taken over", extra={"fields": {"message_id": str(claim.id)}})
        except Outdated:
            self._try_again_later(claim, most_seconds=0)
            self._bell.ring()
        except Exception:
            LOG.exception("an answer broke", extra={"fields": {"message_id": str(claim.id)}})
            self._try_again_later(claim)

    def _have_made(self, claim: Claim, alone: Alone) -> None:
        """In a process of its own; when that dies of it, it has failed, and nobody else was beside it."""
        held = ExitStack()
        held.enter_context(self._leases.held(claim.id, claim.token))

        def then(outcome: Outcome) -> None:
            held.close()
            if outcome is Outcome.DIED:
                LOG.error(
                    "an answer ended two processes", extra={"fields": {"message_id": str(claim.id)}}
                )
                with suppress(LeaseLost):
                    self._fail(claim)
            self._bell.ring()  # for the next one that waits for this place

        alone.begin(claim, then)

    def late_answers(self, late: timedelta) -> int:
        """How many answers are due for at least this long, and nobody took them."""
        with self._database.reading() as session:
            return int(session.execute(_WAITING, {"late": late.total_seconds()}).scalar_one())

    def sweep(self) -> int:
        """Ring again for answers that nobody took: the bell may have been lost."""
        late = self.late_answers(self._rules.ring_again)
        for _ in range(min(late, 8)):
            self._bell.ring()
        return late

    def release_leases(self) -> None:
        """Give every unfinished answer back at once: for a start at which no worker can be at work."""
        with self._database.transaction() as session:
            session.execute(_RELEASE)

    def _claim(self, *, orphans: bool = True) -> Claim | None:
        token = uuid4()
        rows = self._database.at_once(
            NOBODY, _CLAIM, (token, self._rules.lease.total_seconds(), orphans)
        )
        if not rows:
            return None
        (
            id_,
            user_id,
            conversation_id,
            question_id,
            branch,
            attempts,
            stop_requested,
            more,
            is_orphan,
        ) = rows[0]
        return Claim(
            id_,
            user_id,
            conversation_id,
            question_id,
            branch,
            attempts,
            stop_requested,
            token,
            more,
            is_orphan,
        )

    def _work(self, claim: Claim) -> None:
        if claim.stop_requested:
            self._finish(claim, MessageStatus.STOPPED, "", None)
            return
        if claim.attempts > self._rules.attempts:
            self._fail(claim)
            return
        thinking = {
            "conversation_id": str(claim.conversation_id),
            "message_id": str(claim.id),
            "parent_message_id": str(claim.question_id),
        }
        self._push.to_user(claim.user_id, "ai_thinking", thinking)
        try:
            with self._database.reading(acting_for(claim.user_id)) as session:
                gathered = gather(
                    session,
                    claim.user_id,
                    claim.question_id,
                    self._coach,
                    trial=self._trial,
                    now=self._clock(),
                )
        except Unreadable:
            self._finish(claim, MessageStatus.DONE, UNREADABLE, None, cost=self._paid_before(claim))
            return
        wish = gathered.wish() if self._gateway.has_provider else None
        paid = self._paid_before(claim)
        reading = Billing(
            claim.user_id, Feature.INTENT, message_id=claim.id, fresh=claim.branch > 0, paid=paid
        )
        if wish is not None:
            _, read = self._listen(claim, replace(wish, billing=reading), quiet=True)
            if read is None:
                self._finish(claim, MessageStatus.STOPPED, "", None, cost=reading.paid)
                return
            gathered = gathered.as_read(read.value)
        if gathered.is_coached:
            self._coach.warm(claim.user_id, now=gathered.now)
        if gathered.intent is not None or gathered.is_coached:
            with self._database.transaction(acting_for(claim.user_id)) as session:
                gathered = gathered.from_the_record(session, self._gateway.limits)
        # Who asks for another answer gets one: only the first may be one that was kept.
        billing = Billing(
            claim.user_id,
            gathered.feature,
            message_id=claim.id,
            fresh=claim.branch > 0,
            paid=reading.paid,
        )
        words, answer = self._listen(
            claim, replace(gathered.question(self._images), billing=billing)
        )
        if answer is None:
            self._finish(claim, MessageStatus.STOPPED, words, None, gathered, cost=billing.paid)
        else:
            self._finish(
                claim, MessageStatus.DONE, _spoken(answer), answer, gathered, cost=billing.paid
            )

    def _paid_before(self, claim: Claim) -> Decimal | None:
        """What tries of this answer before have cost; null where there were none, or nothing was paid."""
        if claim.attempts <= 1:
            return None
        with self._database.reading(acting_for(claim.user_id)) as session:
            return ledger.paid_for(session, claim.user_id, claim.id)

    def _listen(
        self, claim: Claim, question: Question[Any], *, quiet: bool = False
    ) -> tuple[str, Answer[Any] | None]:
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
                    if isinstance(part, Answer):
                        stream.flush()
                        return stream.words, part
                    if not quiet:
                        stream.add(part)
                    if time.monotonic() >= look_again:
                        if self._is_stopped(claim):
                            return stream.words, None
                        look_again = time.monotonic() + LOOK_FOR_STOP_SECONDS
        except Stopped:
            return stream.words, None
        raise RuntimeError("the gateway ended without an answer")

    def _is_over(self, claim: Claim) -> bool:
        """Whether it is stopped, or another worker's by now; a database that is away says neither."""
        try:
            return self._is_stopped(claim)
        except LeaseLost:
            return True
        except Refusal:
            return False

    def _is_stopped(self, claim: Claim) -> bool:
        rows = self._database.at_once(
            acting_for(claim.user_id), _LOOK, (claim.user_id, claim.id, claim.token)
        )
        if not rows:
            raise LeaseLost
        return bool(rows[0][0])

    def _finish(
        self,
        claim: Claim,
        status: MessageStatus,
        words: str,
        answer: Answer[Any] | None,
        gathered: Gathered | None = None,
        error: dict[str, Any] | None = None,
        cost: Decimal | None = None,
    ) -> None:
        """One transaction: the conversation's next seq, the message, the verdict. Refused without the token."""
        now = self._clock()
        with self._database.transaction(acting_for(claim.user_id)) as session:
            if gathered is not None and gathered.has_aged(session):
                if answer is None:
                    words = ""
                elif not gathered.is_of_the_coach:
                    raise Outdated
            try:
                conversation, message, others_wait = queries.take_last_place(
                    session, claim.user_id, claim.id, claim.token, now=now
                )
            except NotFound:
                raise LeaseLost from None
            if others_wait:
                after_commit(session, self._bell.ring)
            service.finish(message, conversation.head, status, now=now)
            message.content = words
            message.error = error
            message.cost = cost
            verdict = grounds = None
            if gathered is not None and answer is not None:
                message.draft = gathered.draft(answer)
                message.actions = kept(gathered.told)
                message.interlock = gathered.interlock(session, news=self._news, now=now)
                session.flush()
                verdict = gathered.remember(session, claim.id, answer)
                coached = gathered.coached(session, claim.id, answer, now=now)
                if coached is not None:
                    message.content, grounds = coached
            session.flush()
            if gathered is not None and answer is not None and gathered.guard is not None:
                service.mark(
                    session,
                    claim.user_id,
                    message,
                    gathered.guard,
                    links=self._links,
                    push=self._push,
                )
            service.announce_final(
                session,
                claim.user_id,
                message,
                conversation,
                verdict,
                push=self._push,
                grounds=grounds,
            )

    def _fail(self, claim: Claim) -> None:
        """The last word after the last try: plainly, and with a way on."""
        error = {"code": FAILED_CODE, "detail": FAILED_WORDS}
        self._finish(
            claim,
            MessageStatus.FAILED,
            FAILED_WORDS,
            None,
            error=error,
            cost=self._paid_before(claim),
        )
        problem = {
            "code": FAILED_CODE,
            "status": 503,
            "title": "No answer",
            "detail": FAILED_WORDS,
            "message_id": str(claim.id),
            "conversation_id": str(claim.conversation_id),
        }
        self._push.to_user(claim.user_id, "message_error", problem)

    def _try_again_later(self, claim: Claim, *, most_seconds: float = 60) -> None:
        if claim.attempts >= self._rules.attempts:
            try:
                self._fail(claim)
            except LeaseLost:
                LOG.info(
                    "an answer was taken over", extra={"fields": {"message_id": str(claim.id)}}
                )
            return
        pause = min(most_seconds, random.uniform(0.5, 2.0**claim.attempts))  # noqa: S311  jitter, not a secret
        with self._database.transaction(acting_for(claim.user_id)) as session:
            session.execute(_AGAIN, {"id": claim.id, "token": claim.token, "pause": pause})


def _spoken(answer: Answer[Any]) -> str:
    value = answer.value
    return (
        value.analysis
        if isinstance(value, VerdictDraft)
        else value.reply
        if isinstance(value, CoachReply)
        else ""
    )
