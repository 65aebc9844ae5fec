"""Writes `docs/reference.md` from the code: operations, events, error codes, tables. Run by `make reference`."""

from pathlib import Path

from backend.core.db import Base
from backend.transport.engine_io.refusals import SocketsBusy
from backend.transport.frames import BinaryEvent, OneObject, TooManyEvents, UnknownEvent, UnreadableFrames
from backend.transport.openapi import refusals_of
from backend.wiring.rooms import EVENTS, OPERATIONS

OF_SOCKETS = (BinaryEvent, OneObject, SocketsBusy, TooManyEvents, UnknownEvent, UnreadableFrames)


def first_line(thing: object) -> str:
    """The first line of a docstring."""
    return (thing.__doc__ or "").strip().splitlines()[0]


def lines() -> list[str]:
    """The whole page."""
    out = ["# Reference", "", "Made from the code by `make reference`; `/api/docs` shows the same live.", ""]
    out += ["## Operations", "", "| operation | what | signed in |", "|---|---|---|"]
    out += [f"| `{one.method} {one.path}` | {one.summary} | {'no' if one.public else 'yes'} |" for one in OPERATIONS]
    out += ["", "## Socket events in", "", "| event | what | may be refused with |", "|---|---|---|"]
    for event in EVENTS.incoming:
        codes = ", ".join(f"`{refusal.code}`" for refusal in event.raises)
        out.append(f"| `{event.name}` | {first_line(event.handler)} | {codes} |")
    out += ["", "## Socket events out", "", "| event | what |", "|---|---|"]
    out += [f"| `{name}` | {first_line(payload)} |" for name, payload in EVENTS.outgoing.items()]
    refusals = {refusal.code: refusal for one in OPERATIONS for refusal in refusals_of(one)}
    refusals |= {refusal.code: refusal for event in EVENTS.incoming for refusal in event.raises}
    refusals |= {refusal.code: refusal for refusal in OF_SOCKETS}
    out += ["", "## Error codes", "", "| code | status | what |", "|---|---|---|"]
    out += [f"| `{code}` | {refusals[code].status} | {first_line(refusals[code])} |" for code in sorted(refusals)]
    out += ["", "## Tables", "", "| table | what |", "|---|---|"]
    tables = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}
    out += [f"| `{name}` | {first_line(tables[name])} |" for name in sorted(tables)]
    return [*out, ""]


if __name__ == "__main__":
    Path(__file__).with_name("reference.md").write_text("\n".join(lines()))
