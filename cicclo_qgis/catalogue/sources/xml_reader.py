"""XML of strangers, read piece by piece and without the powers that make XML dangerous.

No document type is accepted, so there are no entities to expand and nothing is fetched from
elsewhere. Only the wanted pieces become objects; the rest of a document is passed over.
"""

from __future__ import annotations

# The C parser itself: it offers each handler that refuses what must be refused.
import pyexpat
from typing import Callable, Dict, Iterable, Iterator, List, Optional, Tuple

_DEEPEST = 100
_MOST_CHILDREN = 50_000
_LONGEST_TEXT = 200_000
_CHUNK = 64 * 1024


class XmlError(ValueError):
    """The document is not XML, or is made to do harm."""


class Node:
    """An element: its name and attributes without prefix, its text, the elements in it."""

    __slots__ = ("attributes", "children", "name", "space", "text")

    def __init__(self, name: str, space: str, attributes: Dict[str, str]) -> None:
        self.name = name
        self.space = space
        self.attributes = attributes
        self.text = ""
        self.children: List[Node] = []

    def all(self, *path: str) -> Iterator[Node]:
        """The elements at ``path``, each step one level down. ``**``: any number of levels."""
        if not path:
            yield self
            return
        step, rest = path[0], path[1:]
        for child in self.children:
            if step == "**":
                met = bool(rest) and child.name == rest[0]
                if met:
                    yield from child.all(*rest[1:])
                # Where any number of levels follows, what lies below is among it: elements of one
                # name within each other would have it looked through again and again.
                if not met or rest[1:2] != ("**",):
                    yield from child.all(*path)
            elif child.name == step:
                yield from child.all(*rest)

    def first(self, *path: str) -> Optional[Node]:
        """The first of ``all``, or None."""
        return next(self.all(*path), None)

    def words(self, *path: str) -> str:
        """All text of the first element at ``path`` that has any."""
        # One step is what is asked most, of what has no further elements in it.
        nodes = self.named(path[0]) if len(path) == 1 else self.all(*path)
        for node in nodes:
            text = node.text.strip() if not node.children else " ".join(node.pieces())
            if text:
                return text
        return ""

    def named(self, name: str) -> List[Node]:
        """The elements of that name directly in this one."""
        return [child for child in self.children if child.name == name]

    def pieces(self) -> Iterator[str]:
        """The text of the element and of those in it."""
        if self.text.strip():
            yield self.text.strip()
        for child in self.children:
            yield from child.pieces()


def read(
    body: bytes, wanted: Iterable[str], take: Callable[[Node], None], heads: Iterable[str] = ()
) -> Node:
    """Hand each outermost element whose name is in ``wanted`` to ``take``; returns the root.

    The root has its attributes, and no children: what is not wanted is not kept. Elements in
    ``heads`` are handed over so too, when they begin.

    Raises:
        XmlError: not well-formed, with a document type, or beyond all measure.
    """
    reader = _Reader(frozenset(wanted), take, frozenset(heads))
    return reader.run(body)


class _Reader:
    """The state of one document being read."""

    def __init__(
        self, wanted: frozenset[str], take: Callable[[Node], None], heads: frozenset[str]
    ) -> None:
        self._wanted = wanted
        self._heads = heads
        self._known = wanted | heads
        self._take = take
        self._root: Optional[Node] = None
        self._open: List[Node] = []
        self._depth = 0
        self._count = 0
        self._texts: List[str] = []
        self._length = 0

    def run(self, body: bytes) -> Node:
        """Read the whole document within the limits; its root."""
        parser = pyexpat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.SetParamEntityParsing(pyexpat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartDoctypeDeclHandler = _refuse
        parser.EntityDeclHandler = _refuse
        parser.UnparsedEntityDeclHandler = _refuse
        parser.ExternalEntityRefHandler = _refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        try:
            for place in range(0, len(body), _CHUNK):
                parser.Parse(body[place : place + _CHUNK], False)
            parser.Parse(b"", True)
        except (pyexpat.ExpatError, LookupError, ValueError) as error:
            raise XmlError(str(error)) from None
        if self._root is None:
            raise XmlError("empty")
        return self._root

    def _start(self, name: str, attributes: Dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise XmlError("too deep")
        space, local = _split(name)
        if not self._open and self._depth > 1 and local not in self._known:
            return
        node = Node(local, space, {_split(key)[1]: value for key, value in attributes.items()})
        if not self._open and local in self._heads:
            self._take(node)
        if self._depth == 1:
            self._root = node
        if not self._open and local not in self._wanted:
            return
        self._keep_text()
        if self._open:
            self._open[-1].children.append(node)
        else:
            self._count = 0
        self._count += 1
        if self._count > _MOST_CHILDREN:
            raise XmlError("too many elements")
        self._open.append(node)

    def _end(self, _name: str) -> None:
        self._depth -= 1
        if not self._open:
            return
        self._keep_text()
        node = self._open.pop()
        if not self._open:
            self._take(node)

    def _data(self, data: str) -> None:
        if not self._open or self._length > _LONGEST_TEXT:
            return
        self._length += len(data)
        self._texts.append(data)

    def _keep_text(self) -> None:
        # A text in thousands of pieces, between elements, has a limit as a whole, too.
        if self._open and self._texts and len(self._open[-1].text) <= _LONGEST_TEXT:
            self._open[-1].text += "".join(self._texts)
        self._texts.clear()
        self._length = 0


def _refuse(*_: object) -> int:
    raise XmlError("a document type is not accepted")


def _split(name: str) -> Tuple[str, str]:
    space, _, local = name.rpartition(" ")
    return space, local
