"""Words that traders use: ordinary ones that are tickers too, what is felt, what announces a trade."""

import re

from backend.features.coach.language.market_abuse import asks_for_abuse
from backend.features.coach.language.self_harm import shows_despair

ORDINARY = frozenset(
    """
    A I AM AN AND ARE AS AT BE BIG BUT BUY BY CAN DAY DO FOR FROM GET GO GOT HAS HE HOW IF IN IS IT ITS
    LONG LOT LOTS LOW HIGH ME MY NEW NO NOT NOW OF OFF OK ON ONE OPEN OR OUT PM PT R RISK RR SELL SET
    SHORT SIZE SL SO STOP T THE TO TP TRADE TWO UP US VWAP WAS WE WITH YOU YES EMA SMA RSI MACD ATR HOD
    LOD ATH FVG BOS ORB OB SR HTF LTF EOD PDH PDL NFP CPI FOMC USD EUR GBP JPY ENTRY LIMIT LOOKS GOOD
    CHART TREND BREAK ABOVE BELOW PIPS PTS TICKS MIN TPS TGT STP BTO STO QTY MKT NY LDN ET UTC EST GMT
    BE CALL PUT OTE SMT IFVG LIQ POC VAH VAL AVWAP FOMO YOLO OMG WTF LOL IMO BUT THIS THAT WHAT JUST
    HERE SEE HELP PLEASE THANKS
    """.split()
)

_FEELINGS = {
    "revenge": r"revenge|make (?:it|that|this) back|win (?:it|that) back|get (?:it|my money|that) back|get even",
    "fomo": r"fomo|missing out|missed (?:it|the move)|can'?t miss (?:out|this|that|it|the|another|a)"
    r"|running away|chas(?:e|ing)",
    "fear": r"scared|afraid|anxious|nervous|terrified|worried",
    "anger": r"angry|furious|pissed|mad at|hate this",
    "tilt": r"tilt(?:ed)?|losing it|can'?t stop|out of control",
    "greed": r"all[- ]in|easy money|can'?t lose|sure thing|guaranteed|free money|double (?:up|down)|yolo",
    "moved_stop": r"(?:moved?|moving|widen(?:ed|ing)?|removed?) (?:my |the )?stop",
}
FELT = {name: re.compile(rf"\b(?:{pattern})\b", re.I) for name, pattern in _FEELINGS.items()}
_ABOUT_TO = re.compile(
    r"\b(?:about to|going to|gonna|want to|wanna|ready to|planning to|thinking (?:of|about)|tempted to"
    r"|should i|can i|may i|ok(?:ay)? to|shall i|am i allowed to|let me) "
    r"(?:now |just |really |please )?(?:go |be |get |enter |take |open |put on )?(?:a |in )?"
    r"(?:buy|buying|sell|selling|long|longing|short|shorting|fade|fading|add|adding)\b",
    re.I,
)


_CHECK = re.compile(r"\A\s*/check\b", re.I)


def is_about_to(text: str) -> bool:
    """Whether the words announce a trade that is not made yet."""
    return _ABOUT_TO.search(text) is not None or _CHECK.match(text) is not None


def feelings(text: str) -> dict[str, str]:
    """What the words show, each with the words themselves."""
    return {
        name: match.group(0) for name, pattern in FELT.items() if (match := pattern.search(text))
    }


def is_guarded(text: str) -> bool:
    """Whether no provider may see these words."""
    return shows_despair(text) or asks_for_abuse(text)
