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
        "ignoreCertificateError",
        "acceptCertificate",
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


def test_qgis_itself_is_asked_in_one_place_only() -> None:
    """The helper process has no QGIS: only the proxy's module asks it, and lazily."""
    asking = [path.name for path in _SOURCES if "qgis.core" in path.read_text(encoding="utf-8")]
    assert set(asking) <= {"proxy.py", "__init__.py"}
