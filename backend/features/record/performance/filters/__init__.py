"""Conditions on trades beyond the columns of a plain selection: the clock, the place in a day, what came before."""

FACE = ("conditions",)
