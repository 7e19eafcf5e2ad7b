"""The dialog "Download a copy": which part, how, and where to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Callable, List, Mapping, Optional

from qgis.gui import QgsCheckableComboBox, QgsFileWidget
from qgis.PyQt.QtCore import Qt, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QPalette
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cicclo_qgis.gui import colours, facts
from cicclo_qgis.gui.downloads import target
from cicclo_qgis.gui.downloads.asking import MOST_CRS, Asking
from cicclo_qgis.gui.downloads.extent_box import ExtentBox, View
from cicclo_qgis.gui.downloads.filter_box import FilterBox
from cicclo_qgis.gui.downloads.job import Subject, Wish
from cicclo_qgis.gui.text import plain, tooltip
from cicclo_qgis.ogcapi import Collection, ItemKind
from cicclo_qgis.ogcapi.queryables import Offer
from cicclo_qgis.transfer import Options

_ROLE = int(Qt.ItemDataRole.UserRole)


@dataclass(frozen=True)
class About:
    """What is to be copied, and what is chosen beforehand.

    ``landing``: address of the service without a key. ``style``: QML of the layer it came from.
    ``restricted``: not everybody may have it.
    """

    platform_id: str
    platform: str
    landing: str
    subject: Subject
    preset: Options = field(default_factory=Options)
    style: str = ""
    restricted: bool = False


class CopyDialog(QDialog):
    """``wished(wish)`` when the person has decided; nothing is begun here.

    Args:
        asking: how many features that would be, and what the platform takes.
        view: what the map shows.
        taken: whether a download writes that file already.
    """

    wished = pyqtSignal(object)

    def __init__(
        self,
        about: About,
        asking: Asking,
        view: View,
        taken: Callable[[Path], bool],
        parent: Optional[QWidget] = None,
    ) -> None:
        super().__init__(parent)
        self._about = about
        self._collection: Collection = about.subject[1]
        self._asking = asking
        self._taken = taken
        self.setObjectName("CopyDialog")
        self.setWindowTitle(self.tr("Download a copy"))
        self._make_parts(view)
        self._build()
        asking.offered.connect(self._offered)
        asking.counted.connect(self._counted)
        asking.described.connect(self._described)
        asking.begin(about.subject, self.options())
        self._connect()

    # -- what stands in it ----------------------------------------------------------------------

    def _make_parts(self, view: View) -> None:
        preset = self._about.preset
        title = plain(self._collection.title or self._collection.id, 300)
        self.heading = _label(self, title)
        font = self.heading.font()
        font.setBold(True)
        self.heading.setFont(font)
        self.platform = _label(self, plain(self._about.platform, 100))
        self.extent = ExtentBox(view, preset.bbox, self)
        self.filter = FilterBox(preset.filter or "", preset.where, self)
        # Made from top to bottom: so the Tab key reaches them.
        self.attributes = QgsCheckableComboBox(self)
        self.attributes.setDefaultText(self.tr("All attributes"))
        self.attributes.setAccessibleName(self.tr("Attributes wanted; none chosen means all"))
        self.attributes.setEnabled(False)
        self.attributes.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.crs = self._crs_box(preset.crs)
        self.count = _label(self, self.tr("Counting…"))
        self.file = QgsFileWidget(self)
        self.file.setStorageMode(QgsFileWidget.StorageMode.SaveFile)
        self.file.setFilter(self.tr("GeoPackage (*.gpkg)"))
        self.file.setDialogTitle(self.tr("Where the copy goes"))
        self.file.setDefaultRoot(str(target.folder()))
        self._proposed = target.proposal(title, self._taken)
        self.file.setFilePath(str(self._proposed))
        self.file.lineEdit().setAccessibleName(self.tr("File of the copy"))
        self.file.setFocusProxy(self.file.lineEdit())
        for button in self.file.findChildren(QToolButton):
            button.setAccessibleName(self.tr("Where the copy goes"))
        self.add = QCheckBox(self.tr("Show it on the map"), self)
        self.add.setChecked(True)
        self.warning = _label(
            self,
            self.tr(
                "Restricted data: whoever can open the file can read it. "
                "Choose its place with care."
            ),
        )
        self.warning.setVisible(self._about.restricted)
        self.trouble = _label(self, "")
        self.trouble.hide()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.go = self.buttons.addButton(
            self.tr("Download"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.go.setDefault(True)
        # Not every QGIS has Qt's own words in the person's language.
        cancel = self.buttons.button(QDialogButtonBox.StandardButton.Cancel)
        cancel.setText(self.tr("Cancel"))

    def _build(self) -> None:
        self._form = form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        shaped = self._collection.item_kind is not ItemKind.TABLE
        rows = [
            (self.tr("&Extent"), self.extent, shaped),
            (self.tr("&Filter"), self.filter, True),
            (self.tr("&Attributes"), self.attributes, True),
            (self.tr("&Coordinates"), self.crs, shaped),
            (self.tr("Features"), self.count, True),
            (self.tr("F&ile"), self.file, True),
        ]
        for text, widget, shown in rows:
            if shown:
                form.addRow(text, widget)
            else:
                widget.hide()
        form.addRow("", self.add)
        column = QVBoxLayout(self)
        column.addWidget(self.heading)
        column.addWidget(self.platform)
        column.addLayout(form)
        column.addWidget(self.warning)
        column.addWidget(self.trouble)
        column.addStretch(1)
        column.addWidget(self.buttons)
        self.setMinimumWidth(300)
        self.resize(460, self.sizeHint().height())

    def _connect(self) -> None:
        self.extent.changed.connect(self._changed)
        self.filter.changed.connect(self._changed)
        self.file.fileChanged.connect(lambda _path: self._say(""))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)

    def _crs_box(self, preset: Optional[str]) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(self.tr("Coordinate system of the copy"))
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.addItem(facts.crs_name("OGC:CRS84"), None)
        seen = {box.itemText(0)}
        for uri in self._collection.crs[:MOST_CRS]:
            name = facts.crs_name(uri)
            if name.startswith("EPSG:") and name not in seen:
                seen.add(name)
                # What people call it is said when it is known: QGIS looks long for each.
                box.addItem(name, uri)
        wanted = facts.crs_name(preset or self._collection.storage_crs or "")
        for row in range(box.count()):
            if box.itemText(row).split(" ")[0] == wanted:
                box.setCurrentIndex(row)
        box.setEnabled(box.count() > 1)
        return box

    # -- what the person wants ------------------------------------------------------------------

    def options(self) -> Options:
        """What is chosen now."""
        shaped = self._collection.item_kind is not ItemKind.TABLE
        chosen: List[str] = [
            self.attributes.itemData(row, _ROLE)
            for row in range(self.attributes.count())
            if self.attributes.itemCheckState(row) == Qt.CheckState.Checked
        ]
        if not self.attributes.count():
            chosen = list(self._about.preset.properties)  # not known yet what there is
        return replace(
            self._about.preset,
            bbox=self.extent.bbox() if shaped else None,
            filter=self.filter.filter(),
            where=self.filter.where(),
            properties=tuple(chosen),
            crs=self.crs.currentData(_ROLE) if shaped else None,
        )

    def accept(self) -> None:
        """Say what is wanted, or what stands against it."""
        shaped = self._collection.item_kind is not ItemKind.TABLE
        if shaped and self.extent.missing:
            self._say(self.tr("Choose another extent: this one is nowhere on the ground."))
            self.extent.setFocus()
            return
        if self.filter.problem():
            self._say(self.filter.problem())
            self.filter.main.setFocus()
            return
        against = target.objection(self.file.filePath(), self._taken)
        if against:
            self._say(against)
            self.file.setFocus()
            return
        path = target.whole_path(self.file.filePath())
        # Writing settings takes a disk's time.
        QTimer.singleShot(0, lambda: target.remember(path))
        wish = Wish(
            platform_id=self._about.platform_id,
            landing=self._about.landing,
            collection_id=self._collection.id,
            title=target.layer_name(self.heading.text(), path, self._proposed),
            target=str(path),
            options=self.options(),
            add=self.add.isChecked(),
            style=self._about.style,
        )
        super().accept()
        self.wished.emit(wish)

    def done(self, result: int) -> None:
        """Ask the platform nothing more."""
        self._asking.stop()
        super().done(result)

    # -- what the platform says -----------------------------------------------------------------

    def _changed(self) -> None:
        self._say("")
        self._grow()
        if self.filter.problem():
            self._counted(self.filter.problem(), True)
        else:
            self._asking.count(self.options())

    def _offered(self, offer: Offer) -> None:
        self.filter.offered(offer)
        label = self._form.labelForField(self.filter)
        if isinstance(label, QLabel):
            label.setBuddy(self.filter.main)
        preset = self._about.preset.properties
        for name in offer.attributes:
            chosen = name in preset
            state = Qt.CheckState.Checked if chosen else Qt.CheckState.Unchecked
            self.attributes.addItemWithCheckState(plain(name, 80), state, name)
        self.attributes.setEnabled(offer.picks and bool(offer.attributes))
        if not offer.picks:
            self.attributes.setToolTip(
                tooltip(self.tr("The platform always sends all attributes."))
            )

    def _described(self, names: Mapping[str, str]) -> None:
        for row in range(self.crs.count()):
            name = self.crs.itemText(row)
            if names.get(name):
                self.crs.setItemText(row, f"{name} – {names[name]}")

    def _counted(self, text: str, trouble: bool) -> None:
        self.count.setText(text)
        self._colour(self.count, trouble)
        self._grow()

    def _say(self, trouble: str) -> None:
        self.trouble.setText(trouble)
        self.trouble.setVisible(bool(trouble))
        self._colour(self.trouble, True)
        self._grow()

    def _grow(self) -> None:
        """Make room for what is said, once the layout knows of it."""
        QTimer.singleShot(0, self._fit)

    def _fit(self) -> None:
        layout = self.layout()
        layout.activate()
        width = max(self.width(), layout.totalMinimumSize().width())
        needed = max(layout.totalHeightForWidth(width), layout.totalMinimumSize().height())
        if needed > self.height() or width > self.width():
            self.resize(width, max(needed, self.height()))

    def _colour(self, label: QLabel, warn: bool) -> None:
        palette = QPalette(self.palette())
        if warn:
            # The label stands on the window's ground, not on a list's.
            role = QPalette.ColorRole
            palette.setColor(role.Base, palette.color(role.Window))
            palette.setColor(role.WindowText, colours.warning(palette))
        label.setPalette(palette)


def _label(parent: QWidget, text: str) -> QLabel:
    label = QLabel(text, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
