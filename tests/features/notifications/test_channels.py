"""A third channel is one file and one line: a copy of the product is given one, and does all that it does with two."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from backend.features.notifications.channels.drivers import DRIVERS
from backend.features.notifications.models import Channel

ROOT = Path(__file__).parents[3]
HERE = Path(__file__).parent
NOTIFICATIONS = Path("backend", "features", "notifications")
LINE = '    PIGEON = "pigeon"\n'


def copy_of_the_product(folder: Path) -> Path:
    for name in ("backend", "config", "migrations", "tests"):
        shutil.copytree(ROOT / name, folder / name)  # with what was compiled: twice as fast
    (folder / "frontend").symlink_to(ROOT / "frontend")
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def with_a_channel(text: str) -> str:
    """The text of `models.py` with the line behind whatever is the last member of `Channel`."""
    classes = [node for node in ast.parse(text).body if isinstance(node, ast.ClassDef)]
    [channel] = [node for node in classes if node.name == "Channel"]
    lines = text.splitlines(keepends=True)
    lines.insert(channel.body[-1].end_lineno or 0, LINE)
    return "".join(lines)


def test_every_file_of_a_channel_is_a_channel():
    files = {path.stem for path in (ROOT / NOTIFICATIONS / "channels").glob("*.py")}
    assert set(Channel) == set(DRIVERS)
    assert set(Channel) <= files


@pytest.mark.timeout(300)
def test_a_third_channel_is_one_file_and_one_line(tmp_path):
    product = copy_of_the_product(tmp_path / "product")
    shutil.copy(HERE / "third_channel.py", product / NOTIFICATIONS / "channels" / "pigeon.py")
    models = product / NOTIFICATIONS / "models.py"
    models.write_text(with_a_channel(models.read_text()))
    claims = product / "tests" / "features" / "notifications" / "test_third_channel.py"
    shutil.copy(HERE / "third_channel_claims.py", claims)

    environment = {name: value for name, value in os.environ.items() if "PYTEST" not in name}
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", str(claims), "--basetemp", str(tmp_path / "run")],
        cwd=product,
        env=environment,
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "2 passed" in run.stdout
