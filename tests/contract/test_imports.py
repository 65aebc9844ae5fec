"""What a process reads when it is born: nothing that it may never need."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("door", "unread"),
    [
        ("backend.wiring.beat", "backend.features"),  # the beat only rings
        ("backend.app", "openai"),  # who has no key asks no provider
    ],
)
def test_a_process_does_not_read_what_it_does_not_need(door, unread):
    look = f"import sys, {door}; print({door!r} in sys.modules, {unread!r} in sys.modules)"

    told = subprocess.run(
        [sys.executable, "-c", look], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert told.stdout.split() == ["True", "False"]
