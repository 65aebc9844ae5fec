"""Whether nudges help: the outcomes of sent ones beside withheld ones and beside the time before there were any."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.core.types import JsonObject
from backend.features.coach.nudges import outcomes, queries, rules, triggers
from backend.features.coach.nudges.kinds import PROMISES, NudgeMeasure
from backend.features.coach.nudges.models import (
    Feedback,
    Nudge,
    NudgeArm,
    NudgeKind,
    NudgeRetirement,
)
from backend.features.coach.nudges.rules import Effect, NudgeStanding, RetiredBecause
from backend.features.coach.nudges.schemas import (
    EffectOut,
    NudgeArmOut,
    NudgeEfficacy,
    NudgeKindOut,
)
from backend.features.coach.nudges.triggers import Look
from backend.quant.metric import Interval

RULE = (
    f"A kind retires when, after at least {rules.RETIRED_LEAST} sent and measured, its difference (95 %) lies wholly on"
    f" the wrong side, or even its best end is below the smallest change that is worth an interruption; when"
    f" {rules.UNPROVEN_AFTER} of them show no help; or when {rules.AGAINST} of your last {rules.OPINIONS} opinions are"
    f" against it. It is compared with withheld ones once both sides have {rules.COMPARED_LEAST} outcomes, and with the"
    " half year before the first one until then. What trades say of an outcome is read a day after its window, so that"
    " what you log in the evening counts. You can bring it back."
)
_SAID = {
    NudgeStanding.NOT_YET_KNOWN: "Not yet known: too few outcomes.",
    NudgeStanding.HELPS: "It helps: the whole interval is on the good side.",
    NudgeStanding.NO_EFFECT_SHOWN: "No effect shown so far: the interval holds zero.",
}


@dataclass(frozen=True, slots=True)
class Compared:
    """One kind of one trader, with both comparisons."""

    nudges: Sequence[Nudge]
    sent: list[float]
    withheld: list[float]
    before: list[float]
    against_withheld: Effect
    against_before: Effect

    @property
    def counts(self) -> Effect:
        """The comparison that a retirement rests on."""
        return rules.chosen_effect(self.against_withheld, self.against_before)


def efficacy(session: Session, user_id: UUID, *, now: datetime) -> NudgeEfficacy:
    """Every kind, with what is known of whether it helps."""
    look = triggers.look(session, user_id, now)
    retired = queries.retirements(session, user_id)
    kinds = [_kind_out(session, user_id, kind, look, retired.get(kind)) for kind in NudgeKind]
    return NudgeEfficacy(rule=RULE, items=kinds)


def retire(session: Session, user_id: UUID, kind: NudgeKind, look: Look) -> None:
    """Retire a kind that does not help, by the rule; a retired one stays as it is."""
    before = queries.retirements(session, user_id).get(kind)
    if before is not None and before.brought_back_at is None:
        return
    since = None if before is None else before.brought_back_at
    comparison = _compared(session, user_id, kind, look, since=since)
    opinions = [nudge.feedback for nudge in comparison.nudges if nudge.feedback is not None]
    why = rules.retirement(
        PROMISES[kind].measure,
        len(comparison.sent),
        comparison.counts,
        opinions,
    )
    if why is None:
        return
    values = {
        "retired_at": look.now,
        "reason": why.because.value,
        "figures": {
            "said": why.said,
            "sent": len(comparison.sent),
            "effect": _effect(comparison.counts),
        },
        "brought_back_at": None,
    }
    row = insert(NudgeRetirement).values(user_id=user_id, kind=kind, **values)
    session.execute(row.on_conflict_do_update(index_elements=["user_id", "kind"], set_=values))
    session.expire_all()


def _compared(
    session: Session,
    user_id: UUID,
    kind: NudgeKind,
    look: Look,
    *,
    since: datetime | None = None,
) -> Compared:
    """Args: since: only nudges that were decided from this moment on; of all times where it is null."""
    nudges = queries.of_kind(session, user_id, kind)
    before: list[float] = []
    if nudges:
        first = min(nudge.decided_at for nudge in nudges)
        before = outcomes.before(session, user_id, kind, first, look.run, look.stands)
    if since is not None:
        nudges = [nudge for nudge in nudges if nudge.decided_at >= since]
    sent, withheld = _outcomes(nudges, NudgeArm.SENT), _outcomes(nudges, NudgeArm.WITHHELD)
    measure = PROMISES[kind].measure
    return Compared(
        nudges=nudges,
        sent=sent,
        withheld=withheld,
        before=before,
        against_withheld=rules.effect(measure, sent, withheld),
        against_before=rules.effect(measure, sent, before),
    )


def _outcomes(nudges: Sequence[Nudge], arm: NudgeArm) -> list[float]:
    """The outcomes of one side, as far as they are known."""
    of_arm = [nudge for nudge in nudges if nudge.arm == arm]
    return [nudge.outcome for nudge in of_arm if nudge.outcome is not None]


def _kind_out(
    session: Session,
    user_id: UUID,
    kind: NudgeKind,
    look: Look,
    retirement: NudgeRetirement | None,
) -> NudgeKindOut:
    comparison, promise = _compared(session, user_id, kind, look), PROMISES[kind]
    measure: NudgeMeasure = promise.measure
    if retirement is not None and retirement.brought_back_at is not None:
        retirement = None
    stands = rules.standing(measure, comparison.counts, is_retired=retirement is not None)
    because = None
    if retirement is None:
        sentence = _SAID[stands]
    else:
        sentence = retirement.figures["said"]
        because = RetiredBecause(retirement.reason)
    nudges = comparison.nudges
    opinions = Counter(nudge.feedback for nudge in nudges)
    reasons = Counter(nudge.outcome_reason for nudge in nudges if nudge.outcome_reason)
    sent = [nudge for nudge in nudges if nudge.arm == NudgeArm.SENT]
    return NudgeKindOut(
        kind=kind,
        hypothesis=promise.hypothesis,
        measure=measure.name,
        formula=measure.formula,
        more_is_better=measure.sign > 0,
        least=measure.least,
        standing=stands,
        said=sentence,
        sent=_arm(comparison.sent),
        withheld=_arm(comparison.withheld),
        before=_arm(comparison.before),
        against_withheld=EffectOut.model_validate(_effect(comparison.against_withheld)),
        against_before=EffectOut.model_validate(_effect(comparison.against_before)),
        without_outcome=dict(reasons),
        pending=sum(nudge.measured_at is None for nudge in sent),
        helpful=opinions[Feedback.HELPFUL],
        not_helpful=opinions[Feedback.NOT_HELPFUL] + opinions[Feedback.STOP],
        retired_at=None if retirement is None else retirement.retired_at,
        retired_because=because,
    )


def _arm(values: Sequence[float]) -> NudgeArmOut:
    if not values:
        return NudgeArmOut(n=0, mean=None)
    return NudgeArmOut(n=len(values), mean=sum(values) / len(values))


def _effect(effect: Effect) -> JsonObject:
    """An effect as it is kept and shown."""
    return {
        "value": effect.value,
        "interval": _interval(effect.interval),
        "n": effect.n,
        "n_other": effect.n_other,
    }


def _interval(interval: Interval | None) -> JsonObject | None:
    """Null where an end is not finite."""
    if interval is None:
        return None
    if not isfinite(interval.low) or not isfinite(interval.high):
        return None
    return {
        "low": interval.low,
        "high": interval.high,
        "confidence": interval.confidence,
        "method": interval.method.value,
    }
