"""By which ways notifications leave the product: a file for each, named as its `Channel`, with a `DRIVER`.

A new channel is one line in `notifications/models.Channel` and one file here; `driver.py` says what it must do.
"""

FACE = ("url_policy",)
