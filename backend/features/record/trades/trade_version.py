"""Whether a trade is still as somebody saw it who is about to change it."""

from backend.core.entity_tags import EntityTags, is_met
from backend.core.serializer import writer_of
from backend.features.record.trades.errors import TradeChangedElsewhere
from backend.features.record.trades.models import Trade
from backend.features.record.trades.schemas import TradeOut


def refuse_other_version(trade: Trade, if_match: EntityTags | None) -> None:
    """Go on only with a version that is named; without a condition whatever stands is changed.

    Raises:
        TradeChangedElsewhere: with the trade as it stands now.
    """
    if not is_met(if_match, trade.version):
        raise TradeChangedElsewhere(members={"current": writer_of(TradeOut)(trade)})
