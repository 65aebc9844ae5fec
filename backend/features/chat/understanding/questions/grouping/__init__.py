"""By what a question puts trades together, which end of an order it asks for, and what there is. Pure."""

FACE = ("groups", "listings")
