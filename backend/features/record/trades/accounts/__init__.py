"""Accounts: where trades are made, the money that comes and goes without a trade, and exchange rates."""
