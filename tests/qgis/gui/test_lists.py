"""What each platform has listed: what only a session saw goes with it, whatever comes late."""

from __future__ import annotations

from cicclo_qgis.catalogue import Batch, Failed, Finished, Padlock
from cicclo_qgis.gui.desk_protocol import ListingState
from cicclo_qgis.gui.lists import Lists
from cicclo_qgis.ogcapi import OgcApiError, ProblemCode
from tests.unit.catalogue.listing import entry, landing, listed

PUBLIC = entry("armor", "communes", "Communes")
SECRET = entry("armor", "sites", "Sites militaires", padlock=Padlock.YOURS)


def finished(*entries, signed_in=True):
    return Finished("armor", entries, landing("armor"), 0.1, signed_in=signed_in)


def made():
    """Lists, what tells them, and what is on its way to the GUI thread."""
    changed, waiting = [], []
    lists = Lists(changed.append, changed.append)
    return lists, lists.listener(lists.heard, waiting.append), waiting


def deliver(waiting):
    while waiting:
        waiting.pop(0)()


def names(lists):
    return [one.collection.id for one in lists.entries("armor")]


def test_a_sign_out_empties_the_list_at_once():
    lists, tell, waiting = made()
    tell(finished(PUBLIC, SECRET))
    deliver(waiting)
    assert names(lists) == ["communes", "sites"]
    lists.signed_out("armor")
    assert names(lists) == [] and lists.entry("armor", "sites") is None
    lists.take_state("armor", ListingState.WAITING)
    lists.recalled(listed("armor", PUBLIC))
    assert names(lists) == ["communes"]


def test_what_was_on_its_way_comes_too_late():
    lists, tell, waiting = made()
    tell(Batch("armor", (SECRET,)))
    tell(finished(PUBLIC, SECRET))
    lists.signed_out("armor")
    deliver(waiting)
    assert names(lists) == []
    tell(finished(PUBLIC, signed_in=False))
    deliver(waiting)
    assert names(lists) == ["communes"]


def test_a_platform_that_answers_no_more_does_not_keep_it():
    lists, tell, waiting = made()
    tell(finished(PUBLIC, SECRET))
    deliver(waiting)
    lists.signed_out("armor")
    tell(Failed("armor", OgcApiError(ProblemCode.UNREACHABLE).problem))
    deliver(waiting)
    assert names(lists) == [] and lists.listing("armor").state is ListingState.FAILED
