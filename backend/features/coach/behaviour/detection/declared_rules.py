"""The rules that a trader declared, as they changed over time, for the detectors."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.features.record.rulebook import commitments
from backend.features.record.rulebook.models import (
    Commitment,
    CommitmentAction,
    CommitmentTrigger,
    RulebookVersion,
)
from backend.features.record.rulebook.schemas import Limits, LossLimit, RiskLimit
from backend.quant.behaviour.record import DeclaredRules

MOST_VERSIONS = 1_000
HUNDRED = Decimal(100)


def declared_rules(
    session: Session,
    user_id: UUID,
    *,
    size: Decimal | None,
    in_money: bool,
) -> list[DeclaredRules]:
    """The rulebook and the commitments of pauses after a loss, one entry for each change.

    Args:
        session: of the user.
        user_id: whose.
        size: of the account, in the currency of its results; limits that are shares of it need it.
        in_money: whether amounts of the rulebook are in that currency too; else they are left out.
    """
    statement = select(RulebookVersion).where(RulebookVersion.user_id == user_id)
    latest_first = statement.order_by(RulebookVersion.number.desc())
    latest = session.scalars(latest_first.limit(MOST_VERSIONS)).all()
    pauses = list(filter(_is_pause, commitments.list_all(session, user_id)))
    moments = {dated.effective_at for dated in latest} | {dated.created_at for dated in pauses}
    moments |= {pause.ends_at for pause in pauses if pause.ends_at is not None}
    return [_at(moment, latest, pauses, size, in_money) for moment in sorted(moments)]


def _is_pause(commitment: Commitment) -> bool:
    return (
        commitment.trigger == CommitmentTrigger.AFTER_LOSS
        and commitment.promise == CommitmentAction.PAUSE
    )


def _at(
    moment: datetime,
    latest: Sequence[RulebookVersion],
    pauses: Sequence[Commitment],
    size: Decimal | None,
    in_money: bool,
) -> DeclaredRules:
    limits = _limits_at(moment, latest)
    alive = [pause for pause in pauses if _is_alive(pause, moment)]
    gaps = [timedelta(minutes=pause.minutes) for pause in alive if pause.minutes]
    if limits.cooling_off_minutes and limits.cooling_off_after_losses == 1:
        gaps.append(timedelta(minutes=limits.cooling_off_minutes))
    return DeclaredRules(
        since=moment,
        daily_loss=_money(limits.daily_loss, size, in_money),
        trades_a_day=limits.trades_per_day,
        most_risk=_share(limits.risk_per_trade),
        most_risk_amount=_amount(limits.risk_per_trade, in_money),
        most_open_risk=_share(limits.open_risk),
        gap_after_loss=max(gaps, default=None),
    )


def _limits_at(moment: datetime, latest: Sequence[RulebookVersion]) -> Limits:
    """The limits of the version that was in force."""
    for version in latest:
        if version.effective_at <= moment:
            return Limits.model_validate(version.limits)
    return Limits()


def _is_alive(pause: Commitment, moment: datetime) -> bool:
    if pause.created_at > moment:
        return False
    return pause.ends_at is None or pause.ends_at > moment


def _share(limit: RiskLimit | LossLimit | None) -> Decimal | None:
    if limit is None or limit.percent is None:
        return None
    return Decimal(limit.percent / HUNDRED)


def _amount(limit: RiskLimit | LossLimit | None, in_money: bool) -> Decimal | None:
    if limit is not None and in_money:
        return limit.amount
    return None


def _money(
    limit: RiskLimit | LossLimit | None, size: Decimal | None, in_money: bool
) -> Decimal | None:
    share = _share(limit)
    if share is not None:
        if size is None:
            return None
        return share * size
    return _amount(limit, in_money)
