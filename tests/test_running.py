"""`make run`: one command starts everything, ends everything with it, and nothing that was said is lost."""

import json
import os
import re
import signal
import socket
import stat
import time
import urllib.error
import urllib.request

import psutil
import pytest

from backend.local_stack.data_dir import CannotStart, claim, installation_secrets
from backend.local_stack.processes import find_children, find_servers
from tests.e2e.run import contents, is_answered, lives, names, register, say, wait_for
from tests.e2e.running import running_stack

pytestmark = [pytest.mark.processes, pytest.mark.restarts, pytest.mark.timeout(300)]
NAMES = ("web", "worker", "beat", "redis", "postgres", "guardian")


def test_the_first_start_shows_a_demo_account_that_works_and_the_second_continues_with_it(start):
    first = start().until_ready()
    login, password = re.search(r"login (\S+)\s+password (\S+)", first.said).groups()
    token = first.ask("/api/auth/login", {"login": login, "password": password})["access_token"]
    path = say(first, token, "Long NQ 18250, stop 18230, target 18290")
    wait_for(lambda: is_answered(first, path, token))
    running = first.everything()
    assert names(running) == {
        *("gunicorn", "celery_worker worker", "celery_worker beat"),
        *("redis-server", "postgres", "orphan_reaper"),
    }

    began = time.monotonic()
    assert first.end(signal.SIGINT) == 0
    assert time.monotonic() - began < 20  # 10 on a machine that is not shared
    assert [process for process in running if lives(process)] == []
    assert first.said.strip().endswith("Stopping.")
    assert "make run DEMO_HISTORY=1" in first.said

    second = start(DEMO_HISTORY="1").until_ready()
    assert "password" not in second.said
    token = second.ask("/api/auth/login", {"login": login, "password": password})["access_token"]
    assert contents(second, path, token) == ["Long NQ 18250, stop 18230, target 18290"]
    wait_for(
        lambda: second.ask("/api/trading/trades", token=token)["items"]
    )  # a year of them is being written
    running = second.everything()
    assert second.end(signal.SIGTERM) == 0
    assert [process for process in running if lives(process)] == []
    assert "was not finished" not in second.said


def test_kill_9_leaves_nothing_running_and_nothing_lost(installation):
    first = installation.running()
    token = register(first)
    path = say(first, token, "Short ES 4501.25, stop 4505, target 4490")
    running = first.everything()
    assert len(running) > 10

    first.process.kill()

    wait_for(lambda: not [process for process in running if lives(process)])
    second = installation.start()
    assert contents(second, path, token) == ["Short ES 4501.25, stop 4505, target 4490"]
    wait_for(lambda: is_answered(second, path, token))


def test_a_start_right_after_kill_9_waits_for_the_clearing_up_and_continues(installation):
    first = installation.running()
    token = register(first, "bert")

    first.process.kill()
    second = installation.start()

    assert second.ask("/api/auth/me", token=token)["username"] == "bert"


def test_it_ends_with_the_make_that_started_it(start):
    run = start(wrapped=True).until_ready()
    running = run.everything()
    assert any("run.py" in " ".join(process.cmdline()) for process in running)

    run.process.kill()

    wait_for(lambda: not [process for process in running if lives(process)])


def test_a_signal_during_the_start_ends_everything(start):
    run = start()
    wait_for(lambda: find_servers("postgres", run.data_dir / "postgres"))
    running = run.everything()

    assert run.end(signal.SIGINT) == 1

    assert "Stopped before it had started." in run.said
    assert [process for process in running if lives(process)] == []
    assert find_children(run.data_dir) == []


def test_a_taken_port_is_one_clear_line_and_nothing_is_started(start):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        run = start(port=port)
        status = run.status()

    assert status == 1
    taker = f"process {os.getpid()} ({psutil.Process().name()})"
    assert (
        run.said
        == f"Port {port} is taken by {taker}. Choose another one: make run PORT={port + 1}\n"
    )
    assert not run.data_dir.exists()


def test_wrong_settings_are_one_clear_line(start):
    run = start(WEB_THREADS="many")

    assert run.status() == 1
    assert run.said.startswith("The settings are not right: WEB_THREADS ")
    assert run.said.count("\n") == 1


def test_a_folder_serves_one_run_at_a_time(tmp_path):
    held = claim(tmp_path)
    try:
        with pytest.raises(CannotStart, match=f"in use by process {os.getpid()}"):
            claim(tmp_path)
    finally:
        os.close(held)

    os.close(claim(tmp_path))


def test_the_keys_of_an_installation_are_made_once_and_for_its_owner_alone(tmp_path):
    file = tmp_path / "secrets"

    first = installation_secrets(file)

    assert installation_secrets(file) == first
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(set(first.values())) == 3
    assert all(len(value) >= 32 for value in first.values())


def test_keys_that_a_crash_cut_short_are_completed_and_the_others_kept(tmp_path):
    file = tmp_path / "secrets"
    file.write_text("SECRET_KEY=kept-kept-kept-kept-kept-kept-kept\nJWT_SECRET_KEY=\n")

    made = installation_secrets(file)

    assert made["SECRET_KEY"] == "kept-kept-kept-kept-kept-kept-kept"
    assert len(made["JWT_SECRET_KEY"]) >= 32
    assert len(made["DATA_KEYS"]) >= 32  # also where an older version made the file


def test_given_servers_are_used_and_none_is_started(tmp_path, postgres, redis_server):
    given = {"DATABASE_URL": postgres.create_database("given"), "REDIS_URL": redis_server.url}
    with running_stack(tmp_path, **given) as stack:
        assert set(stack.processes) == {"web", "worker", "beat", "guardian"}
        assert not (tmp_path / "postgres").exists()
        assert not (tmp_path / "redis").exists()
    assert postgres.is_alive()
    assert redis_server.is_alive()


def health(url: str) -> str:
    try:
        with urllib.request.urlopen(f"{url}/health/ready", timeout=5) as response:
            return str(json.load(response)["status"])
    except (urllib.error.URLError, OSError):
        return "none"


def test_each_process_that_dies_is_started_again_with_one_line_and_only_the_web_port_is_open(
    tmp_path,
):
    with running_stack(tmp_path) as stack:
        listening = {
            (connection.laddr.ip, connection.laddr.port)
            for one in stack.processes.values()
            for process in [
                psutil.Process(one.pid),
                *psutil.Process(one.pid).children(recursive=True),
            ]
            for connection in process.net_connections(kind="inet")
            if connection.status == psutil.CONN_LISTEN
        }
        assert listening == {("127.0.0.1", stack.port)}
        before = {name: stack.processes[name].pid for name in NAMES}

        for pid in before.values():
            os.kill(pid, signal.SIGKILL)
        wait_for(
            lambda: all(
                one.is_alive() and one.pid != before[name] for name, one in stack.processes.items()
            )
        )
        wait_for(lambda: health(stack.url) == "ok")

        for name in NAMES:
            assert stack._say.getvalue().count(f"{name} has ended; starting it again") == 1
        for name in ("web", "worker", "beat"):
            assert stack.children[name].restarts == 1
    assert find_children(stack.data_dir) == []


def test_a_process_is_kept_down_for_as_long_as_a_test_wants(stack):
    with stack.without("redis"):
        time.sleep(1.5)  # longer than the first pause before a restart
        assert not stack.processes["redis"].is_alive()
        wait_for(lambda: health(stack.url) == "degraded")

    wait_for(lambda: health(stack.url) == "ok")
