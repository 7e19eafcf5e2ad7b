"""Mouse, keyboard and camera of the stage: xdotool and ImageMagick on the stage's display."""

from __future__ import annotations

import re
import subprocess
import time
from pathlib import Path
from typing import Dict, List, Sequence


class Pointer:
    """Acts on the display as a person does; every action is slow enough to be seen."""

    def __init__(self, env: Dict[str, str]) -> None:
        self._env = env

    def _xdotool(self, *words: str) -> str:
        done = subprocess.run(
            ["xdotool", *words], env=self._env, capture_output=True, text=True, timeout=20
        )
        if done.returncode:
            raise RuntimeError(f"xdotool {' '.join(words)}: {done.stderr.strip()}")
        return done.stdout

    def click(self, rect: Sequence[int], times: int = 1, button: int = 1) -> None:
        """Click in the middle of a screen rectangle (x, y, width, height)."""
        x, y = rect[0] + rect[2] // 2, rect[1] + rect[3] // 2
        self.click_at(x, y, times, button)

    def click_at(self, x: int, y: int, times: int = 1, button: int = 1) -> None:
        """Click at a point of the screen."""
        self._xdotool("mousemove", str(x), str(y))
        time.sleep(0.05)
        self._xdotool("click", "--repeat", str(times), "--delay", "60", str(button))
        time.sleep(0.15)

    def type(self, text: str) -> None:
        """Type ``text`` where the keyboard's focus is."""
        self._xdotool("type", "--delay", "12", text)
        time.sleep(0.1)

    def key(self, *names: str) -> None:
        """Press keys, e.g. ``Return``, ``ctrl+a``."""
        self._xdotool("key", "--delay", "40", *names)
        time.sleep(0.1)

    def windows(self, title: str) -> List[str]:
        """Ids of visible windows whose title holds ``title``."""
        done = subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--name", re.escape(title)],
            env=self._env,
            capture_output=True,
            text=True,
            timeout=20,
        )
        return done.stdout.split()

    def wait_window(self, title: str, timeout: float = 30.0) -> str:
        """The first window with that title, once it is there."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            found = self.windows(title)
            if found:
                return found[-1]
            time.sleep(0.1)
        raise TimeoutError(f"no window named {title!r} within {timeout:.0f} s")

    def wait_gone(self, title: str, timeout: float = 30.0) -> None:
        """Wait until no window has that title."""
        deadline = time.monotonic() + timeout
        while self.windows(title):
            if time.monotonic() > deadline:
                raise TimeoutError(f"window {title!r} is still there after {timeout:.0f} s")
            time.sleep(0.1)

    def focus(self, window: str) -> None:
        """Bring a window to the front and give it the keyboard."""
        self._xdotool("windowactivate", "--sync", window)
        time.sleep(0.1)

    def active_window(self) -> str:
        """The window that has the keyboard; empty when none has."""
        try:
            return self._xdotool("getactivewindow").strip()
        except RuntimeError:
            return ""

    def title(self, window: str) -> str:
        """A window's title."""
        return self._xdotool("getwindowname", window).strip()

    def geometry(self, window: str) -> List[int]:
        """A window's screen rectangle: x, y, width, height."""
        out = dict(
            line.split("=", 1)
            for line in self._xdotool("getwindowgeometry", "--shell", window).splitlines()
            if "=" in line
        )
        return [int(out[name]) for name in ("X", "Y", "WIDTH", "HEIGHT")]

    def photograph(self, path: Path, window: str = "root") -> None:
        """Save the whole screen, or a window, as a PNG file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            ["import", "-silent", "-window", window, str(path)],
            env=self._env,
            check=True,
            timeout=30,
            capture_output=True,
        )
