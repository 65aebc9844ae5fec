"""What was said of a plan in the browser app."""

import pytest
from playwright.sync_api import expect

from tests.e2e.app.test_plans import planned, sign_in
from tests.e2e.sockets import Person
from tests.factories.plans import PLAN
from tests.patience import BROWSER

pytestmark = [pytest.mark.processes, pytest.mark.browser]


def test_what_was_said_of_a_plan_is_there_on_the_next_visit(page, stack):
    person = Person(stack.url)
    plan = planned(person)
    body = {"subject": "criterion", "place": 2, "met": False}
    said = person.ask("POST", f"/api/trading/plans/{plan['id']}/marks", json=body)
    assert said.status_code == 201, said.text
    sign_in(page, person, f"/plans/{plan['id']}")
    answer = page.get_by_role("button", name=f"Not met: {PLAN['entry_criteria'][1]}")
    expect(answer).to_have_attribute("aria-pressed", "true", timeout=BROWSER)
    met = page.get_by_role("button", name=f"Met: {PLAN['entry_criteria'][0]}", exact=True)
    expect(met).to_have_attribute("aria-pressed", "false")
