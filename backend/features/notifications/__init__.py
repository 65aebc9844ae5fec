"""News for the trader: kept in the product, sent by email and webhooks, by the trader's own preferences."""

FACE = ("preferences",)
