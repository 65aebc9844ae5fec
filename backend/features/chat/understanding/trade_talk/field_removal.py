"""Fields of the idea on the table that are taken away ("scrap the target") or are wrong ("stop 4490 is wrong"). Pure."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from backend.features.chat.understanding.requests import IdeaTerms
from backend.features.chat.understanding.trade_talk.spoken_words import (
    LONGEST,
    plain_text,
    words_of,
)

MOST_WORDS = 14
Field = Literal["stop", "targets", "size", "entry", "risk"]
_FIELD_WORDS: dict[Field, frozenset[str]] = {
    "stop": frozenset("stop stops sl stoploss stop's".split()),
    "targets": frozenset(
        "target targets tp tps tgt pt profit objective objectives goal exit tp1 tp2 tp3 t1 t2 t3 target's".split()
    ),
    "size": frozenset("size sizing quantity qty contracts lots shares position".split()),
    "entry": frozenset("entry entry's".split()),
    "risk": frozenset("risk".split()),
}
_FIELDS_OF: dict[Field, tuple[str, ...]] = {
    "stop": ("stop",),
    "targets": ("targets",),
    "size": ("size", "notional"),
    "entry": ("entry", "entry_low", "entry_high"),
    "risk": ("risk_money", "risk_percent"),
}
_REMOVES = re.compile(
    r"\b(?:scrap|drop|remove|delete|lose|cancel|kill|ditch|forget|forget about|clear|erase|skip|no|without|w/o|omit|axe"
    r"|scratch|cut out|nix|strike|ignore|leave out|leave off|take away|take out|take off|take|get rid of|do away with|none"
    r"|not using|not use|(?:don't|do not|won't|not|never) (?:have|want|need|use|using|set|put|place|there))\b"
)
_WRONG = re.compile(
    r"\b(?:wrong|incorrect|mistaken|mistake|typo|mistyped|nonsense|messed up|fat[- ]?fingered|(?:is|was|looks|seems) off"
    r"|(?:not|isn't|wasn't) (?:right|correct|the|my|true))\b"
)
_OF_A_MISTAKE = frozenset(
    "wrong incorrect mistaken mistake typo mistyped nonsense messed fat fingered looks seems right correct true".split()
)
_PLACES = {
    0: "first 1st tp1 t1 nearer nearest closer",
    1: "second 2nd tp2 t2",
    2: "third 3rd tp3 t3",
    -1: "other last final further furthest farther far",
}
_ORDINALS = {word: place for place, words in _PLACES.items() for word in words.split()}
_BESIDE = frozenset(
    """i i'm am the my a an any that this it there is are was be one ones for on of from with please pls ok okay so and
    just actually now then here at all both every idea trade hard will gonna going to let's lets let us me what you
    yes no not don't do isn't wasn't that's that want need have use using set put place we let out off away rid get
    about loss take price level number value said wrote in up by mean meant sorry wait oh hmm wrong level's completely
    altogether entirely anymore yet today only think i've has been got""".split()
)


@dataclass(frozen=True, slots=True)
class FieldRemoval:
    """What of the idea is taken away.

    Attributes:
        names: the fields of the terms that are empty then.
        targets: what is left of the targets, where one of several goes.
        is_wrong: it is not right, so that another one is asked for.
        spoken: what is taken away, in words.
    """

    field: Field
    names: tuple[str, ...]
    targets: tuple[Decimal, ...]
    is_wrong: bool
    spoken: str


def removal_in(text: str, table: IdeaTerms) -> FieldRemoval | None:
    """The field that goes; null where a value is told in its place, or more is said."""
    plain = plain_text(text)
    words = words_of(plain)
    if len(text) > LONGEST or not 1 < len(words) <= MOST_WORDS or plain.rstrip().endswith("?"):
        return None
    fields = [field for field, names in _FIELD_WORDS.items() if not names.isdisjoint(words)]
    if len(fields) != 1:
        return None
    field = fields[0]
    values = {plain_number(word) for word in words if word[0].isdigit()} - {None}
    values -= {Decimal(1), Decimal(2), Decimal(3)} if field == "targets" else set()
    if not values <= _values(field, table):
        return None
    is_wrong = _WRONG.search(plain) is not None
    if not (is_wrong or _REMOVES.search(plain)) or not _is_all_said(words, field):
        return None
    left = _targets_left(words, values, table) if field == "targets" else ()
    return FieldRemoval(field, _FIELDS_OF[field], left, is_wrong, _spoken(field, left, table))


def plain_number(word: str) -> Decimal | None:
    """A number as it is written in words of a talk."""
    bare = word.replace(",", "")
    return Decimal(bare) if re.fullmatch(r"\d{1,12}(?:\.\d{1,12})?", bare) else None


def _values(field: Field, table: IdeaTerms) -> set[Decimal]:
    if field == "targets":
        return set(table.targets)
    values = [getattr(table, name) for name in _FIELDS_OF[field]]
    return {value for value in values if value is not None}


def _is_all_said(words: list[str], field: Field) -> bool:
    """Whether nothing else is said: in "drop the stop to break even" something is."""
    removing = set(_REMOVES.findall(" ".join(words)))
    verbs = {word for name in removing for word in name.split()}
    known = _BESIDE | _FIELD_WORDS[field] | _ORDINALS.keys() | _OF_A_MISTAKE | verbs
    rest = [word for word in words if word not in known and not word[0].isdigit()]
    return not rest


def _targets_left(
    words: list[str], values: set[Decimal | None], table: IdeaTerms
) -> tuple[Decimal, ...]:
    """The targets that stay: all but the one that is named by its place or its price."""
    if values:
        return tuple(target for target in table.targets if target not in values)
    places = [_ORDINALS[word] for word in words if word in _ORDINALS]
    numbered = re.search(r"\b(?:target|tp|tgt|pt) ([1-6])\b", " ".join(words))
    if numbered is not None:
        places.append(int(numbered[1]) - 1)
    gone = {place % len(table.targets) for place in places if -1 <= place < len(table.targets)}
    if not places or not table.targets:
        return ()
    return tuple(target for place, target in enumerate(table.targets) if place not in gone)


def _spoken(field: Field, left: tuple[Decimal, ...], table: IdeaTerms) -> str:
    gone = sorted(_values(field, table) - set(left))
    shown = " and ".join(format(value.normalize(), "f") for value in gone)
    return f"{field.removesuffix('s')} {shown}".strip()
