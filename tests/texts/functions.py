"""Finds every function of the product that reads one text; beside them stand those that need more than a text."""

import inspect
import types
import typing
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from typing import Any

from backend.adapters.openai.partial_json import SpokenField
from backend.adapters.rules_engine import RulesEngine
from backend.core import text_search
from backend.features.ai.sanitize import clean_text
from backend.features.chat.archive.export_pdf import COLUMNS, _drawable, _lines
from backend.features.chat.understanding.requests import (
    Clarification,
    ClarificationOption,
    IdeaRequest,
    IdeaTerms,
)
from backend.features.chat.understanding.slash_commands import COMMANDS
from backend.features.chat.understanding.thread_state import AskedBack, ThreadState
from backend.features.chat.understanding.understanding import understand
from backend.features.coach.coaching.attribution import CoachProof
from backend.features.coach.memory.statement_matching import carries
from backend.features.coach.rule_coach.emotions import Behaviour, read_emotion
from backend.features.coach.verdicts.facts import Fact
from backend.features.coach.verdicts.grounding import Checker, GroundingProof
from backend.features.record.questions.schemas import Measure, RecordQuery
from tests.features.chat.understanding.messages import NOW, context_of

Reader = Callable[[str], Any]
NOT_READERS = {
    "backend.core.logs.log_to_stderr": "takes the name of a level, and sets it",
    "backend.features.accounts.auth.passwords.hash_password": "slow on purpose",
    "backend.adapters.redis.rate_limiter.connect": "takes an address of ours",
    "backend.features.chat.live.message_parsers.read_through": "all of them, within a time of its own",
    "config.keys.is_guessable": "takes a key of the operator's, at the start",
    "config.keys.share_of_copies": "takes a key of the operator's, at the start",
    "backend.transport.tasks._kombu_url": "takes an address of ours",
}
FACTS = [Fact("record.net", "Your net result is -1,250.50 USD over 31 trades.", "-1250.50")]
_IDEA = IdeaTerms(instrument="ES", direction="long", entry=Decimal(4500), stop=Decimal(4490))
TABLE = ThreadState(idea=_IDEA, last="idea")
QUESTION = ThreadState(query=RecordQuery(measures=[Measure.WIN_RATE]), last="query")
ASKED = ThreadState(
    asked=AskedBack(
        clarification=Clarification(
            question="Which way: long or short?",
            about="direction",
            choices=(ClarificationOption(label="long", request=IdeaRequest(terms=_IDEA)),),
            pending=IdeaRequest(terms=_IDEA),
        ),
        at=NOW,
    )
)
PIECES = 16  # characters of a token


def readers_of(module: types.ModuleType) -> Iterator[tuple[str, Reader]]:
    """The functions of a module that want one text and nothing else."""
    for name, value in vars(module).items():
        function = inspect.unwrap(value) if callable(value) else value
        if not inspect.isfunction(function) or function.__module__ != module.__name__:
            continue
        full = f"{module.__name__}.{name}"
        if full not in NOT_READERS and _wants_one_text(function):
            yield full, value


def _wants_one_text(function: types.FunctionType) -> bool:
    try:
        hints = typing.get_type_hints(function)
    except (
        NameError,
        TypeError,
    ):  # a name for the type checker alone: what has one takes no text only
        return False
    names = [
        parameter.name
        for parameter in inspect.signature(function).parameters.values()
        if parameter.default is parameter.empty
        and parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
    ]
    return len(names) == 1 and hints.get(names[0]) is str


def _streamed(text: str) -> None:
    """As a provider would write it: a few characters at a time, as an answer in JSON."""
    field, sentences = SpokenField("reply"), GroundingProof(FACTS, "").sentences()
    written = '{"reply": "' + text.replace("\\", "\\\\").replace('"', '\\"') + '"}'
    for at in range(0, len(written), PIECES):
        clean_text(sentences.add(field.add(written[at : at + PIECES])))
    clean_text(sentences.rest(None))


def _searched(text: str) -> None:
    terms = text_search.parse(f'"{text[:100]}" {text[100:190]} word')
    terms.matches(text)
    terms.highlights(text)


def _commanded(name: str, text: str) -> None:
    understand(f"/{name} {text}", context_of(TABLE))


def _drawn(text: str) -> None:
    _lines(_drawable(text), COLUMNS)


def _spoken_by_rules(text: str) -> None:
    from backend.features.coach.coaching.service import told_question

    for _ in RulesEngine("1").answer(told_question(text)):
        pass


understand("what is my win rate on Mondays?", context_of())  # its tables are read once a process

WITH_MORE: dict[str, Reader] = {
    "a message": lambda text: understand(text, context_of()),
    "a message beside an idea": lambda text: understand(text, context_of(TABLE)),
    "a message behind a question": lambda text: understand(text, context_of(QUESTION)),
    "an answer to what was asked": lambda text: understand(text, context_of(ASKED)),
    "a message with its idea": lambda text: understand(
        f"Long ES 4500 stop 4490. {text}", context_of()
    ),
    **{f"/{command.names[0]}": partial(_commanded, command.names[0]) for command in COMMANDS},
    "an emotion": lambda text: read_emotion(text, Behaviour()),
    "what a trader's figures support": lambda text: Checker(FACTS, text),
    "an answer with figures": Checker(FACTS, "Long ES 4500 stop 4490").check,
    "an answer of the coach": CoachProof(
        FACTS, "Long ES 4500", "Be kind and brief and calm and clear."
    ).checker.check,
    "an answer while it is written": _streamed,
    "a memory in an answer": lambda text: carries(text, text),
    "a search in the journal": _searched,
    "a page of an export": _drawn,
    "the answer of the rules": _spoken_by_rules,
}
