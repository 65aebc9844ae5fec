"""Processes that begin within a moment: forked from one that has imported the product, and has no threads.

The standard library's forkserver is that process. It is begun with the first of them and ends with who began it.
"""

import multiprocessing
from multiprocessing.context import ForkServerContext, ForkServerProcess
from multiprocessing.process import BaseProcess

__all__ = ["BaseProcess", "ForkServerProcess", "processes"]
PRELOADED = ["backend.app"]


def processes() -> ForkServerContext:
    """Where such processes are made."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    return context
