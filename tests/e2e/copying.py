"""A person who makes copies: asks for one, waits, looks at the panel."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any, Dict, List

from tests.e2e.bad_day import Day, _spaced
from tests.e2e.waiting import until

_HELPERS = '''
def door():
    return plugins["cicclo_qgis"].desk.download.__self__

def jobs():
    out = []
    if door()._rooms is None:
        return out
    for job in door().rooms.downloads.jobs():
        result = job.outcome.result if job.outcome else None
        told = job.progress
        out.append({
            "id": job.id, "state": job.state.value, "file": str(job.wish.path),
            "pause": job.pause.value if job.pause else "",
            "code": job.code.value if job.code else "",
            "came": told.features if told else 0,
            "features": result.features if result else None,
            "verdict": result.verdict.value if result else "",
            "notes": [one.value for one in result.notes] if result else [],
        })
    return out

def row_of(number):
    """The panel's row of the n-th job."""
    job = door().rooms.downloads.jobs()[number]
    return door().rooms.panel.row(job.id)

def copy_actions(layer_id):
    """What the menu of a layer offers of ours."""
    view = iface.layerTreeView()
    view.setCurrentLayer(QgsProject.instance().mapLayer(layer_id))
    menu = view.menuProvider().createContextMenu()

    def walk(inside):
        for action in inside.actions():
            yield action.objectName()
            if action.menu() is not None:
                yield from walk(action.menu())

    found = sorted(set(walk(menu)))
    menu.deleteLater()
    return found
'''


class Copyist:
    """What a person does to have a copy, on a day like any other."""

    def __init__(self, day: Day) -> None:
        self.day = day
        self.person = day.person

    def begin(self) -> None:
        """QGIS has just started."""
        self.day.ask(_HELPERS)

    def ask_for(self, title: str) -> None:
        """By the menu of the collection's row, with the keyboard."""
        self.person.select(title)
        self.person.pointer.key("Menu")
        self.person.wait("visible('rowMenu')", "the menu")
        time.sleep(0.2)
        self.person.pointer.click(self.day.ask("entry_of(widget('rowMenu'), 'Télécharger')"))

    def confirm(self, file: Path) -> None:
        """Name the file in the dialog that is about to open, and begin."""
        self.person.wait("visible('CopyDialog')", "the dialog")
        self.day.ask(f"widget('CopyDialog').file.setFilePath({str(file)!r})")
        self.person.pointer.click(self.day.ask("rect_of(widget('CopyDialog').go)"))
        until(lambda: bool(self.jobs()))

    def jobs(self) -> List[Dict[str, Any]]:
        return list(self.day.ask("jobs()"))

    def job(self, number: int = -1) -> Dict[str, Any]:
        return self.jobs()[number]

    def wait(self, state: str, timeout: float = 60.0, number: int = -1) -> Dict[str, Any]:
        """The job, once it is in that state."""
        try:
            until(lambda: bool(self.jobs()) and self.job(number)["state"] == state, timeout)
        except AssertionError:
            raise AssertionError(f"not {state}: {self.jobs()}") from None
        return self.job(number)

    def wait_pages(self, file: Path, timeout: float = 60.0) -> None:
        """Until something of the copy is on the disk, and not all."""
        part = file.with_name(file.name + ".part")
        until(lambda: part.exists() and self.job()["came"] > 0, timeout)
        assert self.job()["state"] == "running", self.job()

    def press(self, act: str, number: int = -1) -> None:
        """Click a button of the job's row in the panel."""
        button = f"row_of({number}).button(type(row_of({number})._acts[0])({act!r}))"
        self.person.wait(f"{button}.isVisible()", act)
        self.person.pointer.click(self.day.ask(f"rect_of({button})"))

    def line(self, number: int = -1) -> str:
        """What the panel says of the job."""
        return _spaced(str(self.day.ask(f"row_of({number}).line.text()")))
