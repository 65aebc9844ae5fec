"""`flask behaviour rerun`."""

from datetime import UTC, datetime

from tests.features.coach.behaviour.detector_runs import Looking


def test_everybody_is_looked_at_again_and_the_second_time_nothing_changes(world):
    runner = world.app.test_cli_runner()
    some, other = Looking(world), Looking(world)
    some.revenge(some.days(10))
    other.log(datetime(2025, 11, 19, 15, tzinfo=UTC), -1)
    world.settle()

    first = runner.invoke(args=["behaviour", "rerun"])

    assert first.exit_code == 0, first.output
    lines = dict(line.split(": ") for line in first.output.splitlines())
    assert set(lines) == {str(some.user_id), str(other.user_id)}
    assert (
        lines[str(other.user_id)] == "1 positions, 0 events, 0 of them new, 0 withdrawn, 0 patterns"
    )
    assert lines[str(some.user_id)].startswith("32 positions, ")
    rows = some.kept()
    again = runner.invoke(args=["behaviour", "rerun", "--user", str(some.user_id)])
    assert ", 0 of them new, 0 withdrawn" in again.output
    assert some.kept() == rows
    some.close()
    other.close()
