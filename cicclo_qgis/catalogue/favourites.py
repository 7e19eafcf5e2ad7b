"""What a person wants to find again: favourites, recent collections, searches; one small file.

It holds names of collections and words that were typed: no title, no address, no secret. What
was restricted is among the recent ones for the run only, and is never written.
"""

from __future__ import annotations

import json
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path
from typing import Any, Dict, FrozenSet, Iterable, Mapping, Optional, Tuple

from cicclo_qgis.catalogue.index_answer import Facet

Key = Tuple[str, str]
"""Platform and collection id."""

_FORMAT = 1
_MOST_FAVOURITES = 2000
_MOST_RECENT = 20
_MOST_SEARCHES = 30
_LONGEST = 500


class Pick(str, Enum):
    """Which rows may be in the list at all."""

    ALL = "all"
    FAVOURITES = "favourites"
    RECENT = "recent"


@dataclass(frozen=True)
class Choice:
    """All that narrows the list. ``in_view``: to the map's extent, whatever it is by then."""

    text: str = ""
    only: Mapping[Facet, FrozenSet[str]] = field(default_factory=dict)
    in_view: bool = False
    pick: Pick = Pick.ALL

    def __bool__(self) -> bool:
        return bool(self.text.strip()) or self.narrowed

    @property
    def narrowed(self) -> bool:
        """Whether more than the text narrows the list."""
        return any(self.only.values()) or self.in_view or self.pick is not Pick.ALL

    def choosing(self, facet: Facet, values: Iterable[str]) -> Choice:
        """The same with these values of ``facet``; none means all."""
        only = {one: chosen for one, chosen in self.only.items() if chosen and one is not facet}
        chosen = frozenset(values)
        return replace(self, only={**only, facet: chosen} if chosen else only)


@dataclass(frozen=True)
class Kept:
    """Newest first. ``passing``: recent ones that are not written."""

    favourites: Tuple[Key, ...] = ()
    recent: Tuple[Key, ...] = ()
    searches: Tuple[Tuple[str, Choice], ...] = ()
    passing: FrozenSet[Key] = frozenset()

    def toggled(self, key: Key) -> Kept:
        """With ``key`` as a favourite, or no longer."""
        if key in self.favourites:
            return replace(self, favourites=tuple(one for one in self.favourites if one != key))
        return replace(self, favourites=(key, *self.favourites)[:_MOST_FAVOURITES])

    def used(self, key: Key, lasting: bool) -> Kept:
        """With ``key`` as the most recent one; ``lasting``: it may be written."""
        others = tuple(one for one in self.recent if one != key)
        passing = self.passing - {key} if lasting else self.passing | {key}
        return replace(self, recent=(key, *others)[:_MOST_RECENT], passing=passing)

    def saved(self, name: str, choice: Choice) -> Kept:
        """With that search under that name, in place of another of the same name."""
        others = tuple(one for one in self.searches if one[0] != name)
        return replace(self, searches=((name, choice), *others)[:_MOST_SEARCHES])

    def unsaved(self, name: str) -> Kept:
        """Without the search of that name."""
        return replace(self, searches=tuple(one for one in self.searches if one[0] != name))

    def renamed(self, name: str, new: str) -> Kept:
        """With that search under another name, in its place; one that was called so goes."""
        if name not in dict(self.searches):
            return self
        others = (one for one in self.searches if one[0] == name or one[0] != new)
        renamed = ((new if one[0] == name else one[0], one[1]) for one in others)
        return replace(self, searches=tuple(renamed))


def read(path: Path) -> Kept:
    """What is in the file; nothing when there is none, or none that can be understood.

    Raises:
        OSError: the file is there and cannot be read.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Kept()
    except ValueError:
        return Kept()
    if not isinstance(data, dict):
        return Kept()
    return Kept(
        favourites=_keys(data.get("favourites"))[:_MOST_FAVOURITES],
        recent=_keys(data.get("recent"))[:_MOST_RECENT],
        searches=_searches(data.get("searches"))[:_MOST_SEARCHES],
    )


def write(path: Path, kept: Kept) -> None:
    """Replace the file, whole or not at all.

    Raises:
        OSError: it cannot be written; the old one is still there.
    """
    data = {
        "format": _FORMAT,
        "favourites": [list(key) for key in kept.favourites],
        "recent": [list(key) for key in kept.recent if key not in kept.passing],
        "searches": [{"name": name, **_record(choice)} for name, choice in kept.searches],
    }
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        with open(draft, "x", encoding="utf-8") as file:
            json.dump(data, file, ensure_ascii=False, indent=1)
        with suppress(OSError):
            draft.chmod(0o600)
        os.replace(draft, path)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise


def _record(choice: Choice) -> Dict[str, Any]:
    return {
        "text": choice.text,
        "only": {facet.value: sorted(values) for facet, values in choice.only.items() if values},
        "in_view": choice.in_view,
        "pick": choice.pick.value,
    }


def _searches(value: Any) -> Tuple[Tuple[str, Choice], ...]:
    found: Dict[str, Choice] = {}
    for item in value if isinstance(value, list) else ():
        name = _text(item.get("name")) if isinstance(item, dict) else ""
        choice = _choice(item) if name else None
        if choice is not None:
            found.setdefault(name, choice)
    return tuple(found.items())


def _choice(item: Mapping[str, Any]) -> Optional[Choice]:
    only: Dict[Facet, FrozenSet[str]] = {}
    told = item.get("only")
    for name, values in told.items() if isinstance(told, dict) else ():
        try:
            facet = Facet(name)
        except ValueError:
            # Of a newer version: without this facet it would be another search.
            return None
        if isinstance(values, list):
            only[facet] = frozenset(one for one in values if isinstance(one, str))
    try:
        pick = Pick(item.get("pick", Pick.ALL))
    except ValueError:
        return None
    return Choice(_text(item.get("text")), only, item.get("in_view") is True, pick)


def _keys(value: Any) -> Tuple[Key, ...]:
    found = [
        (item[0], item[1])
        for item in (value if isinstance(value, list) else ())
        if isinstance(item, list) and len(item) == 2 and all(isinstance(one, str) for one in item)
    ]
    return tuple(dict.fromkeys(found))


def _text(value: Any) -> str:
    return value[:_LONGEST] if isinstance(value, str) else ""
