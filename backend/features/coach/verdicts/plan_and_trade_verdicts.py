"""Verdicts on plans and on trades: deterministic checks first, then the engine; no transaction while one thinks."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.db import Actor, Database
from backend.core.types import plain_decimal
from backend.features.ai.gateway import Gateway
from backend.features.ai.ports import Billing, EngineAnswer, EngineImage, Feature
from backend.features.coach.ideas.ideas import Idea
from backend.features.coach.language.lexicon import is_guarded
from backend.features.coach.verdicts import service
from backend.features.coach.verdicts.facts import Fact, Situation
from backend.features.coach.verdicts.models import Verdict
from backend.features.coach.verdicts.schemas import VerdictDraft
from backend.features.coach.verdicts.service import Subject
from backend.features.content.media import service as media
from backend.features.content.media.models import Upload
from backend.features.content.media.service import ImageReader
from backend.features.record.plans import checks, queries
from backend.features.record.plans import service as plans
from backend.features.record.plans.schemas import PlanTerms
from backend.features.record.rulebook import trade_checks as rulebook
from backend.features.record.trades import queries as trades
from backend.features.record.trades.attachments import service as attachments
from backend.features.record.trades.models import Trade, TradeStatus
from backend.features.record.trades.projection.kept_contract import kept_contract

AT_ONCE = 4  # calls of a provider from one web process; whoever comes then is answered by the rules, and told so
BUSY = "busy"


@dataclass(frozen=True, slots=True)
class _Case:
    """Everything from the database that a verdict needs."""

    subject: Subject
    situation: Situation
    words: str
    uploads: Sequence[Upload]
    is_blocked: bool
    is_forecast: bool


class VerdictDesk:
    """Judges plans and trades. One for a web process."""

    def __init__(self, database: Database, gateway: Gateway, images: ImageReader) -> None:
        self._database = database
        self._gateway = gateway
        self._images = images
        self._room = threading.BoundedSemaphore(AT_ONCE)

    def judge_plan(self, actor: Actor, user_id: UUID, plan_id: UUID, *, now: datetime) -> Verdict:
        """A verdict on the version of a plan that is frozen now.

        Raises:
            PlanNotFound
        """
        with self._database.reading(actor) as session:
            case = _plan_case(session, user_id, plan_id, now)
        return self._judge(actor, user_id, case, now)

    def judge_trade(self, actor: Actor, user_id: UUID, trade_id: UUID, *, now: datetime) -> Verdict:
        """A verdict on a trade as it was entered. On a closed one it is a look back, and no forecast.

        Raises:
            TradeNotFound
        """
        with self._database.reading(actor) as session:
            case = _trade_case(session, user_id, trade_id, now)
        return self._judge(actor, user_id, case, now)

    def _judge(self, actor: Actor, user_id: UUID, case: _Case, now: datetime) -> Verdict:
        answer = self._answered(user_id, case)
        if not case.is_forecast:
            look_back = answer.value.model_copy(update={"confidence": None})
            answer = replace(answer, value=look_back)
        image_hashes = [upload.sha256 for upload in case.uploads]
        with self._database.transaction(actor) as session:
            return service.keep(
                session,
                user_id,
                case.subject,
                answer,
                case.situation,
                words=case.words,
                image_sha256=next(iter(image_hashes), None),
                now=now,
            )

    def _answered(self, user_id: UUID, case: _Case) -> EngineAnswer[VerdictDraft]:
        """What is blocked by a check needs no engine to say so, and costs nothing."""
        if case.is_blocked:
            return self._asked(user_id, case, private=True)
        if not self._room.acquire(blocking=False):
            return replace(self._asked(user_id, case, private=True), fallback_reason=BUSY)
        try:
            return self._asked(user_id, case, private=False)
        finally:
            self._room.release()

    def _asked(self, user_id: UUID, case: _Case, *, private: bool) -> EngineAnswer[VerdictDraft]:
        private = private or is_guarded(case.words)
        images: tuple[EngineImage, ...] = ()
        if not private:
            images = tuple(self._image(upload) for upload in case.uploads)
        question = service.verdict_question(case.situation, case.words, images, ())
        question = replace(question, private=private, billing=Billing(user_id, _feature(case)))
        for part in self._gateway.answer(question):
            if isinstance(part, EngineAnswer):
                return part
        raise RuntimeError("the gateway ended without an answer")

    def _image(self, upload: Upload) -> EngineImage:
        return EngineImage(upload.content_type, upload.sha256, *self._images.for_engine(upload))


def _feature(case: _Case) -> Feature:
    if case.subject.plan_id is not None:
        return Feature.PLAN
    return Feature.TRADE


def _plan_case(session: Session, user_id: UUID, plan_id: UUID, now: datetime) -> _Case:
    checked = checks.check_plan(session, user_id, plan_id, now=now)
    terms = checked.terms
    idea = Idea(
        instrument=checked.contract,
        direction=checked.plan.direction,
        entry=terms.reference_entry,
        stop=terms.stop_loss_level,
        targets=tuple(terms.take_profit_targets),
        size=terms.position_size,
    )
    pictures = plans.pictures(session, user_id, [plan_id]).get(plan_id, [])
    situation = service.situation_around(session, user_id, idea, image_count=len(pictures), now=now)
    situation = replace(
        situation,
        plan=_plan_words(terms),
        checks=checked.findings,
        rules=checked.rules,
    )
    return _Case(
        subject=Subject(plan_id=plan_id, plan_version=checked.plan.version),
        situation=situation,
        words=_spoken(terms),
        uploads=media.uploads(session, user_id, pictures),
        is_blocked=checked.is_blocked,
        is_forecast=True,
    )


def _trade_case(session: Session, user_id: UUID, trade_id: UUID, now: datetime) -> _Case:
    trade = trades.trade(session, user_id, trade_id)
    targets = () if trade.target_price is None else (trade.target_price,)
    idea = Idea(
        instrument=kept_contract(trade),
        direction=trade.direction,
        entry=trade.entry_price,
        stop=trade.initial_stop_price,
        targets=targets,
        size=trade.max_size,
    )
    pictures = attachments.image_ids(session, user_id, trade_id)
    situation = service.situation_around(session, user_id, idea, image_count=len(pictures), now=now)
    others = tuple(
        open_position
        for open_position in situation.open_positions
        if open_position.trade_id != trade_id
    )
    # It is judged as it was entered: how the market stands today does not matter.
    situation = replace(
        situation,
        hours=None,
        open_positions=others,
        rules=tuple(rulebook.as_it_was(session, user_id, trade)),
        happened=tuple(_happened(session, user_id, trade)),
    )
    return _Case(
        subject=Subject(trade_id=trade_id),
        situation=situation,
        words=trade.notes or "",
        uploads=media.uploads(session, user_id, pictures),
        is_blocked=False,
        is_forecast=trade.status == TradeStatus.OPEN,
    )


def _happened(session: Session, user_id: UUID, trade: Trade) -> list[Fact]:
    """What the trade came to and how it was made."""
    facts = [Fact("trade.status", "record", f"The trade is {trade.status}.", trade.status)]
    if trade.r_multiple is not None:
        r = plain_decimal(trade.r_multiple)
        facts.append(Fact("trade.r", "record", f"It came to {r} R.", r))
    adherence = queries.adherence(session, user_id, trade.id)
    if adherence is None:
        facts.append(Fact("trade.plan", "plan", "It followed no plan.", None))
        return facts
    score = "no score" if adherence.score is None else f"a score of {adherence.score}"
    followed = f"It followed a plan ({adherence.match}) with {score}."
    facts.append(Fact("trade.plan", "plan", followed, adherence.match))
    for name, detail in adherence.details.items():
        is_broken = getattr(adherence, name) is False and detail["applies"]
        if is_broken:
            facts.append(Fact(f"trade.plan_{name}", "plan", detail["reason"], None))
    return facts


def _plan_words(terms: PlanTerms) -> str:
    criteria = "; ".join(terms.entry_criteria)
    return f'The plan "{terms.title}": {criteria}.'


def _spoken(terms: PlanTerms) -> str:
    """The plan's own words, as data for an engine."""
    parts = [
        terms.title,
        terms.setup_description,
        *terms.entry_criteria,
        terms.stop_loss_reasoning,
        terms.exit_rule,
        terms.invalidation_criteria,
    ]
    return "\n".join(part for part in parts if part)[:5000]
