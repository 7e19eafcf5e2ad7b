"""A tour as a list of steps, each with what was seen; kept as ``tour.json``."""

from __future__ import annotations

import json
import time
import traceback
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List


@dataclass
class Step:
    """One step: ``seen`` holds what the person would have seen, ``seconds`` how long it took."""

    name: str
    ok: bool = False
    seen: Dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0


class StepFailed(RuntimeError):
    """A step did not come out as it should; the tour goes no further."""


class Steps:
    """Runs steps one after the other and stops at the first that fails.

    Args:
        out: folder for ``tour.json`` and the screenshots.
        photograph: takes a screenshot to the given path.
        say: prints one line.
    """

    def __init__(
        self,
        out: Path,
        photograph: Callable[[Path], None],
        say: Callable[[str], None] = print,
    ) -> None:
        self._out = out
        self._photograph = photograph
        self._say = say
        self.steps: List[Step] = []
        out.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def step(self, name: str) -> Iterator[Dict[str, Any]]:
        """Run the block as a step; put what was seen into the dictionary it is given.

        Raises:
            StepFailed: the block raised; its reason stands in ``seen["problem"]``.
        """
        step = Step(name)
        self.steps.append(step)
        began = time.monotonic()
        try:
            yield step.seen
            step.ok = True
        except Exception as error:
            step.seen["problem"] = f"{type(error).__name__}: {error}"
            step.seen["traceback"] = traceback.format_exc()
            raise StepFailed(name) from error
        finally:
            step.seconds = round(time.monotonic() - began, 2)
            self._shoot(step)
            self._report(step)
            self.save()

    def shoot(self, name: str) -> None:
        """One more screenshot, in the middle of a step."""
        self._photograph(self._out / f"{name}.png")

    def save(self) -> None:
        """Write ``tour.json``."""
        text = json.dumps(
            {"ok": all(step.ok for step in self.steps), "steps": [asdict(s) for s in self.steps]},
            ensure_ascii=False,
            indent=2,
        )
        (self._out / "tour.json").write_text(text + "\n", encoding="utf-8")

    def _shoot(self, step: Step) -> None:
        number = len(self.steps)
        path = self._out / f"{number:02d}-{step.name.replace(' ', '-')}.png"
        try:
            self._photograph(path)
            step.seen.setdefault("screenshot", path.name)
        except Exception as error:  # noqa: BLE001 - a missing picture is told, not fatal
            step.seen["screenshot"] = f"none: {error}"

    def _report(self, step: Step) -> None:
        self._say(f"[{'ok' if step.ok else 'FAILED'}] {step.name} ({step.seconds:.1f} s)")
        for key, value in step.seen.items():
            if key not in ("screenshot", "traceback"):
                self._say(f"       {key}: {value}")
