"""What reports of the rulebook give."""

from typing import Annotated

from pydantic import Field

from backend.core.types import Id, Out
from backend.features.record.performance.schemas import MetricOut
from backend.features.record.rulebook.schemas import RuleState


class TradeRulesOut(Out):
    """Which limits a trade kept and broke, as things stood at its entry."""

    trade_id: Id
    version: Annotated[
        int | None, Field(description="Of the rulebook at the entry; null: there was none.")
    ]
    kept: Annotated[
        bool | None, Field(description="Null where nothing was limited or nothing is known.")
    ]
    broken: list[str]
    rules: list[RuleState]


class RuleKeeping(Out):
    """What one limit was worth."""

    rule: str
    broken: int
    difference_in_r: MetricOut


class RulebookReport(Out):
    """What keeping the rulebook was worth: trades that kept all limits against trades that broke one."""

    trades: int
    kept: int
    broken: int
    unknown: int
    share_kept: MetricOut
    difference_in_r: Annotated[
        MetricOut, Field(description="Mean R of those that kept all less those that broke one.")
    ]
    rules: list[RuleKeeping]
