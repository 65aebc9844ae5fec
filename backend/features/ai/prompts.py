"""Prompts are files with a version; a change of the text is a change of the version."""

from functools import lru_cache
from importlib.resources import files

from backend.features.ai.ports import Prompt


@lru_cache(maxsize=16)
def load_prompt(name: str, room: str) -> Prompt:
    """The prompt `prompts/<name>.md` of a room, which is named as a package."""
    path = files(room).joinpath("prompts", f"{name}.md")
    _, head, body = path.read_text("utf-8").split("---\n", 2)
    fields = dict(line.split(": ", 1) for line in head.strip().splitlines())
    return Prompt(name=fields["name"], version=fields["version"], text=body.strip())
