"""The catalogue of techniques, read once from its files and checked."""

import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from types import MappingProxyType

from backend.features.coach.techniques.schemas import LiteratureSource, Technique

_THEMES = ("losses", "exits", "entries", "state")


def _table(name: str) -> dict[str, object]:
    text = files(__package__).joinpath("catalogue", f"{name}.toml").read_text("utf-8")
    return tomllib.loads(text)


def _techniques() -> Iterator[Technique]:
    for theme in _THEMES:
        rows = _table(theme)["technique"]
        assert isinstance(rows, list), "a theme is a list of techniques"
        yield from map(Technique.model_validate, rows)


LITERATURE: Mapping[str, LiteratureSource] = MappingProxyType(
    {key: LiteratureSource.model_validate(row) for key, row in _table("literature").items()}
)
"""What techniques stand on, by key."""

TECHNIQUES: tuple[Technique, ...] = tuple(_techniques())
"""Every technique, by theme."""

TECHNIQUE_OF: Mapping[str, Technique] = MappingProxyType(
    {technique.name: technique for technique in TECHNIQUES}
)
"""Every technique, by name."""


def citation(technique: Technique) -> str:
    """Who has shown it, as the coach names them."""
    return LITERATURE[technique.sources[0]].short
