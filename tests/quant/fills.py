"""Fills and stops as tests write them down, and as hypothesis makes them up."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from backend.quant.positions import Fill, Side
from backend.quant.risk import Stop

OPEN = datetime(2026, 11, 19, 14, 30, tzinfo=UTC)
ES = Decimal(50)


def at(minute: float) -> datetime:
    return OPEN + timedelta(minutes=minute)


def fill(side: str, quantity, price, *, minute: float, fees="0", id: str | None = None) -> Fill:
    name = id or f"{side}@{minute}"
    return Fill(
        Side(side),
        Decimal(str(quantity)),
        Decimal(str(price)),
        Decimal(str(fees)),
        at(minute),
        name,
    )


def buy(quantity, price, *, minute: float, fees="0", id: str | None = None) -> Fill:
    return fill("buy", quantity, price, minute=minute, fees=fees, id=id)


def sell(quantity, price, *, minute: float, fees="0", id: str | None = None) -> Fill:
    return fill("sell", quantity, price, minute=minute, fees=fees, id=id)


def stop(price, *, minute: float, recorded: float | None = None) -> Stop:
    exact = None if price is None else Decimal(str(price))
    return Stop(exact, at(minute), at(minute if recorded is None else recorded))


def flattened(fills: list[Fill], price: Decimal) -> list[Fill]:
    """The same fills and one that closes what they leave open."""
    held = sum(entry.quantity if entry.side is Side.BUY else -entry.quantity for entry in fills)
    if not held:
        return fills
    side = Side.SELL if held > 0 else Side.BUY
    return [*fills, Fill(side, abs(held), price, Decimal("1.10"), at(len(fills)), "flat")]


prices = st.integers(1, 2_000_000).map(lambda cents: Decimal(cents) / 100)
quantities = st.integers(1, 60).map(lambda tenths: Decimal(tenths) / 10)
fees = st.integers(-50, 5_000).map(lambda cents: Decimal(cents) / 100)
multipliers = st.sampled_from(
    [Decimal(text) for text in ("1", "0.1", "5", "50", "100000", "0.00000001")]
)


@st.composite
def histories(draw, most: int = 12) -> list[Fill]:
    """Fills of one instrument, a minute apart."""
    drawn = draw(
        st.lists(
            st.tuples(st.sampled_from(Side), quantities, prices, fees), min_size=1, max_size=most
        )
    )
    return [
        Fill(side, quantity, price, fee, at(i), f"fill {i}")
        for i, (side, quantity, price, fee) in enumerate(drawn)
    ]


@st.composite
def closed_histories(draw) -> list[Fill]:
    """Fills that end flat."""
    return flattened(draw(histories()), draw(prices))


def halved(original: Fill) -> list[Fill]:
    """One fill reported as two, a second apart, each with half of the quantity and of the fees."""
    first = replace(
        original, quantity=original.quantity / 2, fees=original.fees / 2, id=f"{original.id} a"
    )
    return [first, replace(first, time=original.time + timedelta(seconds=1), id=f"{original.id} b")]
