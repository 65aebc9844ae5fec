"""The tool that tells how the session stands: what holds it, its counts, the limits, the promises."""

from backend.core.types import In
from backend.features.ai.ports import ToolFact, ToolResult
from backend.features.chat.assistant.book_answers import limit_words
from backend.features.chat.assistant.tools.trader_tool import (
    ToolMoment,
    TraderTool,
    clock_text,
    number,
    quote,
)
from backend.features.coach.verdicts.facts import money
from backend.features.record.rulebook import commitments, session_state
from backend.features.record.rulebook.schemas import Limits, SessionStateOut
from backend.features.record.rulebook.versions import standing

NO_RULEBOOK = "There is no rulebook: nothing is limited."


class ReadRulebook(In):
    """Nothing to choose."""


def _read(moment: ToolMoment, _: ReadRulebook) -> ToolResult:
    session, user_id = moment.session, moment.user_id
    stands = standing(session, user_id, moment.now)
    state = session_state.look(session, user_id, stands, moment.now)
    currency = stands.book.money.currency
    facts = [ToolFact("rulebook:state", "rulebook", _state_words(state, currency))]
    zone = moment.zone()
    facts += [
        ToolFact(
            f"hold:{hold.rule}",
            "rulebook",
            f"It is {hold.state.value} until {clock_text(hold.until, zone)}: {quote(hold.reason)}.",
        )
        for hold in state.holds
    ]
    if stands.version is None:
        facts.append(ToolFact("rulebook:none", "rulebook", NO_RULEBOOK))
    else:
        facts += _limits(Limits.model_validate(stands.version.limits))
    facts += [
        ToolFact(
            f"commitment:{commitment.id}", "rulebook", f"Promised: {quote(commitment.statement)}"
        )
        for commitment in commitments.alive(session, user_id, moment.now)
    ]
    return ToolResult(tuple(facts))


def _state_words(state: SessionStateOut, currency: str) -> str:
    net = money(state.net_result, currency)
    return (
        f"The session of {state.day} is {state.state.value}: {state.trades_entered} trades entered,"
        f" {state.trades_exited} left in whole or in part, net {net}, {number(state.r)} R."
    )


def _limits(limits: Limits) -> list[ToolFact]:
    """Each limit that is set, quoted: some have words of the trader's."""
    document = limits.model_dump(mode="json", exclude_defaults=True)
    return [
        ToolFact(f"rulebook:{name}", "rulebook", f"Limit {name.replace('_', ' ')}: {quote(words)}.")
        for name, words in ((name, limit_words(value)) for name, value in document.items())
    ]


READ_RULEBOOK = TraderTool(
    "read_rulebook",
    "How this trader's session stands now: locked or open and why, trades and result of today, the limits of the"
    " rulebook, the promises that bind.",
    ReadRulebook,
    _read,
)
