"""One search over everything that is the trader's: messages, trades, plans, journal, patterns, memory."""
