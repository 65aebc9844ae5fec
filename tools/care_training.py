"""What the guard for despair learns from: the corpus, our own wordings, the families of care, and messages put together."""

import random
from collections.abc import Sequence
from dataclasses import replace
from zlib import crc32

from tests.corpus.care_messages import care_messages
from tests.corpus.examples import Example
from tools.training_messages import UNASKED, slips, training_messages

OF_GUARDS = ("hand_g1-", "hand_g2-")  # hands that were asked for nothing but care
ONE_OF_ASKED, ONE_OF_OTHERS = 2, 9  # plain messages that count, so that they do not drown the rest
DESPAIR_JOINED, CALM_JOINED = 1_200, 2_000
BETWEEN = (". ", " ", "\n", ", ")


def despair_training_messages() -> list[Example]:
    """Messages of the tuned side and our own; `guard` is `self_harm` where despair is to be heard."""
    messages = [message for message in training_messages() if not message.is_two_sided]
    return [*filter(_counts, messages), *care_messages("tuned")]


def _counts(message: Example) -> bool:
    if is_despair(message) or message.is_idiom or message.family.startswith(OF_GUARDS):
        return True
    share = ONE_OF_OTHERS if message.family.startswith(UNASKED) else ONE_OF_ASKED
    if message.label.startswith(("coaching", "social")):
        share = max(1, share // 2)
    return crc32(message.id.encode()) % share == 0


def is_despair(message: Example) -> bool:
    """Whether care is right."""
    return message.guard == "self_harm"


def joined_messages(messages: Sequence[Example], seed: int = 3) -> list[Example]:
    """Despair before or behind something harmless, and harmless beside harmless, some with slips of the fingers."""
    rng = random.Random(seed)
    slipped = slips(messages)
    despair = [message for message in slipped if is_despair(message)]
    calm = [message for message in slipped if not message.guard]
    pairs = [(rng.choice(despair), rng.choice(calm)) for _ in range(DESPAIR_JOINED)]
    pairs = [pair if number % 2 else pair[::-1] for number, pair in enumerate(pairs)]
    pairs += [(rng.choice(calm), rng.choice(calm)) for _ in range(CALM_JOINED)]
    return [_joined(first, second, rng.choice(BETWEEN)) for first, second in pairs]


def _joined(first: Example, second: Example, between: str) -> Example:
    guard = "self_harm" if is_despair(first) or is_despair(second) else ""
    text = f"{first.text.rstrip('. ')}{between}{second.text}"
    return replace(first, id=f"{first.id}+{second.id}", text=text, guard=guard)
