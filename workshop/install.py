"""What has to be there before the workshop can start, made when it is not.

Debian packages (QGIS Server, MapServer, SpatiaLite, Node.js) are only checked: installing them is
the administrator's business.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Callable, List, Tuple

from workshop import data, identity_process, mapserver_config, paths, postgis

SYSTEM_PYTHON = "/usr/bin/python3"
"""The Python that sees PyQGIS and GDAL, on Debian and Ubuntu."""

_QGIS_SERVER = "qgis_mapserver"
_AGAIN_AFTER_S = 3600.0
_DEBIAN = (
    ("nodejs", "node"),
    ("npm", "npm"),
    ("qgis-server", _QGIS_SERVER),
    ("cgi-mapserver", str(mapserver_config.MAPSERV)),
    ("qgis-common", str(paths.WORLD_MAP)),
)


class InstallError(RuntimeError):
    """Something cannot be installed; the text says what and why."""


def missing() -> List[str]:
    """What ``install`` still has to make, or cannot; empty when the workshop can start."""
    absent = [f"Debian package {package}" for package in missing_packages()]
    absent += [title for title, done, _ in _steps() if not done()]
    return absent


def missing_packages() -> List[str]:
    """The Debian packages that are not there."""
    return [
        package
        for package, program in _DEBIAN
        if shutil.which(program) is None and not Path(program).is_file()
    ]


def install(say: Callable[[str], None] = print) -> None:
    """Make whatever is missing; at once when nothing is.

    Raises:
        InstallError: a Debian package is missing, or a step failed.
    """
    absent = missing_packages()
    if absent:
        raise InstallError(f"install these first: apt-get install {' '.join(absent)}")
    for title, done, make in _steps():
        if not done():
            say(f"{title}…")
            make()


def install_for_tests(say: Callable[[str], None] = print) -> None:
    """Make what a workshop can do without and only tests ask for, where that is possible."""
    if missing_tipg() and not _tipg_was_tried():
        say("PostGIS, and tipg on it…")
        _try_tipg(say)


def missing_tipg() -> str:
    """Why there is no tipg on PostGIS; empty when there is."""
    if postgis.programs() is not None and _is_stamped(_tipg_stamp(), paths.TIPG_REQUIREMENTS):
        return ""
    try:
        return _tipg_trouble().read_text("utf-8")
    except OSError:
        return "run `python3 -m workshop setup --tests` first"


def _steps() -> Tuple[Tuple[str, Callable[[], bool], Callable[[], None]], ...]:
    return (
        ("Python packages of the servers", _venv_is_ready, _make_venv),
        ("Python packages of the CSW catalogue", _csw_is_ready, _install_csw),
        ("Node.js packages of the identity servers", _identity_is_ready, _install_identity),
        ("administrative divisions", _sources_are_ready, _install_sources),
        ("data of the platforms", _data_is_ready, _build_data),
    )


def _venv_stamp() -> Path:
    return paths.VENV / "workshop-requirements.sha256"


def _csw_stamp() -> Path:
    return paths.CSW / "requirements.sha256"


def _tipg_stamp() -> Path:
    return paths.TIPG / "requirements.sha256"


def _tipg_trouble() -> Path:
    return paths.VENV / "no-tipg.txt"


def _digest(requirements: Path) -> str:
    return hashlib.sha256(requirements.read_bytes()).hexdigest()


def _is_stamped(stamp: Path, requirements: Path) -> bool:
    try:
        return stamp.read_text("utf-8") == _digest(requirements)
    except OSError:
        return False


def _venv_is_ready() -> bool:
    return _is_stamped(_venv_stamp(), paths.REQUIREMENTS)


def _csw_is_ready() -> bool:
    return _is_stamped(_csw_stamp(), paths.CSW_REQUIREMENTS)


def _make_venv() -> None:
    """A virtual environment of its own, so that QGIS's and the developer's stay as they are."""
    python = SYSTEM_PYTHON if Path(SYSTEM_PYTHON).exists() else sys.executable
    _run([python, "-m", "venv", "--clear", str(paths.VENV)])
    _run([*_pip_install(), "--requirement", str(paths.REQUIREMENTS)])
    _venv_stamp().write_text(_digest(paths.REQUIREMENTS), "utf-8")


def _install_csw() -> None:
    """In a folder of its own: it needs an older SQLAlchemy than the other servers."""
    shutil.rmtree(paths.CSW, ignore_errors=True)
    packages = ["--requirement", str(paths.CSW_REQUIREMENTS)]
    _run([*_pip_install(), "--target", str(paths.CSW), *packages])
    _csw_stamp().write_text(_digest(paths.CSW_REQUIREMENTS), "utf-8")


def _tipg_was_tried() -> bool:
    """Whether it failed a short while ago: not at each step of a test suite without network."""
    trouble = _tipg_trouble()
    return trouble.exists() and time.time() - trouble.stat().st_mtime < _AGAIN_AFTER_S


def _try_tipg(say: Callable[[str], None]) -> None:
    """The tests that ask for it are skipped where this is not possible, and say why."""
    trouble = _tipg_trouble()
    trouble.unlink(missing_ok=True)
    try:
        shutil.rmtree(paths.TIPG, ignore_errors=True)
        packages = ["--requirement", str(paths.TIPG_REQUIREMENTS)]
        _run([*_pip_install(), "--target", str(paths.TIPG), *packages])
        if postgis.programs() is None:
            postgis.take_out()
        _tipg_stamp().write_text(_digest(paths.TIPG_REQUIREMENTS), "utf-8")
    except (InstallError, postgis.PostgisError, OSError) as problem:
        why = str(problem).strip().splitlines()[-1]
        trouble.write_text(why, "utf-8")
        say(f"left out: {why}")


def _pip_install() -> List[str]:
    pip = [str(paths.venv_python()), "-m", "pip", "--disable-pip-version-check", "install"]
    return [*pip, "--quiet", "--no-deps"]


def _identity_is_ready() -> bool:
    mark = identity_process.IDENTITY_DIR / "node_modules" / ".package-lock.json"
    lock = identity_process.IDENTITY_DIR / "package-lock.json"
    return mark.exists() and mark.stat().st_mtime >= lock.stat().st_mtime


def _install_identity() -> None:
    try:
        identity_process.install()
    except identity_process.IdentityError as trouble:
        raise InstallError(str(trouble)) from None


def _sources_are_ready() -> bool:
    mark = paths.SOURCES / "node_modules" / ".package-lock.json"
    lock = paths.SOURCES / "package-lock.json"
    return mark.exists() and mark.stat().st_mtime >= lock.stat().st_mtime


def _install_sources() -> None:
    _run(["npm", "ci", "--no-audit", "--no-fund"], cwd=paths.SOURCES)


def _data_is_ready() -> bool:
    return data.is_built() and (paths.DATA / "hexagone.qgs").is_file()


def _build_data() -> None:
    python = SYSTEM_PYTHON if Path(SYSTEM_PYTHON).exists() else sys.executable
    _run([python, "-c", "from workshop import data; data.build()"])


def _run(command: List[str], cwd: Path = paths.ROOT) -> None:
    environment = {**os.environ, "PYTHONPATH": str(paths.ROOT)}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip()[-2000:]
        raise InstallError(f"{' '.join(command[:4])} failed:\n{said}")
