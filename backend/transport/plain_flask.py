"""Flask without what no request of ours needs of it: which cost a third of what it does for a request."""

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask, Request, Response
from werkzeug.routing import MapAdapter, Rule
from werkzeug.wsgi import get_host

NO_BODY = "204 ", "304 "


class PlainFlask(Flask):
    """Flask for views that are all plain functions, most of them at addresses without a part that varies."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function as it is: nobody need look anew with every request whether it is plain."""
        return func

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """None where the address of a request is found at once: its rule is set here, and nothing is left to match."""
        if request is None or "HTTP_UPGRADE" in request.environ:
            return super().create_url_adapter(request)
        rule = self._whole_addresses.get((request.method, request.environ["PATH_INFO"]))
        if rule is None:
            return super().create_url_adapter(request)
        # Refuses a host that cannot be one, as Flask does.
        request.host = get_host(request.environ, self.config["TRUSTED_HOSTS"])
        request.url_rule = rule
        request.view_args = {}
        return None

    @cached_property
    def _whole_addresses(self) -> dict[tuple[str, str], Rule]:
        """By method and address the rules without a part that varies; all are there with the first request."""
        addresses: dict[tuple[str, str], Rule] = {}
        for rule in self.url_map.iter_rules():
            methods = rule.methods or set()
            for method in methods - {"OPTIONS"}:  # is answered from what Flask matches
                if not rule.arguments:
                    addresses.setdefault((method, rule.rule), rule)
        return addresses


class WholeAnswer(Response):
    """An answer whose bytes are all here, with their length: nothing is looked up of it again when it is sent."""

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Send it."""
        if environ["REQUEST_METHOD"] == "HEAD" or self.status.startswith(NO_BODY) or self._on_close:
            return super().__call__(environ, start_response)
        start_response(self.status, self.headers.to_wsgi_list())
        content: list[bytes] = self.response  # type: ignore[assignment]  # one piece, which its maker was given
        return content
