import gzip
import json
import os

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from openapi_spec_validator import validate
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error

from backend.transport.openapi import document
from backend.transport.schema_names import reached
from backend.wiring.registry import OPERATIONS
from tests.world import PASSWORD

EXAMPLES = int(
    os.environ.get("FUZZ_EXAMPLES", "8")
)  # of each operation and way; `make explore` tries many more
DOCUMENT = document(OPERATIONS, version="test")
# each by a name of its own: xdist takes tests of one name for one test, which schemathesis's own decorator gives
FUZZED = {
    one.ok().label: one.ok()
    for one in schemathesis.openapi.from_dict(DOCUMENT).get_all_operations()
}


def test_the_document_is_valid_and_complete(world):
    served = world.client.get("/api/openapi.json")
    validate(served.json)
    described = {
        (method.upper(), path) for path, item in served.json["paths"].items() for method in item
    }
    declared = {(one.method, one.path.replace("<", "{").replace(">", "}")) for one in OPERATIONS}
    assert described == declared
    for item in served.json["paths"].values():
        for operation in item.values():
            assert operation["summary"]
            assert any(status.startswith("4") for status in operation["responses"])


def test_a_schema_is_called_by_one_plain_name():
    """Two models of one name stood for each other once; whoever generates clients sees the names."""
    names = [*DOCUMENT["components"]["schemas"]]
    assert [name for name in names if "__" in name or not name.isidentifier()] == []


def test_the_documents_are_small_on_the_way_and_sent_once(world):
    for path in ("/api/openapi.json", "/api/events.json"):
        plain = world.client.get(path)
        packed = world.client.get(path, headers={"Accept-Encoding": "br, gzip"})
        tag = packed.headers["ETag"]
        again = world.client.get(path, headers={"If-None-Match": tag, "Accept-Encoding": "gzip"})

        assert "Content-Encoding" not in plain.headers
        assert gzip.decompress(packed.data) == plain.data
        assert len(packed.data) * 5 < len(plain.data)
        assert packed.headers["Vary"] == "Accept-Encoding"
        assert packed.headers["Cache-Control"] == "no-cache"
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
        assert world.client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200
        assert (
            "Content-Encoding"
            not in world.client.get(path, headers={"Accept-Encoding": "gzip;q=0"}).headers
        )


def operations_of(document):
    return [operation for item in document["paths"].values() for operation in item.values()]


def test_a_parameter_is_named_once():
    for operation in operations_of(DOCUMENT):
        names = [one["name"] for one in operation["parameters"]]
        assert len(names) == len(set(names)), operation["operationId"]


def test_an_answer_says_of_which_media_types_it_is():
    """`*/*` says nothing; what is asked for by `format` is one of the types that are named."""
    for operation in operations_of(DOCUMENT):
        for response in operation["responses"].values():
            assert "*/*" not in response.get("content", {}), operation["operationId"]


@pytest.mark.parametrize(
    ("path", "asked", "media_type"),
    [
        ("/api/conversations/export", "json", "application/json"),
        ("/api/conversations/export", "markdown", "text/markdown"),
        ("/api/conversations/export", "csv", "text/csv"),
        ("/api/trading/reports/chart", "png", "image/png"),
        ("/api/trading/reports/chart", "svg", "image/svg+xml"),
        ("/api/verdicts/reliability", "svg", "image/svg+xml"),
    ],
)
def test_a_file_comes_as_one_of_the_types_that_are_named(world, path, asked, media_type):
    query = {"format": asked, **({"name": "equity"} if "chart" in path else {})}
    answer = world.trader().get(path, query_string=query)

    assert answer.status_code == 200
    assert answer.mimetype == media_type
    assert media_type in DOCUMENT["paths"][path]["get"]["responses"]["200"]["content"]


SCHEMAS = DOCUMENT["components"]["schemas"]
TAKEN = reached([one.get("requestBody", {}) for one in operations_of(DOCUMENT)], SCHEMAS)
GIVEN = reached([one["responses"] for one in operations_of(DOCUMENT)], SCHEMAS)
SO_FAR = {
    "TradeDraft",
    "ToldExit",
    "ExitsOfTrade",
    "SettingDraft",
}  # of a draft: what was not said is not there
ALWAYS_THERE = [
    name
    for name in GIVEN
    if "properties" in GIVEN[name] and name not in SO_FAR and not name.endswith("Proposal")
]


@pytest.mark.parametrize("name", [name for name in ALWAYS_THERE if name not in TAKEN])
def test_every_field_of_an_answer_is_always_there(name):
    """A field with a default was described as one that may be missing."""
    assert set(GIVEN[name]["properties"]) == set(GIVEN[name]["required"])


def test_an_error_code_is_one_of_a_closed_list():
    known = DOCUMENT["components"]["schemas"]["ErrorCode"]["enum"]
    assert known == sorted(DOCUMENT["x-error-codes"])
    for operation in operations_of(DOCUMENT):
        for status, response in operation["responses"].items():
            if status < "4":
                continue
            content = response["content"]["application/problem+json"]
            problem, told = content["schema"]["allOf"]
            assert problem == {"$ref": "#/components/schemas/Problem"}
            codes = told["properties"]["code"]["enum"]
            assert set(content["examples"]) <= set(codes) <= set(known)


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/api/messages/{message_id}/stop", "answer"),
        ("/api/trading/coaching/nudges/preferences", "most_a_day"),
        ("/api/notifications/preferences", "emails_a_day"),
        ("/api/verdicts/{verdict_id}/outcome", "r_multiple"),
    ],
)
def test_what_is_answered_is_described_by_its_own_schema(path, field):
    operation = next(iter(DOCUMENT["paths"][path].values()))
    reference = operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
    described = DOCUMENT["components"]["schemas"][reference.rsplit("/", 1)[1]]
    assert field in described["properties"]


def test_every_list_takes_a_limit_of_one_to_two_hundred_and_fifty_by_default():
    limits = {
        path: {name: one["schema"].get(name) for name in ("minimum", "maximum", "default")}
        for path, item in DOCUMENT["paths"].items()
        for one in item.get("get", {}).get("parameters", [])
        if one["name"] == "limit"
    }
    assert len(limits) > 10
    assert {path: one for path, one in limits.items() if tuple(one.values()) != (1, 200, 50)} == {}


def test_the_documents_can_be_browsed(world):
    assert b"swagger-ui" in world.client.get("/api/docs").data
    with world.client.get("/api/docs/swagger-ui-bundle.js") as bundle:
        assert bundle.status_code == 200
    events = world.client.get("/api/events.json").json
    assert "send_message" in events["incoming"]
    assert "ai_response" in events["outgoing"]


@pytest.mark.parametrize("path", ["/nothing", "/api/nothing", "/api/auth/login"])
def test_what_is_not_there_is_a_problem_document_with_an_id(world, path):
    answer = world.client.delete(path)
    assert answer.status_code in (404, 405)
    assert answer.content_type == "application/problem+json"
    assert answer.json["request_id"] == answer.headers["X-Request-ID"]


@pytest.mark.parametrize(
    "path", ["/", "/api/nothing", "/api/auth/me", "/api/docs", "/health/live", "/api/openapi.json"]
)
def test_every_answer_bears_the_security_headers(world, path):
    with world.client.get(path) as answer:
        headers = answer.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "no-referrer"


def test_a_request_id_that_was_given_is_kept_and_a_hostile_one_is_not(world):
    assert (
        world.client.get("/health/live", headers={"X-Request-ID": "abc-1"}).headers["X-Request-ID"]
        == "abc-1"
    )
    assert (
        world.client.get("/health/live", headers={"X-Request-ID": "a b<script>"}).headers[
            "X-Request-ID"
        ]
        != "a b<script>"
    )


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("label", sorted(FUZZED))
def test_no_input_makes_a_server_error_and_every_answer_is_as_described(label, mode, fuzzing):
    client, token, tokens = fuzzing
    operation = FUZZED[label]

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    def ask(case):
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {token()}"}
        response = case.call(app=client)
        if response.status_code == 401:
            tokens.clear()
        case.validate_response(response, checks=[not_a_server_error])
        described = operation.definition.raw["responses"]
        assert str(response.status_code) in described or response.status_code in (
            400,
            405,
            411,
            413,
            429,
        ), response.text
        if response.status_code >= 400:
            problem = json.loads(response.content)
            assert problem["status"] == response.status_code
            assert problem["code"]

    try:
        ask()
    except Unsatisfiable:
        if mode is GenerationMode.NEGATIVE:
            pytest.skip("it takes nothing that could be wrong")
        raise


def test_every_operation_is_fuzzed():
    assert set(FUZZED) == {
        f"{one.method} {one.path.replace('<', '{').replace('>', '}')}" for one in OPERATIONS
    }


@pytest.fixture
def fuzzing(world, app):
    """The application and a token that is renewed when the fuzzer signs itself out."""
    tokens: list[str] = []

    def token() -> str:
        if not tokens:
            trader = world.trader()
            tokens.append(trader.access_token)
        return tokens[0]

    assert PASSWORD
    return app, token, tokens
