"""How a question is worded around its parts."""

FACE = ("past_days", "plain_talk", "trade_kinds")
