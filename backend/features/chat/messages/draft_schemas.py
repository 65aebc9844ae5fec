"""What drafts look like: what was understood of a message, by kind, and what it takes to confirm it."""

from enum import StrEnum
from typing import Annotated, Any, Literal, NotRequired

from pydantic import Field, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema
from typing_extensions import TypedDict

from backend.core.shapes import JsonScalar, ShapeOf, Variant, part_of, told_apart
from backend.core.types import ExactPrice, Id, In, Out, Size
from backend.features.record.journal.schemas import WriteCheckIn, WriteEntry
from backend.features.record.plans.schemas import MakePlan, TradeDraft
from backend.features.record.rulebook.schemas import Limits, MakeCommitment


class DraftStatus(StrEnum):
    """What became of a draft."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


class ToldExit(TypedDict, total=False):
    """One exit; without a quantity all that is open, without a price it is still asked for."""

    price: ExactPrice
    quantity: Size


class ExitsOfTrade(TypedDict):
    """The exits of the trade that is drafted, where there are several; the trade on record that it stands in for."""

    exits: NotRequired[list[ToldExit]]
    replaces: NotRequired[Id]


class ExitProposal(TypedDict):
    """Exits of a trade on record."""

    trade_id: Id
    exits: list[ToldExit]


class LevelProposal(TypedDict):
    """Where a level of a trade on record goes."""

    trade_id: Id
    level: Literal["stop", "target"]
    price: ExactPrice


class CorrectionProposal(TypedDict):
    """What of a trade on record was told wrongly, with its right values; an exit is the last one."""

    trade_id: Id
    entry_price: NotRequired[ExactPrice]
    exit_price: NotRequired[ExactPrice]
    position_size: NotRequired[Size]
    stop_price: NotRequired[ExactPrice]
    target_price: NotRequired[ExactPrice]


class DeletionProposal(TypedDict):
    """A trade that goes from the record; for 30 days it can be brought back."""

    trade_id: Id


class SettingDraft(TypedDict):
    """One setting; `unit` says in what its value is counted."""

    setting: str
    value: JsonScalar
    unit: str | None
    market: NotRequired[str | None]


class SettingProposal(TypedDict):
    """Settings, in the order in which they were told."""

    changes: list[SettingDraft]


_DRAFTS = [
    Variant(
        "DraftOfTrade",
        ["trade"],
        {"trade": TradeDraft, "proposal": ExitsOfTrade | None},
    ),
    Variant("DraftOfExit", ["exit"], {"proposal": ExitProposal}),
    Variant("DraftOfLevel", ["level"], {"proposal": LevelProposal}),
    Variant("DraftOfCorrection", ["correction"], {"proposal": CorrectionProposal}),
    Variant("DraftOfDeletion", ["deletion"], {"proposal": DeletionProposal}),
    Variant("DraftOfPlan", ["plan"], {"proposal": part_of("PlanProposal", MakePlan)}),
    Variant(
        "DraftOfCommitment",
        ["commitment"],
        {"proposal": part_of("CommitmentProposal", MakeCommitment)},
    ),
    Variant("DraftOfSetting", ["setting"], {"proposal": SettingProposal}),
    Variant("DraftOfLimits", ["limits"], {"proposal": part_of("LimitsProposal", Limits)}),
    Variant("DraftOfCheckIn", ["check_in"], {"proposal": part_of("CheckInProposal", WriteCheckIn)}),
    Variant("DraftOfJournal", ["journal"], {"proposal": part_of("EntryProposal", WriteEntry)}),
]


class DraftOut(Out):
    """What was understood: a trade, in `trade` as `POST /api/trading/trades` takes it, and what that still needs."""

    kind: Annotated[
        str,
        Field(
            examples=[
                "trade",
                "exit",
                "level",
                "correction",
                "deletion",
                "plan",
                "commitment",
                "setting",
                "limits",
                "check_in",
                "journal",
            ]
        ),
    ]
    status: DraftStatus
    trade: Annotated[
        dict[str, Any], ShapeOf(TradeDraft), Field(description="Empty where it is none of a trade.")
    ]
    missing: list[str]
    trade_id: Annotated[Id | None, Field(description="The trade that was logged.")]
    proposal: Annotated[
        dict[str, Any] | None,
        Field(description="What all but a trade would write, as its operation takes it."),
    ] = None
    created_id: Annotated[
        Id | None, Field(description="The plan, commitment or entry of the journal that was made.")
    ] = None

    @classmethod
    def __get_pydantic_json_schema__(
        cls,
        schema: CoreSchema,
        handler: GetJsonSchemaHandler,
    ) -> JsonSchemaValue:
        """One of several, told apart by `kind`."""
        return told_apart("kind", _DRAFTS, schema, handler)


class ConfirmDraft(In):
    """What to log instead of what was understood, by field of a trade."""

    changes: Annotated[dict[str, Any], Field(examples=[{"position_size": "2"}])] = {}


class OfDraft(In):
    """Which draft, and what to log instead of what was understood, by field of a trade."""

    message_id: Id
    changes: Annotated[dict[str, Any], Field(examples=[{"position_size": "2"}])] = {}
