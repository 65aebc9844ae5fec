"""Prompts are files with a version; a change of the text is a change of the version."""

from functools import lru_cache
from importlib.resources import files

from backend.features.ai.ports import Prompt


@lru_cache(maxsize=4)
def load_prompt(name: str) -> Prompt:
    """The prompt file of this name."""
    _, head, body = files(__package__).joinpath(f"{name}.md").read_text("utf-8").split("---\n", 2)
    said = dict(line.split(": ", 1) for line in head.strip().splitlines())
    return Prompt(name=said["name"], version=said["version"], text=body.strip())
