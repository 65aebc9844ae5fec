"""What a trader does, found by evidence: events of the detectors, the trader's answers to them, and patterns over time."""
