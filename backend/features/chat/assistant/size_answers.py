"""How large a trade may be, by the calculator of plans, with its working shown."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy.orm import Session

from backend.core.errors import Refusal
from backend.core.types import plain_decimal
from backend.features.chat.messages.actions import Reply, say
from backend.features.chat.understanding.requests import CheckRequest, IdeaTerms, Request
from backend.features.market.instruments.errors import UnknownInstrument
from backend.features.market.instruments.instruments import Instrument, InstrumentKind, resolve
from backend.features.record.plans.calculator import service as calculator
from backend.features.record.plans.calculator.schemas import Calculate, CalculationOut
from backend.features.record.plans.errors import BadPlan
from backend.features.record.trades.models import TradeDirection

EXAMPLE = "Such as: /size ES 4500 stop 4490 risk 1%"
_MISSING = {
    "instrument": "Of which market?",
    "entry": "Where do you get in?",
    "stop": "Where is the stop? What one loses is the way to it.",
}
_UNITS = {
    InstrumentKind.FUTURE: "contract",
    InstrumentKind.FX: "lot",
    InstrumentKind.STOCK: "share",
    InstrumentKind.CRYPTO: "coin",
    InstrumentKind.OPTION: "contract",
    InstrumentKind.METAL: "lot",
}
BAD_SHARE = "A share of the account is above 0 and at most 100 %, and a risk in money above 0."
WARNED = {
    "plan.stop_side",
    "plan.target_side",
    "plan.too_large",
    "off_tick",
    "off_step",
    "over_risk",
}


def reply_about(session: Session, user_id: UUID, terms: IdeaTerms, now: datetime) -> Reply:
    """The largest size for what may be lost, how it comes about, and the plan of it with one press."""
    missing = [words for name, words in _MISSING.items() if getattr(terms, name) is None]
    if missing:
        return Reply(f"{missing[0]} {EXAMPLE}")
    try:
        figures = _calculated(session, user_id, terms, now)
    except ValidationError:
        return Reply(BAD_SHARE)
    except UnknownInstrument:
        return Reply(f"I do not know the market {terms.instrument}.")
    except BadPlan as refusal:
        return Reply(_words_of(refusal))
    lines = [_head(figures, terms), *_working(figures), *_targets(figures), *_warnings(figures)]
    smaller = _micro(session, user_id, terms, figures, now)
    if smaller is not None:
        lines.append(smaller)
    size = figures.size_for_risk
    actions = () if size is None else (say(_plan(figures, terms, size), "Plan it"),)
    return Reply("\n".join(lines), actions)


def with_one_risk(terms: IdeaTerms, request: Request | None) -> IdeaTerms:
    """The trade with what was said last of its risk: a share replaces the money of before."""
    named = request.terms if isinstance(request, CheckRequest) else IdeaTerms()
    if named.risk_percent is not None and named.risk_money is None:
        return terms.model_copy(update={"risk_money": None})
    return terms


def _calculated(session: Session, user_id: UUID, terms: IdeaTerms, now: datetime) -> CalculationOut:
    assert terms.entry is not None
    assert terms.stop is not None
    is_long = terms.direction != "short"
    body = Calculate.model_validate(
        {
            "instrument": terms.instrument,
            "direction": TradeDirection.LONG if is_long else TradeDirection.SHORT,
            "entry_price": plain_decimal(terms.entry),
            "stop_loss_level": plain_decimal(terms.stop),
            "take_profit_targets": [plain_decimal(target) for target in terms.targets],
            "position_size": terms.size,
            "risk_amount": terms.risk_money,
            "risk_percent": terms.risk_percent,
        }
    )
    return calculator.calculate(session, user_id, body, now=now)


def _words_of(refusal: Refusal) -> str:
    return " ".join(problem.message for problem in refusal.errors) or refusal.said


def _head(figures: CalculationOut, terms: IdeaTerms) -> str:
    trade = f"{figures.contract.symbol} {terms.direction or ''} from {plain_decimal(figures.entry)}".replace(
        "  ", " "
    )
    stop = f"stop {plain_decimal(terms.stop or Decimal(0))}"
    if figures.size_for_risk is not None:
        return f"**{_sized(figures, figures.size_for_risk)}** of {trade}, {stop}."
    if figures.budget is not None and figures.risk_per_unit is not None:
        return f"**None**: not even the smallest size of {trade}, {stop}, fits."
    return f"{trade}, {stop}:"


def _working(figures: CalculationOut) -> Iterator[str]:
    """Each step with its figures, so that it can be reckoned again by hand."""
    contract, budget, per_unit = figures.contract, figures.budget, figures.risk_per_unit
    if budget is not None:
        yield f"- May be lost: {_budget(figures)}."
    if per_unit is None or figures.stop_distance is None or figures.stop_ticks is None:
        return
    distance, ticks = plain_decimal(figures.stop_distance), plain_decimal(figures.stop_ticks)
    yield (
        f"- One {_unit(figures)} loses {distance} ({ticks} ticks) \u00d7 {_money(contract.point_value, contract.currency)}"
        f" = {_money(per_unit, contract.currency)} at the stop."
    )
    size = figures.size_for_risk
    if budget is None:
        return
    step = contract.lot_step
    steps = f", rounded down to steps of {plain_decimal(step)}" if step is not None else ""
    rate = f" \u00f7 {plain_decimal(budget.rate)}" if _is_converted(figures) and budget.rate else ""
    result = "0" if size is None else plain_decimal(size)
    yield f"- {plain_decimal(budget.amount)}{rate} \u00f7 {plain_decimal(per_unit)}{steps} = {result}."
    if size is not None:
        yield f"- The stop then costs {_money(per_unit * size, contract.currency)}."
    if figures.risk is not None and figures.position_size is not None:
        share = (
            ""
            if figures.risk_percent is None
            else f", {plain_decimal(figures.risk_percent)} % of the account"
        )
        own = _sized(figures, figures.position_size)
        yield f"- Your {own} would cost {_money(figures.risk, contract.currency)}{share}."


def _is_converted(figures: CalculationOut) -> bool:
    return figures.budget is not None and figures.budget.currency != figures.contract.currency


def _budget(figures: CalculationOut) -> str:
    budget = figures.budget
    assert budget is not None
    amount = _money(budget.amount, budget.currency)
    if budget.percent is None or budget.account_size is None:
        return amount
    account = _money(budget.account_size, budget.account_currency)
    return f"{plain_decimal(budget.percent)} % of {account} = {amount}"


def _targets(figures: CalculationOut) -> Iterator[str]:
    for target in figures.targets:
        yield f"- Target {plain_decimal(target.price)} pays {plain_decimal(target.risk_reward)} R."


def _warnings(figures: CalculationOut) -> Iterator[str]:
    for warning in figures.warnings:
        if warning.code in WARNED or figures.budget is None or figures.budget.rate is None:
            yield f"- {warning.message}"


def _micro(
    session: Session, user_id: UUID, terms: IdeaTerms, figures: CalculationOut, now: datetime
) -> str | None:
    """What the micro contract allows where not one of the large ones fits."""
    is_too_large = figures.budget is not None and figures.risk_per_unit is not None
    if figures.size_for_risk is not None or not is_too_large:
        return None
    micro = _micro_of(figures.contract.symbol)
    if micro is None:
        return None
    smaller = terms.model_copy(update={"instrument": micro.symbol, "size": None})
    calculation = _calculated(session, user_id, smaller, now)
    size, per_unit = calculation.size_for_risk, calculation.risk_per_unit
    if size is None or per_unit is None:
        return None
    cost = _money(per_unit * size, calculation.contract.currency)
    return f"With {micro.symbol} it is {_sized(calculation, size)}: {cost} at the stop."


def _micro_of(symbol: str) -> Instrument | None:
    large, micro = resolve(symbol), resolve(f"M{symbol}")
    if large is None or micro is None or micro.kind is not InstrumentKind.FUTURE:
        return None
    is_tenth = micro.kind is large.kind and micro.multiplier * 10 == large.multiplier
    return micro if is_tenth else None


def _unit(figures: CalculationOut) -> str:
    instrument = resolve(figures.contract.symbol)
    return "unit" if instrument is None else _UNITS.get(instrument.kind, "unit")


def _sized(figures: CalculationOut, size: Decimal) -> str:
    plural = "" if size == 1 else "s"
    return f"{plain_decimal(size)} {_unit(figures)}{plural}"


def _money(amount: Decimal, currency: str) -> str:
    return f"{plain_decimal(amount)} {currency}"


def _plan(figures: CalculationOut, terms: IdeaTerms, size: Decimal) -> str:
    """The words that make a plan of it."""
    levels = f"{plain_decimal(figures.entry)} stop {plain_decimal(terms.stop or Decimal(0))}"
    targets = " ".join(f"target {plain_decimal(target.price)}" for target in figures.targets)
    parts = ["/plan", terms.direction or "long", figures.contract.symbol, levels, targets]
    words = " ".join(part for part in parts if part)
    return f"{words}, {_sized(figures, size)}"
