"""What is served beside the API: the first page, its documents, and the health of the process."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask, Response, request, send_from_directory
from flask_swagger_ui import __file__ as swagger_ui
from sqlalchemy import text

from backend.core.db import Database
from backend.core.errors import Refusal
from backend.transport.contract import Operation, SocketEvents
from backend.transport.openapi import document, events_document

FRONTEND = Path(__file__).parent.parent / "frontend"
SWAGGER = Path(swagger_ui).parent / "dist"
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob: https://res.cloudinary.com "
    "https://api.cloudinary.com; connect-src 'self' ws: wss:; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
DOCS_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
API_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
DOCS_HTML = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Elite Trading Coach: API</title>
<link rel="stylesheet" href="/api/docs/swagger-ui.css"></head><body><div id="swagger-ui"></div>
<script src="/api/docs/swagger-ui-bundle.js"></script><script src="/static/docs.js"></script></body></html>"""


def mount(
    app: Flask,
    *,
    operations: list[Operation],
    events: SocketEvents,
    version: str,
    database: Database,
    redis: Callable[[], bool],
) -> None:
    """Serve the page, the documents and the health checks, and put the security headers on everything."""
    described = json.dumps(document(operations, version=version))
    heard = json.dumps(events_document(events))

    @app.get("/")
    def first_page() -> Response:
        return send_from_directory(FRONTEND, "index.html", max_age=0)

    @app.get("/static/<path:name>")
    def static_file(name: str) -> Response:
        return send_from_directory(FRONTEND, name, max_age=300)

    @app.get("/api/openapi.json")
    def openapi() -> Response:
        return Response(described, content_type="application/json")

    @app.get("/api/events.json")
    def socket_events() -> Response:
        return Response(heard, content_type="application/json")

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
        states = {"database": _answers(database), "redis": redis()}
        shown = {name: "ok" if fine else "unavailable" for name, fine in states.items()}
        up = states["database"]  # without Redis the product is slower, not down
        status = "ok" if all(states.values()) else "degraded" if up else "down"
        return {"status": status, **shown}, 200 if up else 503

    app.after_request(_add_security_headers)


def _answers(database: Database) -> bool:
    try:
        with database.reading() as session:
            session.execute(text("select 1"))
    except Refusal:
        return False
    return True


def _add_security_headers(response: Response) -> Response:
    headers = response.headers
    page = request.path == "/" or request.path.startswith("/static/")
    docs = request.path.startswith("/api/docs")
    headers.setdefault("Content-Security-Policy", PAGE_POLICY if page else DOCS_POLICY if docs else API_POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "no-referrer")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-store"
    return response
