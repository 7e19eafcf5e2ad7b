"""Renders the dialog and the panel of downloads to ``out/shots``, to be looked at.

Usage: python -m tests.qgis.gui.downloads.shots [fr|en]   (QT_FONT_DPI=192 for 200 %)
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from qgis.core import QgsApplication, QgsCoordinateReferenceSystem, QgsRectangle
from qgis.PyQt.QtCore import QLocale, QObject, pyqtSignal
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QMainWindow

from cicclo_qgis.gui import translation
from cicclo_qgis.gui.downloads import words
from cicclo_qgis.gui.downloads.dialog import About, CopyDialog
from cicclo_qgis.gui.downloads.job import Job, Outcome, Pause, State, Wish
from cicclo_qgis.gui.downloads.panel import DownloadsPanel
from cicclo_qgis.ogcapi import Problem, ProblemCode
from cicclo_qgis.ogcapi.cql2 import ValueKind
from cicclo_qgis.ogcapi.queryables import Offer, Queryable
from cicclo_qgis.transfer import (
    Note,
    Options,
    Progress,
    Result,
    Strategy,
    TransferCode,
    Verdict,
    Why,
)
from tests.qgis.gui import fake_desk as fake
from tests.qgis.gui.screenshots import dark

OUT = Path("out/shots")


class Asked(QObject):
    """Answers what a test wants."""

    offered = pyqtSignal(object)
    described = pyqtSignal(object)
    counted = pyqtSignal(str, bool)

    def begin(self, subject, options):
        pass

    def count(self, options):
        pass

    def stop(self):
        pass


class Listed(QObject):
    """Jobs that stand still for the picture."""

    added = pyqtSignal(str)
    changed = pyqtSignal(str)
    removed = pyqtSignal(str)

    def __init__(self, *jobs):
        super().__init__()
        self._jobs = {job.id: job for job in jobs}

    def jobs(self):
        return tuple(self._jobs.values())

    def job(self, job_id):
        return self._jobs.get(job_id)


def progress(features, expected, rate=8400.0, strategy=Strategy.PARALLEL, received=0):
    left = None if expected is None else (expected - features) / rate
    return Progress(features, expected, received, 12, rate, left, strategy)


def result(features, expected, verdict=Verdict.VERIFIED, notes=()):
    path = Path("/home/camille/Documents/copie.gpkg")
    return Result(
        path, "t", features, features, expected, verdict, Strategy.PARALLEL, Why.PROVED, notes,
        1, 1, 74.2, 0.2,
    )  # fmt: skip


def jobs():
    def wish(title):
        return Wish("p", "https://x/", "c", title, "/home/camille/Documents/copie.gpkg")

    return (
        Job("1", wish("Zonages humides recensés"), State.DONE, outcome=Outcome(result(12_840, 12_840))),
        Job(
            "2",
            wish("Registre parcellaire graphique : contours des îlots et groupe de cultures"),
            State.DONE,
            outcome=Outcome(result(9_000, 12_000, Verdict.INCOMPLETE, (Note.PAGES_REPEATED,))),
        ),
        Job("3", wish("Communes"), State.FAILED, code=TransferCode.DISK_FULL),
        Job(
            "4",
            wish("Stations hydrométriques"),
            State.FAILED,
            code=TransferCode.SERVER,
            problem=Problem(ProblemCode.UNREACHABLE),
        ),
        Job("5", wish("Parcelles agricoles détaillées"), State.PAUSED, Pause.SIGN_IN),
        Job("6", wish("Départements"), State.PAUSED, Pause.INTERRUPTED),
        Job("7", wish("Routes"), State.WAITING),
        Job("8", wish("Bâtiments"), State.RUNNING, progress=progress(340_000, None)),
        Job("9", wish("Sites soumis à inspection"), State.RUNNING, progress=progress(41_300, 100_000)),
    )  # fmt: skip


def dialog(name, offer, told, *, width=460, preset=None, trouble=""):
    entry = fake.ARMOR_ENTRIES[0]
    about = About(
        "p", "Géo Armor (atelier)", "https://x/", (entry.landing, entry.collection),
        preset or Options(),
    )  # fmt: skip
    asked = Asked()
    wgs84 = QgsCoordinateReferenceSystem("EPSG:4326")
    made = CopyDialog(about, asked, lambda: (QgsRectangle(-4, 48, -1, 49), wgs84), lambda _: False)
    made.resize(width, made.sizeHint().height())
    if offer is not None:
        asked.offered.emit(offer)
        asked.counted.emit(*told)
        if offer.cql2:
            made.filter.rows.add_row()
            made.filter.rows.rows()[0].value.setEditText("tourbière")
    if trouble:
        made.file.setFilePath(trouble)
        made.accept()
    made.show()
    QTest.qWait(80)
    QTest.qWait(50)
    made.grab().save(str(OUT / f"{name}.png"))
    made.close()


def panel(name, width, height=760):
    window = QMainWindow()
    made = DownloadsPanel(Listed(*jobs()), print, print, window)
    made.setFloating(True)
    made.resize(width, height)
    made.show()
    QTest.qWait(80)
    made.row("9").setFocus()
    QTest.qWait(50)
    made.grab().save(str(OUT / f"{name}.png"))
    made.close()


def render(tag):
    names = ("code_zone", "libelle", "date_recensement", "surface_ha")
    asked = tuple(Queryable(name, name, ValueKind.TEXT) for name in names)
    rich = Offer(queryables=asked, attributes=names, cql2=True, like=True, picks=True)
    simple = Offer(attributes=names, simple=frozenset(names))
    dialog(f"{tag}-copy-waiting", None, ())
    dialog(f"{tag}-copy-cql2", rich, (words.number(12840), False))
    narrowed = Options(bbox=(-3.0, 48.2, -2.2, 48.9), where=(("libelle", "tourbière"),))
    dialog(f"{tag}-copy-simple", simple, (words.number(37), False), preset=narrowed)
    sentence = words.failure_code(TransferCode.SERVER)
    dialog(f"{tag}-copy-trouble", rich, (sentence, True), width=320, trouble="/nowhere/a.gpkg")
    panel(f"{tag}-panel", 380)
    panel(f"{tag}-panel-narrow", 230, 980)


def main():
    language = sys.argv[1] if len(sys.argv) > 1 else "fr"
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HOME"] = folder
        app = QgsApplication([], True)
        app.initQgis()
        QLocale.setDefault(QLocale("fr_FR" if language == "fr" else "en_GB"))
        kept = translation.install_for(language)
        render(language)
        dark(app)
        render(f"{language}-dark")
        del kept
        os._exit(0)


if __name__ == "__main__":
    main()
