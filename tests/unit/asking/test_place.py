"""Where a running QGIS is found: in a folder that nobody else can use."""

from __future__ import annotations

import os
import socket
import tempfile
from pathlib import Path

import pytest

from cicclo_qgis.asking import calling, place


@pytest.fixture
def home(tmp_path, monkeypatch):
    runtime = Path(tempfile.mkdtemp(prefix="run-", dir=tempfile.gettempdir()))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    yield place.ready_folder()
    for path in sorted(runtime.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
    runtime.rmdir()


def test_the_folder_of_the_session_is_taken(home):
    assert home.parent == Path(os.environ["XDG_RUNTIME_DIR"])
    assert home.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("runtime", ["", "relative", "/nowhere/at/all", "/" + "x" * 90])
def test_without_one_it_is_a_temporary_folder_of_this_user(runtime):
    found = place.folder({"XDG_RUNTIME_DIR": runtime})
    assert found == Path(tempfile.gettempdir()) / f"cicclo-qgis-{os.getuid()}"


def test_what_others_could_have_made_is_not_used(home):
    home.chmod(0o755)
    with pytest.raises(PermissionError):
        place.ready_folder()
    assert place.entries(home) == []
    home.rmdir()
    home.symlink_to(home.parent)
    with pytest.raises(PermissionError):
        place.ready_folder()


def test_the_one_used_last_comes_first(home, tmp_path):
    mine, other = tmp_path / "default", tmp_path / "service"
    first, second, strange = (place.new_entry(home, profile) for profile in (mine, mine, other))
    for when, path in enumerate((second, first, strange), 1000):
        path.touch()
        os.utime(path, (when, when))
    (home / "starting-abc").touch()
    assert place.entries(home, mine) == [first, second]
    assert place.entries(home) == [strange, first, second]


def test_a_profile_is_one_by_whatever_path(home, tmp_path):
    profile = tmp_path / "default"
    profile.mkdir()
    (tmp_path / "link").symlink_to(profile)
    assert place.mark(tmp_path / "link") == place.mark(Path(f"{profile}/"))


def test_what_the_dead_have_left_is_swept_away(home, tmp_path):
    alive, dead = place.new_entry(home, tmp_path), place.new_entry(home, tmp_path)
    with socket.socket(socket.AF_UNIX) as gone:
        gone.bind(str(dead))
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(alive))
        listening.listen()
        calling.sweep(home)
        assert list(home.iterdir()) == [alive]
