"""Names of component schemas, as whoever generates a client reads them."""

from collections.abc import Iterable
from typing import Any

from backend.core.shapes import COMPONENT, TOLD_APART_BY

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


def with_discriminators(schemas: dict[str, Any]) -> dict[str, Any]:
    """The schemas, each part of a model that is told apart by a field as a schema of its own, under its title."""
    known = dict(schemas)
    for name, schema in schemas.items():
        if TOLD_APART_BY not in schema:
            continue
        rest = dict(schema)
        by, parts = rest.pop(TOLD_APART_BY), rest["oneOf"]
        titles = [part["title"] for part in parts]
        assert not set(titles) & set(known), "two schemas of one name"
        known |= dict(zip(titles, parts, strict=True))
        mapping = {
            word: PLACE + part["title"] for part in parts for word in part["properties"][by]["enum"]
        }
        rest["oneOf"] = [{"$ref": PLACE + title} for title in titles]
        known[name] = {**rest, "discriminator": {"propertyName": by, "mapping": mapping}}
    return known


def renamed(schema: Any, names: dict[str, str]) -> Any:
    """A schema whose references are by these names."""
    if isinstance(schema, list):
        return [renamed(part, names) for part in schema]
    if isinstance(schema, dict) and COMPONENT in schema:
        return {"$ref": PLACE + schema[COMPONENT]}
    if isinstance(schema, dict):
        return {key: renamed(part, names) for key, part in schema.items()}
    if isinstance(schema, str) and schema.startswith(PLACE):  # of a `$ref`, or where one kind leads
        name = schema.removeprefix(PLACE)
        return PLACE + names.get(name, name)
    return schema


def reached(document: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    """Those of the schemas to which the document leads, in alphabetical order."""
    names: set[str] = set()
    waiting = [document]
    while waiting:
        part = waiting.pop()
        if isinstance(part, list):
            waiting += part
        elif isinstance(part, dict):
            waiting += part.values()
        elif isinstance(part, str) and part.startswith(PLACE):
            name = part.removeprefix(PLACE)
            if name not in names:
                names.add(name)
                waiting.append(schemas[name])
    return {name: schemas[name] for name in sorted(names)}
