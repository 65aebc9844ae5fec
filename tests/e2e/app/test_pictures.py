"""Each screen looks as its stored picture does; `make screens` stores them anew, to be looked at before they are kept."""

import pytest
from PIL import Image

from tests.e2e.app.pictures import FOLDER, LOOKS, distance, picture_of
from tests.e2e.app.screens import screens_of_record, show, signed_in
from tests.e2e.sockets import Person

pytestmark = [
    pytest.mark.processes,
    pytest.mark.browser,
    pytest.mark.timeout(900),
    pytest.mark.pictures,
]
MOST = 0.06  # of a picture: dates, times and what the coach says first change from day to day


@pytest.fixture(scope="module")
def trader(stack):
    person = Person(stack.url)
    return person, screens_of_record(person)


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.name)
def test_each_screen_looks_as_it_did(browser, trader, look):
    person, screens = trader
    page = signed_in(browser, person, theme=look.theme, **look.options)
    apart = {}
    for screen in screens:
        show(page, person.url, screen)
        apart[screen.name] = distance(picture_of(page), f"{screen.name}-{look.name}")
    page.context.close()

    assert {name: share for name, share in apart.items() if share > MOST} == {}


def test_a_screen_without_its_rail_would_be_noticed():
    stored = Image.open(FOLDER / "today-dark.png").convert("RGB")
    assert distance(stored, "today-dark") == 0

    stored.paste((240, 240, 240), (0, 0, stored.width // 6, stored.height))

    assert distance(stored, "today-dark") > MOST
