"""Writes `docs/reference.md` from the code: operations, events, error codes, tables. Run by `make reference`."""

from pathlib import Path

from backend.core.db import Base
from backend.transport.error_codes import (
    codes_of,
    general_codes,
    refusals_of,
    refusals_of_connecting,
    refusals_of_event,
)
from backend.wiring.registry import EVENTS, OPERATIONS


def first_line(thing: object) -> str:
    """The first line of a docstring."""
    return (thing.__doc__ or "").strip().splitlines()[0]


def lines() -> list[str]:
    """The whole page."""
    out = [
        "# Reference",
        "",
        "Made from the code by `make reference`; `/api/docs` shows the same live.",
        "",
    ]
    out += ["## Operations", "", "| operation | what | signed in |", "|---|---|---|"]
    out += [
        f"| `{one.method} {one.path}` | {one.summary} | {'no' if one.public else 'yes'} |"
        for one in OPERATIONS
    ]
    out += [
        "",
        "## Socket events in",
        "",
        "| event | what | may be refused with |",
        "|---|---|---|",
    ]
    for event in EVENTS.incoming:
        own = ", ".join(f"`{refusal.code}`" for refusal in event.raises)
        out.append(f"| `{event.name}` | {first_line(event.handler)} | {own} |")
    out += ["", "## Socket events out", "", "| event | what |", "|---|---|"]
    out += [f"| `{name}` | {first_line(payload)} |" for name, payload in EVENTS.outgoing.items()]
    refusals = [refusal for one in OPERATIONS for refusal in refusals_of(one)]
    refusals += [refusal for event in EVENTS.incoming for refusal in refusals_of_event(event)]
    codes = codes_of([*refusals, *refusals_of_connecting(EVENTS)]) | general_codes()
    out += ["", "## Error codes", "", "| code | status | what |", "|---|---|---|"]
    out += [
        f"| `{code}` | {codes[code]['status']} | {codes[code]['summary']} |"
        for code in sorted(codes)
    ]
    out += ["", "## Tables", "", "| table | what |", "|---|---|"]
    tables = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}
    out += [f"| `{name}` | {first_line(tables[name])} |" for name in sorted(tables)]
    return [*out, ""]


if __name__ == "__main__":
    Path(__file__).with_name("reference.md").write_text("\n".join(lines()))
