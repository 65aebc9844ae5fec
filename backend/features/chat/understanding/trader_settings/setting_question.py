"""What is asked back where a setting was not understood: with what of it was. Pure."""

from collections.abc import Set as AbstractSet

from backend.core.types import plain_decimal
from backend.features.chat.understanding.requests import (
    Clarification,
    ClarificationOption,
    SettingRequest,
)
from backend.features.chat.understanding.trader_settings.setting_parts import (
    SettingChange,
    SettingName,
)
from backend.features.chat.understanding.trader_settings.setting_reader import (
    change_of,
    plain_words,
)
from backend.features.chat.understanding.trader_settings.setting_values import (
    SettingValue,
    ValueShape,
    tokens_of,
    values_in,
)
from backend.features.chat.understanding.trader_settings.setting_words import SettingWord, spoken_of

MOST_COUNT = 20
LABELS = {
    SettingName.ACCOUNT_SIZE: "account size",
    SettingName.RISK_PERCENT: "risk per trade",
    SettingName.DAILY_LOSS: "daily loss limit",
    SettingName.WEEKLY_LOSS: "weekly loss limit",
    SettingName.TRADES_A_DAY: "trades a day",
    SettingName.LOSSES_IN_A_ROW: "losses in a row",
    SettingName.LARGEST_SIZE: "largest size",
    SettingName.NO_TRADES_AFTER: "no trades after",
    SettingName.NO_TRADES_BEFORE: "no trades before",
    SettingName.TIMEZONE: "time zone",
    SettingName.MOOD: "mood",
    SettingName.SLEEP: "hours of sleep",
    SettingName.EMAILS: "emails",
    SettingName.NOTICES: "notifications",
    SettingName.NUDGES: "nudges of the coach",
    SettingName.NUDGES_A_DAY: "nudges a day",
    SettingName.QUIET_FROM: "start of quiet hours",
    SettingName.QUIET_UNTIL: "end of quiet hours",
}
_A_TIME = "a time of day from 00:00 to 23:59"
POSSIBLE = {
    SettingName.ACCOUNT_SIZE: "an amount above 0",
    SettingName.RISK_PERCENT: "above 0 and up to 100 percent, with three decimals at most",
    SettingName.DAILY_LOSS: "an amount or R above 0, or up to 100 percent of the account",
    SettingName.WEEKLY_LOSS: "an amount or R above 0, or up to 100 percent of the account",
    SettingName.TRADES_A_DAY: "a whole number from 0 to 10,000",
    SettingName.LOSSES_IN_A_ROW: "a whole number from 1 to 100",
    SettingName.LARGEST_SIZE: "a size above 0",
    SettingName.NO_TRADES_AFTER: _A_TIME,
    SettingName.NO_TRADES_BEFORE: _A_TIME,
    SettingName.TIMEZONE: "a place or zone that I know, such as Berlin or America/Chicago",
    SettingName.MOOD: "a whole number from 1 to 10",
    SettingName.SLEEP: "0 to 24 hours",
    SettingName.EMAILS: "on or off",
    SettingName.NOTICES: "on or off",
    SettingName.NUDGES: "on or off",
    SettingName.NUDGES_A_DAY: "a whole number from 1 to 20",
    SettingName.QUIET_FROM: _A_TIME,
    SettingName.QUIET_UNTIL: f"{_A_TIME}, other than the start",
}
"""What the same fields take over REST, in words; a test holds them to what is refused there."""
_ASKED = {
    SettingName.ACCOUNT_SIZE: "an amount above 0, such as: account 25000",
    SettingName.RISK_PERCENT: "a percentage above 0 and up to 100, such as: risk 1%",
    SettingName.DAILY_LOSS: "money, percent or R, such as: daily loss 500",
    SettingName.WEEKLY_LOSS: "money, percent or R, such as: weekly loss 1500",
    SettingName.TIMEZONE: "a place, such as: time zone Berlin",
    SettingName.MOOD: "1 to 10, such as: mood 7",
    SettingName.SLEEP: "0 to 24 hours, such as: slept 7",
}
_NAMED_BY = {
    SettingName.ACCOUNT_SIZE: {SettingWord.ACCOUNT},
    SettingName.RISK_PERCENT: {SettingWord.RISK},
    SettingName.DAILY_LOSS: {SettingWord.LOSS, SettingWord.DAY},
    SettingName.WEEKLY_LOSS: {SettingWord.LOSS, SettingWord.WEEK},
    SettingName.TIMEZONE: {SettingWord.ZONE},
    SettingName.MOOD: {SettingWord.MOOD},
    SettingName.SLEEP: {SettingWord.SLEEP},
}


_MARKS = {"percent": "%", "r": "R"}
_LOSSES = (SettingName.DAILY_LOSS, SettingName.WEEKLY_LOSS)
_FITTING = {
    ValueShape.MONEY: (*_LOSSES, SettingName.ACCOUNT_SIZE),
    ValueShape.PERCENT: (SettingName.RISK_PERCENT, *_LOSSES),
    ValueShape.R: _LOSSES,
    ValueShape.CLOCK: (SettingName.NO_TRADES_AFTER, SettingName.NO_TRADES_BEFORE),
    ValueShape.SCORE: (SettingName.MOOD,),
    ValueShape.HOURS: (SettingName.SLEEP,),
}
_SMALL = (SettingName.TRADES_A_DAY, SettingName.LOSSES_IN_A_ROW, SettingName.LARGEST_SIZE)


def setting_question(text: str) -> Clarification:
    """What is asked where a setting was not understood: with what of it was."""
    tokens = tokens_of(plain_words(text))
    values = values_in(tokens)
    spoken = {cue for token in tokens for cue in spoken_of(token)}
    names = _named(spoken)
    if len(names) == 1:
        return value_question(names[0])
    options = _options(values[0], spoken) if values else ()
    if options:
        question = f"What should {_shown(values[0])} be?"
        return Clarification(question=question, about="setting", choices=options)
    question = "What should I set, and to what? Such as: daily loss 500, or: risk 1%."
    return Clarification(question=question, about="setting")


def value_question(setting: SettingName, why: str = "") -> Clarification:
    """To what a setting is to be set: a bare value answers it."""
    example = _ASKED.get(setting, POSSIBLE[setting])
    question = why or f"To what should I set it: {LABELS[setting]}? Say {example}."
    open_change = SettingRequest(changes=(SettingChange(setting=setting, value=""),))
    return Clarification(question=question, about="setting", pending=open_change)


def shown_value(change: SettingChange) -> str:
    """The value of a change as one reads it: `1%`, `2R`, `15:00`."""
    return f"{change.value}{_MARKS.get(change.unit or '', '')}"


def _shown(value: SettingValue) -> str:
    if value.shape is ValueShape.CLOCK and value.clock is not None:
        return value.clock
    mark = {ValueShape.PERCENT: "%", ValueShape.R: "R"}.get(value.shape, "")
    return f"{plain_decimal(value.amount)}{mark}"


def _named(spoken: AbstractSet[SettingWord]) -> list[SettingName]:
    """The settings that words name without a value."""
    return [setting for setting, cues in _NAMED_BY.items() if cues <= spoken]


def _options(
    value: SettingValue, spoken: AbstractSet[SettingWord]
) -> tuple[ClarificationOption, ...]:
    """The settings that a value of this shape can be of, those that its words speak of alone."""
    fitting = _FITTING.get(value.shape)
    if fitting is None:
        is_count = value.amount <= MOST_COUNT and value.amount == int(value.amount)
        fitting = _SMALL if is_count else _FITTING[ValueShape.MONEY]
    if SettingWord.LOSS in spoken and _LOSSES[0] in fitting:
        fitting = _LOSSES
    return tuple(
        ClarificationOption(
            label=LABELS[setting].capitalize(),
            request=SettingRequest(changes=(change_of(setting, value),)),
        )
        for setting in fitting
    )
