"""What the platform shows of a collection before it is opened; each part is read when unfolded."""

from __future__ import annotations

from typing import Any, Callable, Dict, Optional, Tuple

from qgis.PyQt.QtCore import QCoreApplication, QTimer
from qgis.PyQt.QtGui import QPalette
from qgis.PyQt.QtWidgets import QPushButton, QVBoxLayout, QWidget

from cicclo_qgis.catalogue import rights
from cicclo_qgis.catalogue.model import Entry
from cicclo_qgis.catalogue.peek import Sample
from cicclo_qgis.catalogue.rights import Conditions
from cicclo_qgis.gui import facts, rights_texts, row_texts, sentences
from cicclo_qgis.gui.desk_protocol import Desk
from cicclo_qgis.gui.fact_lines import FactLines
from cicclo_qgis.gui.locked_line import LockedLine, is_locked
from cicclo_qgis.gui.peeking import Look, Peeking
from cicclo_qgis.gui.preview_map import Drawing, PreviewMap
from cicclo_qgis.gui.sample_table import SHOWN_ROWS, PlainTable, fill_attributes, fill_rows
from cicclo_qgis.gui.section import Section
from cicclo_qgis.gui.text import tooltip
from cicclo_qgis.ogcapi import OgcApiError, ProblemCode
from cicclo_qgis.ogcapi.model import ServiceKind

_LINGER_MS = 350


class PeekPanel(QWidget):
    """Four parts: conditions, attributes, first rows, sketch; for what is locked, the first alone.

    A part that was unfolded stays so for the next collection, and is read for it once the person
    lingers there. What is under way for the one before is stopped.
    """

    def __init__(self, peeking: Peeking, desk: Desk, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._peeking = peeking
        self._desk = desk
        self._entry: Optional[Entry] = None
        self._whose = ""
        self._may_sign_in = False
        self._cancels: Dict[Section, Callable[[], None]] = {}
        self._linger = QTimer(self)
        self._linger.setSingleShot(True)
        self._linger.setInterval(_LINGER_MS)
        self._linger.timeout.connect(self._read_open_ones)
        self._make()
        self._sections: Tuple[Section, ...] = (
            self.conditions,
            self.attributes,
            self.rows,
            self.sketch,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for section in self._sections:
            column.addWidget(section)
            section.unfolded.connect(lambda one=section: self._read(one))
        column.insertWidget(1, self.locked)

    def _make(self) -> None:
        self._facts = FactLines(self)
        self.ask_button = QPushButton(self.tr("Ask for access"), self)
        self.ask_button.clicked.connect(lambda: facts.open_page(self._ask))
        self._ask: str = ""
        told = QWidget(self)
        column = QVBoxLayout(told)
        column.setContentsMargins(6, 0, 0, 2)
        column.addWidget(self._facts)
        column.addWidget(self.ask_button)
        self.conditions: Section = Section(self.tr("Access conditions"), told, self)
        self.locked = LockedLine(self._desk, self)
        self.attribute_table = PlainTable(self.tr("Attributes"), self)
        self.attributes: Section = Section(self.tr("Attributes"), self.attribute_table, self)
        self.row_table = PlainTable(self.tr("First rows"), self)
        self._count = FactLines(self)
        listed = QWidget(self)
        under = QVBoxLayout(listed)
        under.setContentsMargins(0, 0, 0, 2)
        under.addWidget(self.row_table)
        under.addWidget(self._count)
        self.rows: Section = Section(self.tr("First rows"), listed, self)
        self.map = PreviewMap(self)
        self._caption = FactLines(self)
        drawn = QWidget(self)
        below = QVBoxLayout(drawn)
        below.setContentsMargins(0, 0, 0, 2)
        below.addWidget(self.map)
        below.addWidget(self._caption)
        self.sketch: Section = Section(self.tr("Preview"), drawn, self)

    def show_entry(self, entry: Entry, whose: str, may_sign_in: bool, table: bool) -> None:
        """Tell of this collection from now on; again for the same one changes nothing.

        ``whose``: tells one session there from another. ``may_sign_in``: there is a way in.
        ``table``: it is known to have no geometry.
        """
        locked = is_locked(entry)
        self.locked.tell(entry, may_sign_in)
        self.attributes.setVisible(not locked)
        self.rows.setVisible(not locked)
        self.sketch.setVisible(not table and not locked)
        if self._entry is not None and _same(self._entry, entry) and whose == self._whose:
            self._entry = entry
            return
        self.stop()
        self._entry, self._whose, self._may_sign_in = entry, whose, may_sign_in
        for section in self._sections:
            section.say(self.tr("Reading…") if section.open else "")
        self._linger.start()

    @property
    def unfolded(self) -> bool:
        """Whether any part is."""
        return any(section.open for section in self._sections)

    def stop(self) -> None:
        """Stop what is under way."""
        self._linger.stop()
        cancels, self._cancels = list(self._cancels.values()), {}
        for cancel in cancels:
            cancel()

    def dress(self, palette: QPalette) -> None:
        """Take the colours of the list."""
        for section in self._sections:
            section.dress(palette)
        self._facts.dress(palette)
        self._caption.dress(palette)
        self._count.dress(palette)
        self.map.dress(palette)

    # -- reading ----------------------------------------------------------------------------

    def _read_open_ones(self) -> None:
        for section in self._sections:
            if section.open:
                self._read(section)

    def _read(self, section: Section) -> None:
        entry = self._entry
        if entry is None or section in self._cancels or section.shown:
            return
        if section is not self.conditions and is_locked(entry):
            return  # why is said once, for all that is in it
        section.say(self.tr("Reading…"))
        look = {self.conditions: Look.CONDITIONS, self.attributes: Look.SCHEMA}.get(
            section, Look.SAMPLE
        )
        self._ask_for(look, section, entry)

    def _ask_for(self, look: Look, section: Section, entry: Entry) -> None:
        def done(result: Any) -> None:
            self._cancels.pop(section, None)
            if look is Look.SCHEMA and not result:
                # The server describes nothing: what its rows show is better than nothing.
                self._ask_for(Look.SAMPLE, section, entry)
            else:
                self._show(section, result)

        def failed(error: OgcApiError) -> None:
            self._cancels.pop(section, None)
            section.say(self._why(entry, error))

        def not_yet() -> None:
            """What is known already is told before ``ask`` returns, and takes this away again."""

        self._cancels[section] = not_yet
        cancel = self._peeking.ask(look, entry, self._whose, done, failed)
        if self._cancels.get(section) is not_yet:
            self._cancels[section] = cancel

    def _show(self, section: Section, result: Any) -> None:
        if section is self.conditions:
            self._show_conditions(result)
        elif section is self.attributes:
            found = result.sample.attributes if isinstance(result, Drawing) else result
            if not found:
                section.say(self.tr("The platform describes no attribute, and shows no row."))
                return
            fill_attributes(self.attribute_table, found)
        elif not result.sample.features:
            section.say(self.tr("The collection is empty for now."))
            return
        elif section is self.rows:
            if not result.sample.columns:
                section.say(self.tr("The first features have no attribute."))
                return
            fill_rows(self.row_table, result.sample)
            self._count.show_facts([("", _counted(result.sample))])
        elif result.sample.box is None:
            section.say(self.tr("The first rows have no geometry."))
            return
        else:
            self.map.show_drawing(result)
            self._caption.show_facts([("", _caption(result))])
        section.tell()

    def _show_conditions(self, told: Conditions) -> None:
        lines = rights_texts.lines(told)
        self._facts.show_facts(lines or [("", rights_texts.none_told())])
        self._ask = told.ask if facts.is_web(told.ask) else ""
        self.ask_button.setVisible(bool(self._ask) and not self._linked(self._ask))
        self.ask_button.setToolTip(tooltip(self._ask))
        self.ask_button.setAccessibleDescription(self._ask)

    def _linked(self, ask: str) -> bool:
        """Whether a link above leads there already."""
        return self._entry is not None and rights.known(self._entry.collection).ask == ask

    def _why(self, entry: Entry, error: OgcApiError) -> str:
        wfs = entry.collection.service_kind is ServiceKind.WFS
        if wfs and error.code in (ProblemCode.NOT_OGC_API, ProblemCode.INVALID_JSON):
            return self.tr("This service shows its rows only once they are on the map.")
        return sentences.problem(error, self._may_sign_in)


def _same(one: Entry, other: Entry) -> bool:
    """Whether what was read of one is true of the other."""
    return (
        one.platform_id == other.platform_id
        and one.collection.id == other.collection.id
        and one.padlock is other.padlock
    )


def _counted(sample: Sample) -> str:
    """How many rows of how many stand there; "" when it is all that is known."""
    shown = min(SHOWN_ROWS, sample.features)
    if sample.number_matched is None or sample.number_matched <= shown:
        return ""
    text = QCoreApplication.translate("PeekPanel", "The first {shown} of {all} rows")
    return text.format(shown=row_texts.number(shown), all=row_texts.number(sample.number_matched))


def _caption(drawing: Drawing) -> str:
    sample = drawing.sample
    shown = row_texts.number(sample.features)
    if sample.number_matched is None or sample.number_matched <= sample.features:
        text = QCoreApplication.translate("PeekPanel", "{shown} features")
        return text.format(shown=shown)
    text = QCoreApplication.translate("PeekPanel", "The first {shown} of {all} features")
    return text.format(shown=shown, all=row_texts.number(sample.number_matched))
