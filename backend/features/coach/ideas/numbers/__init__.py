"""Numbers of an idea: their kinds, their units in price, their neighbours, where prices usually are. Pure."""

FACE = ("distance_units", "minus_signs", "number_kinds", "number_line", "usual_prices")
