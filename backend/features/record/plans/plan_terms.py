"""What a plan says: whether it fits together, what follows from it, how it is frozen, what an edit changed. Pure."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import orjson

from backend.core.clock import iso
from backend.core.errors import FieldProblem
from backend.core.types import JsonObject
from backend.features.market.instruments.instruments import Instrument
from backend.features.record.plans.schemas import PlanTerms, TermChange
from backend.features.record.trades.models import TradeDirection

HUNDREDTH = Decimal("0.01")
LARGEST_RISK = Decimal(10) ** 13  # what a NUMERIC(24, 10) can hold, with room


@dataclass(frozen=True, slots=True)
class PlanFigures:
    """What follows from a plan's terms; money in the currency of its instrument, null without a planned entry."""

    risk_per_unit: Decimal | None
    risk_amount: Decimal | None
    risk_reward: tuple[Decimal, ...]


def sign_of(terms: PlanTerms) -> int:
    """1 for long, -1 for short."""
    if terms.direction is TradeDirection.LONG:
        return 1
    return -1


def problems(terms: PlanTerms, contract: Instrument, now: datetime) -> list[FieldProblem]:
    """What does not fit together."""
    wrong = [*_stop_problems(terms), *_target_problems(terms)]
    if terms.expires_at is not None and terms.expires_at <= now:
        wrong.append(FieldProblem("expires_at", "This is in the past.", "plan.expired"))
    prices = (*_edges(terms), terms.stop_loss_level, *terms.take_profit_targets)
    furthest = max(abs(price) for price in prices)
    if furthest * terms.position_size * contract.multiplier >= LARGEST_RISK:
        message = "Price times size is beyond what a trade can be."
        wrong.append(FieldProblem("position_size", message, "plan.too_large"))
    return wrong


def _edges(terms: PlanTerms) -> tuple[Decimal, Decimal]:
    """Of the entry zone; without one, the stop is all that is known of where the trade begins."""
    return terms.zone or (terms.stop_loss_level, terms.stop_loss_level)


def _stop_problems(terms: PlanTerms) -> list[FieldProblem]:
    sign = sign_of(terms)
    if terms.zone is None:
        return []
    distances = [(edge - terms.stop_loss_level) * sign for edge in terms.zone]
    if min(distances) > 0:
        return []
    side = "below" if sign > 0 else "above"
    message = f"For a {terms.direction} plan the stop belongs {side} the whole entry zone."
    return [FieldProblem("stop_loss_level", message, "plan.stop_side")]


def _target_problems(terms: PlanTerms) -> list[FieldProblem]:
    wrong = []
    targets = terms.take_profit_targets
    sign = sign_of(terms)
    for place, target in enumerate(targets):
        if any((target - edge) * sign <= 0 for edge in _edges(terms)):
            message = "A target belongs beyond the entry, in the direction of the plan."
            wrong.append(FieldProblem(f"take_profit_targets.{place}", message, "plan.target_side"))
    if len(set(targets)) < len(targets):
        message = "One target is named twice."
        wrong.append(FieldProblem("take_profit_targets", message, "plan.target_twice"))
    return wrong


def figures(terms: PlanTerms, contract: Instrument) -> PlanFigures:
    """Risk and reward, from the edge of the zone that is worse for the trader."""
    entry, sign = terms.reference_entry, sign_of(terms)
    if entry is None:
        return PlanFigures(None, terms.risk_amount, ())
    distance = abs(entry - terms.stop_loss_level)
    per_unit = distance * contract.multiplier
    ratios = tuple(
        ((target - entry) * sign / distance).quantize(HUNDREDTH)
        for target in terms.take_profit_targets
    )
    risk_amount = terms.risk_amount
    if risk_amount is None:
        risk_amount = per_unit * terms.position_size
    return PlanFigures(per_unit, risk_amount, ratios)


def as_stored(terms: PlanTerms) -> JsonObject:
    """The terms as a version keeps them."""
    return {
        name: value
        for name, value in terms.model_dump(mode="json").items()
        if name in PlanTerms.model_fields
    }


def frozen_hash(
    plan_id: UUID,
    number: int,
    frozen_at: datetime,
    terms: JsonObject,
    previous: str | None,
) -> str:
    """SHA-256 over the canonical JSON of a version: sorted keys, no spaces, UTF-8.

    It covers the plan, the number, the moment, every term and the hash of the version before: nobody changes one
    version without changing all that follow.
    """
    whole = {
        "frozen_at": iso(frozen_at),
        "number": number,
        "plan_id": str(plan_id),
        "previous": previous,
        "terms": terms,
    }
    return hashlib.sha256(orjson.dumps(whole, option=orjson.OPT_SORT_KEYS)).hexdigest()


def changes(before: JsonObject, after: JsonObject) -> list[TermChange]:
    """What is different, in the order of the terms."""
    return [
        TermChange(field=name, before=before.get(name), after=after.get(name))
        for name in PlanTerms.model_fields
        if before.get(name) != after.get(name)
    ]
