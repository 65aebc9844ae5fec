"""Starts the whole product for a test, on a free port, in a folder of its own."""

import io
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from backend.local_stack.supervisor import Stack
from tests.stand_ins.openai_server import OpenAIServer

WIDE = {
    "DATABASE_URL": "",
    "WORKER_DATABASE_URL": "",
    "MIGRATION_DATABASE_URL": "",
    "REDIS_URL": "",
    "MESSAGES_PER_MINUTE": "100000",
    "IMAGES_PER_5_MINUTES": "1000",
    "REGISTRATIONS_PER_HOUR": "10000",
    "SOCKET_EVENTS_PER_10_SECONDS": "1000",
    "REQUESTS_PER_10_SECONDS": "1000000",
    "HEAVY_READS_PER_10_SECONDS": "1000000",
    "EVENTS_PER_10_SECONDS": "1000000",
    "ADDRESS_REQUESTS_PER_10_SECONDS": "1000000",
    "ADDRESS_EVENTS_PER_10_SECONDS": "1000000",
    "STRANGER_REQUESTS_PER_10_SECONDS": "1000000",
    "WEB_THREADS": "48",
    "WORKER_THREADS": "4",
    "SWEEP_SECONDS": "0.5",
    "RING_AGAIN_SECONDS": "1",
    "ANSWER_TIME_LIMIT_SECONDS": "5",
    "ANSWER_LEASE_SECONDS": "3",
}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_stack(
    folder: Path, provider: OpenAIServer | None = None, *, fast: bool = True, **env: str
) -> Iterator[Stack]:
    """The product at work; `fast` gives up what PostgreSQL holds in memory when it is killed."""
    given = {"LOG_LEVEL": "WARNING", **WIDE, **env}
    if provider is not None:
        given |= {"OPENAI_API_KEY": "sk-test-key-000000", "OPENAI_BASE_URL": provider.base_url}
    stack = Stack(folder, free_port(), env=given, say=io.StringIO(), fast=fast)
    stack.provider = provider  # type: ignore[attr-defined]  # tests change how it answers
    stack.start()
    try:
        yield stack
    finally:
        stack.stop()
