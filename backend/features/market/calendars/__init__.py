"""Sessions of exchanges: which day a moment belongs to, and when a market is open."""

FACE = ("market_calendar", "trading_day")
