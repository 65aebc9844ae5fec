"""REST of the demo's year."""

from backend.features.operations.demo import service
from backend.features.operations.demo.errors import NotTheDemoAccount, TooManyDemoYears
from backend.features.operations.demo.ports import YearBell
from backend.features.operations.demo.schemas import DemoYearOut
from backend.features.operations.demo.service import YearPace
from backend.transport.contract import Call, Routes
from backend.transport.operation_cost import light

routes = Routes("demo", "/api/demo")


@routes.get(
    "/year",
    returns=DemoYearOut,
    raises=(NotTheDemoAccount,),
    cost=light("two rows and whether there is a trade"),
)
def read_year(call: Call) -> DemoYearOut:
    """Read how far the demo account's year is written."""
    return service.read_year(call.session, call.user_id)


@routes.post(
    "/year",
    returns=DemoYearOut,
    status=202,
    raises=(NotTheDemoAccount, TooManyDemoYears),
)
def ask_for_year(call: Call) -> DemoYearOut:
    """Have a year of a made-up trader written into the demo account.

    A worker writes it, and its windows are told how far it is (`changed`, resource `demo_year`). Asked for again while
    it is written, nothing else happens; later, what is missing up to today is added.
    """
    return service.ask_for_year(
        call.session,
        call.user_id,
        call.use(YearPace),
        call.use(YearBell),
        now=call.now,
    )
