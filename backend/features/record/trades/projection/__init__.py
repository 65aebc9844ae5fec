"""From events to figures: what stands, which fills it makes, what the trade came to. Pure."""

FACE = (
    "contract_terms",
    "event_builder",
    "event_payload",
    "fees",
    "fill_warnings",
    "fills",
    "kept_contract",
    "new_trade",
    "prices",
    "projection",
    "realised",
    "standing_events",
)
