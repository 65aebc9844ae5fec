"""Prices of a plan as numbers: what they mean is known when the instrument is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

from pydantic import ValidationError

from backend.core.errors import FieldProblem
from backend.core.types import ExactPrice, In
from backend.core.validation import refusal_of
from backend.features.market.instruments.errors import BadPrice
from backend.features.market.instruments.instruments import Instrument
from backend.features.market.instruments.price_text import price_of
from backend.features.record.plans.errors import BadPlan
from backend.features.record.plans.schemas import (
    ChangePlan,
    EntryZone,
    FrozenZone,
    MakePlan,
    PlanTerms,
)

LEVELS = ("entry_price", "stop_loss_level")


def read_terms(body: MakePlan, contract: Instrument) -> PlanTerms:
    """What a request says of a plan, its prices read in the notation of the instrument.

    Raises:
        BadPlan: with a problem for every price that cannot be one.
        InvalidInput: a price and a zone, or a zone that ends below its beginning.
    """
    fields = with_prices(body, contract)
    del fields["conversation_id"]
    return checked_terms(fields)


def checked_terms(fields: Mapping[str, object]) -> PlanTerms:
    """Terms of which each fits by itself.

    Raises:
        InvalidInput
    """
    try:
        return PlanTerms.model_validate(fields)
    except ValidationError as error:
        raise refusal_of(error) from None


class PricedBody(Protocol):
    """What gives prices of a trade, and what else it says."""

    @property
    def entry_zone(self) -> EntryZone | None:
        """Where the entry may be."""

    @property
    def take_profit_targets(self) -> list[str] | None:
        """Where it may end well."""

    def model_dump(self, *, exclude_unset: bool = ...) -> dict[str, Any]:
        """Everything that was said."""


class Prices(In):
    """The prices of a trade in numbers."""

    entry_price: ExactPrice | None
    entry_zone: FrozenZone | None
    stop_loss_level: ExactPrice
    take_profit_targets: list[ExactPrice]


def read_prices(body: PricedBody, contract: Instrument) -> Prices:
    """The prices of a request alone, read in the notation of the instrument.

    Raises:
        BadPlan: with a problem for every price that cannot be one.
        InvalidInput: a zone that ends below its beginning.
    """
    fields = with_prices(body, contract)
    try:
        return Prices.model_validate({name: fields[name] for name in Prices.model_fields})
    except ValidationError as error:
        raise refusal_of(error) from None


def with_prices(body: PricedBody, contract: Instrument) -> dict[str, object]:
    """What a request says, its prices as numbers; of a change what was given, no more.

    Raises:
        BadPlan: with a problem for every price that cannot be one.
    """
    is_change = isinstance(body, ChangePlan)
    fields: dict[str, object] = body.model_dump(exclude_unset=is_change)
    reader = _PriceReader(contract)
    for name in LEVELS:
        if name in fields:
            fields[name] = reader.price(name, getattr(body, name))
    if body.entry_zone is not None:
        edges = {"low": body.entry_zone.low, "high": body.entry_zone.high}
        fields["entry_zone"] = {
            name: reader.price(f"entry_zone.{name}", edge) for name, edge in edges.items()
        }
    if body.take_profit_targets is not None:
        fields["take_profit_targets"] = [
            reader.price(f"take_profit_targets.{place}", target)
            for place, target in enumerate(body.take_profit_targets)
        ]
    if reader.problems:
        raise BadPlan(errors=reader.problems)
    return fields


@dataclass(slots=True)
class _PriceReader:
    """Reads prices of one instrument, and notes those that cannot be any."""

    contract: Instrument
    problems: list[FieldProblem] = field(default_factory=list)

    def price(self, name: str, text: str | None) -> Decimal | None:
        """A price by the name of its field; null where none was given or it cannot be one."""
        if text is None:
            return None
        try:
            return price_of(self.contract, text, field=name)
        except BadPrice as refusal:
            self.problems += refusal.errors
            return None
