"""Money in several currencies at once, exchange rates, and rounding as the columns of the record round."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from tests.oracles.record_events import Convert, Fee

MONEY_PLACES, PRICE_PLACES, QUANTITY_PLACES = 10, 12, 18
DAYS_BACK = timedelta(days=7)  # over a long weekend the last rate stands in; an older one does not
NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True)
class Money:
    """Gross and fees in the trade's currency, and fees in others."""

    gross: Fraction = NOTHING
    fees: Fraction = NOTHING
    other_fees: dict[str, Fraction] = field(default_factory=dict)

    @classmethod
    def of(cls, fee: Fee, currency: str) -> "Money":
        if fee.currency == currency:
            return cls(fees=fee.amount)
        return cls(other_fees={fee.currency: fee.amount}) if fee.amount else cls()

    def __add__(self, more: "Money") -> "Money":
        currencies = {**self.other_fees, **more.other_fees}
        return Money(
            self.gross + more.gross,
            self.fees + more.fees,
            {
                name: self.other_fees.get(name, NOTHING) + more.other_fees.get(name, NOTHING)
                for name in currencies
            },
        )

    def __mul__(self, factor: Fraction) -> "Money":
        others = {name: amount * factor for name, amount in self.other_fees.items()}
        return Money(self.gross * factor, self.fees * factor, others)

    def worth(self, own: str, wanted: str, day: date, convert: Convert) -> Fraction | None:
        """All of it in one currency on a day; null where a rate is missing."""
        total = NOTHING
        parts = [(own, self.gross - self.fees)]
        parts += [(currency, -amount) for currency, amount in self.other_fees.items()]
        for currency, amount in parts:
            rate = Fraction(1) if currency == wanted else convert(currency, wanted, day)
            if amount and rate is None:
                return None
            total += amount * (rate or 0)
        return total


@dataclass(frozen=True, slots=True)
class RateTable:
    """Rates as a trader gives them: what one unit of the first is worth in the second on a day.

    The latest one of a week counts, in either direction; of the same day, the one that was given this way round.
    """

    rates: dict[tuple[str, str, date], Fraction]

    def __call__(self, base: str, quote: str, day: date) -> Fraction | None:
        for back in range(DAYS_BACK.days + 1):
            then = day - timedelta(days=back)
            if (base, quote, then) in self.rates:
                return self.rates[base, quote, then]
            if (quote, base, then) in self.rates:
                return 1 / self.rates[quote, base, then]
        return None


def rounded(value: Fraction, places: int = MONEY_PLACES) -> Decimal:
    """To so many places, a half to the even neighbour."""
    return Decimal(
        f"{round(value * 10**places)}E-{places}"
    )  # of any length, whatever the context's precision


def fits(value: Fraction, places: int = MONEY_PLACES) -> bool:
    """Whether nothing is lost by rounding."""
    return (value * 10**places).denominator == 1
