"""What the sign-in window must never do, looked for in its code."""

from __future__ import annotations

from pathlib import Path

import pytest

_FOLDER = Path(__file__).resolve().parents[3] / "cicclo_qgis" / "gui" / "browser"
_SOURCES = sorted(_FOLDER.rglob("*.py"))


@pytest.mark.parametrize(
    "word",
    [
        "runJavaScript",
        "QWebChannel",
        "QWebEngineScript",
        ".toHtml(",
        ".toPlainText(",
        "setHtml(",
        "setPersistent",
        "setCachePath",
        "setDownloadPath",
        "processEvents",
        "QEventLoop",
        ".exec_(",
    ],
)
def test_word_is_nowhere(word: str) -> None:
    assert len(_SOURCES) > 15
    assert [path.name for path in _SOURCES if word in path.read_text(encoding="utf-8")] == []


@pytest.mark.parametrize("word", ["ignoreCertificateError", "acceptCertificate"])
def test_a_certificate_is_let_through_in_one_place_only(word: str) -> None:
    using = [path.name for path in _SOURCES if word in path.read_text(encoding="utf-8")]
    assert using == ["vouching.py"]


@pytest.mark.parametrize("word", ["ignoreSslErrors", "VerifyNone", "setDefaultConfiguration"])
def test_no_connection_is_made_without_its_rules(word: str) -> None:
    assert [path.name for path in _SOURCES if word in path.read_text(encoding="utf-8")] == []


def test_qgis_itself_is_asked_in_two_places_only() -> None:
    """The helper process has no QGIS: the proxy and the authorities ask it, and lazily."""
    asking = [path.name for path in _SOURCES if "qgis.core" in path.read_text(encoding="utf-8")]
    assert set(asking) <= {"authorities.py", "proxy.py", "__init__.py"}
