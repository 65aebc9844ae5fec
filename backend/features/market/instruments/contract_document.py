"""A contract as a document, to be kept beside what was agreed on its terms."""

from functools import lru_cache

from pydantic import TypeAdapter

from backend.core.types import JsonObject
from backend.features.market.instruments.contract_terms import Instrument


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[Instrument]:
    return TypeAdapter(Instrument)


def document_of(instrument: Instrument) -> JsonObject:
    """All terms of a contract; exact numbers are texts."""
    document: JsonObject = _adapter().dump_python(instrument, mode="json")
    return document


def contract_from(document: JsonObject) -> Instrument:
    """The contract of a document; of an older one, terms that it does not have are the usual ones."""
    return _adapter().validate_python(document)
