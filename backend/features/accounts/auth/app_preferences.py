"""How a trader wants the product shown, on every device: each a closed set; null where nothing was said."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, ValidationError

from backend.core.choices import Choice
from backend.core.types import In


class Theme(Choice):
    """Light on dark, or dark on light."""

    SYSTEM = "system"
    DARK = "dark"
    LIGHT = "light"


class Density(Choice):
    """How high rows are."""

    COMFORTABLE = "comfortable"
    COMPACT = "compact"


class ResultUnit(Choice):
    """In what results are shown where they can be."""

    MONEY = "money"
    R = "r"
    PERCENT = "percent"


class Palette(Choice):
    """The colours of results and verdicts; the second is for every kind of sight."""

    GREEN_RED = "green-red"
    BLUE_ORANGE = "blue-orange"


class WeekStart(Choice):
    """With which day a week of the calendar begins."""

    MONDAY = "monday"
    SUNDAY = "sunday"
    SATURDAY = "saturday"


class FormatLocale(Choice):
    """How numbers and dates are written, as a BCP 47 tag."""

    CS_CZ = "cs-CZ"
    DA_DK = "da-DK"
    DE_AT = "de-AT"
    DE_CH = "de-CH"
    DE_DE = "de-DE"
    EN_AU = "en-AU"
    EN_CA = "en-CA"
    EN_GB = "en-GB"
    EN_IN = "en-IN"
    EN_US = "en-US"
    EN_ZA = "en-ZA"
    ES_ES = "es-ES"
    ES_MX = "es-MX"
    FI_FI = "fi-FI"
    FR_CA = "fr-CA"
    FR_FR = "fr-FR"
    HI_IN = "hi-IN"
    IT_IT = "it-IT"
    JA_JP = "ja-JP"
    KO_KR = "ko-KR"
    NB_NO = "nb-NO"
    NL_NL = "nl-NL"
    PL_PL = "pl-PL"
    PT_BR = "pt-BR"
    PT_PT = "pt-PT"
    SV_SE = "sv-SE"
    TR_TR = "tr-TR"
    ZH_CN = "zh-CN"
    ZH_TW = "zh-TW"


class AppPreferences(In):
    """What the trader said; of a change what is left out stays, and null takes back what was said."""

    theme: Theme | None = None
    density: Density | None = None
    unit: ResultUnit | None = None
    palette: Palette | None = None
    hides_money: Annotated[
        bool | None, Field(description="Money is hidden everywhere, on axes too; R stays.")
    ] = None
    has_single_keys: Annotated[
        bool | None, Field(description="Whether single letters are keys.")
    ] = None
    week_start: WeekStart | None = None
    locale: FormatLocale | None = None


def changed(stored: Mapping[str, Any], change: AppPreferences) -> dict[str, Any]:
    """What is kept after a change: what was said and nothing else."""
    preferences = {**as_told(stored), **change.model_dump(mode="json", exclude_unset=True)}
    return {name: value for name, value in preferences.items() if value is not None}


def as_told(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Every preference; one that is kept and means nothing any more is as one that was not said."""
    known = {name: stored.get(name) for name in AppPreferences.model_fields}
    try:
        return AppPreferences.model_validate(known).model_dump(mode="json")
    except ValidationError as error:
        for problem in error.errors():
            known[str(problem["loc"][0])] = None
        return AppPreferences.model_validate(known).model_dump(mode="json")
