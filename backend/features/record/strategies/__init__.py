"""Strategies with their rules, and whether trades kept them."""
