"""Supervisor and guardian killed together, at any moment: nothing stays, nothing is lost, and no stranger is hurt."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import psutil
import pytest

from backend.local_stack.data_dir import CannotStart, claim
from backend.local_stack.installation_mark import mark_of, name_installation
from backend.local_stack.processes import end_everything, find_children, find_servers
from tests.e2e.run import Run, contents, is_answered, lives, names, register, say, wait_for
from tests.e2e.running import free_port

pytestmark = [pytest.mark.processes, pytest.mark.restarts, pytest.mark.timeout(300)]
IDEA = "Short ES 4501.25, stop 4505, target 4490"
SLEEP = "import time; time.sleep(300)"


def kill_both(run: Run, *, stopped: bool = False) -> list[psutil.Process]:
    """Kill supervisor and guardian; what they leave behind, stopped first where it must not notice."""
    run.process.send_signal(signal.SIGSTOP)  # so that it cannot start another guardian
    running = survivors(run.everything())
    guardians = [process for process in running if "orphan_reaper" in line_of(process)]
    for orphan in (one for one in running if stopped and one not in guardians):
        orphan.suspend()
    for guardian in guardians:
        guardian.kill()
    run.process.kill()
    run.status()
    return [process for process in running if process not in guardians]


def survivors(processes: list[psutil.Process]) -> list[psutil.Process]:
    return [process for process in processes if lives(process)]


def line_of(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""  # it has ended just now


@pytest.fixture
def sleeper() -> Iterator[list[subprocess.Popen[bytes]]]:
    """Strangers that sleep; ended after the test."""
    strangers: list[subprocess.Popen[bytes]] = []
    yield strangers
    for stranger in strangers:
        stranger.kill()
        stranger.wait()


def test_orphans_of_both_end_by_themselves(installation):
    run = installation.running()
    orphans = kill_both(run)
    assert len(orphans) > 10

    wait_for(lambda: not survivors(orphans))


@pytest.mark.parametrize("stopped", [False, True], ids=["as they are", "while they hear nothing"])
def test_the_next_start_on_the_same_port_clears_up_and_loses_nothing(installation, stopped):
    first = installation.running()
    token = register(first, "bert" if stopped else "anna")
    path = say(first, token, IDEA)
    orphans = kill_both(first, stopped=stopped)
    if stopped:
        assert names(survivors(orphans)) >= {
            "gunicorn",
            "celery_worker worker",
            "postgres",
            "redis-server",
        }

    second = installation.start()

    assert second.port == first.port
    assert survivors(orphans) == []
    assert contents(second, path, token) == [IDEA]
    wait_for(lambda: is_answered(second, path, token))


def is_making_the_cluster(run: Run) -> bool:
    return any(
        find_servers(name, run.data_dir / "postgres.half") for name in ("initdb", "postgres")
    )


def is_migrating(run: Run) -> bool:
    return any("prepare" in process.cmdline() for process in find_children(run.data_dir))


@pytest.mark.parametrize(
    "moment", [is_making_the_cluster, is_migrating], ids=["making the cluster", "migrating"]
)
def test_killed_during_the_first_start(start, moment):
    first = start()
    wait_for(lambda: moment(first))
    orphans = kill_both(first)

    second = start().until_ready()

    assert survivors(orphans) == []
    assert register(second)


def test_killed_during_the_shutdown(installation):
    first = installation.running()
    token = register(first, "carl")
    first.process.send_signal(signal.SIGTERM)
    wait_for(lambda: "Stopping." in first.said)
    orphans = kill_both(first)

    second = installation.start()

    assert survivors(orphans) == []
    assert second.ask("/api/auth/me", token=token)["username"] == "carl"


@pytest.fixture
def first(installation) -> Run:
    """A run that others meet, and that none of them may harm."""
    return installation.running()


def test_a_second_run_of_the_same_folder_says_who_runs_and_where_and_harms_nobody(first):
    for port in (first.port, free_port()):
        second = Run(first.data_dir.parent, port)

        assert second.status() == 1
        assert (
            f"in use by process {first.process.pid} (http://127.0.0.1:{first.port})" in second.said
        )
        assert second.said.count("\n") == 1
    assert first.ask("/health/ready")["status"] in ("ok", "degraded")
    assert names(first.everything()) >= {
        "gunicorn",
        "celery_worker worker",
        "celery_worker beat",
        "orphan_reaper",
    }


def test_another_installation_on_the_port_is_named_and_left_alone(start, first):
    other = start(port=first.port)

    assert other.status() == 1
    assert f"Port {first.port} is taken by another Elite Trading Coach (process " in other.said
    assert f"data in {first.data_dir})" in other.said
    assert register(first, "dora")
    assert not other.data_dir.exists()


def test_ctrl_c_again_and_again_stops_once_and_in_order(installation):
    run = installation.running()
    running = run.everything()
    for _ in range(5):
        run.process.send_signal(signal.SIGINT)
        time.sleep(0.1)

    assert run.status() == 0
    assert survivors(running) == []
    assert "Traceback" not in run.said


def test_a_stranger_with_our_words_on_its_command_line_or_with_an_old_number_is_left_alone(
    tmp_path, sleeper
):
    os.close(claim(tmp_path))
    mark = mark_of(tmp_path)
    command = [sys.executable, "-c", SLEEP]
    for line in ([*command, mark], [*command, "-X", mark], [*command, f"-X{mark}"]):
        sleeper.append(subprocess.Popen(line))
    reused = psutil.Process(sleeper[0].pid)
    (tmp_path / "lock").write_text(
        f'{{"pid": {reused.pid}, "started": {reused.create_time() - 900}, "url": ""}}'
    )

    end_everything(tmp_path)
    os.close(claim(tmp_path))

    assert [one.poll() for one in sleeper] == [None] * 3


def test_a_group_that_a_stranger_leads_is_not_ended_with_ours(tmp_path, sleeper):
    os.close(claim(tmp_path))
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-X', {mark_of(tmp_path)!r}, '-c', {SLEEP!r}])"
    sleeper.append(subprocess.Popen([sys.executable, "-c", child], process_group=0))
    wait_for(lambda: find_children(tmp_path))
    neighbour = subprocess.Popen([sys.executable, "-c", SLEEP], process_group=sleeper[0].pid)
    sleeper.append(neighbour)

    end_everything(tmp_path)

    assert find_children(tmp_path) == []
    assert neighbour.poll() is None


def test_a_folder_that_was_moved_finds_its_processes_and_a_copy_of_it_or_its_successor_does_not(
    tmp_path, sleeper
):
    before, after, copy = tmp_path / "before", tmp_path / "after", tmp_path / "copy"
    os.close(claim(before))
    sleeper.append(subprocess.Popen([sys.executable, "-X", mark_of(before), "-c", SLEEP]))
    wait_for(lambda: find_children(before))

    shutil.copytree(before, copy)
    before.rename(after)
    os.close(claim(before))

    assert find_children(copy) == find_children(before) == []
    assert [process.pid for process in find_children(after)] == [sleeper[0].pid]
    assert sleeper[0].poll() is None


def test_a_folder_keeps_its_name(tmp_path):
    name_installation(tmp_path)
    first = mark_of(tmp_path)
    name_installation(tmp_path)

    assert mark_of(tmp_path) == first
    assert mark_of(tmp_path / "nothing") is None


def test_a_folder_that_cannot_be_written_is_one_clear_line(start, tmp_path):
    (tmp_path / "data").write_text("a file")
    run = start()

    assert run.status() == 1
    assert f"{run.data_dir} cannot be used (" in run.said
    assert run.said.count("\n") == 1


@pytest.mark.skipif(
    os.geteuid() != 0 or sys.platform != "linux", reason="only root makes a small disk"
)
def test_a_full_disk_is_one_clear_message_and_leaves_nothing_running(start, tmp_path):
    (tmp_path / "data").mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(tmp_path / "data")]
    ).returncode:
        pytest.skip("this machine lets nobody make a small disk")
    try:
        run = start()
        status = run.status()
        left = find_children(run.data_dir) + find_servers("postgres", run.data_dir / "postgres")
    finally:
        subprocess.run(["umount", "-l", str(tmp_path / "data")], check=True)

    assert status == 1
    assert "No space left on device" in run.said
    assert "Traceback" not in run.said
    assert left == []


def test_a_lock_of_an_older_version_is_read_too(tmp_path):
    (tmp_path / "lock").write_text(str(os.getpid()))

    held = claim(tmp_path)

    with pytest.raises(CannotStart, match=f"in use by process {os.getpid()}"):
        claim(tmp_path)
    os.close(held)


def test_a_port_of_an_address_that_is_not_ours_says_so(start):
    run = start(HOST="203.0.113.7")

    assert run.status() == 1
    assert "203.0.113.7" in run.said
    assert run.said.count("\n") == 1
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", run.port))
