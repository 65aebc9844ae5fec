"""How instruments say no."""

from pydantic import JsonValue

from backend.core.errors import Conflict, FieldProblem, Invalid, NotFound
from backend.features.market.instruments.contract_terms import Candidate, Unknown


class InstrumentNotFound(NotFound):
    """There is no such instrument among the user's own."""

    code = "instrument.not_found"
    detail = "There is no such instrument among your own."


class InstrumentExists(Conflict):
    """The user has described an instrument of this kind, exchange and symbol."""

    code = "instrument.exists"
    detail = "You have described this instrument already. Delete it first, or use another symbol or exchange."


class UnknownInstrument(Invalid):
    """No contract is known under this symbol; `candidates` of the problem document says what could be meant."""

    code = "instrument.unknown"
    detail = "This instrument is not known. Choose one of the candidates, or describe your own."


class BadPrice(Invalid):
    """A price that its instrument cannot have, or that is not written as its prices are."""

    code = "instrument.bad_price"
    detail = "This is no price of this instrument; `errors` says why."


def unknown_instrument(unknown: Unknown, *, field: str = "instrument") -> UnknownInstrument:
    """The refusal of a symbol that names nothing, with what could have been meant."""
    code = UnknownInstrument.code
    return UnknownInstrument(
        unknown.reason,
        errors=(FieldProblem(field, unknown.reason, code),),
        members={"candidates": [_document(candidate) for candidate in unknown.candidates]},
    )


def _document(candidate: Candidate) -> JsonValue:
    return {
        "symbol": candidate.symbol,
        "kind": candidate.kind.value,
        "exchange": candidate.exchange,
        "name": candidate.name,
    }
