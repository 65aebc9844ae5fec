"""Writes the pictures of `docs/screens/` from a running product: `make screens`. Look at them before they are kept."""

import tempfile
from pathlib import Path

from tests.e2e.app.pictures import LOOKS, keep, picture_of
from tests.e2e.app.screens import screens_of_record, show, signed_in
from tests.e2e.browser import chromium
from tests.e2e.running import running_stack
from tests.e2e.sockets import Person
from tests.stand_ins.openai_server import OpenAIServer


def main() -> None:
    """Start a product, write a record, and take every screen's picture."""
    with (
        tempfile.TemporaryDirectory() as folder,
        OpenAIServer() as provider,
        running_stack(Path(folder), provider) as stack,
    ):
        take(stack.url)


def take(url: str) -> None:
    """The pictures of all screens with a record, in every look."""
    person = Person(url)
    screens = screens_of_record(person)
    with chromium() as browser:
        for look in LOOKS:
            page = signed_in(browser, person, theme=look.theme, **look.options)
            for screen in screens:
                show(page, url, screen)
                keep(picture_of(page), f"{screen.name}-{look.name}")
            page.context.close()


if __name__ == "__main__":
    main()
