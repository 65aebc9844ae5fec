"""What a trader does, found by evidence: what detectors found, the answers to it, and patterns over time."""
