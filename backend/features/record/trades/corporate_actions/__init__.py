"""What happens to a contract while it is held: splits, dividends, financing, new names, expiries, rolls."""

FACE = ("routes",)
