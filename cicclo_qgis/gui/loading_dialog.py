"""Choosing the part of a collection to load: extent, conditions, attributes, CRS, number."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Callable, List, Optional, Protocol, Tuple

from qgis.core import QgsCoordinateReferenceSystem, QgsRectangle
from qgis.gui import QgsCheckableComboBox, QgsExtentWidget
from qgis.PyQt.QtCore import Qt, QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from cicclo_qgis.catalogue.model import Entry
from cicclo_qgis.gui import facts, sentences
from cicclo_qgis.gui.condition_rows import ConditionRows
from cicclo_qgis.gui.flow_text import FlowText
from cicclo_qgis.gui.icons import theme
from cicclo_qgis.gui.row_texts import number
from cicclo_qgis.gui.text import plain
from cicclo_qgis.host.loading import HUGE, Loading, takes_crs
from cicclo_qgis.ogcapi.cql2 import ValueProblem
from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.ogcapi.model import ItemKind
from cicclo_qgis.ogcapi.queryables import Offer

_COUNT_AFTER_MS = 600
_MOST = 100_000_000

Cancel = Callable[[], None]


class Asker(Protocol):
    """Asks the platform, beside the GUI thread; each answer comes later, in the GUI thread."""

    def offer(
        self, entry: Entry, done: Callable[[Offer], None], failed: Callable[[Exception], None]
    ) -> Cancel:
        """What can be asked of the collection."""

    def count(
        self, entry: Entry, loading: Loading, done: Callable[[Optional[int]], None]
    ) -> Cancel:
        """How many features that is; None when the platform does not say."""


class LoadingDialog(QDialog):
    """Not modal: the person may draw on the map beside it.

    ``chosen(Loading)``: to be added live. ``copy_wanted(Loading)``: to be copied instead.
    ``sign_in_wanted()``: the platform wants to know who asks.
    """

    chosen = pyqtSignal(object)
    copy_wanted = pyqtSignal(object)
    sign_in_wanted = pyqtSignal()

    def __init__(
        self,
        entry: Entry,
        asker: Asker,
        canvas: Any,
        copies: bool,
        parent: Optional[QWidget] = None,
    ) -> None:
        super().__init__(parent)
        self.entry = entry
        self._asker = asker
        self._offer: Optional[Offer] = None
        self._stop: List[Cancel] = []
        self._problem = ""
        self._refused = False
        self._count: Optional[int] = None
        self._counted: Optional[Loading] = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_COUNT_AFTER_MS)
        self._later.timeout.connect(self._ask_count)
        self.setObjectName("ciccloLoading")
        self.setWindowTitle(self.tr("Add with options"))
        self._make_parts(canvas)
        self._make_buttons(copies)
        self._lay_out()
        self.ask()

    def ask(self) -> None:
        """Ask the platform what it offers; again after a sign-in."""
        self._problem = ""
        self._offer = None
        self._refused = False
        self._drop_questions()
        self._stop.append(self._asker.offer(self.entry, self._offered, self._not_offered))
        self._settle()

    def loading(self) -> Loading:
        """What is chosen.

        Raises:
            ValueProblem: a value is none of its attribute.
        """
        crs = self.crs.currentData() or None
        return Loading(
            bbox=self._bbox(),
            conditions=self.rows.conditions(),
            attributes=self._attributes(),
            crs=facts.crs_name(crs) if crs else "",
            crs_uri=crs,
            limit=self.limit.value() if self.limited.isChecked() else None,
            offer=self._offer or Offer(),
        )

    def done(self, result: int) -> None:
        """Close; nothing more is asked."""
        self._drop_questions()
        super().done(result)

    # -- parts ------------------------------------------------------------------------------

    def _make_parts(self, canvas: Any) -> None:
        collection = self.entry.collection
        self.heading = FlowText(self.tr("Collection"), self)
        self.heading.say(plain(collection.title, 200))
        bold = self.heading.font()
        bold.setBold(True)
        self.heading.setFont(bold)
        self.extent = QgsExtentWidget(self, QgsExtentWidget.WidgetStyle.CondensedStyle)
        self.extent.setNullValueAllowed(True, self.tr("Whole collection"))
        wgs84 = QgsCoordinateReferenceSystem("EPSG:4326")
        if collection.bbox is not None:
            self.extent.setOriginalExtent(QgsRectangle(*collection.bbox), wgs84)
        self.extent.setOutputCrs(wgs84)
        if canvas is not None:
            self.extent.setMapCanvas(canvas)
        self.extent.clear()
        for part in (self.extent, *self.extent.findChildren(QLineEdit)):
            part.setAccessibleName(self.tr("Extent"))
        self.here = QPushButton(self.tr("Current view"), self)
        self.here.setToolTip(self.tr("Only what the map shows now"))
        self.here.setEnabled(canvas is not None)
        self.here.clicked.connect(lambda: self._take_view(canvas))
        self.rows = ConditionRows(self)
        self.who = FlowText(self.tr("Who filters"), self)
        self.attributes = QgsCheckableComboBox(self)
        self.attributes.setAccessibleName(self.tr("Attributes"))
        self.attributes.setDefaultText(self.tr("All attributes"))
        self.crs = QComboBox(self)
        self.crs.setAccessibleName(self.tr("Coordinate reference system"))
        self.limited = QCheckBox(self.tr("At most"), self)
        self.limit = QSpinBox(self)
        self.limit.setRange(1, _MOST)
        self.limit.setValue(10_000)
        self.limit.setGroupSeparatorShown(True)
        self.limit.setSuffix(self.tr(" features"))
        self.limit.setAccessibleName(self.tr("Greatest number of features"))
        self.limit.setEnabled(False)
        self.progress = QProgressBar(self)
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setMaximumHeight(6)
        self.progress.setAccessibleName(self.tr("Asking the platform"))
        self.count = FlowText(self.tr("Number of features"), self)
        self._icon = QLabel(self)
        self.limited.toggled.connect(self.limit.setEnabled)
        for signal in (
            self.extent.extentChanged,
            self.rows.changed,
            self.attributes.checkedItemsChanged,
            self.limited.toggled,
            self.limit.valueChanged,
        ):
            signal.connect(lambda *_: self._changed())
        self.extent.toggleDialogVisibility.connect(self.setVisible)

    def _make_buttons(self, copies: bool) -> None:
        role = QDialogButtonBox.ButtonRole
        self.buttons = QDialogButtonBox(self)
        self.add = self.buttons.addButton(self.tr("Add to the map"), role.AcceptRole)
        self.add.setIcon(theme("/mActionAddLayer.svg"))
        self.copy = self.buttons.addButton(self.tr("Download a copy…"), role.ActionRole)
        self.copy.setIcon(theme("/mActionFileSaveAs.svg"))
        self._copies = copies
        self.sign_in = self.buttons.addButton(self.tr("Sign in"), role.ActionRole)
        self.buttons.addButton(self.tr("Cancel"), role.RejectRole).setIcon(theme("/mIconClose.svg"))
        self.buttons.accepted.connect(lambda: self._finish(self.chosen))
        self.buttons.rejected.connect(self.reject)
        self.copy.clicked.connect(lambda: self._finish(self.copy_wanted))
        self.sign_in.clicked.connect(lambda: self.sign_in_wanted.emit())

    def _lay_out(self) -> None:
        extent = QHBoxLayout()
        extent.addWidget(self.extent, 1)
        extent.addWidget(self.here)
        limit = QHBoxLayout()
        limit.addWidget(self.limited)
        limit.addWidget(self.limit)
        limit.addStretch(1)
        conditions = QVBoxLayout()
        conditions.addWidget(self.rows)
        conditions.addWidget(self.who)
        self._form = form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._extent_label = QLabel(self.tr("Extent"), self)
        self._attributes_label = QLabel(self.tr("Attributes"), self)
        self._crs_label = QLabel(self.tr("Coordinates"), self)
        typed = self.extent.findChildren(QLineEdit, "mCondensedLineEdit")
        self._extent_label.setBuddy(typed[0] if typed else self.here)
        self._attributes_label.setBuddy(self.attributes)
        self._crs_label.setBuddy(self.crs)
        told_of = QLabel(self.tr("Conditions"), self)
        told_of.setBuddy(self.rows.more)
        number_label = QLabel(self.tr("Number"), self)
        number_label.setBuddy(self.limited)
        form.addRow(self._extent_label, extent)
        form.addRow(told_of, conditions)
        form.addRow(self._attributes_label, self.attributes)
        form.addRow(self._crs_label, self.crs)
        form.addRow(number_label, limit)
        line = QFrame(self)
        line.setFrameShape(QFrame.Shape.HLine)
        line.setFrameShadow(QFrame.Shadow.Sunken)
        told = QHBoxLayout()
        told.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        told.addWidget(self.count, 1)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(self.heading)
        column.addLayout(form)
        column.addStretch(1)
        column.addWidget(line)
        column.addWidget(self.progress)
        column.addLayout(told)
        column.addWidget(self.buttons)
        self.resize(self.fontMetrics().averageCharWidth() * 78, self.sizeHint().height())

    # -- what the platform answers ----------------------------------------------------------

    def _offered(self, offer: Offer) -> None:
        self._stop.clear()
        self._offer = offer
        # The description of a feature type does not tell how many there are: that is asked apart.
        self._count = offer.number_matched
        self._counted = None if self._count is None else Loading(offer=offer)
        self.rows.take(offer)
        self.attributes.clear()
        self.attributes.addItems(list(offer.attributes))
        self.crs.clear()
        self.crs.addItem(self.tr("As the platform keeps them"), "")
        for uri in self.entry.collection.crs[:200]:
            self.crs.addItem(facts.crs_name(uri), uri)
        self._changed()

    def _not_offered(self, error: Exception) -> None:
        self._stop.clear()
        problem = error.problem if isinstance(error, OgcApiError) else None
        if problem is not None:
            self._refused = problem.code is ProblemCode.SIGN_IN_REQUIRED
            self._problem = sentences.problem(problem)
        else:
            self._problem = sentences.problem_code(ProblemCode.UNREACHABLE)
        self._settle()

    def _ask_count(self) -> None:
        loading = self._asked_for()
        question = None if loading is None else _question(loading)
        if question is None or question == self._counted:
            return
        self._drop_questions()

        def counted(count: Optional[int]) -> None:
            self._stop.clear()
            self._count, self._counted = count, question
            self._settle()

        self._stop.append(self._asker.count(self.entry, question, counted))
        self._settle()

    def _drop_questions(self) -> None:
        self._later.stop()
        stop, self._stop = self._stop, []
        for cancel in stop:
            cancel()

    # -- what is chosen ---------------------------------------------------------------------

    def _take_view(self, canvas: Any) -> None:
        self.extent.setCurrentExtent(canvas.extent(), canvas.mapSettings().destinationCrs())
        self.extent.setOutputExtentFromCurrent()

    def _bbox(self) -> Optional[Tuple[float, float, float, float]]:
        box = self.extent.outputExtent()
        if not self.extent.isValid() or box.isEmpty() or not self._spatial():
            return None
        return (box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum())

    def _attributes(self) -> Tuple[str, ...]:
        chosen = tuple(str(name) for name in self.attributes.checkedItems())
        offer = self._offer
        return chosen if offer is not None and chosen != offer.attributes else ()

    def _spatial(self) -> bool:
        found = ItemKind.UNKNOWN if self._offer is None else self._offer.kind
        return ItemKind.TABLE not in (self.entry.collection.item_kind, found)

    def _asked_for(self) -> Optional[Loading]:
        try:
            return self.loading()
        except ValueProblem:
            return None

    def _changed(self) -> None:
        if self._offer is not None:
            self._later.start()
        self._settle()

    def _finish(self, signal: Any) -> None:
        loading = self._asked_for()
        if loading is not None:
            self.accept()
            signal.emit(loading)

    def _settle(self) -> None:
        """Bring the screen in line."""
        offer, loading = self._offer, self._asked_for()
        for widget in (self._extent_label, self.extent, self.here):
            widget.setVisible(self._spatial())
        picks = offer is not None and offer.picks
        for widget in (self._attributes_label, self.attributes):
            widget.setVisible(picks)
        several = len(self.entry.collection.crs) > 1 and takes_crs(self.entry)
        for widget in (self._crs_label, self.crs):
            widget.setVisible(offer is not None and offer.crs and several)
        self.rows.setEnabled(offer is not None)
        self.who.say(self._who(loading), muted=True)
        self.progress.setVisible(bool(self._stop))
        # The box of buttons shows them all whenever it lays them out.
        self.copy.setVisible(self._copies)
        self.sign_in.setVisible(self._refused)
        text, warns = self._told(loading)
        self.count.say(text)
        icon = theme("/mIconWarning.svg") if warns else theme("/mActionPropertiesWidget.svg")
        side = max(16, self.fontMetrics().height())
        self._icon.setPixmap(icon.pixmap(side, side))
        self._icon.setVisible(warns)
        usable = loading is not None and offer is not None
        self.add.setEnabled(usable)
        self.copy.setEnabled(loading is not None and usable and loading.fits_copy)
        many = warns and bool(self._count)
        prefers = self.copy if many and self._copies and self.copy.isEnabled() else self.add
        prefers.setDefault(True)

    def _who(self, loading: Optional[Loading]) -> str:
        if loading is None:
            return self.rows.problem()
        if not loading.conditions:
            return ""
        if loading.filter_parameters() is not None:
            return self.tr("The platform filters: only what is wanted is transferred.")
        return self.tr("The platform cannot filter so: QGIS loads all, and shows what is wanted.")

    def _told(self, loading: Optional[Loading]) -> Tuple[str, bool]:
        """What is known of the number of features, and whether it is a warning."""
        if self._problem:
            return self._problem, True
        if self._offer is None:
            return self.tr("Asking the platform what it offers…"), False
        if loading is None or _question(loading) != self._counted:
            return self.tr("Counting…") if self._stop else "", False
        if self._count is None:
            return self.tr("The platform does not say how many features that is."), False
        count = self._count if loading.limit is None else min(self._count, loading.limit)
        if not count:
            return self.tr("No feature: check what you have chosen above."), True
        if count == 1:
            return self.tr("1 feature."), False
        if count <= HUGE:
            return self.tr("{count} features.").format(count=number(count)), False
        text = self.tr(
            "{count} features: a live layer will be slow. A copy on your computer is fetched once, "
            "and answers at once."
        )
        return text.format(count=number(count)), True


def _question(loading: Loading) -> Loading:
    """What the number of features depends on."""
    return replace(loading, attributes=(), crs="", crs_uri=None, limit=None)
