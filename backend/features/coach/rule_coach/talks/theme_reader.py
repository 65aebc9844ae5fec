"""Which theme a talk is about: that of the words, or the one from before; it stays until it is changed. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from backend.features.coach.classifiers.service import Classifiers
from backend.features.coach.language.normalize import heard
from backend.features.coach.language.talk_acts import TalkAct, talk_act_of
from backend.features.coach.rule_coach.question_topics import (
    asks,
    behaviours_of,
    speaks_of_trading,
    topics_of,
)
from backend.features.coach.rule_coach.talks import themes_of_life, themes_of_trading
from backend.features.coach.rule_coach.talks.theme import TalkTheme

THEMES: tuple[TalkTheme, ...] = (
    themes_of_life.LIFE,
    *themes_of_trading.THEMES,
    *(theme for theme in themes_of_life.THEMES if theme is not themes_of_life.LIFE),
)
"""What is surest of its meaning first."""
OPEN = themes_of_life.OPEN
"""Whatever somebody tells of their life, where no theme of it is known."""
LOOKED_AT = 600  # characters of a message
LONGEST_TALK = 30  # messages in which its theme is looked for
FEWEST_WORDS = 3  # of a message, for a model to judge
_BY_FEELING = {feeling: theme for theme in reversed(THEMES) for feeling in theme.feelings}
_WORD = re.compile(r"[^\W\d_]+")
_FIRST_PERSON = re.compile(r"\b(?:i|i'?m|i'?ve|my|me|we|our|us)\b", re.I)
_DENIED = re.compile(r"\b(?:not|n'?t|never|no longer|dont|isnt|wasnt|without)\b(?: \w+){0,3} ?$")
_OTHERS = re.compile(r"\b(?:he|she|they|his|her|their)\b(?: \w+){0,3} ?$")


@dataclass(frozen=True, slots=True)
class ThemeTalk:
    """What a talk is about.

    Attributes:
        turns: messages before this one that were about it; 0 where it begins.
        wants_ears: no technique and no figure is wanted, as the trader said in this talk.
    """

    theme: TalkTheme
    turns: int
    wants_ears: bool


def talk_of(words: str, earlier: Sequence[str]) -> ThemeTalk | None:
    """The talk that a message belongs to; null where it is about nothing that is felt.

    Args:
        words: the message.
        earlier: the trader's messages before it, the latest first.
    """
    act = talk_act_of(words)
    before, turns, wants_ears = _talk_before(earlier)
    is_begun = before is None or act is TalkAct.ANOTHER_SUBJECT or _leaves(words, before)
    if before is not None and not is_begun:
        wants_ears = (wants_ears or act is TalkAct.WANTS_EARS) and act is not TalkAct.WANTS_ADVICE
        return ThemeTalk(before, turns, wants_ears)
    theme = next(iter(themes_of(words)), None)
    return None if theme is None else ThemeTalk(theme, 0, act is TalkAct.WANTS_EARS)


def themes_of(words: str) -> tuple[TalkTheme, ...]:
    """The themes of a message with which a talk may begin: by its words, else by the classifier of feelings."""
    named = _named(words)
    if named or len(set(_WORD.findall(words))) < FEWEST_WORDS:
        return named
    plain = heard(words[:LOOKED_AT])
    if any(theme.words.search(plain) for theme in THEMES):
        return ()  # what is denied, or somebody else's, is not felt
    if _is_of_oneself(words):
        return (*_felt(words), OPEN)
    return _felt(words)


def _felt(words: str) -> tuple[TalkTheme, ...]:
    felt = [score.feeling for score in Classifiers.load().feelings(words)]
    return tuple(dict.fromkeys(_BY_FEELING[name] for name in felt if name in _BY_FEELING))


def _is_of_oneself(words: str) -> bool:
    """Whether somebody tells of their life: in the first person, with nothing of trading, and without a question."""
    if speaks_of_trading(words) or behaviours_of(words) or topics_of(words) or asks(words):
        return False
    return _FIRST_PERSON.search(words[:LOOKED_AT]) is not None and talk_act_of(words) is None


def hit_of(theme: TalkTheme, words: str) -> "re.Match[str] | None":
    """Where the words name the theme, for oneself and not denied."""
    return next(_hits(theme, words), None)


def _named(words: str) -> tuple[TalkTheme, ...]:
    """The themes that the words name, the surest first."""
    plain = heard(words[:LOOKED_AT])
    return tuple(theme for theme in THEMES if hit_of(theme, plain) is not None)


def _hits(theme: TalkTheme, plain: str) -> Iterator["re.Match[str]"]:
    for hit in theme.words.finditer(plain):
        before = plain[max(0, hit.start() - 30) : hit.start()]
        if not _DENIED.search(before) and (theme.is_of_life or not _OTHERS.search(before)):
            yield hit


def _talk_before(earlier: Sequence[str]) -> tuple[TalkTheme | None, int, bool]:
    """The theme of the talk so far, how many messages were about it, and whether only ears are wanted."""
    theme, turns, wants_ears = None, 0, False
    for words in reversed(earlier[:LONGEST_TALK]):
        act = talk_act_of(words)
        if theme is None or act is TalkAct.ANOTHER_SUBJECT or _leaves(words, theme):
            theme, turns, wants_ears = next(iter(themes_of(words)), None), 0, False
        if theme is not None:
            turns += 1
        if act in (TalkAct.WANTS_EARS, TalkAct.WANTS_ADVICE):
            wants_ears = act is TalkAct.WANTS_EARS
    return theme, turns, wants_ears


def _leaves(words: str, theme: TalkTheme) -> bool:
    """Whether a message is about something else: a theme that is no kin, or something to be answered from the record."""
    own = _named(words)
    if theme in own:
        return False
    if own:
        return not any(other.name in theme.kin for other in own)
    if theme.is_of_life and not speaks_of_trading(words):
        return False
    if theme is OPEN and not asks(words):
        return bool(behaviours_of(words))
    return (asks(words) and bool(topics_of(words))) or bool(
        set(behaviours_of(words)) - set(theme.detectors)
    )
