"""What a log says of records and errors: words of our source code and facts, never what somebody typed."""

import ast
import io
import json
import logging
import warnings
from pathlib import Path

import psycopg2
import pytest
from pydantic import BaseModel, ValidationError
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from backend.core.database_login import WrongAddress
from backend.core.db import DatabaseAway
from backend.core.log_redaction import described, traceback_of
from backend.core.logs import JsonLines

CANARY = "-".join(
    ("kanarien", "vogel")
)  # made at run time: what stands in source code may be written
OF_TESTS = (
    "_pytest",
    "coach.test",
    "hypothesis",
    "Cloudinary",
)  # the last writes when it is told to, and it is not
BACKEND = Path(__file__).parents[2] / "backend"


class Row(BaseModel):
    number: int


@pytest.fixture
def written():
    """A logger whose lines are read as they are written."""
    made = []

    def logger(name: str) -> tuple[logging.Logger, io.StringIO]:
        stream, log = io.StringIO(), logging.getLogger(name)
        handler = logging.StreamHandler(stream)
        handler.setFormatter(JsonLines())
        log.addHandler(handler)
        log.propagate = False
        log.setLevel("DEBUG")
        made.append((log, handler))
        return log, stream

    yield logger
    for log, handler in made:
        log.removeHandler(handler)
        log.propagate = True


def raised(cause) -> BaseException:
    try:
        cause()
    except BaseException as error:
        return error
    raise AssertionError("nothing was raised")


def chained() -> None:
    try:
        int(CANARY)
    except ValueError as error:
        raise RuntimeError(f"not a number: {CANARY}") from error


def grouped() -> None:
    raise ExceptionGroup(CANARY, [ValueError(CANARY), KeyError(CANARY)])


def noted() -> None:
    error = ValueError("plain")
    error.add_note(CANARY)
    raise error


@pytest.fixture
def refused_by_postgres(postgres):
    """Errors of a real PostgreSQL, each with the canary in what was sent."""
    engine = create_engine(postgres.create_database("words"), hide_parameters=False)
    with engine.begin() as connection:
        connection.execute(
            text("create table if not exists one (words text primary key, number int)")
        )
        connection.execute(
            text("insert into one values (:it, 1) on conflict do nothing"), {"it": CANARY}
        )

    def run(statement: str) -> None:
        with engine.begin() as connection:
            connection.execute(text(statement), {"it": CANARY})

    yield run
    engine.dispose()


STATEMENTS = {
    "insert into one values (:it, 1)": "SQLSTATE 23505, one_pkey",
    "select cast(:it as uuid)": "SQLSTATE 22P02",
    "select cast(:it as int)": "SQLSTATE 22P02",
    f"select {CANARY.replace('-', '_')}": "SQLSTATE 42703",
    f"selec '{CANARY}": "SQLSTATE 42601",
}


@pytest.mark.parametrize("statement", STATEMENTS)
def test_an_error_of_the_database_tells_its_state_and_constraint(
    refused_by_postgres, written, statement
):
    error = raised(lambda: refused_by_postgres(statement))
    assert CANARY.split("-")[1] in str(error)
    log, stream = written("coach.test")
    log.error("unexpected error", exc_info=error)
    log.warning("it failed: %s", error)
    line, other = map(json.loads, stream.getvalue().splitlines())
    assert CANARY not in stream.getvalue()
    assert STATEMENTS[statement] in line["exception"]
    assert "in refused_by_postgres\n" in line["exception"] or "in run\n" in line["exception"]
    assert other["message"].startswith("it failed: ")
    assert STATEMENTS[statement] in other["message"]


@pytest.mark.parametrize(
    ("cause", "told"),
    [
        (chained, "builtins"),
        (grouped, "ExceptionGroup"),
        (noted, "ValueError: plain"),
        (lambda: Row.model_validate({"number": CANARY}), "1 of int_parsing"),
        (lambda: {}[CANARY], "KeyError"),
        (lambda: open(f"/nowhere/{CANARY}"), "FileNotFoundError: errno 2"),  # noqa: SIM115
        (lambda: json.loads(f'{{"{CANARY}": nothing}}'), "JSONDecodeError"),
        (lambda: (CANARY.encode() + b"\xff").decode(), "UnicodeDecodeError"),
        (lambda: float(CANARY), "ValueError"),
        (lambda: getattr(object(), CANARY), "AttributeError"),
        (lambda: ast.parse(f"{CANARY} {CANARY}"), "SyntaxError"),
    ],
)
def test_an_error_tells_where_it_was_raised_and_not_what_with(written, cause, told):
    error = raised(cause)
    log, stream = written("coach.test")
    log.error("unexpected error", exc_info=error)
    (line,) = map(json.loads, stream.getvalue().splitlines())
    assert CANARY not in line["exception"]
    assert told.replace("builtins", "The above exception was the direct cause") in line["exception"]
    assert "test_logs.py" in line["exception"]


def test_a_cause_has_no_words_either():
    lines = traceback_of(raised(chained)).splitlines()
    assert [line for line in lines if CANARY in line] == []
    assert "ValueError" in lines
    assert "RuntimeError" in lines


def test_words_of_our_own_are_told():
    assert (
        described(WrongAddress("DATABASE_URL is not set"))
        == "backend.core.database_login.WrongAddress: DATABASE_URL is not set"
    )
    assert "database.unavailable" in described(DatabaseAway())

    def fails() -> None:
        raise RuntimeError("the queue is closed")

    assert described(raised(fails)) == "RuntimeError: the queue is closed"


def test_a_server_that_cannot_be_reached_is_named():
    error = raised(lambda: psycopg2.connect("host=/nowhere-at-all user=nobody"))
    assert "/nowhere-at-all" in described(error)


@pytest.mark.parametrize(
    "name", ["engineio.server", "gunicorn.error", "celery.app.trace", "anything"]
)
def test_a_library_is_heard_without_what_it_was_given(written, name):
    log, stream = written(name)
    log.error("Error handling request %s", f"/api/search?q={CANARY}")
    log.error("Invalid request from ip=%s: {error}".format(error=CANARY), "::1")  # noqa: UP032
    log.error(f"packet {CANARY}")
    log.error("Task %(name)s: %(exc)s after %(count)d", {"name": "chat", "exc": CANARY, "count": 3})
    log.error(ValueError(CANARY))
    log.error("nothing to fill in %s %s", CANARY)
    log.error("plain")
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert CANARY not in stream.getvalue()
    assert [line["message"] for line in lines] == [
        "Error handling request …",
        "…",
        "…",
        "Task …: … after 3",
        "ValueError",
        "nothing to fill in %s %s",
        "plain",
    ]
    assert all(line["where"].startswith("test_logs.py:") for line in lines)


def test_gunicorn_logs_by_a_function_of_its_own_and_is_heard_all_the_same(written):
    def wrapper(log: logging.Logger, words: str, *given: object) -> None:
        log.error(words, *given)

    log, stream = written("gunicorn.error")
    wrapper(log, "Worker (pid:%s) was sent %s!", 7, "SIGKILL")
    assert json.loads(stream.getvalue())["message"] == "Worker (pid:7) was sent …!"


def test_every_line_that_the_product_logs_is_words_of_its_own():
    """The message is a constant; what fills it in is an error, a code or a name that the product chose."""
    allowed = {"error", "failure", "name", "_name", "path", "event", "user", "code", "_role"}
    wrong = []
    for path in sorted(BACKEND.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "LOG"):
                continue
            if node.func.attr == "isEnabledFor":
                continue
            first, *rest = node.args
            names = {
                one.id if isinstance(one, ast.Name) else getattr(one, "attr", "?") for one in rest
            }
            if not isinstance(first, ast.Constant) or not names <= allowed:
                wrong.append(f"{path.name}:{node.lineno}")
    assert wrong == []


def test_nothing_else_than_our_lines_leaves_a_process(app):
    """Libraries bring handlers of their own; none of them may write beside ours."""
    ours = [
        (name, handler)
        for name, log in logging.root.manager.loggerDict.items()
        if isinstance(log, logging.Logger)
        and not name.startswith(("_pytest", "coach.test", "hypothesis", "Cloudinary"))
        for handler in log.handlers
        if not isinstance(handler, logging.NullHandler)
        and not isinstance(handler.formatter, JsonLines)
    ]
    assert ours == []


def test_every_engine_hides_its_parameters(world, app, settings):
    from backend.app import worker_ports
    from backend.core.db import Database

    worker = worker_ports(settings).use(Database)
    for database in (app.extensions["coach"].database, worker):
        assert database.engine.hide_parameters
        with pytest.raises(DBAPIError) as caught, database.reading() as session:
            session.execute(
                text("select cast(:it as uuid[]) as one, :other as two"),
                {"it": "x", "other": CANARY},
            )
        assert CANARY not in str(caught.value).partition("[SQL")[2]
    worker.engine.dispose()
    for path in [*BACKEND.rglob("*.py"), *(BACKEND.parent / "migrations").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "create_engine":
                assert "hide_parameters" in {keyword.arg for keyword in node.keywords}, path


def test_a_validation_error_is_not_raised_for_its_own_words():
    error = raised(lambda: Row.model_validate({"number": CANARY}))
    assert isinstance(error, ValidationError)
    assert described(error) == "pydantic_core._pydantic_core.ValidationError: 1 of int_parsing"


def test_a_warning_is_told_by_its_place(written):
    _, stream = written("py.warnings")
    logging.captureWarnings(capture=True)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            warnings.showwarning(UserWarning(CANARY), UserWarning, f"{CANARY}.py", 1)
    finally:
        logging.captureWarnings(capture=False)
    assert stream.getvalue()
    assert CANARY not in stream.getvalue()
