"""REST of questions to the record."""

from backend.features.record.questions import service
from backend.features.record.questions.errors import (
    MeasureNotRanked,
    TooManyGroups,
    UnknownQuestionName,
)
from backend.features.record.questions.ports import PatternBook
from backend.features.record.questions.schemas import (
    ComparisonAnswer,
    ComparisonQuery,
    QueryAnswer,
    QuestionTrades,
    RecordQuery,
    TradeSlice,
    TradesQuery,
)
from backend.features.record.questions.service import ShownTrades
from backend.transport.contract import Call, Routes
from backend.transport.input_parser import read_json
from backend.transport.operation_cost import HEAVY

routes = Routes("questions", "/api/trading/query")


@routes.post(
    "",
    returns=QueryAnswer,
    raises=(UnknownQuestionName, MeasureNotRanked, TooManyGroups),
    cost=HEAVY,
)
def ask(call: Call, body: RecordQuery) -> QueryAnswer:
    """Ask the record: measures of any selection, by groups, ranked, compared or through time."""
    return service.ask(
        call.session,
        call.user_id,
        body,
        now=call.now,
        patterns=call.use(PatternBook),
    )


@routes.post(
    "/comparison",
    returns=ComparisonAnswer,
    raises=(UnknownQuestionName,),
    cost=HEAVY,
)
def compare(call: Call, body: ComparisonQuery) -> ComparisonAnswer:
    """Compare any two selections: by what questions and by what the list of trades can say."""
    return service.compare(
        call.session,
        call.user_id,
        body,
        now=call.now,
        patterns=call.use(PatternBook),
    )


@routes.get(
    "/trades",
    returns=QuestionTrades,
    raises=(UnknownQuestionName,),
    transaction="write",
    cost=HEAVY,
)
def list_question_trades(call: Call, query: TradesQuery) -> ShownTrades:
    """List the closed trades behind an answer, latest exit first."""
    part = read_json(TradeSlice, query.selection)
    assert isinstance(part, TradeSlice), "it was read as one"
    return service.trades(
        call.session,
        call.user_id,
        part,
        query.limit,
        now=call.now,
        patterns=call.use(PatternBook),
    )
