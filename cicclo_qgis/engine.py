"""The parts that work without a window, put together: registry, sessions, authorizer, watcher.

The same engine stands behind the desktop plugin and behind ``qgis_process``.
"""

from __future__ import annotations

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Dict, List, Optional, Set, Tuple
from urllib.parse import urljoin

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from cicclo_qgis import where
from cicclo_qgis.host.authdb import AuthDbStore
from cicclo_qgis.host.authorizer import RequestAuthorizer
from cicclo_qgis.host.listening import Listening
from cicclo_qgis.host.settings import Settings
from cicclo_qgis.host.watcher import ReplyWatcher, Sent
from cicclo_qgis.host.workers import Workers, in_gui_thread
from cicclo_qgis.platforms import Platform, Registry
from cicclo_qgis.signin.credential import Credential, ProtectionSpace

if TYPE_CHECKING:
    import requests

    from cicclo_qgis.signin import Browser, Demand, Prompt, Sessions

_log = logging.getLogger(__name__)

_TOLD_AT_ONCE = 4

_KEEP_AFTER_MS = 5000
"""Cookies that a gateway sets anew, perhaps with every answer, are written down this often."""

_RESTORE_PATIENCE_S = 10.0
"""How long a layer's first request waits for the sessions of the last run to come back.

Longer than a keyring that does not answer is waited for: the next store may have them.
"""


class Engine(QObject):
    """Make it in the GUI thread; nothing happens before ``start``.

    QGIS waits for this while it starts: what signs in is loaded when the sessions are first asked
    for, which is ``restore`` in a worker thread.

    ``refreshed(platform_id)``: a fresh credential stands where one was refused; layers
    that came up short may load again. ``demanded(platform_id, demand, by_layer)``: a platform
    asks for a stronger or fresher sign-in than there was (``signin.wish.Demand``).
    ``no_right(url)``: the session of that place may not read it (403).
    """

    refreshed = pyqtSignal(str)
    no_right = pyqtSignal(str)
    demanded = pyqtSignal(str, object, bool)

    def __init__(
        self,
        browser: Browser,
        prompt: Optional[Prompt] = None,
        parent: Optional[QObject] = None,
    ) -> None:
        super().__init__(parent)
        self._browser = browser
        self.settings = Settings()
        self.workers = Workers(self)
        extra = self.settings.extra_registry
        self.registry = Registry(
            shipped=self._shipped(),
            extra=() if extra is None else (extra,),
            user=self.settings.user_registry,
        )
        self._load()
        self._auth_db = AuthDbStore(lambda: self.settings.use_qgis_store, self)
        self._prompt = prompt
        self._sessions: Optional[Sessions] = None
        self._making = threading.Lock()
        self._restoring = threading.Lock()
        self.protected = Protected(self.registry)
        self._credentials = PatientCredentials(self.protected)
        self._authorizer = RequestAuthorizer(self._credentials, self.protected)
        self._watcher = ReplyWatcher(self.protected, self)
        self._watcher.refused.connect(self._refused)
        self._watcher.cookies.connect(self._follow)
        self._watcher.no_right.connect(self.no_right)
        self._watcher.demanded.connect(self._demanded)
        self._keep_soon = QTimer(self)
        self._keep_soon.setSingleShot(True)
        self._keep_soon.timeout.connect(lambda: self.workers.run(self.sessions.keep_rolled))
        self._asking: Set[str] = set()
        self._outdated: Dict[str, Credential] = {}
        self._languages = _languages(QgsApplication.locale())

    @property
    def sessions(self) -> Sessions:
        """All sign-ins. Any thread."""
        if self._sessions is None:
            with self._making:
                if self._sessions is None:
                    self._sessions = sessions = self._make_sessions()
                    self._credentials.sessions = sessions
        return self._sessions

    def _make_sessions(self) -> Sessions:
        from cicclo_qgis.host.transport import http_session
        from cicclo_qgis.signin import KeyringStore, Permitted, Sessions, StoreChain, SystemClock

        return Sessions(
            http=lambda: http_session(sign_in=True),
            browser=self._browser,
            store=StoreChain(
                tuple(
                    Permitted(store, lambda: self.settings.keep_sessions)
                    for store in (KeyringStore(), self._auth_db)
                )
            ),
            clock=SystemClock(),
            prompt=self._prompt,
        )

    def http(self) -> requests.Session:
        """A session over QGIS's network for data requests, in the person's language."""
        from cicclo_qgis.host.transport import http_session

        session = http_session()
        session.headers["Accept-Language"] = self._languages
        return session

    def anonymous_http(self) -> requests.Session:
        """The same, sending no credential: what a stranger would see."""
        from cicclo_qgis.host.transport import http_session

        session = http_session(sign_in=True)
        session.headers["Accept-Language"] = self._languages
        return session

    def start(self, listening: Optional[Listening] = None) -> None:
        """Put credentials on requests from now on, and watch the answers."""
        self._authorizer.install()
        self._watcher.start(listening)

    def restore(self) -> None:
        """Bring back the sessions of the last run, once. Blocks; worker threads only."""
        with self._restoring:
            if self._credentials.waits:
                try:
                    self.sessions.restore(self.registry.platforms())
                finally:
                    self._credentials.restored()

    def sign_out(self, platform: Platform, everywhere: bool) -> None:
        """Forget the session. Blocks; worker threads only.

        With the last one goes what the sign-in window remembers: else it would bring the next
        person in as the one who has left. ``everywhere`` shows the pages that end it at the
        platform and at ProConnect too, for half a minute at most.
        """
        kind = self.sessions.status(platform.id).kind
        address = self.sessions.sign_out(platform, everywhere)
        if address is None:
            if not any(self.sessions.accounts.of(one.id) for one in self.registry.platforms()):
                self._browser.forget()
            return
        ways = sorted(platform.access, key=lambda access: access.kind is not kind)
        root = urljoin(ways[0].protects[0], "/")
        from cicclo_qgis.signin import Visit

        # No cookie has this name: the visit waits for the way back and reads nothing.
        visit = Visit(platform.name, address, cookies_of=root, cookie_names=("-",), timeout_s=30.0)
        self._browser.visit(visit, lambda _arrival: True)
        self._browser.forget()

    def forget_everything(self) -> None:
        """Sign out everywhere on this computer, and drop the browser's cookies. Blocks.

        The platforms are told too; one that does not answer holds nothing up here.
        """
        self._browser.forget()
        with ThreadPoolExecutor(_TOLD_AT_ONCE, "cicclo-forget") as pool:
            list(pool.map(self.sessions.accounts.forget_all, self.registry.platforms()))
        self._browser.forget()

    def keep_as_chosen(self) -> None:
        """Bring what is kept in line with the settings. Blocks; worker threads only."""
        self.sessions.keep_again()
        if not self.settings.keep_sessions:
            self.sessions.forget_kept(self.registry.platforms())

    def show_as_chosen(self) -> Tuple[Tuple[Platform, ...], Tuple[Platform, ...]]:
        """Bring the registry in line with the settings; the platforms gone, and those come."""
        before = {platform.id: platform for platform in self.registry.platforms()}
        self.registry.shipped = self._shipped()
        self._load()
        self.protected.refresh()
        now = {platform.id: platform for platform in self.registry.platforms()}
        gone = tuple(platform for key, platform in before.items() if key not in now)
        return gone, tuple(platform for key, platform in now.items() if key not in before)

    def wait_for_sessions(self) -> None:
        """Wait until the sessions of the last run are back, ten seconds at most."""
        self._credentials.wait()

    def stop(self) -> None:
        """Undo ``start``. Returns at once; running work is let go of."""
        self._credentials.restored()
        self._keep_soon.stop()
        self._watcher.stop()
        self._authorizer.remove()
        self.workers.stop()

    def _shipped(self) -> Optional[Path]:
        return where.resources() / "platforms.json" if self.settings.shipped_platforms else None

    def _load(self) -> None:
        for note in self.registry.load():
            _log.warning("%s: %s: %s", note.path, note.code.value, note.detail)

    def _follow(self, url: str, sent: str, lines: List[str]) -> None:
        if self._sessions is None:
            return
        from cicclo_qgis.signin.cookies import set_cookies

        followed = self._sessions.followed(url, sent, set_cookies(lines, url))
        if followed and not self._keep_soon.isActive():
            self._keep_soon.start(_KEEP_AFTER_MS)

    def _demanded(self, url: str, demand: Demand, by_layer: bool) -> None:
        credential = self._credentials.known_for(url)
        if credential is not None:
            self.demanded.emit(credential.platform_id, demand, by_layer)

    def _refused(self, url: str, status: int, sent: Sent) -> None:
        credential = self._credentials.known_for(url)
        if credential is None or credential.platform_id in self._asking:
            return
        carried = sent.of_the_kind(credential)
        if carried is None:
            return  # sent before anyone was signed in: nothing of the session was refused
        platform_id = credential.platform_id
        if dict(carried.headers) != dict(credential.headers):
            # An older credential, or one that is none of ours. Told once: layers that came up
            # short load again, and one that goes on with its own may not make them do it forever.
            if self._outdated.get(platform_id) != credential:
                self._outdated[platform_id] = credential
                self.refreshed.emit(platform_id)
            return
        self._asking.add(platform_id)

        def done(fresh: bool) -> None:
            self._asking.discard(platform_id)
            if fresh:
                self.refreshed.emit(platform_id)

        def failed(error: Exception) -> None:
            self._asking.discard(platform_id)
            _log.error("a refusal could not be looked into: %s", type(error).__name__)

        self.workers.run(lambda: self.sessions.refused(url, status, credential), done, failed)


class Protected:
    """Whether an address lies in a protection space of a known platform. Any thread."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._spaces: Tuple[Tuple[ProtectionSpace, str], ...] = ()
        self.refresh()

    def refresh(self) -> None:
        """Read the registry again (a platform came or went)."""
        spaces = []
        for platform in self._registry.platforms():
            for access in platform.access:
                for prefix in access.protects:
                    try:
                        spaces.append((ProtectionSpace.of(prefix), platform.id))
                    except ValueError:
                        _log.warning("%s: not a place for credentials: %s", platform.id, prefix)
        self._spaces = tuple(spaces)

    def __call__(self, url: str) -> bool:
        """See the class."""
        return any(space.covers(url) for space, _ in self._spaces)

    def platform_of(self, url: str) -> Optional[str]:
        """The platform whose protection space ``url`` lies in; the longest space wins."""
        found = [(len(space.path), name) for space, name in self._spaces if space.covers(url)]
        return max(found)[1] if found else None


class PatientCredentials:
    """Credentials for QGIS's requests; the first ones wait for the last run's sessions.

    A project given on the command line is read right after the plugin has started, while the
    keyring is still being asked: without the wait its restricted layers would come up broken.
    """

    def __init__(self, protected: Protected) -> None:
        self.sessions: Optional[Sessions] = None
        self._protected = protected
        self._restored = threading.Event()

    @property
    def waits(self) -> bool:
        """Whether the sessions of the last run are still to come."""
        return not self._restored.is_set()

    def restored(self) -> None:
        """The sessions of the last run are back, or will not come."""
        self._restored.set()

    def wait(self) -> None:
        """Wait for them, ten seconds at most."""
        self._restored.wait(_RESTORE_PATIENCE_S)

    def known_for(self, url: str) -> Optional[Credential]:
        """The credential that covers ``url`` now. Never blocks."""
        return None if self.sessions is None else self.sessions.credential_for(url)

    def credential_for(self, url: str) -> Optional[Credential]:
        """The credential that covers ``url``. Blocks only at the start, and never the GUI."""
        credential = self.known_for(url)
        if credential is not None or self._restored.is_set():
            return credential
        if self._protected(url) and not in_gui_thread():
            self.wait()
        return self.known_for(url)

    def renew_if_due(self, url: str) -> Optional[Credential]:
        """The same, renewed first when it is about to expire; may block."""
        return None if self.sessions is None else self.sessions.renew_if_due(url)


def _languages(locale: str) -> str:
    """The header ``Accept-Language`` (RFC 9110 section 12.5.4) of a QGIS in ``locale``."""
    language = locale.replace("_", "-").split("-")[0] or "en"
    return "en" if language == "en" else f"{language}, en;q=0.5"
