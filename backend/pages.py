"""What is served beside the API: the browser app, the API's documents, and the health of the process."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Request, Response, abort, request, send_from_directory
from flask_swagger_ui import __file__ as swagger_ui

from backend.app_files import BUILDS, OF_THE_API, AppBuilds, AppFiles
from backend.core.health import Health
from backend.transport.contract import Operation, SocketEvents
from backend.transport.events_document import events_document
from backend.transport.openapi import document
from backend.transport.served_document import ServedDocument

Header = tuple[str, str]
FRONTEND = Path(__file__).parent.parent / "frontend"
WAITING = FRONTEND / "waiting"
SWAGGER = Path(swagger_ui).parent / "dist"
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob: https://res.cloudinary.com "
    "https://api.cloudinary.com; font-src 'self'; connect-src 'self' ws: wss:; manifest-src 'self'; "
    "worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
DOCS_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
API_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
ALWAYS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
    ("Cache-Control", "no-store"),
)
WELL = {"ok", "off"}  # without a key for a provider the rules answer, as is wanted
SECURE = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
DOCS_HTML = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Elite Trading Coach: API</title>
<link rel="stylesheet" href="/api/docs/swagger-ui.css"></head><body><div id="swagger-ui"></div>
<script src="/api/docs/swagger-ui-bundle.js"></script><script src="/static/docs.js"></script></body></html>"""


def mount(
    app: Flask,
    *,
    operations: list[Operation],
    events: SocketEvents,
    version: str,
    health: Health,
) -> None:
    """Serve the app, the documents and the health checks, and put the security headers on everything."""
    described = ServedDocument(lambda: json.dumps(document(operations, version=version)))
    heard = ServedDocument(lambda: json.dumps(events_document(events, operations)))
    builds = AppBuilds(BUILDS)

    @app.get("/")
    def app_root() -> Response:
        return the_app()

    @app.get("/<path:place>")
    def app_page(place: str) -> Response:  # noqa: ARG001  the app reads its address itself
        if not _asks_for_a_page(request):
            abort(404)
        return the_app()

    def the_app() -> Response:
        current = builds.current
        if current is None:
            return send_from_directory(WAITING, "index.html", max_age=0)
        return send_from_directory(current, "index.html", max_age=0)

    @app.get("/app-status")
    def app_status() -> Response:
        status = builds.status()
        content = json.dumps({"state": status.state, "words": status.words})
        return Response(content, content_type="application/json")

    @app.get("/static/<path:name>")
    def static_file(name: str) -> Response:
        return send_from_directory(WAITING, name, max_age=0)

    @app.get("/api/openapi.json")
    def openapi() -> Response:
        return described.answer(request)

    @app.get("/api/events.json")
    def socket_events() -> Response:
        return heard.answer(request)

    @app.get("/api/docs")
    def docs() -> Response:
        return Response(DOCS_HTML, content_type="text/html; charset=utf-8")

    @app.get("/api/docs/<path:name>")
    def docs_file(name: str) -> Response:
        return send_from_directory(SWAGGER, name, max_age=3600)

    @app.get("/health/live")
    def live() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/health/ready")
    def ready() -> tuple[dict[str, Any], int]:
        results = health.look()
        shown = {name: result.state for name, result in results.items()}
        # Without the others the product does less, or is slower; it is not down.
        up = shown["database"] == "ok"
        status = "degraded" if up else "down"
        if set(shown.values()) <= WELL:
            status = "ok"
        ages = {name: result.age_seconds for name, result in results.items()}
        return {"status": status, **shown, "seconds_ago": ages}, 200 if up else 503

    app.wsgi_app = AppFiles(app.wsgi_app, builds)  # type: ignore[method-assign]
    app.wsgi_app = _SecurityHeaders(app.wsgi_app)  # type: ignore[method-assign]  # Flask's way to add middleware


def _asks_for_a_page(page_request: Request) -> bool:
    """Whether a browser goes to an address of the app; whoever takes anything asked the API."""
    path = page_request.path
    is_file = path.startswith((*OF_THE_API, "/assets/", "/static/"))
    return not is_file and any(name == "text/html" for name, _ in page_request.accept_mimetypes)


class _SecurityHeaders:
    """Adds the headers that every answer has, unless the answer has its own."""

    def __init__(self, app: Callable[..., Any]) -> None:
        self._app = app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            names = {name.lower() for name, _ in headers}
            is_secure = environ["wsgi.url_scheme"] == "https"
            added = _added(_policy(environ["PATH_INFO"]), is_secure)
            missing = [header for name, header in added if name not in names]
            return start_response(status, headers + missing, *more)

        return self._app(environ, start)


def _policy(path: str) -> str:
    if path.startswith("/api/docs"):
        return DOCS_POLICY
    return API_POLICY if path.startswith(OF_THE_API) else PAGE_POLICY


@cache
def _added(policy: str, is_secure: bool) -> tuple[tuple[str, Header], ...]:
    """The headers that every answer has, each with its name in small letters."""
    headers = [("Content-Security-Policy", policy), *ALWAYS]
    if is_secure:
        headers.append(SECURE)
    return tuple((header[0].lower(), header) for header in headers)
