"""Play tests that drive QGIS, and play on when QGIS itself crashes.

    python -m tools.played_on [--crashes 1] tests/qgis ...  # the rest is pytest's

A test that fails is replayed by pytest; a crash ends pytest itself, with all that was still to be
played. It is told, with its test and where each thread stood, and pytest begins again with that
test and those that have not passed: a crash that comes again fails the run.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Iterator, List, Set

import pytest

FILE = "CICCLO_PLAYED"
_BEGUN, _PASSED = "begun ", "passed "
_NOTHING_LEFT = 5


class Played:
    """The plugin of pytest: writes down what begins and what passes, and leaves out what did."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._before = passed(file)
        self._sound: Set[str] = set()

    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: List[pytest.Item]
    ) -> None:
        """Leave out what has passed in the run that came to no end."""
        gone = [item for item in items if item.nodeid in self._before]
        if gone:
            items[:] = [item for item in items if item.nodeid not in self._before]
            config.hook.pytest_deselected(items=gone)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Know of which test the crash is."""
        self._write(_BEGUN + nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A test has passed when what it stood on is taken down too."""
        if report.when == "call" and report.passed:
            self._sound.add(report.nodeid)
        elif report.when == "teardown" and report.passed and report.nodeid in self._sound:
            self._write(_PASSED + report.nodeid)

    def _write(self, line: str) -> None:
        with self._file.open("a", encoding="utf-8") as file:
            file.write(line + "\n")


def pytest_configure(config: pytest.Config) -> None:
    """Called by pytest, for which this module is a plugin (``-p tools.played_on``)."""
    config.pluginmanager.register(Played(Path(os.environ[FILE])))


def _lines(file: Path, kind: str) -> Iterator[str]:
    text = file.read_text("utf-8") if file.exists() else ""
    return (line[len(kind) :] for line in text.splitlines() if line.startswith(kind))


def passed(file: Path) -> Set[str]:
    """The tests that ``file`` says have passed."""
    return set(_lines(file, _PASSED))


def play(arguments: List[str], crashes: int) -> int:
    """Play the tests; return pytest's exit code, or 1 when it crashed more often than that."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "played"
        command = [sys.executable, "-m", "pytest", "-p", "tools.played_on", *arguments]
        for left in range(crashes, -1, -1):
            code = subprocess.run(
                command, check=False, env={**os.environ, FILE: str(file)}
            ).returncode
            if code >= 0:
                return 0 if code == _NOTHING_LEFT and passed(file) else code
            last = ([*_lines(file, _BEGUN)] or ["nothing yet"])[-1]
            name = signal.Signals(-code).name
            then = "what has not passed is played again" if left else "that was once too often"
            print(f"\nCRASHED ({name}), the last test begun: {last}; {then}\n", flush=True)
    return 1


def main() -> int:
    """Carry out the command line; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--crashes", type=int, default=1, help="so many are played on after")
    asked, rest = parser.parse_known_args()
    return play(rest, asked.crashes)


if __name__ == "__main__":
    sys.exit(main())
