"""Processes that begin within a moment: forked from one that has loaded what reads words, and has no threads.

The standard library's forkserver is that process. It is begun with the first of them and ends with who began it.
"""

import multiprocessing
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess

__all__ = ["BaseProcess", "processes"]
PRELOADED = ["backend.features.chat.live.ready_parsers"]


def processes() -> ForkServerContext:
    """Where such processes are made."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    return context
