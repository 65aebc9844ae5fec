"""REST of plans and adherence."""

from backend.core.events import News
from backend.core.paging import BadCursor, Page
from backend.core.rows import TooMany
from backend.core.types import Id, JsonObject
from backend.features.content.conversations.errors import ConversationNotFound
from backend.features.content.media import service as media
from backend.features.content.media.errors import IMAGE_REFUSALS, UploadNotFound
from backend.features.content.media.schemas import UploadOut
from backend.features.content.media.service import ImageDesk, Links
from backend.features.market.instruments.errors import UnknownInstrument
from backend.features.record.plans import (
    images,
    service,
    suggestions,
    templates,
    trade_linking,
    version_history,
)
from backend.features.record.plans.adherence import report
from backend.features.record.plans.adherence import service as adherence
from backend.features.record.plans.adherence.report import AdherenceDocument
from backend.features.record.plans.adherence.schemas import (
    AdherenceOut,
    AdherenceReport,
    AdherenceSelection,
    MarkPlan,
    Marks,
    SetWeights,
    WeightsOut,
)
from backend.features.record.plans.calculator import service as calculator
from backend.features.record.plans.calculator.schemas import Calculate, CalculationOut
from backend.features.record.plans.errors import (
    BadPlan,
    NotFollowed,
    PlanChanged,
    TradeFollowsAnother,
)
from backend.features.record.plans.schemas import (
    ChangePlan,
    ExecutedPlanOut,
    ExecutePlan,
    LinkTrade,
    MakePlan,
    PictureFormat,
    PictureSelection,
    PlanAttach,
    PlanCounts,
    PlanDraft,
    PlanFilter,
    PlanOut,
    PlanPage,
    PlanSelection,
    PlanTemplate,
    PlanVersions,
    Suggestion,
    Suggestions,
)
from backend.features.record.plans.trade_linking import ExecutedPlan, LivingPlans, TradeDraft
from backend.features.record.trades.errors import (
    LOGGING,
    AccountNotFound,
    PlanDoesNotFit,
    PlanNotFound,
    PlanSettled,
    StrategyNotFound,
    TradeNotFound,
)
from backend.transport.contract import Call, RawAnswer, Routes
from backend.transport.operation_cost import HEAVY, HEAVY_WHEN_FILTERED, light

routes = Routes("plans", "/api/trading/plans")
NAMING = (AccountNotFound, StrategyNotFound)


@routes.post(
    "",
    returns=PlanOut,
    status=201,
    raises=(BadPlan, UnknownInstrument, *NAMING, ConversationNotFound, TooMany),
)
def make_plan(call: Call, body: MakePlan) -> PlanOut:
    """Say what you will do before you do it: the plan is frozen as it is, with a hash and a time."""
    return service.make_plan(
        call.session,
        call.user_id,
        body,
        call.use(Links),
        now=call.now,
    )


@routes.get("", returns=PlanPage, raises=(BadCursor,), cost=HEAVY_WHEN_FILTERED)
def list_plans(call: Call, query: PlanFilter) -> Page[PlanOut]:
    """List plans, latest first if no other order is named."""
    return service.list_plans(
        call.session,
        call.user_id,
        query,
        call.use(Links),
        now=call.now,
    )


@routes.get("/counts", returns=PlanCounts, cost=HEAVY_WHEN_FILTERED)
def count_plans(call: Call, query: PlanSelection) -> PlanCounts:
    """Count the plans of a selection by how they stand."""
    return service.count_plans(call.session, call.user_id, query, now=call.now)


@routes.post(
    "/calculator",
    returns=CalculationOut,
    transaction="read",
    raises=(BadPlan, UnknownInstrument, AccountNotFound),
)
def calculate(call: Call, body: Calculate) -> CalculationOut:
    """Reckon size, risk and reward of a trade before it is planned; nothing is kept."""
    return calculator.calculate(call.session, call.user_id, body, now=call.now)


@routes.get("/adherence", returns=AdherenceReport, transaction="write", cost=HEAVY)
def read_adherence_report(call: Call, query: AdherenceSelection) -> AdherenceDocument:
    """Read the score over time, and what following each rule was worth in R."""
    return report.report(call.session, call.user_id, query, now=call.now)


@routes.get("/adherence/weights", returns=WeightsOut, cost=light("one row"), versioned=True)
def read_weights(call: Call) -> WeightsOut:
    """Read how much each rule weighs."""
    return adherence.weights_of(call.session, call.user_id).shown()


@routes.put("/adherence/weights", returns=WeightsOut, raises=(BadPlan,), versioned=True)
def set_weights(call: Call, body: SetWeights) -> WeightsOut:
    """Weigh the rules otherwise; all scores are computed anew."""
    return adherence.set_weights(call.session, call.user_id, body, now=call.now)


@routes.get("/suggestions", returns=Suggestions, cost=HEAVY)
def list_suggestions(call: Call) -> dict[str, list[Suggestion]]:
    """List trades and plans that seem to belong together, to confirm by `link`."""
    return {"items": suggestions.suggestions(call.session, call.user_id, now=call.now)}


@routes.get(
    "/templates/<strategy_id>",
    returns=PlanTemplate,
    raises=(StrategyNotFound,),
    transaction="write",
)
def read_template(call: Call, strategy_id: Id) -> PlanTemplate:
    """Read a strategy's rules as the beginning of a plan."""
    return templates.template(call.session, call.user_id, strategy_id, now=call.now)


@routes.get("/<plan_id>", returns=PlanOut, raises=(PlanNotFound,), versioned=True)
def read_plan(call: Call, plan_id: Id) -> PlanOut:
    """Read one plan."""
    return service.read_plan(
        call.session,
        call.user_id,
        plan_id,
        call.use(Links),
        now=call.now,
    )


@routes.patch(
    "/<plan_id>",
    returns=PlanOut,
    raises=(PlanNotFound, PlanSettled, PlanChanged, BadPlan, *NAMING, TooMany),
    versioned=True,
)
def change_plan(call: Call, plan_id: Id, body: ChangePlan) -> PlanOut:
    """Freeze a new version; the ones before stay, and count for what was filled then."""
    return service.change_plan(
        call.session,
        call.user_id,
        plan_id,
        body,
        call.use(Links),
        now=call.now,
    )


@routes.get(
    "/<plan_id>/versions",
    returns=PlanVersions,
    raises=(PlanNotFound,),
    cost=light("of one plan"),
)
def list_versions(call: Call, plan_id: Id) -> PlanVersions:
    """Read all versions of a plan, with what each changed and whether its hash is intact."""
    return version_history.list_versions(call.session, call.user_id, plan_id)


@routes.post("/<plan_id>/cancel", returns=PlanOut, raises=(PlanNotFound, PlanSettled))
def cancel_plan(call: Call, plan_id: Id) -> PlanOut:
    """Give a pending plan up."""
    return service.cancel_plan(
        call.session,
        call.user_id,
        plan_id,
        call.use(Links),
        now=call.now,
    )


@routes.get(
    "/<plan_id>/draft",
    returns=PlanDraft,
    raises=(PlanNotFound,),
    cost=light("of one plan"),
)
def read_draft(call: Call, plan_id: Id) -> TradeDraft:
    """Read the trade that the plan would become."""
    return trade_linking.draft(call.session, call.user_id, plan_id, now=call.now)


@routes.post(
    "/<plan_id>/execute",
    returns=ExecutedPlanOut,
    status=201,
    raises=(PlanNotFound, PlanSettled, PlanDoesNotFit, *LOGGING),
)
def execute_plan(call: Call, plan_id: Id, body: ExecutePlan) -> ExecutedPlan:
    """Make the plan a trade, with the fill as it was."""
    return trade_linking.execute(
        call.session,
        call.user_id,
        plan_id,
        body,
        call.use(Links),
        news=call.use(News),
        plans=call.use(LivingPlans),
        now=call.now,
    )


@routes.post(
    "/<plan_id>/link",
    returns=ExecutedPlanOut,
    raises=(PlanNotFound, TradeNotFound, PlanSettled, TradeFollowsAnother, PlanDoesNotFit),
)
def link_trade(call: Call, plan_id: Id, body: LinkTrade) -> ExecutedPlan:
    """Say that a trade followed the plan; what counts is the version that was alive at its first fill."""
    return trade_linking.link(
        call.session,
        call.user_id,
        plan_id,
        body,
        call.use(Links),
        news=call.use(News),
        now=call.now,
    )


@routes.delete("/<plan_id>/link", raises=(PlanNotFound, NotFollowed))
def unlink_trade(call: Call, plan_id: Id) -> None:
    """Take plan and trade apart, for a link by mistake."""
    trade_linking.unlink(
        call.session,
        call.user_id,
        plan_id,
        call.use(Links),
        news=call.use(News),
        now=call.now,
    )


@routes.get(
    "/<plan_id>/adherence",
    returns=AdherenceOut,
    raises=(PlanNotFound, NotFollowed),
    cost=light("of one plan"),
)
def read_adherence(call: Call, plan_id: Id) -> AdherenceOut:
    """Read how the trade kept to the plan, rule by rule."""
    return adherence.read(call.session, call.user_id, plan_id)


@routes.get(
    "/<plan_id>/marks",
    returns=Marks,
    raises=(PlanNotFound,),
    cost=light("of one plan"),
)
def list_marks(call: Call, plan_id: Id) -> Marks:
    """Read what you said of a plan, first to last; the last word on a subject counts."""
    return adherence.list_marks(call.session, call.user_id, plan_id)


@routes.post("/<plan_id>/marks", returns=PlanOut, status=201, raises=(PlanNotFound, BadPlan))
def mark_plan(call: Call, plan_id: Id, body: MarkPlan) -> PlanOut:
    """Say what no figure shows: a criterion that was there, an exit by the rule, an invalidation respected."""
    adherence.mark(
        call.session,
        call.user_id,
        plan_id,
        body,
        now=call.now,
    )
    return service.read_plan(
        call.session,
        call.user_id,
        plan_id,
        call.use(Links),
        now=call.now,
    )


@routes.post(
    "/<plan_id>/attachments",
    returns=PlanOut,
    status=201,
    raises=(PlanNotFound, UploadNotFound, TooMany),
)
def attach(call: Call, plan_id: Id, body: PlanAttach) -> PlanOut:
    """Add uploaded charts to a plan."""
    return images.attach(
        call.session,
        call.user_id,
        plan_id,
        body.upload_ids,
        call.use(Links),
        now=call.now,
    )


@routes.delete("/<plan_id>/attachments/<upload_id>", raises=(PlanNotFound,))
def detach(call: Call, plan_id: Id, upload_id: Id) -> None:
    """Take a chart from a plan; the image itself stays."""
    images.detach(call.session, call.user_id, plan_id, upload_id)


@routes.get(
    "/<plan_id>/picture",
    returns=RawAnswer,
    raises=(PlanNotFound,),
    content_type=("image/png", "image/svg+xml"),
    cost=HEAVY,
)
def draw_plan(call: Call, plan_id: Id, query: PictureSelection) -> RawAnswer:
    """Draw entry, stop and targets, as PNG or SVG."""
    from backend.features.record.plans import chart  # with Matplotlib: most processes draw nothing

    plan = service.read_plan(
        call.session,
        call.user_id,
        plan_id,
        call.use(Links),
        now=call.now,
    )
    drawn, content_type = chart.draw(plan, query.format)
    return RawAnswer(drawn, content_type, {"Cache-Control": "private, no-cache"})


@routes.post(
    "/<plan_id>/picture",
    returns=UploadOut,
    status=201,
    transaction="none",
    raises=(PlanNotFound, *IMAGE_REFUSALS),
    cost=HEAVY,
)
def keep_picture(call: Call, plan_id: Id) -> JsonObject:
    """Draw a plan and keep the picture as an upload, to send it in the chat or to attach it."""
    from backend.features.record.plans import chart

    with call.database.reading(call.actor) as session:
        plan = service.read_plan(
            session,
            call.user_id,
            plan_id,
            call.use(Links),
            now=call.now,
        )
    drawn, _ = chart.draw(plan, PictureFormat.PNG)
    upload = call.use(ImageDesk).take_in(call.user_id, call.caller.session_id, drawn, now=call.now)
    return media.shown(upload, call.use(Links))
