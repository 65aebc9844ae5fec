"""gunicorn's own log, as every other: its messages name addresses, and addresses hold search words."""

from typing import Any

from gunicorn.glogging import Logger

from backend.core.logs import JsonLines


class WebLog(Logger):
    """gunicorn's logger, which writes JSON lines without what clients sent."""

    def setup(self, cfg: Any) -> None:
        """After gunicorn has made its handlers."""
        super().setup(cfg)  # type: ignore[no-untyped-call]  # gunicorn has no types
        for handler in self.error_log.handlers:
            handler.setFormatter(JsonLines())
