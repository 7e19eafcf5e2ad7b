"""A crash ends pytest; what was still to be played is played all the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
TESTS = """
import os, signal
from pathlib import Path

def note(name):
    with Path("said").open("a") as file:
        file.write(name + " ")

def test_one():
    note("one")

def test_two():
    note("two")
    if Path("said").read_text().split().count("two") <= {crashes}:
        os.kill(os.getpid(), signal.SIGSEGV)
    assert {sound}

def test_three():
    note("three")
"""


@pytest.mark.parametrize(
    ("crashes", "sound", "code", "said"),
    [
        (0, True, 0, "one two three"),
        (0, False, 1, "one two three"),
        (1, True, 0, "one two two three"),
        (1, False, 1, "one two two three"),
        (2, True, 1, "one two two"),
    ],
)
def test_what_has_not_passed_is_played_again(tmp_path, crashes, sound, code, said):
    (tmp_path / "test_it.py").write_text(TESTS.format(crashes=crashes, sound=sound))
    played = play(tmp_path)
    assert played.returncode == code
    assert (tmp_path / "said").read_text().split() == said.split()
    assert ("CRASHED (SIGSEGV), the last test begun: test_it.py::test_two" in played.stdout) == (
        crashes > 0
    )


def test_a_crash_behind_the_last_test_is_told_and_fails_nothing(tmp_path):
    (tmp_path / "test_it.py").write_text(TESTS.format(crashes=0, sound=True))
    (tmp_path / "conftest.py").write_text(
        "import os, signal\ndef pytest_unconfigure():\n    os.kill(os.getpid(), signal.SIGSEGV)\n"
    )
    played = play(tmp_path)
    assert "CRASHED (SIGSEGV)" in played.stdout
    assert (tmp_path / "said").read_text().split() == ["one", "two", "three"]
    assert played.returncode == 1, "it crashes each time: that is no accident"


def test_no_test_at_all_is_no_success(tmp_path):
    (tmp_path / "test_it.py").write_text("")
    assert play(tmp_path).returncode == 5


def play(folder: Path) -> subprocess.CompletedProcess:
    options = ["-q", "-p", "no:cacheprovider", "-p", "no:pytest_qgis", "--rootdir", str(folder)]
    command = [sys.executable, "-m", "tools.played_on", *options, "test_it.py"]
    search = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    return subprocess.run(
        command, cwd=folder, env=search, capture_output=True, text=True, timeout=60
    )
