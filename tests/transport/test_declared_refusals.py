"""The look at refusals sees one that an operation or an event does not declare, though another declares it."""

import pytest
from flask import Flask, Response

from tests.declared_refusals import OF_EVENT, OF_OPERATION, check_event, undeclared

CODE = "plan.not_found"
STRANGER = next(name for name, codes in OF_OPERATION.items() if CODE not in codes)
OWNER = next(name for name, codes in OF_OPERATION.items() if CODE in codes)
EVENT = next(name for name, codes in OF_EVENT.items() if CODE not in codes)


def answer_as(operation: str) -> None:
    """Any application's answer is looked at; this one refuses as that operation would."""
    app = Flask("refuses")

    def refuse() -> Response:
        return Response(f'{{"code": "{CODE}"}}', 404, content_type="application/problem+json")

    app.add_url_rule("/", endpoint=operation, view_func=refuse)
    assert app.test_client().get("/").status_code == 404


def test_a_refusal_that_its_operation_does_not_declare_is_seen():
    answer_as(STRANGER)
    assert undeclared() == [f"{STRANGER} answered {CODE}"]


def test_a_refusal_that_its_operation_declares_is_fine():
    answer_as(OWNER)
    assert undeclared() == []


def test_a_refusal_that_its_event_does_not_declare_fails_where_it_is_heard():
    refused = {"ok": False, "error": {"code": CODE, "instance": EVENT}}
    with pytest.raises(AssertionError, match=f"{EVENT} was refused with {CODE}"):
        check_event(EVENT, refused)
    check_event(EVENT, {"ok": True})
