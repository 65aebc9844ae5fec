"""Every operation, socket event and task of the product: a new room is named here."""

from backend.features.accounts.auth import routes as auth_routes
from backend.features.ai import routes as ai_routes
from backend.features.ai.tasks import tasks as ai_tasks
from backend.features.chat.archive import routes as archive_routes
from backend.features.chat.live import routes as chat_routes
from backend.features.chat.live.sockets import events as chat_events
from backend.features.chat.live.tasks import tasks as chat_tasks
from backend.features.chat.threads import routes as thread_routes
from backend.features.coach.behaviour import routes as behaviour_routes
from backend.features.coach.behaviour.tasks import tasks as behaviour_tasks
from backend.features.coach.coaching import routes as coaching_routes
from backend.features.coach.nudges import routes as nudge_routes
from backend.features.coach.nudges.tasks import tasks as nudge_tasks
from backend.features.coach.verdicts import routes as verdict_routes
from backend.features.content.media import routes as media_routes
from backend.features.market.instruments import routes as instrument_routes
from backend.features.notifications import routes as notification_routes
from backend.features.notifications.sockets import events as notification_events
from backend.features.notifications.tasks import tasks as notification_tasks
from backend.features.operations.demo import routes as demo_routes
from backend.features.operations.demo.tasks import tasks as demo_tasks
from backend.features.overview.search import routes as search_routes
from backend.features.overview.today import routes as today_routes
from backend.features.record.journal import routes as journal_routes
from backend.features.record.performance import routes as performance_routes
from backend.features.record.performance.sequence import routes as sequence_routes
from backend.features.record.performance.tables import routes as table_routes
from backend.features.record.plans import routes as plan_routes
from backend.features.record.plans.pre_trade_check import routes as check_routes
from backend.features.record.plans.tasks import tasks as plan_tasks
from backend.features.record.questions import routes as question_routes
from backend.features.record.rulebook import routes as rulebook_routes
from backend.features.record.strategies import routes as strategy_routes
from backend.features.record.trades import routes as trade_routes
from backend.features.record.trades.accounts import routes as account_routes
from backend.features.record.trades.bulk import routes as bulk_routes
from backend.features.record.trades.corporate_actions import routes as corporate_action_routes
from backend.features.record.trades.saved_views import routes as view_routes
from backend.features.record.trades.trade_list import routes as trade_list_routes
from backend.features.record.trades.trash import routes as trash_routes
from backend.features.record.trades.trash.tasks import tasks as trash_tasks
from backend.transport.contract import Operation, SocketEvents

OPERATIONS: list[Operation] = [
    *auth_routes.routes.operations,
    *chat_routes.conversation_routes.operations,
    *archive_routes.routes.operations,
    *thread_routes.routes.operations,
    *chat_routes.message_routes.operations,
    *media_routes.routes.operations,
    *media_routes.link_routes.operations,
    *verdict_routes.routes.operations,
    *verdict_routes.plan_routes.operations,
    *verdict_routes.trade_routes.operations,
    *trade_list_routes.routes.operations,
    *trash_routes.routes.operations,
    *bulk_routes.routes.operations,
    *view_routes.routes.operations,
    *trade_routes.routes.operations,
    *corporate_action_routes.corporate_action_routes.operations,
    *strategy_routes.rule_check_routes.operations,
    *account_routes.routes.operations,
    *account_routes.rate_routes.operations,
    *strategy_routes.routes.operations,
    *instrument_routes.instrument_routes.operations,
    *performance_routes.routes.operations,
    *table_routes.routes.operations,
    *sequence_routes.routes.operations,
    *question_routes.routes.operations,
    *rulebook_routes.routes.operations,
    *plan_routes.routes.operations,
    *check_routes.routes.operations,
    *journal_routes.routes.operations,
    *behaviour_routes.routes.operations,
    *nudge_routes.routes.operations,
    *notification_routes.routes.operations,
    *coaching_routes.routes.operations,
    *ai_routes.routes.operations,
    *today_routes.routes.operations,
    *search_routes.routes.operations,
    *demo_routes.routes.operations,
]
EVENTS = SocketEvents.together(chat_events, notification_events)
TASKS = (
    chat_tasks,
    plan_tasks,
    ai_tasks,
    notification_tasks,
    behaviour_tasks,
    nudge_tasks,
    trash_tasks,
    demo_tasks,
)
