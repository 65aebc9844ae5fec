"""Images at Cloudinary: uploaded as authenticated assets, read and shown by signed links that expire."""

import hmac
import io
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import cloudinary
import cloudinary.exceptions
import cloudinary.uploader
import cloudinary.utils
import urllib3

from backend.features.content.media.errors import StorageAway

SECONDS = 15
TYPE = "authenticated"  # of a private asset, copies in other sizes would be public
READ_LINK_LIFE = timedelta(minutes=5)


class CloudinaryImages:
    """The official SDK, configured by `cloudinary://key:secret@cloud`.

    Args:
        url: the account.
        api: another address of the API, for stand-ins.
    """

    name = "cloudinary"

    def __init__(self, url: str, *, api: str | None = None) -> None:
        parts = urlsplit(url)
        self._account: dict[str, Any] = {
            "cloud_name": parts.hostname,
            "api_key": parts.username,
            "api_secret": parts.password,
        }
        if not all(self._account.values()):
            raise ValueError("CLOUDINARY_URL must be cloudinary://key:secret@cloud.")
        if api:
            self._account["upload_prefix"] = api
        self._pool = urllib3.PoolManager(timeout=urllib3.Timeout(SECONDS), retries=False)

    def put(self, key: str, content: bytes, content_type: str) -> None:
        """Keep; the same key again changes nothing.

        Raises:
            StorageAway
        """
        try:
            cloudinary.uploader.upload(
                io.BytesIO(content),
                public_id=key,
                type=TYPE,
                resource_type="image",
                format=_format(content_type),
                overwrite=False,
                timeout=SECONDS,
                **self._account,
            )
        except (cloudinary.exceptions.Error, urllib3.exceptions.HTTPError, OSError) as error:
            raise StorageAway from error

    def get(self, key: str, content_type: str) -> bytes:
        """The bytes under a key, as they were put: another format would be made on the way.

        Raises:
            StorageAway
        """
        link = self.link(key, content_type, datetime.now(UTC) + READ_LINK_LIFE)
        try:
            response = self._pool.request("GET", link)
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise StorageAway from error
        if response.status != 200:
            raise StorageAway
        return bytes(response.data)

    def link(self, key: str, content_type: str, expires_at: datetime) -> str:
        """A signed link of Cloudinary that works until it expires."""
        return str(
            cloudinary.utils.private_download_url(
                key,
                _format(content_type),
                type=TYPE,
                expires_at=int(expires_at.timestamp()),
                **self._account,
            )
        )

    def key_in(self, url: str) -> str | None:
        """The key that a link of this account names; null when it is foreign or was changed."""
        address, _, query = url.partition("?")
        if address != cloudinary.utils.cloudinary_api_url("download", **self._account):
            return None
        parameters = dict(parse_qsl(query))
        signature = parameters.pop("signature", "")
        if parameters.pop("api_key", "") != self._account["api_key"]:
            return None
        ours = cloudinary.utils.sign_request(parameters, self._account)["signature"]
        if hmac.compare_digest(signature.encode(), ours.encode()):
            return parameters.get("public_id")
        return None


def _format(content_type: str) -> str:
    return {"image/jpeg": "jpg"}.get(content_type, content_type.removeprefix("image/"))
