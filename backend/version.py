"""The version of the product, as `/api/openapi.json` says it."""

VERSION = "0.1.0"
