"""The rules of the detectors: a file for each, named as its `Detector`, with a `RULE`."""
