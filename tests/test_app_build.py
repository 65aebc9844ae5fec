"""What `frontend/build.py` does around the tools that it calls."""

import importlib.util
import json
import socket
import time
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent / "frontend" / "build.py"


@pytest.fixture
def script(tmp_path, monkeypatch):
    spec = importlib.util.spec_from_file_location("app_build", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "frontend" / "src").mkdir(parents=True)
    (tmp_path / "frontend" / "src" / "main.tsx").write_text("one")
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "frontend.txt").write_text("node")
    (tmp_path / "frontend" / "package-lock.json").write_text("{}")
    frontend = tmp_path / "frontend"
    for name, path in {
        "FRONTEND": frontend,
        "BUILDS": frontend / ".build",
        "CURRENT": frontend / ".build" / "current",
        "STATUS": frontend / ".build" / "status.json",
        "NODE": frontend / ".node",
        "NODE_PROGRAM": frontend / ".node" / "node",
        "MODULES": frontend / "node_modules",
        "LOCK": frontend / "package-lock.json",
        "REQUIREMENTS": tmp_path / "requirements" / "frontend.txt",
        "SOURCES": ("src", "package-lock.json"),
    }.items():
        monkeypatch.setattr(module, name, path)
    monkeypatch.setattr(module.sys, "argv", ["build.py"])
    monkeypatch.setattr(module.os, "nice", lambda _: 0)
    return module


def tools_that_work(script, monkeypatch):
    """Stand in for pip, npm and Vite: each leaves what it would."""
    calls = []

    def run(failure, *command, env=None):
        calls.append([str(part) for part in command])
        script.NODE.mkdir(exist_ok=True)
        script.NODE_PROGRAM.touch()
        script.MODULES.mkdir(exist_ok=True)
        if env and "BUILD_FOLDER" in env:
            folder = Path(env["BUILD_FOLDER"])
            folder.mkdir()
            (folder / "index.html").write_text((script.FRONTEND / "src/main.tsx").read_text())
        return ""

    monkeypatch.setattr(script, "_run", run)
    return calls


def status(script):
    return json.loads(script.STATUS.read_text())


def test_a_build_is_made_once_and_again_only_after_a_change(script, monkeypatch):
    calls = tools_that_work(script, monkeypatch)

    assert script.main() == 0
    first = script.CURRENT.readlink()
    count = len(calls)
    assert script.main() == 0
    assert len(calls) == count
    (script.FRONTEND / "src" / "main.tsx").write_text("two")
    assert script.main() == 0

    assert script.CURRENT.readlink() != first
    assert (script.CURRENT / "index.html").read_text() == "two"
    assert (script.BUILDS / first / "index.html").read_text() == "one"
    assert status(script)["state"] == "ready"


def test_only_the_newest_builds_stay(script, monkeypatch):
    tools_that_work(script, monkeypatch)
    for number in range(4):
        (script.FRONTEND / "src" / "main.tsx").write_text(str(number))
        script.main()

    folders = [path for path in script.BUILDS.iterdir() if path.is_dir() and not path.is_symlink()]
    assert sorted((folder / "index.html").read_text() for folder in folders) == ["2", "3"]


def test_where_a_step_fails_one_line_says_which_and_the_build_before_stays(script, monkeypatch):
    tools_that_work(script, monkeypatch)
    script.main()
    before = script.CURRENT.readlink()
    (script.FRONTEND / "src" / "main.tsx").write_text("two")

    def run(failure, *command, env=None):
        raise script.StepFailed(failure)

    monkeypatch.setattr(script, "_run", run)

    assert script.main() == 1
    assert script.CURRENT.readlink() == before
    assert status(script)["state"] == "failed"
    assert "its parts do not fit together" in status(script)["words"]


def test_a_step_that_ends_badly_shows_its_last_lines(script, capsys):
    with pytest.raises(script.StepFailed, match="it broke"):
        script._run("it broke", "sh", "-c", "echo one; echo two >&2; exit 3")

    assert "two" in capsys.readouterr().err


def test_the_tools_come_without_the_scripts_of_packages(script, monkeypatch):
    calls = tools_that_work(script, monkeypatch)
    script.main()

    (npm,) = (call for call in calls if "ci" in call)
    (pip,) = (call for call in calls if "pip" in call)
    assert "--ignore-scripts" in npm
    assert "--require-hashes" in pip


@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "PIP_CERT"])
def test_node_trusts_whom_the_machine_is_told_to_trust(script, monkeypatch, tmp_path, name):
    without_certificates(script, monkeypatch)
    bundle = tmp_path / "authorities.pem"
    bundle.write_text("")
    monkeypatch.setenv(name, str(bundle))

    assert script._certificates() == {"NODE_EXTRA_CA_CERTS": str(bundle)}


def test_certificates_of_pip_are_taken_and_those_of_node_left(script, monkeypatch, tmp_path):
    without_certificates(script, monkeypatch)
    bundle = tmp_path / "authorities.pem"
    bundle.write_text("")
    config = tmp_path / "pip.conf"
    config.write_text(f"[global]\ncert = {bundle}\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(config))

    assert script._certificates() == {"NODE_EXTRA_CA_CERTS": str(bundle)}
    monkeypatch.setenv("NODE_EXTRA_CA_CERTS", "/its/own")
    assert script._certificates() == {}


def without_certificates(script, monkeypatch):
    for name in (script.CERTIFICATES, *script.CERTIFICATES_ELSEWHERE):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")


def test_a_registry_that_nobody_answers_at_is_said_within_seconds(script, monkeypatch, capsys):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # and nobody listens
        registry = f"http://127.0.0.1:{nobody.getsockname()[1]}/"
        named = f"registry={registry}\nproxy=null\nhttps-proxy=null\n"
        monkeypatch.setattr(script, "_run", lambda *_, **__: named)
        for name in script.PROXIES:
            monkeypatch.delenv(name, raising=False)
        begun = time.monotonic()

        with pytest.raises(script.StepFailed, match="npm registry"):
            script._look_for_registry({})

    assert time.monotonic() - begun < 2 * script.REACHED_WITHIN
    assert "127.0.0.1" in capsys.readouterr().err


def test_what_a_proxy_reaches_is_left_to_npm(script, monkeypatch):
    named = "registry=http://nowhere.invalid/\nproxy=null\nhttps-proxy=http://proxy:3128\n"
    monkeypatch.setattr(script, "_run", lambda *_, **__: named)

    script._look_for_registry({})
