"""Write what the readers find in each message that heads are trained on: `python -m tools.training_signals signals.jsonl`.

A message is read as the corpus reads it: beside an idea or a held trade where its label makes no sense without one, else
now and then behind something else. Turns of `wordings/turns` are read behind what they name.
"""

import argparse
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from zlib import crc32

from backend.core.types import JsonObject
from backend.features.chat.understanding.kinds.message_signals import signals_of
from backend.features.chat.understanding.message_context import MessageContext
from backend.features.chat.understanding.message_reading import MessageReading
from tests.corpus.examples import PARTS, labelled_rows
from tests.corpus.surroundings import context_around, context_of, thread_after
from tools.training_messages import own_wordings, turn_wordings

SUBJECTS = ("query", "query", "trade", "idea")
OF_TEN = 4  # messages that stand by themselves, how many are read behind something else


def main() -> None:
    """A line for each message of the tuned side and each wording of our own."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file", type=Path)
    with parser.parse_args().file.open("w", encoding="utf-8") as file:
        for name, text, context in _told():
            signals = signals_of(MessageReading(text, context))
            file.write(json.dumps({"id": name, "signals": dict(signals)}) + "\n")


def _told() -> Iterator[tuple[str, str, MessageContext]]:
    subjects = {turn.name: turn.subject for turn in turn_wordings()}
    for row in labelled_rows("tuned"):
        yield row["id"], row["text"], _context(row["id"], row["text"], row["expect"])
    for wording in own_wordings():
        subject = subjects.get(wording.id)
        if subject is None:
            context = _context(wording.id, wording.text, _expectation(wording.label))
        else:
            context = context_of(thread_after(subject, _price_in(wording.text)))
        yield wording.id, wording.text, context


def _context(name: str, text: str, expectation: JsonObject) -> MessageContext:
    """What the label needs; some messages that need nothing stand behind something else, as they do in life."""
    context = context_around(expectation)
    chosen = crc32(name.encode()) % 10
    if context.thread.is_empty and chosen < OF_TEN:
        return context_of(thread_after(SUBJECTS[chosen], _price_in(text)))
    return context


def _price_in(text: str) -> Decimal | None:
    """The first number of a message that may be a price."""
    figures = re.findall(r"\d[\d,]*(?:\.\d+)?", text)
    values = (Decimal(figure.replace(",", "")) for figure in figures)
    return next((value for value in values if value > MOST_OF_A_COUNT or value % 1), None)


MOST_OF_A_COUNT = 31


def _expectation(label: str) -> JsonObject:
    kind, _, part = label.partition(":")
    field, _ = PARTS.get(kind, ("", ""))
    return {"kind": kind, field: part} if field and part else {"kind": kind}


if __name__ == "__main__":
    main()
