"""An image store for tests: speaks Cloudinary's upload and download protocol over real HTTP and checks signatures."""

import hashlib
import io
import threading
import time
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from PIL import Image

SECRET = "cloud-secret"
UNSIGNED = {"file", "api_key", "signature", "resource_type", "cloud_name"}


class CloudinaryServer:
    """`kept` maps public ids to bytes, `described` to their type and format; `away` makes it answer 500."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.described: dict[str, tuple[str, str]] = {}
        self.away = False
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                stand_in.upload(self)

            def do_GET(self) -> None:
                stand_in.download(self)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> "CloudinaryServer":
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def upload(self, handler: BaseHTTPRequestHandler) -> None:
        raw = handler.rfile.read(int(handler.headers["Content-Length"]))
        head = f"Content-Type: {handler.headers['Content-Type']}\r\n\r\n".encode()
        fields: dict[str, Any] = {}
        for part in BytesParser(policy=HTTP).parsebytes(head + raw).iter_parts():
            name = part.get_param("name", header="content-disposition")
            content = part.get_payload(decode=True)
            fields[name] = content if name == "file" else content.decode()
        if self.away or not self._signed(fields):
            self._answer(handler, 500 if self.away else 401, b'{"error": {"message": "no"}}')
            return
        self.kept.setdefault(fields["public_id"], fields["file"])
        self.described.setdefault(fields["public_id"], (fields["type"], fields["format"]))
        self._answer(handler, 200, b'{"public_id": "x"}')

    def download(self, handler: BaseHTTPRequestHandler) -> None:
        fields = dict(parse_qsl(urlsplit(handler.path).query))
        fine = self._signed(fields) and int(fields["expires_at"]) > time.time()
        content = self._in_format(fields)
        status = 500 if self.away else 401 if not fine else 404 if content is None else 200
        self._answer(handler, status, content or b"")

    def _in_format(self, fields: dict[str, Any]) -> bytes | None:
        """As it was kept, or made into the format asked for; null under another delivery type."""
        key = fields.get("public_id", "")
        kind, kept_format = self.described.get(key, ("", ""))
        if key not in self.kept or fields.get("type") != kind:
            return None
        if fields["format"] == kept_format:
            return self.kept[key]
        out = io.BytesIO()
        Image.open(io.BytesIO(self.kept[key])).save(
            out, {"jpg": "JPEG"}.get(fields["format"], fields["format"])
        )
        return out.getvalue()

    def _signed(self, fields: dict[str, Any]) -> bool:
        text = "&".join(
            f"{name}={fields[name]}"
            for name in sorted(fields)
            if name not in UNSIGNED and fields[name]
        )
        return fields.get("signature") == hashlib.sha1((text + SECRET).encode()).hexdigest()

    def _answer(self, handler: BaseHTTPRequestHandler, status: int, body: bytes) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)
