"""What is said of a download: one line while it runs, one plain sentence at its end."""

from __future__ import annotations

from typing import Dict, List, Optional, Tuple

from qgis.PyQt.QtCore import QCoreApplication, QLocale

from cicclo_qgis.gui import sentences
from cicclo_qgis.gui.downloads.job import Job, Pause, State
from cicclo_qgis.transfer import Note, Progress, Result, Strategy, TransferCode, Verdict

_DOUBTFUL = (Verdict.COUNT_DIFFERS, Verdict.CHANGED, Verdict.INCOMPLETE)
_DOUBTS = (Note.GEOMETRY_UNREADABLE, Note.OTHER_CRS)
# Which finding is told when there are several: what the person may want to act upon comes first.
_ORDER = (
    Note.GEOMETRY_UNREADABLE,
    Note.OTHER_CRS,
    Note.BULK_REFUSED,
    Note.PAGES_REPEATED,
    Note.NEXT_ENDLESS,
    Note.NEXT_LOST,
    Note.FEATURES_MISSING,
    Note.ORDER_NOT_STABLE,
    Note.DATA_CHANGED,
    Note.STARTED_AGAIN,
    Note.IDS_REPEATED,
    Note.AXES_SWAPPED,
    Note.SERVER_BUSY,
    Note.ONLY_CHANGES,
    Note.RESUMED,
    Note.TYPES_WIDENED,
    Note.IDS_MISSING,
)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Downloads", text)


def number(count: int) -> str:
    """A count as the person's locale groups it."""
    return str(QLocale().toString(count))


def size(count: int) -> str:
    """Bytes as people read them."""
    return str(QLocale().formattedDataSize(count))


def duration(seconds: float) -> str:
    """A time as people say it: 8 s, 2 min 05 s, 1 h 10 min."""
    whole = max(1, round(seconds))
    if whole < 60:
        return _tr("{seconds} s").format(seconds=whole)
    if whole < 3600:
        return _tr("{minutes} min {seconds} s").format(
            minutes=whole // 60, seconds=f"{whole % 60:02d}"
        )
    return _tr("{hours} h {minutes} min").format(
        hours=whole // 3600, minutes=f"{whole % 3600 // 60:02d}"
    )


def line(job: Job) -> str:
    """How far a job is, or what it came to."""
    if job.state is State.WAITING:
        return _tr("Waiting for its turn")
    if job.state is State.RUNNING:
        return _running(job)
    if job.state is State.PAUSED:
        return _paused(job)
    if job.state is State.CANCELLED:
        return _tr("Cancelled. Nothing of it is kept.")
    if job.state is State.FAILED:
        return failure(job)
    return "" if job.outcome is None else finding(job.outcome.result)


def _running(job: Job) -> str:
    told = job.progress
    if job.outcome is not None:
        return _tr("Taking the place of the old copy…")
    if told is None:
        return _joined(_tr("Asking the platform…"), _silence(job))
    if told.strategy is Strategy.BULK and not told.features:
        text = _tr("{size} of the file the platform offers").format(size=size(told.bytes))
        return _joined(text, _silence(job))
    if told.expected is not None and told.features >= told.expected > 0:
        return _tr("{count} · checking, and building the index…").format(
            count=number(told.features)
        )
    if job.silent_s:
        return _joined(_amount(told), _silence(job))
    return _joined(_amount(told), _rate(told), _left(told))


def _joined(*parts: str) -> str:
    return " · ".join(filter(None, parts))


def _silence(job: Job) -> str:
    """The network may be gone, or the platform slow: it is asked again and again all the same."""
    if not job.silent_s:
        return ""
    return _tr("no answer for {time}, still trying").format(time=duration(job.silent_s))


def _amount(told: Progress) -> str:
    if not told.expected:
        return number(told.features)
    return _tr("{count} of {total} ({percent} %)").format(
        count=number(told.features),
        total=number(told.expected),
        percent=min(100, 100 * told.features // told.expected),
    )


def _rate(told: Progress) -> str:
    return _tr("{count} a second").format(count=number(round(told.rate))) if told.rate >= 1 else ""


def _left(told: Progress) -> str:
    return "" if told.eta_s is None else _tr("{time} left").format(time=duration(told.eta_s))


def _paused(job: Job) -> str:
    if job.pause is Pause.SIGN_IN:
        return _tr("Your session has ended. Sign in, and it goes on where it stopped.")
    if job.pause is Pause.INTERRUPTED:
        return _tr("Cut off when QGIS closed. It can go on where it stopped.")
    if job.progress is None:
        return _tr("Paused")
    return _tr("Paused at {amount}").format(amount=_amount(job.progress))


def failure(job: Job) -> str:
    """Why there is no copy, and what to do."""
    if job.problem is not None:
        return sentences.problem(job.problem, bool(job.wish.platform_id))
    if job.code is None:
        return _tr(
            "It was stopped by a fault of the plugin ({name}). Try again; if it happens twice, "
            "tell the plugin's team."
        ).format(name=job.unforeseen)
    return failure_code(job.code)


def failure_code(code: TransferCode) -> str:
    """The sentence for one reason."""
    return _failures()[code]


def finding(result: Result) -> str:
    """What the finished copy is worth, and what was found out on the way: two sentences at most."""
    return " ".join(filter(None, (_verdict(result), note(result.notes))))


def doubtful(result: Result) -> bool:
    """Whether the person should look twice at this copy."""
    return result.verdict in _DOUBTFUL or any(one in _DOUBTS for one in result.notes)


def note(notes: Tuple[Note, ...]) -> str:
    """One sentence on the finding that matters most; "" when none does."""
    texts = _notes()
    return next((texts[one] for one in _ORDER if one in notes and texts[one]), "")


def _verdict(result: Result) -> str:
    text = _verdicts()[result.verdict]
    expected: Optional[int] = result.expected
    return text.format(
        count=number(result.features),
        told=number(expected or 0),
        time=duration(result.seconds),
    )


def _verdicts() -> Dict[Verdict, str]:
    return {
        Verdict.VERIFIED: _tr("Complete and checked: {count} of {count}, in {time}."),
        Verdict.UNCOUNTED: _tr(
            "{count}, in {time}. The platform does not say how many there should be."
        ),
        Verdict.COUNT_DIFFERS: _tr(
            "{count} came, but the platform announces {told}. Every way of asking gave the same: "
            "the announced number is probably wrong."
        ),
        Verdict.CHANGED: _tr(
            "{count} came. The data changed while it was copied: refresh the copy a little later."
        ),
        Verdict.INCOMPLETE: _tr(
            "Incomplete: {count} came of the {told} that the platform announces, whichever way it "
            "was asked. Tell the platform's team."
        ),
    }


def _notes() -> Dict[Note, str]:
    return {
        Note.PAGES_REPEATED: _tr("The platform repeated its pages: the copy was made another way."),
        Note.NEXT_LOST: _tr("The platform's pages broke off: the copy was made another way."),
        Note.NEXT_ENDLESS: _tr("The platform's pages never ended: the copy was made another way."),
        Note.FEATURES_MISSING: _tr("The platform left some out: the copy was made another way."),
        Note.ORDER_NOT_STABLE: _tr(
            "The platform changes the order between its pages: they were read one after another."
        ),
        Note.DATA_CHANGED: _tr("The data changed meanwhile: the copy was made again."),
        Note.STARTED_AGAIN: _tr("The data had changed since the last try: it was begun again."),
        Note.RESUMED: _tr("It went on where it had stopped."),
        Note.IDS_REPEATED: _tr("Some of them share one identifier."),
        Note.SERVER_BUSY: _tr("The platform asked to go slowly."),
        Note.AXES_SWAPPED: _tr("The platform gives north before east: this was put right."),
        Note.OTHER_CRS: _tr("The platform sent another coordinate system than the one chosen."),
        Note.GEOMETRY_UNREADABLE: _tr(
            "Some shapes could not be read: their rows have no geometry."
        ),
        Note.BULK_REFUSED: _tr(
            "The file that the platform offers is not of use: its pages were read."
        ),
        Note.ONLY_CHANGES: _tr("Only what had changed was fetched."),
        Note.TYPES_WIDENED: "",
        Note.IDS_MISSING: "",
    }


def _failures() -> Dict[TransferCode, str]:
    return {
        TransferCode.CANCELLED: _tr("It was stopped. It can go on where it stopped."),
        TransferCode.SERVER: _tr("The platform does not answer as it should. Try again later."),
        TransferCode.DISK_FULL: _tr(
            "The disk is full. Make room, then try again: what has come is kept."
        ),
        TransferCode.CANNOT_WRITE: _tr(
            "The file cannot be written. Check the folder and its permissions, then try again."
        ),
        TransferCode.TARGET_BUSY: _tr(
            "The new copy is whole, but the old one is in use. Close the programs and the edit "
            "sessions that use it, then try again."
        ),
        TransferCode.NO_SOURCE: _tr(
            "This file does not say where it comes from: it cannot be refreshed."
        ),
        TransferCode.ALREADY_RUNNING: _tr(
            "Another QGIS is making this copy. Wait until it has ended, then try again."
        ),
        TransferCode.FILTER: _tr(
            "The platform offers this by WFS, which takes comparisons of an attribute with a "
            "value, joined by AND, and no other filter."
        ),
        TransferCode.DATES: _tr(
            "The service compares dates wrongly: what it would give is not what you ask for. "
            "Choose by another attribute, or take all of it."
        ),
    }


def spoken(job: Job) -> str:
    """A job as a screen reader says it."""
    parts: List[str] = [job.wish.title, line(job)]
    return ". ".join(part.rstrip(".") for part in parts if part)
