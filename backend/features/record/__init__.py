"""What the trader did: trades, plans, limits, journal, and what they come to."""
