"""What one tick, point, pip, percent or R is in price; null where that may be two things. Pure."""

from decimal import Decimal

from backend.features.market.instruments.instruments import Instrument, InstrumentKind

_PIPS = {"6E": "0.0001", "M6E": "0.0001", "6B": "0.0001", "M6B": "0.0001", "6A": "0.0001"}
_PIPS |= {"M6A": "0.0001", "6C": "0.0001", "6S": "0.0001", "6N": "0.0001", "6J": "0.000001"}

_PIPS_OF = {"pip": 1, "figure": 100}


def size_of_unit(
    unit: str,
    instrument: Instrument | None,
    entry: Decimal | None,
    risk: Decimal | None,
    *,
    is_option: bool = False,
) -> Decimal | None:
    """What one of a unit is in price; null where that cannot be known, or may be two things."""
    if unit == "%":
        return None if entry is None else abs(entry) / 100
    if unit in ("r", "rr"):
        return risk
    if unit == "cent":
        return Decimal("0.01")
    if unit == "point":
        is_pair = instrument is not None and instrument.kind is InstrumentKind.FX
        return None if is_pair else Decimal(1)
    if unit == "tick":
        return _tick(instrument, is_option=is_option)
    if unit in _PIPS_OF and instrument is not None:
        pip = _pip(instrument)
        return None if pip is None else pip * _PIPS_OF[unit]
    return None


def _tick(instrument: Instrument | None, *, is_option: bool) -> Decimal | None:
    if is_option:
        return Decimal("0.01")
    return None if instrument is None else instrument.tick_size


def _pip(instrument: Instrument) -> Decimal | None:
    if instrument.kind is InstrumentKind.FX:
        return instrument.tick_size
    pip = _PIPS.get(instrument.ticker)
    return None if pip is None else Decimal(pip)
