"""REST of verdicts."""

from backend.core.paging import BadCursor, Page
from backend.core.types import Id
from backend.features.coach.verdicts import scores, service
from backend.features.coach.verdicts.errors import VerdictNotFound
from backend.features.coach.verdicts.models import Verdict
from backend.features.coach.verdicts.plan_and_trade_verdicts import VerdictDesk
from backend.features.coach.verdicts.schemas import (
    DiagramSelection,
    ScoreSelection,
    ScoresOut,
    VerdictFilter,
    VerdictOut,
    VerdictOutcome,
    VerdictPage,
)
from backend.features.coach.verdicts.track_record import track_record
from backend.features.coach.verdicts.track_record.schemas import (
    Misses,
    MissSelection,
    PeriodSelection,
    ScoresOverTime,
)
from backend.features.record.trades.errors import PlanNotFound, TradeNotFound
from backend.transport.contract import Call, RawAnswer, Routes
from backend.transport.operation_cost import HEAVY, HEAVY_WHEN_FILTERED, light

routes = Routes("verdicts", "/api/verdicts")
plan_routes = Routes("plan_verdicts", "/api/trading/plans")
trade_routes = Routes("trade_verdicts", "/api/trading/trades")


@routes.get("", returns=VerdictPage, raises=(BadCursor,), cost=HEAVY_WHEN_FILTERED)
def list_verdicts(call: Call, query: VerdictFilter) -> Page[Verdict]:
    """List verdicts, latest first if no other order is named."""
    return service.list_verdicts(call.session, call.user_id, query, now=call.now)


@routes.get("/scores", returns=ScoresOut, cost=HEAVY)
def read_scores(call: Call, query: ScoreSelection) -> ScoresOut:
    """Read how good the forecasts were: hit rate, Brier score, reliability, by group, each with N and interval."""
    return scores.scores(call.session, call.user_id, query, now=call.now)


@routes.get("/scores/over-time", returns=ScoresOverTime, cost=HEAVY)
def read_scores_over_time(call: Call, query: PeriodSelection) -> ScoresOverTime:
    """Read how good the forecasts of each week, month or quarter were: what was said against what came."""
    return track_record.over_time(call.session, call.user_id, query, now=call.now)


@routes.get("/misses", returns=Misses, cost=HEAVY)
def list_misses(call: Call, query: MissSelection) -> Misses:
    """List the forecasts that the market decided against, the surest first."""
    return track_record.misses(call.session, call.user_id, query, now=call.now)


@routes.get(
    "/reliability", returns=RawAnswer, content_type=("image/png", "image/svg+xml"), cost=HEAVY
)
def draw_reliability(call: Call, query: DiagramSelection) -> RawAnswer:
    """Draw what was said against what came, as PNG or SVG."""
    drawn, content_type = scores.diagram(call.session, call.user_id, query, now=call.now)
    return RawAnswer(drawn, content_type, {"Cache-Control": "private, no-cache"})


@routes.get(
    "/<verdict_id>/outcome",
    returns=VerdictOutcome,
    raises=(VerdictNotFound,),
    cost=light("of one verdict"),
)
def read_outcome(call: Call, verdict_id: Id) -> VerdictOutcome:
    """Read what came of one verdict: the trade that followed it, and whether the target came before the stop."""
    return scores.outcome_of(call.session, call.user_id, verdict_id, now=call.now)


@routes.get("/<verdict_id>", returns=VerdictOut, raises=(VerdictNotFound,))
def read_verdict(call: Call, verdict_id: Id) -> Verdict:
    """Read one verdict with the facts it stands on."""
    return service.read_verdict(call.session, call.user_id, verdict_id)


@plan_routes.post(
    "/<plan_id>/validate",
    returns=VerdictOut,
    status=201,
    raises=(PlanNotFound,),
    transaction="none",
)
def validate_plan(call: Call, plan_id: Id) -> Verdict:
    """Have a plan judged: deterministic checks first, then the engine; the verdict is kept."""
    return call.use(VerdictDesk).judge_plan(call.actor, call.user_id, plan_id, now=call.now)


@trade_routes.post(
    "/<trade_id>/validate",
    returns=VerdictOut,
    status=201,
    raises=(TradeNotFound,),
    transaction="none",
)
def validate_trade(call: Call, trade_id: Id) -> Verdict:
    """Have a trade judged as it was entered; on a closed one it is a look back, and no forecast."""
    return call.use(VerdictDesk).judge_trade(call.actor, call.user_id, trade_id, now=call.now)
