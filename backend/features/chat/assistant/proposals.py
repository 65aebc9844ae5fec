"""What plans, promises and settings would write, and how that is said back before it is confirmed."""

from dataclasses import dataclass

from backend.core.types import JsonObject, plain_decimal
from backend.features.chat.assistant.answer_request import AnswerRequest
from backend.features.chat.assistant.drafts.draft import Draft, DraftKind
from backend.features.chat.understanding.journal_request import JournalRequest
from backend.features.chat.understanding.requests import (
    IdeaTerms,
    PlanRequest,
    PromiseRequest,
    Request,
    SettingRequest,
)
from backend.features.chat.understanding.thread_changes import with_idea
from backend.features.chat.understanding.thread_state import ThreadState
from backend.features.chat.understanding.thread_words import idea_words
from backend.features.chat.understanding.trader_settings.setting_parts import (
    SettingChange,
    SettingName,
)
from backend.features.record.rulebook import commitments
from backend.features.record.rulebook.models import CommitmentAction, CommitmentTrigger
from backend.features.record.rulebook.schemas import MakeCommitment

LONGEST_DESCRIPTION = 5000
_NAMES = {
    SettingName.ACCOUNT_SIZE: "your account size",
    SettingName.RISK_PERCENT: "your risk per trade",
    SettingName.DAILY_LOSS: "your daily loss limit",
    SettingName.WEEKLY_LOSS: "your weekly loss limit",
    SettingName.TRADES_A_DAY: "the most trades a day",
    SettingName.LOSSES_IN_A_ROW: "the losses in a row that end a session",
    SettingName.LARGEST_SIZE: "the largest size",
    SettingName.NO_TRADES_AFTER: "no new trades after",
    SettingName.NO_TRADES_BEFORE: "no trades before",
    SettingName.TIMEZONE: "your time zone",
    SettingName.MOOD: "your mood today, of ten",
    SettingName.SLEEP: "your hours of sleep",
    SettingName.NUDGES_A_DAY: "the most nudges a day",
    SettingName.QUIET_FROM: "quiet hours from",
    SettingName.QUIET_UNTIL: "quiet hours until",
}
_NOTICES = {SettingName.EMAILS: "emails", SettingName.NOTICES: "notifications in the product"}
_OCCASIONS = {
    "before_open": "before the open",
    "after_close": "after the close",
    "weekly_review": "for the weekly review",
    "after_losses": "after losses",
    "near_limit": "near the limit",
}
_UNITS = {"percent": "%", "r": " R"}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A draft, what it is in words, and what the conversation is about then; null where that stays."""

    draft: Draft
    summary: str
    thread: ThreadState | None = None


def draft_of(answer: AnswerRequest, request: Request) -> Proposal:
    """What a request would write."""
    if isinstance(request, PlanRequest):
        return _plan(answer, request)
    if isinstance(request, PromiseRequest):
        return _promise(request)
    if isinstance(request, JournalRequest):
        return _journal(request)
    assert isinstance(request, SettingRequest), "plans, promises and settings are proposed"
    return _settings(request)


def _plan(answer: AnswerRequest, request: PlanRequest) -> Proposal:
    terms = request.terms
    fields: JsonObject = {
        "instrument": terms.instrument,
        "direction": terms.direction,
        "entry_price": _shown(terms, "entry"),
        "stop_loss_level": _shown(terms, "stop"),
        "take_profit_targets": [plain_decimal(target) for target in terms.targets] or None,
        "position_size": _shown(terms, "size"),
    }
    title = idea_words(terms)
    proposal: JsonObject = {
        "title": (title[:1].upper() + title[1:]) or "Plan",
        "setup_description": request.words[:LONGEST_DESCRIPTION] or "As told in the chat",
        "entry_criteria": ["The price reaches the entry"],
    }
    proposal |= {name: value for name, value in fields.items() if value is not None}
    missing = [name for name, value in fields.items() if value is None and name != "entry_price"]
    draft = Draft(DraftKind.PLAN.value, missing=missing, proposal=proposal)
    thread = with_idea(answer.thread, terms)
    return Proposal(draft, f"A plan: {title or 'without a market yet'}.", thread)


def _shown(terms: IdeaTerms, name: str) -> str | None:
    value = getattr(terms, name)
    return None if value is None else plain_decimal(value)


def _promise(request: PromiseRequest) -> Proposal:
    fields = request.model_dump(exclude={"kind"}, exclude_none=True)
    missing = _missing(request)
    draft = Draft(DraftKind.COMMITMENT.value, missing=missing, proposal=fields)
    if missing:
        return Proposal(draft, "A promise to yourself, and something of it is open.")
    words = commitments.words_of(MakeCommitment.model_validate(fields))
    return Proposal(draft, f"A promise to yourself: {words.rstrip('.')}.")


def _journal(request: JournalRequest) -> Proposal:
    draft = Draft(DraftKind.JOURNAL.value, proposal={"kind": "free", "body": request.words})
    return Proposal(draft, f"An entry of your journal: \u201c{request.words}\u201d.")


def _missing(request: PromiseRequest) -> list[str]:
    needed = {
        "trigger": request.trigger,
        "promise": request.promise,
    }
    if request.trigger in (CommitmentTrigger.AFTER_LOSSES, CommitmentTrigger.AFTER_TRADES):
        needed["count"] = None if request.count is None else str(request.count)
    if request.promise == CommitmentAction.PAUSE:
        needed["minutes"] = None if request.minutes is None else str(request.minutes)
    if request.promise == CommitmentAction.REDUCE_SIZE:
        needed["percent"] = None if request.percent is None else str(request.percent)
    return [name for name, value in needed.items() if value is None]


def _settings(request: SettingRequest) -> Proposal:
    proposal: JsonObject = {
        "changes": [change.model_dump(mode="json") for change in request.changes]
    }
    draft = Draft(DraftKind.SETTING.value, proposal=proposal)
    parts = "; ".join(_setting_words(change) for change in request.changes)
    return Proposal(draft, f"I would set {parts}.")


def _setting_words(change: SettingChange) -> str:
    if change.unit == "switch":
        return _switch_words(change)
    name = _NAMES[change.setting]
    if change.market is not None:
        name = f"{name} of {change.market}"
    return f"{name} {change.value}{_UNITS.get(change.unit or '', '')}"


def _switch_words(change: SettingChange) -> str:
    """On and off: `emails off for weekly review`, `the coach's nudge before open off`."""
    notice = change.notice or ""
    kind = notice.replace("_", " ")
    if change.setting is SettingName.QUIET_FROM:
        return "quiet hours off"
    if change.setting is SettingName.NUDGES:
        name = f"the coach's reminder {_OCCASIONS[notice]}" if kind else "the coach's nudges"
        return f"{name} {change.value}"
    name = _NOTICES[change.setting]
    return f"{name} {change.value}" + (f" for: {kind}" if kind else "")
