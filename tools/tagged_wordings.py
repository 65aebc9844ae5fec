"""Messages about trades in which the role of each number is marked: what the reader of roles learns from.

A line of `wordings/ideas/*.txt` is `kind | direction | instrument | the message`, with a tag around each number:
`{e:6712.50}` an entry, `{s:6719}` a stop, `{t:6690}` a target; `ROLES` names all.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).with_name("wordings") / "ideas"
ROLES = {
    "e": "entry",
    "s": "stop",
    "t": "target",
    "sd": "stop_distance",
    "td": "target_distance",
    "tr": "target_ratio",
    "q": "size",
    "rm": "risk_money",
    "rp": "risk_percent",
    "n": "notional",
    "x": "exit",
    "xq": "exit_size",
    "m": "moved",
    "k": "strike",
    "o": "other",
}
KINDS = {
    "idea": "idea",
    "entered": "trade_entered",
    "exited": "trade_exited",
    "moved": "level_moved",
    "plan": "plan",
    "other": "",
}
_TAG = re.compile(rf"\{{({'|'.join(sorted(ROLES, key=len, reverse=True))}):([^{{}}]*)\}}")


@dataclass(frozen=True, slots=True)
class TaggedWording:
    """A message about a trade.

    Attributes:
        kind: as `RequestKind` names it; "" where it is no trade of the trader's.
        direction: `long`, `short` or `none`.
        numbers: where each number begins and ends in the text, and its role.
    """

    name: str
    hand: str
    kind: str
    direction: str
    text: str
    numbers: tuple[tuple[int, int, str], ...]


def tagged_wordings() -> Iterator[TaggedWording]:
    """All lines of all hands."""
    for file in sorted(FOLDER.glob("*.txt")):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            kind, direction, _, tagged = (part.strip() for part in line.split("|", 3))
            text, numbers = _parted(tagged)
            name = f"{file.stem}-{number}"
            yield TaggedWording(name, file.stem, KINDS[kind], direction, text, numbers)


def _parted(tagged: str) -> tuple[str, tuple[tuple[int, int, str], ...]]:
    text, numbers, end = "", [], 0
    for match in _TAG.finditer(tagged):
        text += tagged[end : match.start()]
        numbers.append((len(text), len(text) + len(match[2]), ROLES[match[1]]))
        text += match[2]
        end = match.end()
    return text + tagged[end:], tuple(numbers)
