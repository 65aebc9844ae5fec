"""Made-up traders with habits of their own: records in which it is known what the detectors are to find."""
