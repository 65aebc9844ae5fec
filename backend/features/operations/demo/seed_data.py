"""Accounts, strategies, rulebook and commitments of the demo trader."""

from contextlib import suppress
from datetime import time, timedelta
from decimal import Decimal

from backend.features.accounts.auth import service as auth
from backend.features.accounts.auth.schemas import UpdateMe
from backend.features.operations.demo.context import Stage
from backend.features.operations.demo.trader import CONTRACTS, EQUITY
from backend.features.record.rulebook import commitments, versions
from backend.features.record.rulebook.models import CommitmentAction, CommitmentTrigger
from backend.features.record.rulebook.schemas import (
    Limits,
    LossLimit,
    MakeCommitment,
    RiskLimit,
    WriteRulebook,
)
from backend.features.record.strategies import service as strategies
from backend.features.record.strategies.models import RuleKind
from backend.features.record.strategies.schemas import AddStrategy, NewRule
from backend.features.record.trades.accounts import service as accounts
from backend.features.record.trades.accounts.models import AccountKind
from backend.features.record.trades.accounts.schemas import AddAccount
from backend.features.record.trades.errors import InUse
from backend.quant.behaviour.record import TradeKind

ZONE = "America/Chicago"
ACCOUNTS = {TradeKind.REAL: "Micro futures", TradeKind.TRAINING: "Practice"}

PLAYBOOK = {
    "Failed breakdown": (
        "Price breaks yesterday's low, finds no sellers and comes back above it.",
        (
            "Yesterday's low was broken and reclaimed",
            "The retest held for one bar",
            "Volume fell on the way down",
        ),
        "Out at once when the low breaks again.",
    ),
    "Opening drive": (
        "A strong first push out of the opening range, joined on the first pause.",
        ("The opening range broke with volume", "The pause held above half of the push"),
        "Trail under each new five-minute low after 1 R.",
    ),
    "Pullback in trend": (
        "The trend of the day pulls back to the average price and turns.",
        (
            "Higher highs and higher lows on the hour",
            "The pullback reached the average price",
            "A turn bar closed",
        ),
        "Out when an hour closes against the trend.",
    ),
}
"""By strategy: what it is, its entry criteria, its exit rule."""


def write_accounts(stage: Stage) -> None:
    """An account for money and one for practice, and the zone of the exchange in the profile."""
    with stage.writing() as session:
        known = {
            account.name: account.id
            for account in accounts.list_accounts(session, stage.user_id, stage.beginning)
        }
        for kind, name in ACCOUNTS.items():
            if name not in known:
                real = kind is TradeKind.REAL
                body = AddAccount(
                    name=name,
                    kind=AccountKind.BROKER if real else AccountKind.PAPER,
                    opening_balance=EQUITY if real else EQUITY * 2,
                    is_default=real,
                )
                known[name] = accounts.add_account(
                    session,
                    stage.user_id,
                    body,
                    now=stage.beginning,
                ).id
        for unused in set(known) - set(ACCOUNTS.values()):
            with suppress(
                InUse
            ):  # the first account of everybody, which this listing made or the trader uses
                accounts.remove_account(session, stage.user_id, known[unused])
        if auth.who_is(session, stage.user_id).timezone == "UTC":
            auth.update_me(session, stage.user_id, UpdateMe(timezone=ZONE), now=stage.now)
    stage.accounts.update(known)


def write_strategies(stage: Stage) -> None:
    """The playbook, with its rules."""
    with stage.writing() as session:
        known = {
            strategy.name: strategy.id
            for strategy in strategies.list_strategies(session, stage.user_id)
        }
        for name, (description, criteria, exit_rule) in PLAYBOOK.items():
            if name not in known:
                rules = [NewRule(statement=criterion) for criterion in criteria]
                rules.append(NewRule(statement=exit_rule, kind=RuleKind.EXIT))
                rules.append(NewRule(statement="Never more than 1 % at risk.", kind=RuleKind.RISK))
                body = AddStrategy(name=name, description=description, rules=rules)
                known[name] = strategies.add_strategy(
                    session,
                    stage.user_id,
                    body,
                    now=stage.beginning,
                ).id
    stage.strategies.update(known)


def write_rulebook(stage: Stage) -> None:
    """First limits at the beginning; after seven months tighter ones, and promises."""
    turn = stage.moment(stage.when.at(0.62), 2)
    first = Limits(
        risk_per_trade=RiskLimit(percent=Decimal("1.5")),
        daily_loss=LossLimit(r=Decimal(4)),
        trades_per_day=7,
        stop_required=True,
    )
    tighter = first.model_copy(
        update={
            "risk_per_trade": RiskLimit(percent=Decimal("1.25")),
            "daily_loss": LossLimit(r=Decimal(3)),
            "trades_per_day": 5,
            "losses_in_a_row": 3,
            "cooling_off_minutes": 10,
            "instruments": list(CONTRACTS),
            "minimum_risk_reward": Decimal("1.2"),
        }
    )
    written = (
        (stage.beginning, first, "Where I start."),
        (turn, tighter, "Most of what I lose, I lose after a loss. Tighter from here on."),
    )
    with stage.writing() as session:
        there = len(versions.list_versions(session, stage.user_id))
        for now, limits, note in written[there:]:
            if now < stage.now:
                body = WriteRulebook(limits=limits, zone=ZONE, day_turns_at=time(17), note=note)
                versions.write(session, stage.user_id, body, now=now)
        if turn < stage.now and not commitments.list_all(session, stage.user_id):
            for promise in _promises():
                commitments.make(session, stage.user_id, promise, now=turn + timedelta(minutes=5))


def _promises() -> tuple[MakeCommitment, ...]:
    return (
        MakeCommitment(
            trigger=CommitmentTrigger.AFTER_LOSSES,
            count=2,
            promise=CommitmentAction.PAUSE,
            minutes=30,
        ),
        MakeCommitment(
            trigger=CommitmentTrigger.AFTER_TRADES,
            count=5,
            promise=CommitmentAction.STOP_FOR_THE_DAY,
        ),
    )
