"""The versions of a plan, each held against the one before it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backend.features.record.plans import plan_terms, queries
from backend.features.record.plans.models import PlanStatus, PlanVersion, TradePlan
from backend.features.record.plans.schemas import PlanTerms, PlanVersionOut, PlanVersions


def list_versions(session: Session, user_id: UUID, plan_id: UUID) -> PlanVersions:
    """All versions of a plan, each with what it changed, its hash computed anew.

    Raises:
        PlanNotFound
    """
    plan = queries.plan(session, user_id, plan_id)
    versions = queries.versions(session, user_id, [plan_id])
    items: list[PlanVersionOut] = []
    previous: PlanVersion | None = None
    for version, alive_until in zip(versions, _ends(plan, versions), strict=True):
        items.append(_version(version, previous, alive_until))
        previous = version
    return PlanVersions(items=items)


def _ends(plan: TradePlan, versions: Sequence[PlanVersion]) -> list[datetime | None]:
    """Until when each version counted: until the next one was frozen, the last one until the plan ended."""
    ended = plan.cancelled_at
    if ended is None and plan.status == PlanStatus.EXPIRED:
        ended = plan.expires_at
    return [*(version.frozen_at for version in versions[1:]), ended]


def _version(
    version: PlanVersion,
    previous: PlanVersion | None,
    alive_until: datetime | None,
) -> PlanVersionOut:
    """A version, held against the one before it."""
    previous_hash, changes = None, []
    if previous is not None:
        previous_hash = previous.hash
        changes = plan_terms.changes(previous.terms, version.terms)
    computed_hash = plan_terms.frozen_hash(
        version.plan_id,
        version.number,
        version.frozen_at,
        version.terms,
        previous_hash,
    )
    return PlanVersionOut(
        number=version.number,
        terms=PlanTerms.model_validate(version.terms),
        frozen_at=version.frozen_at,
        alive_until=alive_until,
        hash=version.hash,
        previous_hash=version.previous_hash,
        intact=computed_hash == version.hash and version.previous_hash == previous_hash,
        changes=changes,
    )
