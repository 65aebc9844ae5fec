"""The trades behind an answer, in words."""

from collections.abc import Sequence

from backend.core.plural import counted
from backend.features.record.questions.contributors import Contributors, result_of
from backend.features.record.questions.phrases.figure_text import money_text
from backend.features.record.questions.phrases.slice_text import scope_text
from backend.features.record.questions.schemas import AnsweredRow


def contributor_text(behind: Contributors) -> str:
    """The largest winners and losers of a selection, and what it is without them."""
    scope = scope_text(behind.part)
    where = f" {scope}" if scope else ""
    if behind.net is None or not behind.trades:
        return f"There is no closed trade{where} that could explain it."
    net = money_text(behind.net, behind.currency)
    lead = f"Behind {net}{where} stand {counted(behind.trades, 'trade', 'trades')}"
    named = [
        text
        for text in (
            _told(behind.best, "most was won by", behind.currency),
            _told(behind.worst, "most was lost by", behind.currency),
        )
        if text
    ]
    if not named:
        return f"{lead}, and every one broke even."
    count = len(behind.best) + len(behind.worst)
    if behind.without is None or count >= behind.trades:
        return f"{lead}: {'; '.join(named)}."
    rest = money_text(behind.without, behind.currency)
    return f"{lead}: {'; '.join(named)}. Without these {count} it is {rest}."


def _told(rows: Sequence[AnsweredRow], lead: str, currency: str) -> str:
    parts = [f"{row.label} ({money_text(result_of(row), currency)})" for row in rows]
    if not parts:
        return ""
    if len(parts) == 1:
        return f"{lead} {parts[0]}"
    return f"{lead} {', '.join(parts[:-1])} and {parts[-1]}"
