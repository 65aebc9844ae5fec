"""Write what the readers find in each message that heads are trained on: `python -m tools.training_signals signals.jsonl`.

A message is read as the corpus reads it: beside an idea or a held trade where its label makes no sense without one.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from backend.core.types import JsonObject
from backend.features.chat.understanding.message_reading import MessageReading
from backend.features.chat.understanding.message_signals import signals_of
from tests.corpus.examples import PARTS, labelled_rows
from tests.corpus.surroundings import context_around
from tools.training_messages import own_wordings


def main() -> None:
    """A line for each message of the tuned side and each wording of our own."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file", type=Path)
    with parser.parse_args().file.open("w", encoding="utf-8") as file:
        for name, text, expectation in _told():
            signals = signals_of(MessageReading(text, context_around(expectation)))
            file.write(json.dumps({"id": name, "signals": dict(signals)}) + "\n")


def _told() -> Iterator[tuple[str, str, JsonObject]]:
    for row in labelled_rows("tuned"):
        yield row["id"], row["text"], row["expect"]
    for wording in own_wordings():
        yield wording.id, wording.text, _expectation(wording.label)


def _expectation(label: str) -> JsonObject:
    kind, _, part = label.partition(":")
    field, _ = PARTS.get(kind, ("", ""))
    return {"kind": kind, field: part} if field and part else {"kind": kind}


if __name__ == "__main__":
    main()
