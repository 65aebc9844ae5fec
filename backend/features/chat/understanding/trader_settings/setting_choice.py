"""Which setting a value is of, by its shape and the words around it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from backend.features.chat.understanding.trader_settings.setting_parts import SettingName
from backend.features.chat.understanding.trader_settings.setting_values import (
    SettingValue,
    ValueShape,
)
from backend.features.chat.understanding.trader_settings.setting_words import SettingWord, spoken_of

MOST_COUNT = 99  # trades a day; more is money
MOST_LOSSES = 20
HIGHEST_MOOD, MOST_HOURS = 10, 24
BEST_RISK = Decimal(5)  # percent without its sign: a higher number is money
LEAST_ACCOUNT = 100
_W = SettingWord
_QUALIFIERS = frozenset(
    "straight consecutive full red losing single bad dumb separate new total in a day open of".split()
)
_LOSSISH = frozenset({_W.LOSS, _W.LOSSES, _W.DOWN, _W.LIMIT, _W.END})
_FEELING = frozenset("feel feeling felt".split())
_SCORE_LEADS = frozenset("a an like about around at solid maybe".split())
_SCORE_TAILS = frozenset("today for this now right honestly on tonight , . ! ;".split())
_REACH = 4  # words between "after" and its hour


@dataclass(frozen=True)
class SettingScene:
    """The words before and behind a value; near, or with those of the rest of the message."""

    left: Sequence[str]
    right: Sequence[str]
    is_near: bool = True

    @cached_property
    def spoken(self) -> frozenset[SettingWord]:
        """All that they speak of."""
        return frozenset(cue for token in (*self.left, *self.right) for cue in spoken_of(token))

    @cached_property
    def counted(self) -> frozenset[SettingWord]:
        """What the words right behind a number speak of: "3 losing trades" counts losses."""
        for token in self.right[:3]:
            spoken = spoken_of(token)
            if token in ("losing", "red"):
                return frozenset({_W.LOSSES})
            if spoken & {_W.LOSS, _W.LOSSES, _W.TRADE, _W.SIZE_UNIT}:
                return spoken
            if token not in _QUALIFIERS:
                break
        return frozenset()


def setting_of(value: SettingValue, scene: SettingScene) -> SettingName | None:
    """The setting; null where the words name none that takes such a value. Its bounds are judged where it is set."""
    value = replace(value, amount=abs(value.amount))
    for choose in (_counted, _hour, _check_in, _loss_or_risk, _account, _count):
        setting = choose(value, scene)
        if setting is not None:
            return setting
    return None


def _is_whole(value: SettingValue, most: int) -> bool:
    is_plain = value.shape is ValueShape.PLAIN and value.amount == int(value.amount)
    return is_plain and value.amount <= most


def _counted(value: SettingValue, scene: SettingScene) -> SettingName | None:
    """By the noun right behind the number."""
    counted = scene.counted
    if _W.SIZE_UNIT in counted and value.shape is ValueShape.PLAIN:
        return SettingName.LARGEST_SIZE
    if _W.LOSSES in counted and value.shape is ValueShape.PLAIN:
        is_of_the_day = _W.DAY in scene.spoken and _W.ROW not in scene.spoken
        return None if is_of_the_day and not _is_locked(scene) else SettingName.LOSSES_IN_A_ROW
    if _W.TRADE in counted and value.shape is ValueShape.PLAIN:
        is_of_a_week = _W.WEEK in scene.spoken and _W.DAY not in scene.spoken
        return None if is_of_a_week else SettingName.TRADES_A_DAY
    return None


def _is_locked(scene: SettingScene) -> bool:
    """The day of "lock me for the day after 3 losses" is how long, not in what they are counted."""
    return bool(scene.spoken & {_W.AFTER, _W.ORDER, _W.END}) and _W.LIMIT not in scene.spoken


def _hour(value: SettingValue, scene: SettingScene) -> SettingName | None:
    """A time of day, by what bounds it, and whether trades are wanted or not on that side."""
    if value.clock is None or scene.counted:
        return None
    bound = _bound(scene.left)
    is_time = value.shape is ValueShape.CLOCK
    if not is_time and (bound is None or not scene.is_near or _W.SLEEP in scene.spoken):
        return None
    spoken = scene.spoken
    is_barred = bool(spoken & {_W.NOT, _W.ORDER, _W.END, _W.ENTRY, _W.BEGIN})
    is_wanted = _W.ONLY in spoken or (_W.TRADE in spoken and not is_barred)
    if not is_wanted and not is_barred:
        return None
    if bound is _W.AFTER:
        return SettingName.NO_TRADES_BEFORE if is_wanted else SettingName.NO_TRADES_AFTER
    if bound is _W.BEFORE:
        return SettingName.NO_TRADES_AFTER if is_wanted else SettingName.NO_TRADES_BEFORE
    if _W.BEGIN in spoken and is_time:
        return SettingName.NO_TRADES_BEFORE
    if spoken & {_W.END, _W.NOT} and (bound is _W.AT or is_time):
        return SettingName.NO_TRADES_AFTER
    return None


def _bound(left: Sequence[str]) -> SettingWord | None:
    """The word of time that stands nearest before the hour."""
    for token in reversed(left[-_REACH:]):
        spoken = spoken_of(token)
        for bound in (_W.AFTER, _W.BEFORE, _W.AT):
            if bound in spoken and token != "a":  # noqa: S105
                return bound
    return None


def _check_in(value: SettingValue, scene: SettingScene) -> SettingName | None:
    spoken = scene.spoken
    is_hours = value.shape is ValueShape.HOURS
    is_bare = value.shape is ValueShape.PLAIN and value.amount <= MOST_HOURS
    if _W.SLEEP in spoken and (is_hours or is_bare):
        return SettingName.SLEEP
    is_mood = value.shape is ValueShape.SCORE or (
        _is_whole(value, HIGHEST_MOOD) and _is_a_score(scene)
    )
    if is_mood and _W.MOOD in spoken and 1 <= value.amount <= HIGHEST_MOOD:
        return SettingName.MOOD
    return None


def _is_a_score(scene: SettingScene) -> bool:
    """Whether a bare number is of the mood: "mood is a 7", "feel like a 7", and not "I feel like 2 people"."""
    if any(token in _FEELING for token in scene.left):
        is_behind = bool(scene.left) and scene.left[-1] in _FEELING | _SCORE_LEADS
        return is_behind and (not scene.right or scene.right[0] in _SCORE_TAILS)
    return True


def _loss_or_risk(value: SettingValue, scene: SettingScene) -> SettingName | None:
    """Money, R or a share of the account that may be lost in a trade, a day or a week."""
    spoken = scene.spoken
    if value.shape in (ValueShape.CLOCK, ValueShape.HOURS, ValueShape.SCORE):
        return None
    if value.shape is ValueShape.PLAIN and spoken & {_W.ROW, _W.SIZE} and _W.ACCOUNT not in spoken:
        return None
    period = _period(scene)
    is_plain = value.shape is ValueShape.PLAIN
    is_risk = _W.RISK in spoken and (period is None or _W.TRADE in spoken)
    if value.shape is ValueShape.PERCENT and (is_risk or _is_of_each_trade(scene, period)):
        return SettingName.RISK_PERCENT
    if is_plain and is_risk and value.amount <= BEST_RISK:
        return SettingName.RISK_PERCENT
    if period is None or not spoken & (_LOSSISH | {_W.RISK}):
        return None
    is_a_count = is_plain and value.amount <= MOST_LOSSES
    if is_a_count and (_W.TRADE in spoken or _W.LOSS not in spoken):
        return None
    return period


def _is_of_each_trade(scene: SettingScene, period: SettingName | None) -> bool:
    return period is None and _W.TRADE in scene.spoken and _W.UP not in scene.spoken


def _period(scene: SettingScene) -> SettingName | None:
    spoken = scene.spoken
    if _W.WEEK in spoken:
        return SettingName.WEEKLY_LOSS
    return SettingName.DAILY_LOSS if _W.DAY in spoken else None


def _account(value: SettingValue, scene: SettingScene) -> SettingName | None:
    spoken = scene.spoken
    is_money = value.shape is ValueShape.MONEY
    is_large = value.shape is ValueShape.PLAIN and value.amount >= LEAST_ACCOUNT
    if not (is_money or is_large) or _W.ACCOUNT not in spoken:
        return None
    if spoken & {_W.LOSS, _W.LOSSES, _W.DOWN, _W.UP, _W.RISK} and scene.is_near:
        return None
    return SettingName.ACCOUNT_SIZE


def _count(value: SettingValue, scene: SettingScene) -> SettingName | None:
    """A bare number, by the nouns of its sentence."""
    spoken = scene.spoken
    if value.shape is not ValueShape.PLAIN:
        return None
    is_row = _W.ROW in spoken and spoken & {_W.LOSS, _W.LOSSES, _W.TRADE}
    if is_row and _is_whole(value, MOST_LOSSES):
        return SettingName.LOSSES_IN_A_ROW
    if spoken & {_W.SIZE, _W.SIZE_UNIT} and spoken & {_W.LIMIT, _W.LARGEST, _W.NOT, _W.ORDER}:
        return SettingName.LARGEST_SIZE if _W.ACCOUNT not in spoken else None
    is_trades = _W.TRADE in spoken and not spoken & {_W.RISK, _W.LOSS, _W.LOSSES, _W.WEEK}
    if is_trades and value.amount <= MOST_COUNT and spoken & {_W.LIMIT, _W.DAY, _W.NOT, _W.ORDER}:
        return SettingName.TRADES_A_DAY
    return None
