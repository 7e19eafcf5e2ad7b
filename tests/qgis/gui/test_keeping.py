"""The file of favourites follows what the person does, beside the GUI thread."""

from __future__ import annotations

from cicclo_qgis.catalogue import favourites
from cicclo_qgis.catalogue.favourites import Kept
from cicclo_qgis.gui.keeping import Keeping

ZONAGES = ("atelier-armor", "zonages_humides_2025")
COMMUNES = ("atelier-armor", "communes")


class Later:
    """Workers whose work is done when the test says so."""

    def __init__(self):
        self.waiting = []

    def run(self, work, done, failed):
        self.waiting.append((work, done, failed))

    def go_on(self):
        waiting, self.waiting = self.waiting, []
        for work, done, failed in waiting:
            try:
                result = work()
            except OSError as error:
                failed(error)
            else:
                done(result)


def test_what_is_done_before_the_file_is_read_comes_on_top(qgis_app, tmp_path):
    path = tmp_path / "favourites.json"
    favourites.write(path, Kept().toggled(COMMUNES))
    later = Later()
    keeping = Keeping(later.run, lambda: path)
    keeping.toggle(ZONAGES)
    assert len(later.waiting) == 1  # nothing is written before it is read
    later.go_on()
    assert keeping.kept.favourites == (ZONAGES, COMMUNES)
    later.go_on()
    assert favourites.read(path).favourites == (ZONAGES, COMMUNES)


def test_many_changes_are_written_one_after_the_other(qgis_app, tmp_path):
    path = tmp_path / "favourites.json"
    later = Later()
    keeping = Keeping(later.run, lambda: path)
    later.go_on()
    for number in range(9):
        keeping.toggle(("armor", str(number)))
    assert len(later.waiting) == 1
    later.go_on()
    later.go_on()
    assert len(favourites.read(path).favourites) == 9
    assert later.waiting == []


def test_a_file_that_cannot_be_read_is_not_written_over(qgis_app, tmp_path):
    later = Later()
    path = tmp_path / "favourites.json"
    path.mkdir()  # reading it is an OSError
    keeping = Keeping(later.run, lambda: path)
    later.go_on()
    keeping.toggle(COMMUNES)
    assert later.waiting == [] and keeping.is_favourite(COMMUNES)
