"""The zip keeps the rules of plugins.qgis.org, and nothing but what QGIS needs is in it."""

from __future__ import annotations

import configparser
import re
import zipfile
from pathlib import Path
from typing import Dict, Iterator

import pytest

from cicclo_qgis import where
from tools import package

ROOT = Path(__file__).resolve().parents[2]
REQUIRED = (
    *("name", "description", "about", "version", "qgisMinimumVersion", "author", "email"),
    *("tracker", "repository"),
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    with zipfile.ZipFile(package.write(tmp_path_factory.mktemp("dist"))) as opened:
        yield opened


@pytest.fixture(scope="module")
def metadata(archive: zipfile.ZipFile) -> Dict[str, str]:
    """As pyplugin_installer reads it."""
    parser = configparser.ConfigParser()
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(archive.read("cicclo_qgis/metadata.txt").decode("utf-8"))
    return dict(parser["general"])


def test_one_folder_whose_name_is_an_identifier(archive: zipfile.ZipFile) -> None:
    assert {name.partition("/")[0] for name in archive.namelist()} == {"cicclo_qgis"}
    assert "cicclo_qgis".isidentifier()


def test_no_byte_code_no_binaries_no_tests_no_escape(archive: zipfile.ZipFile) -> None:
    for name in archive.namelist():
        assert "\\" not in name
        assert ".." not in name.split("/")
        folders = name.split("/")[:-1]
        assert not {"__pycache__", ".git", "__MACOSX", "tests", "testing"} & set(folders), name
        kind = name.rpartition("/")[2].rpartition(".")[2]
        assert kind in {
            *("py", "json", "svg", "png", "qml", "qss", "html", "css", "qm", "txt", "md"),
            *("LICENSE", "bandit"),
        }, name


def test_files_are_neither_executable_nor_links(archive: zipfile.ZipFile) -> None:
    assert {entry.external_attr >> 16 for entry in archive.infolist()} == {0o100644}


def test_small_enough(archive: zipfile.ZipFile) -> None:
    assert Path(str(archive.filename)).stat().st_size < 2 * 1024 * 1024


def test_same_sources_same_bytes(tmp_path: Path) -> None:
    first, second = package.write(tmp_path / "a"), package.write(tmp_path / "b")
    assert first.read_bytes() == second.read_bytes()


def test_what_the_code_reads_is_in_the_package(archive: zipfile.ZipFile) -> None:
    names = set(archive.namelist())
    for wanted in ("LICENSE", "README.md", "CHANGELOG.md", "__init__.py", "plugin.py", "where.py"):
        assert f"cicclo_qgis/{wanted}" in names
    assert "cicclo_qgis/resources/platforms.json" in names
    assert "cicclo_qgis/_vendor/authlib/LICENSE" in names


def test_every_file_of_the_package_and_the_resources_is_there(archive: zipfile.ZipFile) -> None:
    names = set(archive.namelist())
    sources = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "cicclo_qgis").rglob("*.py")
        if "__pycache__" not in path.parts
    }
    assert sources <= names


def test_metadata_is_complete(archive: zipfile.ZipFile, metadata: Dict[str, str]) -> None:
    for key in REQUIRED:
        assert metadata.get(key), key
    assert metadata["version"] == where.version()
    assert metadata["qgisMinimumVersion"] == "3.22"
    assert metadata["qgisMaximumVersion"] == "4.99"
    assert metadata["hasProcessingProvider"] == "yes"
    assert "supportsQt6" not in metadata
    assert f"cicclo_qgis/{metadata['icon']}" in archive.namelist()
    for key in ("homepage", "repository", "tracker"):
        assert metadata[key].startswith("https://")


@pytest.mark.parametrize("key", ["name", "description", "about"])
def test_metadata_speaks_french_too(metadata: Dict[str, str], key: str) -> None:
    assert metadata[f"{key}[fr]"]
    if key != "name":
        assert metadata[f"{key}[fr]"] != metadata[key]


def test_description_is_plain_english_without_markup(metadata: Dict[str, str]) -> None:
    assert not re.search(r"<[a-z]", metadata["description"] + metadata["about"])
    assert metadata["description"].isascii()


def test_the_changelog_of_this_version_is_told(metadata: Dict[str, str]) -> None:
    assert metadata["changelog"].startswith(f"[{metadata['version']}]")
