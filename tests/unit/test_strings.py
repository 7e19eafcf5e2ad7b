"""Every text of the plugin is French, and every text of the .ts file is of the plugin."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools import strings


@pytest.fixture(scope="module")
def found():
    return strings.find()


@pytest.fixture(scope="module")
def french():
    return strings.read()


def test_every_text_can_be_translated(found):
    assert found.faults == []
    assert len(found.texts) > 200


def test_no_text_lacks_its_french(found, french):
    missing = sorted(text for text in found.texts if not french.get(text))
    assert missing == [], "run `python -m tools.strings`, then translate i18n/cicclo_fr.ts"


def test_no_french_without_a_text(found, french):
    assert sorted(set(french) - found.texts) == [], "run `python -m tools.strings`"


def test_placeholders_survive(french):
    names = re.compile(r"\{[a-z_]*\}")
    wrong = [
        text.source
        for text, translated in french.items()
        if sorted(names.findall(text.source)) != sorted(names.findall(translated or ""))
    ]
    assert wrong == []


def test_french_punctuation_does_not_come_loose(french):
    """A plain space before : ; ? ! or within guillemets may be broken at the end of a line."""
    loose = re.compile(r" [:;?!»](?:\s|$)|« |[^\s]\?$|\"|(?<=\w)'(?=\w)")
    assert [text for text in french.values() if text and loose.search(text)] == []


def test_mnemonics_survive(french):
    assert [
        text.source
        for text, translated in french.items()
        if ("&" in text.source) != ("&" in (translated or ""))
    ] == []


def _package(tmp_path: Path, code: str) -> Path:
    (tmp_path / "module.py").write_text(code, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('QCoreApplication.translate("A", "one " "two")', {("A", "one two")}),
        ('translate = QCoreApplication.translate\ntranslate("A", "x")', {("A", "x")}),
        ('class B(QObject):\n def f(self):\n  return self.tr("x")', {("B", "x")}),
        (
            'def _tr(text):\n return QCoreApplication.translate("C", text)\n_tr("x")',
            {("C", "x")},
        ),
        ('"text".translate(table)', set()),
    ],
)
def test_texts_are_found(tmp_path, code, expected):
    found = strings.find(_package(tmp_path, code))
    assert found.texts == expected
    assert found.faults == []


@pytest.mark.parametrize(
    "code",
    [
        'QCoreApplication.translate("A", f"{x}")',
        'class B(QObject):\n def f(self):\n  return self.other.tr("x")',
        'class B(QObject):\n def f(self):\n  return self.tr("x")\nclass C(B): ...',
    ],
)
def test_what_would_never_be_translated_is_refused(tmp_path, code):
    assert strings.find(_package(tmp_path, code)).faults


def test_a_written_file_reads_back(tmp_path):
    texts = {
        strings.Text("B", "a < b & c"): "a < b & c ",
        strings.Text("A", "x"): None,
        strings.Text("A", "“y”"): "« y »",
    }
    path = tmp_path / "x.ts"
    strings.write(texts, path)
    assert strings.read(path) == texts
