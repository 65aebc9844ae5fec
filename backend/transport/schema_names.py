"""Names of component schemas, as whoever generates a client reads them."""

from collections.abc import Iterable
from typing import Any

TAKEN = "-Input"  # what the generator puts behind the name of a model that is both taken and given
GIVEN = "-Output"
OUT = "Out"
PLACE = "#/components/schemas/"


def plain_names(names: Iterable[str]) -> dict[str, str]:
    """For names that are no identifiers plain ones: what is taken keeps its name, what is given ends with `Out`."""
    plain = {}
    for name in names:
        if name.endswith(TAKEN):
            plain[name] = name.removesuffix(TAKEN)
        if name.endswith(GIVEN):
            plain[name] = name.removesuffix(GIVEN).removesuffix(OUT) + OUT
    return plain


def renamed(schema: Any, names: dict[str, str]) -> Any:
    """A schema whose references are by these names."""
    if isinstance(schema, list):
        return [renamed(part, names) for part in schema]
    if isinstance(schema, dict):
        return {key: renamed(part, names) for key, part in schema.items()}
    if isinstance(schema, str) and schema.startswith(PLACE):  # of a `$ref`, or where one kind leads
        name = schema.removeprefix(PLACE)
        return PLACE + names.get(name, name)
    return schema
