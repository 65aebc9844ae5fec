"""Small numbers in words, as figures: "two losses", "tres operaciones", "half a percent". Pure."""

import re

from backend.features.coach.language.normalize import straight
from backend.features.coach.language.number_words import SPOKEN, spoken_value

_SPOKEN = re.compile(SPOKEN)
_ORDINALS = {
    "first": "1st",
    "second": "2nd",
    "third": "3rd",
    "fourth": "4th",
    "fifth": "5th",
    "sixth": "6th",
    "seventh": "7th",
    "eighth": "8th",
}
_OTHER_TONGUES = {
    2: "zwei dos deux dois duas",
    3: "drei tres trois tre três",
    4: "vier cuatro quatre quattro quatro",
    5: "fünf fuenf cinco cinq cinque",
    6: "sechs seis",
    7: "sieben siete sept sette sete",
    8: "acht ocho huit otto oito",
    9: "neun nueve neuf nove",
    10: "zehn diez dieci dez",
    15: "fünfzehn quince quinze quindici",
    20: "zwanzig veinte vingt venti vinte",
    30: "dreißig dreissig treinta trente trenta trinta",
}
_FIGURE_OF = {
    word: str(number) for number, words in _OTHER_TONGUES.items() for word in words.split()
}
_FOREIGN = re.compile(rf"\b(?:{'|'.join(_FIGURE_OF)})\b")
_ITALIAN_TWO = re.compile(r"\bdue(?= (?:perdite|stop|operazioni|trade|ore|contratti|volte)\b)")
_A_COUPLE = re.compile(r"\ba couple(?: of)?\b")
_ORDINAL = re.compile(rf"\b(?:{'|'.join(_ORDINALS)})\b")
_AND_A_HALF = re.compile(r"(?<![\d.,:])(\d{1,3}) and a half\b")
_HOUR_AND_A_HALF = re.compile(r"\b(?:1|an) hour and a half\b")
_PERCENT = r"(?=(?: of)?(?: an?| 1)? ?(?:%|percent\b|per cent\b|pct\b))"
_HALF_PERCENT = re.compile(rf"\b(?:a )?half{_PERCENT}")
_QUARTERS_PERCENT = re.compile(rf"(?:\b(?P<count>[13])[ -])?\b(?:an? )?quarters?{_PERCENT}")
_OF_A_PERCENT = re.compile(r"(?<=[\d.])(?: of)?(?: an?| 1) (?=%|percent\b|per cent\b|pct\b)")


def in_figures(text: str) -> str:
    """The same words in small letters with numbers as figures."""
    words = straight(text)
    words = _A_COUPLE.sub("2", words)
    words = _SPOKEN.sub(_figure, words)
    words = _FOREIGN.sub(lambda match: _FIGURE_OF[match.group()], words)
    words = _ITALIAN_TWO.sub("2", words)
    return _fractions(words)


def with_ordinals(text: str) -> str:
    """The same, and "third" as "3rd"."""
    return _ORDINAL.sub(lambda match: _ORDINALS[match.group()], in_figures(text))


def _fractions(words: str) -> str:
    words = _HOUR_AND_A_HALF.sub("1.5 hours", words)
    words = _AND_A_HALF.sub(r"\1.5", words)
    words = _HALF_PERCENT.sub("0.5", words)
    words = _QUARTERS_PERCENT.sub(_quarters, words)
    return _OF_A_PERCENT.sub(" ", words)


def _quarters(match: "re.Match[str]") -> str:
    return "0.75" if match["count"] == "3" else "0.25"


def _figure(match: "re.Match[str]") -> str:
    return format(spoken_value(match["words"], match["behind_point"]), "f")
