"""The scene of an answer: the whole of the conversation, what was taught before, and what is disputed, read once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from backend.features.coach.behaviour import queries as behaviour
from backend.features.coach.behaviour.errors import PatternNotFound
from backend.features.coach.coach_context.views import AnswerSubject, CoachContext
from backend.features.coach.coaching import queries
from backend.features.coach.coaching.behaviour_signals import behaviour_of
from backend.features.coach.coaching.queries import SpokenMessage
from backend.features.coach.ideas.ideas import guard_of
from backend.features.coach.language.sourced_sentence import SourcedSentence
from backend.features.coach.memory import extraction
from backend.features.coach.rule_coach.emotions import read_emotion
from backend.features.coach.rule_coach.question_topics import disputes
from backend.features.coach.rule_coach.scene import CoachRequest, DisputedEvent, Scene
from backend.features.coach.verdicts.fact_builders import build_facts
from backend.features.coach.verdicts.facts import Situation

TRIED_WITHIN = timedelta(days=90)
MOST_EVENTS = 20  # of a pattern, among which the latest without an answer is looked for
BLOCKS = " (block)"  # how the rulebook's facts against a trade end
PATTERN = "pattern:"


def read_scene(
    session: Session,
    user_id: UUID,
    context: CoachContext,
    *,
    words: str,
    situation: Situation,
    subject: AnswerSubject,
    before: Sequence[str],
    wish: CoachRequest,
    now: datetime,
) -> Scene:
    """What an answer to these words is made from; `before` counts where no conversation is named."""
    spoken: list[SpokenMessage] = []
    if subject.conversation_id is not None:
        spoken = queries.spoken_in(session, user_id, subject.conversation_id)
    answers = [message.content for message in spoken if message.is_answer]
    heard = [message.content for message in spoken if not message.is_answer]
    if heard and heard[0] == words:
        del heard[0]  # the message that is answered
    taught = [message.technique for message in spoken if message.technique is not None]
    return Scene(
        context,
        read_emotion(words, behaviour_of(context)),
        words=words,
        before=tuple(answers or before),
        heard=tuple(heard),
        guard=guard_of(situation.idea),
        asks_how_it_is_meant=wish.asks_how_it_is_meant,
        turned=extraction.turns_on_the_coach(words),
        interlock=_announced(situation),
        topics=wish.topics,
        wants=wish.wants,
        act=wish.act,
        techniques=tuple(taught),
        offers=queries.technique_offers(session, user_id, since=now - TRIED_WITHIN),
        is_promise_offered=any(message.draft == queries.COMMITMENT for message in spoken),
        disputed=_disputed(session, user_id, context, words, spoken),
    )


def _announced(situation: Situation) -> tuple[SourcedSentence, ...]:
    """What the rulebook says against a trade that is announced: it comes before everything else."""
    if not situation.idea.about_to:
        return ()
    for fact in build_facts(situation):
        if fact.source == "rulebook" and fact.statement.endswith(BLOCKS):
            return (SourcedSentence(fact.statement.removesuffix(BLOCKS), (fact.id,)),)
    return ()


def _disputed(
    session: Session,
    user_id: UUID,
    context: CoachContext,
    words: str,
    spoken: Sequence[SpokenMessage],
) -> DisputedEvent | None:
    """The latest event without an answer of the pattern that the last answer stood on, where the words dispute it."""
    last = next((message for message in spoken if message.is_answer), None)
    if last is None or not disputes(words):
        return None
    source = next((source for source in last.evidence or () if source.startswith(PATTERN)), None)
    if source is None:
        return None
    try:
        pattern = behaviour.pattern(session, user_id, UUID(source.removeprefix(PATTERN)))
    except PatternNotFound:
        return None
    for event in behaviour.events_of_pattern(session, user_id, pattern, limit=MOST_EVENTS):
        if event.answer is None:
            day = context.local(event.occurred_at).date()
            return DisputedEvent(event.id, source, pattern.detector, day)
    return None
