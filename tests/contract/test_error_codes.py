"""Every code that can be sent is in the documents: of HTTP, of sockets, and in the reference."""

import importlib.util
import re
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest

import backend.app  # noqa: F401  all refusals that there are
from backend.core import errors
from backend.core.errors import Refusal
from backend.transport.events_document import events_document
from backend.transport.openapi import document
from backend.transport.problem import CODES_BY_STATUS, code_of_status
from backend.transport.web_server.raw_problem import DETAILS
from backend.wiring.registry import EVENTS, OPERATIONS

ROOT = Path(__file__).parent.parent.parent
OF_HTTP = document(OPERATIONS, version="test")["x-error-codes"]
OF_SOCKETS = events_document(EVENTS, OPERATIONS)["error_codes"]


def below(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for refusal in kind.__subclasses__():
        yield refusal
        yield from below(refusal)


def facts() -> list[type[Refusal]]:
    """All but the seven kinds, which nobody raises themselves."""
    return [
        one
        for one in below(Refusal)
        if one.__module__.startswith("backend.") and one.__module__ != errors.__name__
    ]


def reference() -> str:
    spec = importlib.util.spec_from_file_location(
        "make_reference", ROOT / "docs" / "make_reference.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return "\n".join(module.lines())


def test_every_refusal_is_in_the_document_of_http_or_of_sockets():
    missing = {
        one.code: one.__qualname__
        for one in facts()
        if one.code not in OF_HTTP and one.code not in OF_SOCKETS
    }

    assert len(facts()) > 100
    assert missing == {}


def test_a_refusal_of_a_socket_is_in_the_document_of_sockets():
    """What only the transport of sockets, or who admits them, can say."""
    of_sockets = {one.code for one in facts() if one.code.startswith("socket.")}

    assert of_sockets - set(OF_SOCKETS) == set()
    assert {"socket.too_many", "socket.too_many_strangers"} < of_sockets
    described = events_document(EVENTS, OPERATIONS)
    listed = set(described["connecting"]["refusals"])
    listed |= {code for event in described["incoming"].values() for code in event["refusals"]}
    assert listed == set(OF_SOCKETS)


def test_every_code_of_both_documents_is_in_the_reference_with_its_status():
    text = reference()
    codes = OF_SOCKETS | OF_HTTP

    assert [
        code for code, told in codes.items() if f"| `{code}` | {told['status']} |" not in text
    ] == []


@pytest.mark.parametrize("status", sorted({*CODES_BY_STATUS, *DETAILS}))
def test_what_the_server_itself_refuses_is_documented(status):
    assert OF_HTTP[code_of_status(status)]["status"] == HTTPStatus(status)


def test_every_answer_of_an_operation_is_among_the_codes_of_its_document():
    answered = {
        code
        for item in document(OPERATIONS, version="test")["paths"].values()
        for operation in item.values()
        for answer in operation["responses"].values()
        for code in answer.get("content", {})
        .get("application/problem+json", {})
        .get("examples", {})
    }

    assert answered - set(OF_HTTP) == set()
    assert len(answered) > 100


def test_problem_documents_are_made_in_one_place_so_that_no_code_is_made_elsewhere():
    making = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "backend").rglob("*.py"))
        if re.search(r"[\"']/problems/", path.read_text())
    ]

    assert making == ["backend/transport/openapi.py", "backend/transport/problem.py"]


def test_nobody_raises_a_kind_instead_of_a_fact():
    kinds = {one.__name__ for one in below(Refusal) if one.__module__ == errors.__name__}
    raising = []
    for path in sorted((ROOT / "backend").rglob("*.py")):
        text = path.read_text()
        imported = re.findall(
            r"^from backend\.core\.errors import (\([^)]*\)|.*)$", text, re.MULTILINE
        )
        for kind in kinds & set(re.findall(r"\w+", " ".join(imported))):
            raising += [f"{path.name}: {kind}" for _ in re.findall(rf"raise {kind}\b", text)]

    assert raising == []
