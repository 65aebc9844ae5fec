"""Settings that were told, as a draft; what is not possible or was read into nothing is said beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from backend.features.chat.assistant.answer_request import AnswerRequest
from backend.features.chat.assistant.drafts import setting_bounds
from backend.features.chat.assistant.drafts.draft import Draft
from backend.features.chat.assistant.proposals import draft_of
from backend.features.chat.messages.actions import Action, say
from backend.features.chat.understanding.requests import Clarification, SettingRequest
from backend.features.chat.understanding.trader_settings.setting_parts import (
    SettingChange,
    SettingName,
)
from backend.features.chat.understanding.trader_settings.setting_question import (
    LABELS,
    setting_question,
    shown_value,
    value_question,
)

NO_TRADE_AT_ALL = "With 0 trades a day you may enter none at all."


@dataclass(frozen=True, slots=True)
class SettingProposal:
    """What comes of settings that were told.

    Attributes:
        draft: of what is possible; null where nothing is.
        words: what would be set.
        remarks: what is not possible or was not understood, and why.
        question: asked back where nothing of it is possible.
    """

    draft: Draft | None
    words: str
    remarks: tuple[str, ...]
    actions: tuple[Action, ...] = ()
    question: Clarification | None = None


def proposal_of(
    session: Session, answer: AnswerRequest, request: SettingRequest
) -> SettingProposal:
    """The draft of what can be set, judged by the rules by which it is written, so that a click is not refused."""
    refusals = setting_bounds.refusals(request.changes)
    locked = setting_bounds.locked(session, answer.user_id, request.changes, answer.now)
    possible = [
        change
        for change in request.changes
        if change.setting not in refusals and change.setting not in locked
    ]
    remarks = [*refusals.values(), *_locked(locked), *_remarks(possible)]
    actions = []
    for clause in answer.understanding.not_understood:
        question = setting_question(clause)
        remarks.append(f'I did not take "{clause}" for a setting. {question.question}')
        actions += _buttons(question)
    if possible:
        request = SettingRequest(changes=tuple(possible))
        proposal = draft_of(answer, request)
        return SettingProposal(proposal.draft, proposal.summary, tuple(remarks), tuple(actions))
    if not refusals:
        return SettingProposal(None, " ".join(remarks), ())
    question = value_question(next(iter(refusals)), why=" ".join(remarks))
    return SettingProposal(None, "", (), question=question)


def _locked(names: frozenset[SettingName]) -> list[str]:
    if not names:
        return []
    shown = " and ".join(sorted(LABELS[name] for name in names))
    return [setting_bounds.LOCKED.format(names=shown)]


def _remarks(changes: Sequence[SettingChange]) -> list[str]:
    is_none = any(
        change.setting is SettingName.TRADES_A_DAY and change.value == "0" for change in changes
    )
    return [NO_TRADE_AT_ALL] if is_none else []


def _buttons(question: Clarification) -> list[Action]:
    buttons = []
    for choice in question.choices:
        if isinstance(choice.request, SettingRequest):
            change = choice.request.changes[0]
            buttons.append(say(said(change), f"{choice.label} {shown_value(change)}"))
    return buttons


def said(change: SettingChange) -> str:
    """A change in the words with which it is set."""
    return f"/set {LABELS[change.setting]} {shown_value(change)}"
