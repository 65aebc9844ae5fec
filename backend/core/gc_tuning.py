"""When a long-lived process looks for garbage.

A full collection walks everything that the process was born with, hundreds of thousands of objects, and stands still
for 0.15 s meanwhile, with every answer that it is making.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collecting_nothing() -> Iterator[None]:
    """While a process is born, all that is made stays: looking for garbage would take a sixth of that time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def leave_out_what_exists() -> None:
    """Once, when the process is ready: collections walk only what is made from here on."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)  # the default looks for cycles at every second request
