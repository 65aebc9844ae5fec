"""Trades in the order of their exits: the curve trade by trade, rolling figures, runs; and the falls of the money."""
