"""The downloads of this run of QGIS: begun, watched, stopped, gone on with."""

from __future__ import annotations

import logging
import secrets
import threading
import time
import traceback
from functools import partial
from pathlib import Path
from typing import Callable, Dict, List, Optional, Tuple

from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from cicclo_qgis.gui.downloads.job import Job, Outcome, Pause, State, Subject, Wish, refused
from cicclo_qgis.gui.downloads.kept import Kept
from cicclo_qgis.gui.downloads.running import HttpFactory, run
from cicclo_qgis.host.workers import Workers
from cicclo_qgis.transfer import PageListener, Progress, TransferCode, TransferError, discard

_log = logging.getLogger(__name__)

AT_ONCE = 2
_TICK_MS = 250
_GOODBYE_S = 1.5
_UNUSUAL_S = 10
_STEP_S = 5


class _Thread(threading.Thread):
    """One run of one job. ``progress`` is read by the GUI thread whenever it likes."""

    def __init__(self, work: Callable[[_Thread], None]) -> None:
        super().__init__(name="cicclo-download", daemon=True)
        self._work = work
        self.stop = threading.Event()
        self.progress: Optional[Progress] = None
        self._heard = time.monotonic()

    @property
    def silent_s(self) -> int:
        """For how long nothing was told, in steps of seconds; 0 while that is nothing unusual."""
        silent = int(time.monotonic() - self._heard)
        return 0 if silent < _UNUSUAL_S else silent - silent % _STEP_S

    def run(self) -> None:
        """See ``Downloads``."""
        self._work(self)

    def tell(self, progress: Progress) -> None:
        """Note how far it is."""
        self.progress = progress
        self._heard = time.monotonic()


class Downloads(QObject):
    """Owner of all jobs. GUI thread only; nothing here waits.

    Signals, each with the job's id: ``added``; ``changed`` (its state, or how far it is);
    ``removed``; ``arrived`` (the file is whole: whoever listens puts it where it belongs).
    ``listen``: asked, as a job begins to run, who hears its pages (in the job's thread).

    Args:
        http: sessions that carry, and renew, the person's credential.
        landing_of: today's address of the service a wish is about.
        workers: brings results back into the GUI thread.
        kept: where jobs are written down.
        signed_in: whether there is a session on a platform; a refusal in spite of one is a
            matter of rights, which no further sign-in mends.
    """

    added = pyqtSignal(str)
    changed = pyqtSignal(str)
    removed = pyqtSignal(str)
    arrived = pyqtSignal(str)

    def __init__(
        self,
        http: HttpFactory,
        landing_of: Callable[[Wish], str],
        workers: Workers,
        kept: Kept,
        signed_in: Callable[[str], bool] = lambda _platform_id: False,
        parent: Optional[QObject] = None,
    ) -> None:
        super().__init__(parent)
        self._http = http
        self._landing_of = landing_of
        self._workers = workers
        self._kept = kept
        self._signed_in = signed_in
        self.listen: Optional[Callable[[Job], Optional[PageListener]]] = None
        self._jobs: Dict[str, Job] = {}
        self._threads: Dict[str, _Thread] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._look)

    # What is known

    def jobs(self) -> Tuple[Job, ...]:
        """All of them, the oldest first."""
        return tuple(self._jobs.values())

    def job(self, job_id: str) -> Optional[Job]:
        """One of them; None when it was removed."""
        return self._jobs.get(job_id)

    def writing_to(self, path: Path) -> Optional[Job]:
        """The job, not over yet, that makes the file at ``path``."""
        for job in self._jobs.values():
            if not job.state.over and path in (job.wish.path, Path(job.wish.target)):
                return job
        return None

    # What can be done

    def start(self, wish: Wish, subject: Optional[Subject] = None) -> str:
        """Begin, as soon as there is room; the job's id."""
        job = Job(secrets.token_hex(8), wish, subject=subject)
        self._jobs[job.id] = job
        self._kept.put(job.id, wish)
        self.added.emit(job.id)
        self._next()
        return job.id

    def restore(self) -> List[str]:
        """Take up what the last run was cut off from; the jobs stand still until ``resume``."""
        found = []
        for job_id, wish in self._kept.take():
            if job_id not in self._jobs:
                job = Job(job_id, wish, State.PAUSED, Pause.INTERRUPTED)
                self._jobs[job_id] = job
                found.append(job_id)
                self.added.emit(job_id)
        return found

    def pause(self, job_id: str) -> None:
        """Stand still; what has come stays on the disk."""
        job = self._jobs.get(job_id)
        if job is not None and job.state.active:
            self._halt(job, Pause.PERSON)

    def resume(self, job_id: str) -> None:
        """Go on, or try again after a failure."""
        job = self._jobs.get(job_id)
        if job is None or job.state not in (State.PAUSED, State.FAILED):
            return
        job.pause = job.code = job.problem = None
        job.unforeseen = ""
        if job.outcome is not None:
            # The file is whole already: its place was taken, or could not be had.
            self._arrive(job)
            return
        job.state = State.WAITING
        self.changed.emit(job_id)
        self._next()

    def cancel(self, job_id: str) -> None:
        """Give up: nothing of it stays on the disk."""
        job = self._jobs.get(job_id)
        if job is None or job.state.over:
            return
        job.state, job.pause = State.CANCELLED, None
        self._kept.drop(job_id)
        thread = self._threads.get(job_id)
        if thread is not None:
            thread.stop.set()  # the files go when the thread has let go of them
        else:
            self._sweep(job)
        self.changed.emit(job_id)

    def remove(self, job_id: str) -> None:
        """Take it off the list; one that is not over is cancelled first."""
        self.cancel(job_id)
        if self._jobs.pop(job_id, None) is not None:
            self.removed.emit(job_id)

    def signed_in(self, platform_id: str) -> None:
        """There is a session: go on with what waited for it."""
        for job in self.jobs():
            if job.needs_sign_in and job.wish.platform_id == platform_id:
                self.resume(job.id)

    def fail(self, job_id: str, code: TransferCode) -> None:
        """What ``arrived`` told could not be put in its place: say why; ``resume`` tries again."""
        job = self._jobs.get(job_id)
        if job is not None and not job.state.over:
            job.state, job.code, job.problem = State.FAILED, code, None
            self.changed.emit(job_id)

    def settle(self, job_id: str) -> None:
        """What ``arrived`` told stands where it belongs."""
        job = self._jobs.get(job_id)
        if job is not None and not job.state.over:
            job.state, job.code, job.problem = State.DONE, None, None
            self._kept.drop(job_id)
            self.changed.emit(job_id)

    def stop(self) -> None:
        """QGIS closes, or the plugin goes: stand still, and leave the rest to the next start."""
        self._timer.stop()
        for thread in self._threads.values():
            thread.stop.set()
        for thread in self._threads.values():
            thread.join(_GOODBYE_S)
        self._threads.clear()
        self._kept.release()

    # How it goes

    def _next(self) -> None:
        waiting = [job for job in self._jobs.values() if job.state is State.WAITING]
        for job in waiting:
            if len(self._threads) >= AT_ONCE:
                break
            if job.id not in self._threads:
                self._run(job)
        if self._threads and not self._timer.isActive():
            self._timer.start()

    def _run(self, job: Job) -> None:
        wish, subject, landing = job.wish, job.subject, self._landing_of(job.wish)
        pages = None if self.listen is None else self.listen(job)

        def work(thread: _Thread) -> None:
            """In the job's thread: copy, then tell the GUI thread how it ended."""
            outcome: Optional[Outcome] = None
            error: Optional[Exception] = None
            try:
                stopped = thread.stop.is_set
                outcome = run(wish, subject, self._http, landing, thread.tell, stopped, pages)
            except Exception as failure:  # noqa: BLE001 - told to the person, whatever it is
                error = failure
            self._workers.in_gui(partial(self._ended, job, thread, outcome, error))

        thread = _Thread(work)
        self._threads[job.id] = thread
        job.state = State.RUNNING
        self.changed.emit(job.id)
        thread.start()

    def _ended(
        self, job: Job, thread: _Thread, outcome: Optional[Outcome], error: Optional[Exception]
    ) -> None:
        if self._threads.get(job.id) is not thread:
            return  # stopped meanwhile
        del self._threads[job.id]
        job.progress = thread.progress or job.progress
        if job.state is State.CANCELLED:
            self._sweep(job, whole=outcome is not None)
        elif outcome is not None:
            job.outcome, job.subject = outcome, outcome.subject or job.subject
            self._arrive(job)
        elif job.state is State.RUNNING:
            self._failed(job, error)
        else:
            self.changed.emit(job.id)  # paused: the thread is gone now, and may come again
        self._next()

    def _arrive(self, job: Job) -> None:
        job.state = State.RUNNING
        self.changed.emit(job.id)
        self.arrived.emit(job.id)

    def _failed(self, job: Job, error: Optional[Exception]) -> None:
        job.state, job.code, job.problem = State.FAILED, None, None
        if isinstance(error, TransferError):
            job.code, job.problem = error.code, error.problem
            platform_id = job.wish.platform_id
            if platform_id and refused(error.problem) and not self._signed_in(platform_id):
                job.state, job.pause = State.PAUSED, Pause.SIGN_IN
        else:
            job.unforeseen = type(error).__name__
            where = traceback.format_tb(error.__traceback__) if error is not None else []
            _log.error("a download failed: %s\n%s", job.unforeseen, "".join(where))
        self.changed.emit(job.id)

    def _halt(self, job: Job, why: Pause) -> None:
        job.state, job.pause = State.PAUSED, why
        thread = self._threads.get(job.id)
        if thread is not None:
            thread.stop.set()
        self.changed.emit(job.id)

    def _sweep(self, job: Job, whole: bool = False) -> None:
        target = Path(job.wish.target)
        # A new copy that is whole and only could not be shown is the person's own.
        unwanted = whole or (bool(job.wish.replaces) and job.outcome is not None)
        if not discard(target) or (unwanted and not _gone(target)):
            _log.warning("files of a cancelled download stay at %s", target.parent)

    def _look(self) -> None:
        for job_id, thread in self._threads.items():
            job = self._jobs.get(job_id)
            if job is None or job.state is not State.RUNNING:
                continue
            now = (thread.progress or job.progress, thread.silent_s)
            if now != (job.progress, job.silent_s):
                job.progress, job.silent_s = now
                self.changed.emit(job_id)
        if not self._threads:
            self._timer.stop()


def _gone(path: Path) -> bool:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return False
    return True
