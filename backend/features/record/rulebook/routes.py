"""REST of the rulebook, the state of the session, overrides and commitments."""

from collections.abc import Sequence

from backend.core.events import News
from backend.core.types import Id
from backend.features.record.rulebook import (
    commitments,
    reports,
    session_state,
    trade_checks,
    versions,
)
from backend.features.record.rulebook.errors import (
    BadRulebook,
    CommitmentNotFound,
    LooserToday,
    NothingToOverride,
    TooManyCommitments,
)
from backend.features.record.rulebook.holds import hold_history
from backend.features.record.rulebook.holds.hold_history import PastHold
from backend.features.record.rulebook.holds.schemas import HoldQuery, Holds
from backend.features.record.rulebook.models import Override
from backend.features.record.rulebook.preview import preview
from backend.features.record.rulebook.preview.schemas import PreviewLimits, PreviewOut
from backend.features.record.rulebook.report_schemas import (
    RulebookReport,
    TradeRulesOut,
)
from backend.features.record.rulebook.reports import (
    CommitmentDocument,
    RulebookReportDocument,
)
from backend.features.record.rulebook.schemas import (
    AskOverride,
    CommitmentOut,
    Commitments,
    MakeCommitment,
    OverrideOut,
    Overrides,
    RulebookNow,
    RulebookOut,
    RulebookVersions,
    SessionStateOut,
    WriteRulebook,
)
from backend.features.record.rulebook.trade_checks import CheckedTrade
from backend.features.record.rulebook.versions import CurrentVersions
from backend.features.record.trades.errors import TradeNotFound
from backend.transport.contract import Call, Routes
from backend.transport.operation_cost import HEAVY, light

routes = Routes("rulebook", "/api/trading/rulebook")


@routes.get("", returns=RulebookNow, cost=light("one row"), versioned=True)
def read_rulebook(call: Call) -> CurrentVersions:
    """Read the limits that count now, and those that begin later."""
    return versions.read(call.session, call.user_id, now=call.now)


@routes.put("", returns=RulebookOut, raises=(BadRulebook, LooserToday), versioned=True)
def write_rulebook(call: Call, body: WriteRulebook) -> RulebookOut:
    """Write a new version of the limits: the first begins at once, a later one with the next session day."""
    written = versions.write(call.session, call.user_id, body, now=call.now)
    session_state.tell(call.session, call.user_id, news=call.use(News), now=call.now)
    return written


@routes.get("/versions", returns=RulebookVersions, cost=light("what one has written oneself"))
def list_versions(call: Call) -> dict[str, list[RulebookOut]]:
    """List all versions of the limits, latest first."""
    return {"items": versions.list_versions(call.session, call.user_id)}


@routes.get(
    "/state",
    returns=SessionStateOut,
    transaction="write",
    cost=light("one session, in one statement"),
)
def read_state(call: Call) -> SessionStateOut:
    """Read how the session stands: normal, caution or locked, why, and until when."""
    return session_state.state(call.session, call.user_id, news=call.use(News), now=call.now)


@routes.post("/overrides", returns=OverrideOut, status=201, raises=(NothingToOverride,))
def override(call: Call, body: AskOverride) -> Override:
    """Go on against a lock for some minutes; it stays on record, with the reason."""
    return session_state.override(
        call.session,
        call.user_id,
        body,
        news=call.use(News),
        now=call.now,
    )


@routes.post("/preview", returns=PreviewOut, transaction="read", cost=HEAVY)
def preview_limits(call: Call, body: PreviewLimits) -> PreviewOut:
    """Try limits on the record: which trades they would have blocked, and what those came to. Nothing is written."""
    return preview.preview(call.session, call.user_id, body, now=call.now)


@routes.get("/holds", returns=Holds, cost=light("what held one back oneself, limited"))
def list_holds(call: Call, query: HoldQuery) -> dict[str, list[PastHold]]:
    """List what has called for caution or locked a session, latest first."""
    items = hold_history.list_holds(call.session, call.user_id, query, now=call.now)
    return {"items": items}


@routes.get("/overrides", returns=Overrides, cost=light("what one has asked for oneself"))
def list_overrides(call: Call) -> dict[str, Sequence[Override]]:
    """List overrides, latest first."""
    return {"items": session_state.list_overrides(call.session, call.user_id)}


@routes.get(
    "/commitments",
    returns=Commitments,
    cost=light("what one has promised oneself, limited"),
)
def list_commitments(call: Call) -> dict[str, list[CommitmentDocument]]:
    """List if-then commitments and how they were kept."""
    return {"items": reports.commitments_kept(call.session, call.user_id, now=call.now)}


@routes.post("/commitments", returns=CommitmentOut, status=201, raises=(TooManyCommitments,))
def make_commitment(call: Call, body: MakeCommitment) -> CommitmentDocument:
    """Commit: if this happens, then I do that."""
    commitment = commitments.make(call.session, call.user_id, body, now=call.now)
    return reports.commitments_shown([commitment], {}, now=call.now)[0]


@routes.delete("/commitments/<commitment_id>", raises=(CommitmentNotFound,))
def end_commitment(call: Call, commitment_id: Id) -> None:
    """End a commitment, with the end of the session that is going on."""
    day = versions.standing(call.session, call.user_id, call.now).book.day
    commitments.end(call.session, call.user_id, commitment_id, day)


@routes.get(
    "/trades/<trade_id>",
    returns=TradeRulesOut,
    raises=(TradeNotFound,),
    transaction="write",
)
def read_trade_rules(call: Call, trade_id: Id) -> CheckedTrade:
    """Read which limits a trade kept and broke, as things stood at its entry."""
    return trade_checks.trade_rules(call.session, call.user_id, trade_id, now=call.now)


@routes.get("/report", returns=RulebookReport, cost=HEAVY)
def read_report(call: Call) -> RulebookReportDocument:
    """Read what keeping the rulebook was worth, in R with intervals."""
    return reports.rulebook_report(call.session, call.user_id, now=call.now)
