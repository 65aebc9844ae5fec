"""The trading record: trades as events, accounts, exchange rates."""

FACE = (
    "attachments",
    "conversion",
    "corrections",
    "event_service",
    "projection",
    "recent_summary",
    "record_version",
    "trading_clock",
)
