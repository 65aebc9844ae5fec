"""What a message that speaks of settings wants: to set them, to know them, or neither. Pure."""

import re
from collections.abc import Sequence

from backend.features.chat.understanding.requests import (
    BookName,
    BookRequest,
    Clarification,
    ClarificationOption,
    SettingRequest,
    Understanding,
)
from backend.features.chat.understanding.trader_settings.notice_reader import (
    asks_for_a_time,
    notice_changes,
    notices_spoken_of,
)
from backend.features.chat.understanding.trader_settings.setting_parts import (
    SettingChange,
    SettingName,
)
from backend.features.chat.understanding.trader_settings.setting_question import (
    LABELS,
    setting_question,
    shown_value,
)
from backend.features.chat.understanding.trader_settings.setting_reader import (
    SettingReading,
    is_limited,
    plain_words,
    reading_of,
    spoken_reading,
)
from backend.features.chat.understanding.trader_settings.setting_stance import Stance
from backend.features.chat.understanding.trader_settings.setting_values import tokens_of
from backend.features.chat.understanding.trader_settings.setting_words import SettingWord, spoken_of

MOST_CHANGES = 6
TOLD_WITHIN = 1_000  # characters: longer words are talk
_W = SettingWord
_ALL_OF_THEM = re.compile(r"\b(?:rules|limits|rulebook|settings|regeln|reglas)\b")
_NO_TIMES = (
    "I have no reminder at a time and no alert at a price of your own, and nothing is off until a day. What there is:"
    " the coach's reminder before the open (half an hour before), notifications, emails, and quiet hours, such as: quiet"
    " hours from 22:00 to 07:00."
)
_THERE_IS: tuple[tuple[str, SettingChange], ...] = (
    (
        "Turn the reminder before the open on",
        SettingChange(setting=SettingName.NUDGES, value="on", unit="switch", notice="before_open"),
    ),
    (
        "Turn notifications off",
        SettingChange(setting=SettingName.NOTICES, value="off", unit="switch"),
    ),
    ("Turn emails off", SettingChange(setting=SettingName.EMAILS, value="off", unit="switch")),
)


def understood_setting(text: str) -> Understanding:
    """What is wanted of the settings in a message of which it is known that it speaks of some."""
    reading = reading_of(text[:TOLD_WITHIN])
    if reading.conflicting:
        return Understanding(clarification=_which(reading.conflicting))
    if reading.wished:
        request = SettingRequest(changes=reading.wished[:MOST_CHANGES])
        return Understanding(requests=(request,), not_understood=reading.unread)
    if reading.stance is not Stance.WISHED and reading.stance is not None:
        return Understanding(requests=(_not_wished(text, reading, reading.stance),))
    if asks_for_a_time(plain_words(text)):
        return Understanding(clarification=_what_there_is())
    return Understanding(clarification=setting_question(text))


def notices_in(text: str) -> Understanding | None:
    """What a message wants of notifications; null where it wants nothing of them."""
    words = plain_words(text)
    if asks_for_a_time(words) or any(True for _ in notice_changes(words)):
        return understood_setting(text)
    return None


def not_wished_in(text: str) -> Understanding | None:
    """What a message asks, denies or repeats of limits, with a value; null for any other message."""
    words = plain_words(text)
    reading = spoken_reading(words)
    if reading.wished or reading.stance in (None, Stance.WISHED) or not is_limited(words):
        return None
    if not reading.supposed and not settings_spoken_of(text):
        return None
    return understood_setting(text)


def _not_wished(text: str, reading: SettingReading, stance: Stance) -> BookRequest:
    names = tuple(dict.fromkeys(change.setting for change in reading.supposed))
    return BookRequest.model_validate(
        {
            "book": BookName.RULES,
            "settings": names or settings_spoken_of(text),
            "supposed": reading.supposed[:MOST_CHANGES],
            "because": stance.value,
        }
    )


def settings_spoken_of(text: str) -> tuple[SettingName, ...]:
    """The settings that a question is about; none where it is about all of them."""
    words = plain_words(text)
    if _ALL_OF_THEM.search(words):
        return ()
    spoken = {cue for token in tokens_of(words) for cue in spoken_of(token)}
    return (*(name for name, is_spoken in _spoken(spoken) if is_spoken), *notices_spoken_of(words))


def _spoken(spoken: set[SettingWord]) -> Sequence[tuple[SettingName, bool]]:
    is_loss = bool(spoken & {_W.LOSS, _W.DOWN}) or (_W.LIMIT in spoken and _W.TRADE not in spoken)
    is_row = _W.ROW in spoken or (_W.LOSSES in spoken and _W.LIMIT in spoken)
    is_size = bool(spoken & {_W.SIZE, _W.SIZE_UNIT}) and bool(spoken & {_W.LIMIT, _W.LARGEST})
    is_risk = _W.RISK in spoken
    is_plain_loss = is_loss and not (is_row or is_size or is_risk or _W.ACCOUNT in spoken)
    is_count = _W.TRADE in spoken and bool(spoken & {_W.LIMIT, _W.DAY, _W.LARGEST, _W.NOT})
    return (
        (SettingName.RISK_PERCENT, is_risk),
        (SettingName.ACCOUNT_SIZE, _W.ACCOUNT in spoken and not is_risk),
        (
            SettingName.DAILY_LOSS,
            is_plain_loss and not (_W.WEEK in spoken and _W.DAY not in spoken),
        ),
        (
            SettingName.WEEKLY_LOSS,
            is_plain_loss and not (_W.DAY in spoken and _W.WEEK not in spoken),
        ),
        (SettingName.LOSSES_IN_A_ROW, is_row),
        (SettingName.LARGEST_SIZE, is_size),
        (
            SettingName.TRADES_A_DAY,
            is_count and not (is_risk or is_row or is_size or is_plain_loss),
        ),
        (SettingName.TIMEZONE, _W.ZONE in spoken),
    )


def _which(changes: Sequence[SettingChange]) -> Clarification:
    """Two values of one setting, of which nothing says that one was taken back."""
    choices = tuple(
        ClarificationOption(
            label=f"{LABELS[change.setting].capitalize()} {shown_value(change)}",
            request=SettingRequest(changes=(change,)),
        )
        for change in changes
    )
    question = f"You named two values of one setting, the {LABELS[changes[0].setting]}. Which one?"
    return Clarification(question=question, about="setting", choices=choices)


def _what_there_is() -> Clarification:
    choices = tuple(
        ClarificationOption(label=label, request=SettingRequest(changes=(change,)))
        for label, change in _THERE_IS
    )
    return Clarification(question=_NO_TIMES, about="setting", choices=choices)
