"""Use case of the calculator: size, risk and reward of a trade before it is planned, by the functions of plans."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.errors import FieldProblem
from backend.features.accounts.auth import service as auth
from backend.features.market.instruments import custom_instruments
from backend.features.market.instruments.instruments import Instrument
from backend.features.record.plans import plan_prices, plan_terms
from backend.features.record.plans.calculator.schemas import (
    Calculate,
    CalculatedContract,
    CalculationOut,
    CalculationWarning,
    RiskBudget,
    TargetFigures,
    WarningCode,
)
from backend.features.record.plans.errors import BadPlan
from backend.features.record.plans.schemas import PlanTerms
from backend.features.record.trades import conversion
from backend.features.record.trades.accounts import service as accounts

HUNDREDTH = Decimal("0.01")
FINEST_SIZE = Decimal("0.00000001")  # where sizes have no step: as fine as coins are traded
ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class _Account:
    """What a share is taken of; the size is null where nobody said it."""

    currency: str
    size: Decimal | None
    percent: Decimal | None


def calculate(
    session: Session,
    user_id: UUID,
    body: Calculate,
    *,
    now: datetime,
) -> CalculationOut:
    """Reckon a trade; nothing is kept.

    What does not fit together is a warning at its field, and the figures that hang on it are null.

    Raises:
        UnknownInstrument, AccountNotFound
        BadPlan: no entry, two of them, or a price that the instrument cannot have.
    """
    contract = custom_instruments.contract_for(session, user_id, body.instrument)
    terms = _terms(body, contract)
    account = _account(session, user_id, body)
    wrong = plan_terms.problems(terms, contract, now)
    is_sound = not any(problem.field == "stop_loss_level" for problem in wrong)
    per_unit = plan_terms.figures(terms, contract).risk_per_unit if is_sound else None
    rate = _rate(session, user_id, contract, account, now)
    budget = _budget(body, contract, account, rate)
    allowed = _allowed(budget, contract)
    risk = per_unit * body.position_size if per_unit and body.position_size else None
    calculation = CalculationOut(
        contract=_contract(contract),
        entry=_entry(terms),
        stop_distance=abs(_entry(terms) - terms.stop_loss_level) if is_sound else None,
        stop_ticks=_ticks(terms, contract) if is_sound else None,
        risk_per_unit=per_unit,
        position_size=body.position_size,
        risk=risk,
        risk_percent=_share(risk, rate, account),
        targets=_targets(terms, contract, body.position_size) if is_sound else [],
        budget=budget,
        size_for_risk=_size_for(allowed, per_unit, contract),
        warnings=[],
    )
    calculation.warnings.extend(_read(problem) for problem in wrong)
    calculation.warnings.extend(_warnings(body, terms, contract, allowed, calculation))
    return calculation


def _terms(body: Calculate, contract: Instrument) -> PlanTerms:
    """The prices as a plan has them, with what a plan says in words left out."""
    if (body.entry_price is None) == (body.entry_zone is None):
        message = "Give entry_price or entry_zone, one of them."
        raise BadPlan(errors=(FieldProblem("entry_price", message, "one_of"),))
    prices = plan_prices.read_prices(body, contract)
    return PlanTerms.model_construct(
        title="",
        instrument=contract.symbol,
        setup_description="",
        entry_criteria=[],
        direction=body.direction,
        entry_price=prices.entry_price,
        entry_zone=prices.entry_zone,
        stop_loss_level=prices.stop_loss_level,
        take_profit_targets=prices.take_profit_targets,
        position_size=body.position_size or ONE,
        risk_amount=None,
        expires_at=None,
    )


def _entry(terms: PlanTerms) -> Decimal:
    entry = terms.reference_entry
    assert entry is not None, "one was given"
    return entry


def _account(session: Session, user_id: UUID, body: Calculate) -> _Account:
    trader = auth.trader(session, user_id)
    percent = body.risk_percent
    if percent is None:
        percent = trader.risk_per_trade_percent
    if body.account_id is None:
        return _Account(trader.base_currency, trader.account_size, percent)
    account = accounts.read_account(session, user_id, body.account_id)
    return _Account(account.currency, account.balance, percent)


def _rate(
    session: Session,
    user_id: UUID,
    contract: Instrument,
    account: _Account,
    now: datetime,
) -> Decimal | None:
    """What one unit of the instrument's currency is worth in the account's; null where nobody gave a rate."""
    if contract.currency == account.currency:
        return ONE
    day = now.date()
    rates = conversion.rates_to(session, user_id, account.currency, [contract.currency], [day])
    return rates.get((contract.currency, day))


def _budget(
    body: Calculate,
    contract: Instrument,
    account: _Account,
    rate: Decimal | None,
) -> RiskBudget | None:
    if body.risk_amount is not None:
        amount, currency, percent = body.risk_amount, contract.currency, None
    elif account.size is not None and account.size > 0 and account.percent is not None:
        amount, currency, percent = _part(account), account.currency, account.percent
    else:
        return None
    return RiskBudget(
        amount=amount,
        currency=currency,
        percent=percent,
        account_size=account.size,
        account_currency=account.currency,
        rate=rate,
    )


def _part(account: _Account) -> Decimal:
    assert account.size is not None
    assert account.percent is not None
    return account.size * account.percent / 100


def _allowed(budget: RiskBudget | None, contract: Instrument) -> Fraction | None:
    """What may be lost in the instrument's currency, exactly; null without a budget, or without a rate for it."""
    if budget is None:
        return None
    if budget.currency == contract.currency:
        return Fraction(budget.amount)
    if budget.rate is None:
        return None
    return Fraction(budget.amount) / Fraction(budget.rate)


def _size_for(
    allowed: Fraction | None,
    per_unit: Decimal | None,
    contract: Instrument,
) -> Decimal | None:
    """The largest number of steps that loses no more than is allowed; null where not one fits."""
    if allowed is None or not per_unit:
        return None
    step = contract.lot_step or FINEST_SIZE
    steps = int(allowed / (Fraction(per_unit) * Fraction(step)))
    return steps * step if steps > 0 else None


def _ticks(terms: PlanTerms, contract: Instrument) -> Decimal:
    distance = abs(_entry(terms) - terms.stop_loss_level)
    return (distance / contract.tick_size).quantize(HUNDREDTH)


def _share(risk: Decimal | None, rate: Decimal | None, account: _Account) -> Decimal | None:
    """The risk in percent of the account, rounded down to a thousandth."""
    if risk is None or rate is None or account.size is None or account.size <= 0:
        return None
    return (risk * rate * 100 / account.size).quantize(Decimal("0.001"), ROUND_DOWN)


def _targets(terms: PlanTerms, contract: Instrument, size: Decimal | None) -> list[TargetFigures]:
    ratios = plan_terms.figures(terms, contract).risk_reward
    sign = plan_terms.sign_of(terms)
    entry = _entry(terms)
    figures = []
    for target, ratio in zip(terms.take_profit_targets, ratios, strict=True):
        move = (target - entry) * sign
        reward = move * contract.multiplier * size if size is not None else None
        figures.append(TargetFigures(price=target, risk_reward=ratio, reward=reward))
    return figures


def _contract(contract: Instrument) -> CalculatedContract:
    return CalculatedContract(
        symbol=contract.symbol,
        name=contract.name,
        currency=contract.currency,
        point_value=contract.multiplier,
        tick_size=contract.tick_size,
        lot_step=contract.lot_step,
    )


def _read(problem: FieldProblem) -> CalculationWarning:
    return CalculationWarning(
        code=WarningCode(problem.code), field=problem.field, message=problem.message
    )


def _warnings(
    body: Calculate,
    terms: PlanTerms,
    contract: Instrument,
    allowed: Fraction | None,
    figures: CalculationOut,
) -> Iterator[CalculationWarning]:
    """What a trader should see beside figures that fit together."""
    yield from _off_tick(terms, contract)
    step = contract.lot_step
    if body.position_size is not None and step is not None and body.position_size % step:
        yield _warning("off_step", "position_size", f"Sizes of {contract.symbol} go by {step}.")
    if figures.budget is None:
        message = (
            "Say what may be lost: an amount, or account size and risk per trade in your profile."
        )
        yield _warning("no_account", "risk_percent", message)
    elif allowed is None:
        pair = f"{contract.currency} in {figures.budget.account_currency}"
        message = f"No rate of {pair} is known: give one, or the risk in money."
        yield _warning("no_rate", "account_id", message)
    else:
        yield from _against_budget(allowed, figures)
    for place, target in enumerate(figures.targets):
        if 0 < target.risk_reward < 1:
            message = "It brings less than is risked for it."
            yield _warning("reward_below_risk", f"take_profit_targets.{place}", message)


def _against_budget(allowed: Fraction, figures: CalculationOut) -> Iterator[CalculationWarning]:
    if figures.risk is not None and Fraction(figures.risk) > allowed:
        yield _warning("over_risk", "position_size", "This size risks more than may be lost.")
    if figures.risk_per_unit and figures.size_for_risk is None:
        message = "Not even the smallest size fits what may be lost."
        yield _warning("no_lot_fits", "position_size", message)


def _off_tick(terms: PlanTerms, contract: Instrument) -> Iterator[CalculationWarning]:
    named = {"stop_loss_level": terms.stop_loss_level}
    if terms.entry_price is not None:
        named["entry_price"] = terms.entry_price
    for place, target in enumerate(terms.take_profit_targets):
        named[f"take_profit_targets.{place}"] = target
    for field, price in named.items():
        if price % contract.tick_size:
            message = f"Prices of {contract.symbol} go by {contract.tick_size}."
            yield _warning("off_tick", field, message)


def _warning(code: str, field: str, message: str) -> CalculationWarning:
    return CalculationWarning(code=WarningCode(code), field=field, message=message)
