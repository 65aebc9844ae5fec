"""Instruments and the trading record."""
