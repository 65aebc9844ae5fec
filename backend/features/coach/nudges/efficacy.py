"""Whether nudges help: the outcomes of sent ones beside withheld ones and beside the time before there were any."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from math import isfinite
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.features.coach.nudges import outcomes, queries, rules, triggers
from backend.features.coach.nudges.kinds import PROMISES, NudgeMeasure
from backend.features.coach.nudges.models import Arm, Feedback, Nudge, NudgeKind, NudgeRetirement
from backend.features.coach.nudges.rules import Effect, Standing
from backend.features.coach.nudges.triggers import Look

RULE = (
    f"A kind retires when, after at least {rules.RETIRED_LEAST} sent and measured, its difference (95 %) lies wholly on"
    f" the wrong side, or even its best end is below the smallest change that is worth an interruption; when"
    f" {rules.UNPROVEN_AFTER} of them show no help; or when {rules.AGAINST} of your last {rules.OPINIONS} opinions are"
    f" against it. It is compared with withheld ones once both sides have {rules.COMPARED_LEAST} outcomes, and with the"
    " half year before the first one until then. What trades say of an outcome is read a day after its window, so that"
    " what you log in the evening counts. You can bring it back."
)
_SAID = {
    Standing.NOT_YET_KNOWN: "Not yet known: too few outcomes.",
    Standing.HELPS: "It helps: the whole interval is on the good side.",
    Standing.NO_EFFECT_SHOWN: "No effect shown so far: the interval holds zero.",
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


def efficacy(session: Session, user_id: UUID, *, now: datetime) -> dict[str, Any]:
    """Every kind, with what is known of whether it helps."""
    look = triggers.look(session, user_id, now)
    retired = queries.retirements(session, user_id)
    return {
        "rule": RULE,
        "items": [_shown(session, user_id, kind, look, retired.get(kind)) for kind in NudgeKind],
    }


def retire(session: Session, user_id: UUID, kind: NudgeKind, look: Look) -> None:
    """Retire a kind that does not help, by the rule; a retired one stays as it is."""
    before = queries.retirements(session, user_id).get(kind)
    if before is not None and before.brought_back_at is None:
        return
    since = before.brought_back_at if before is not None else None
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
    counted = [nudge for nudge in nudges if since is None or nudge.decided_at >= since]
    sides = {
        arm: [nudge.outcome for nudge in counted if nudge.arm == arm and nudge.outcome is not None]
        for arm in Arm
    }
    first = min((nudge.decided_at for nudge in nudges), default=None)
    if first is None:
        before = []
    else:
        before = outcomes.before(session, user_id, kind, first, look.run, look.stands)
    measure = PROMISES[kind].measure
    return Compared(
        counted,
        sides[Arm.SENT],
        sides[Arm.WITHHELD],
        before,
        rules.effect(measure, sides[Arm.SENT], sides[Arm.WITHHELD]),
        rules.effect(measure, sides[Arm.SENT], before),
    )


def _shown(
    session: Session,
    user_id: UUID,
    kind: NudgeKind,
    look: Look,
    retired: NudgeRetirement | None,
) -> dict[str, Any]:
    comparison, promise = _compared(session, user_id, kind, look), PROMISES[kind]
    measure: NudgeMeasure = promise.measure
    is_retired = retired is not None and retired.brought_back_at is None
    stands = rules.standing(measure, comparison.counts, is_retired=is_retired)
    opinions = Counter(nudge.feedback for nudge in comparison.nudges)
    return {
        "kind": kind,
        "hypothesis": promise.hypothesis,
        "measure": measure.name,
        "formula": measure.formula,
        "more_is_better": measure.sign > 0,
        "least": measure.least,
        "standing": stands,
        "said": retired.figures["said"] if is_retired and retired else _SAID[stands],
        "sent": _arm(comparison.sent),
        "withheld": _arm(comparison.withheld),
        "before": _arm(comparison.before),
        "against_withheld": _effect(comparison.against_withheld),
        "against_before": _effect(comparison.against_before),
        "without_outcome": dict(
            Counter(nudge.outcome_reason for nudge in comparison.nudges if nudge.outcome_reason)
        ),
        "pending": sum(
            nudge.measured_at is None and nudge.arm == Arm.SENT for nudge in comparison.nudges
        ),
        "helpful": opinions[Feedback.HELPFUL],
        "not_helpful": opinions[Feedback.NOT_HELPFUL] + opinions[Feedback.STOP],
        "retired_at": retired.retired_at if is_retired and retired else None,
        "retired_because": retired.reason if is_retired and retired else None,
    }


def _arm(values: Sequence[float]) -> dict[str, Any]:
    return {"n": len(values), "mean": sum(values) / len(values) if values else None}


def _effect(effect: Effect) -> dict[str, Any]:
    interval = effect.interval
    is_finite = interval is not None and isfinite(interval.low) and isfinite(interval.high)
    if interval is not None and is_finite:
        shown = {**asdict(interval), "method": interval.method.value}
    else:
        shown = None
    return {"value": effect.value, "interval": shown, "n": effect.n, "n_other": effect.n_other}
