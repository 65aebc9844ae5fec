"""REST of the AI budget."""

from backend.features.ai import usage
from backend.features.ai.budget import Budget
from backend.features.ai.gateway import Gateway
from backend.features.ai.ports import Questions
from backend.features.ai.schemas import EstimateAnswer, EstimateOut, UsageDays, UsageOut
from backend.features.content.media.errors import UploadNotFound
from backend.transport.contract import Call, Routes
from backend.transport.operation_cost import light

routes = Routes("ai", "/api/ai")


@routes.get(
    "/usage",
    returns=UsageOut,
    raises=(usage.BadDays,),
    cost=light("a sum for each of at most so many days, which are kept"),
)
def read_usage(call: Call, query: UsageDays) -> UsageOut:
    """Read what is left of today's AI budget, and what calls came to by day, model and kind of answer."""
    return usage.usage(call.session, call.user_id, query, call.use(Budget).limits, now=call.now)


@routes.post("/estimate", returns=EstimateOut, raises=(UploadNotFound,), transaction="read")
def estimate(call: Call, body: EstimateAnswer) -> EstimateOut:
    """Estimate what an answer would cost at the most; nothing is sent and nothing is kept."""
    words = body.content or ""
    questions = call.use(Questions).questions(
        call.session,
        call.user_id,
        words,
        body.upload_ids,
        body.mode,
        now=call.now,
    )
    at_most = call.use(Gateway).estimate(questions)
    return usage.weighed(call.session, call.user_id, at_most, call.use(Budget).limits, now=call.now)
