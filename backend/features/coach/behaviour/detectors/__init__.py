"""What the coach knows of each detector: a file for each, named as its `Detector`, with a `DESCRIPTOR`.

A new detector is one line in `quant/behaviour/events.Detector` and one file here; `descriptor.py` says what it holds.
Its rule may stand in the same file; what is long or asked for by others is a file of `quant/behaviour/detectors`.
"""

FACE = ("registry",)
