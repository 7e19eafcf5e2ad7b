"""Keep ``i18n/cicclo_fr.ts`` in line with the texts of the code: ``python -m tools.strings``.

What ``pylupdate5`` does, and three things it does not: it follows a module's own ``_tr`` to its
context, it runs where only Qt 6 is, and it refuses what would never be translated at run time.
Texts that are new come out unfinished; texts that are gone are dropped. Translate the unfinished
ones with Qt Linguist or any editor; a test fails until all are done.

Found are ``QCoreApplication.translate("Context", "text")`` (also under the name ``translate``),
``self.tr("text")`` in the class it stands in, and ``_tr("text")``.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from typing import Dict, Iterator, List, NamedTuple, Optional, Set, Tuple
from xml.dom import minidom
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "cicclo_qgis"
FRENCH = ROOT / "i18n" / "cicclo_fr.ts"


class Text(NamedTuple):
    """One text to translate."""

    context: str
    source: str


class Found(NamedTuple):
    """The texts of the code, and the calls that cannot be translated, as "file:line: why"."""

    texts: Set[Text]
    faults: List[str]


def find(package: Path = PACKAGE) -> Found:
    """Find every text of the package, its vendored parts apart."""
    found = Found(set(), [])
    trees = {
        path: ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(package.rglob("*.py"))
        if "_vendor" not in path.parts
    }
    parents = {
        name
        for tree in trees.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for name in (_last_name(base) for base in node.bases)
        if name
    }
    for path, tree in trees.items():
        _File(path, tree, parents, found).read()
    return found


class _File:
    def __init__(self, path: Path, tree: ast.Module, parents: Set[str], found: Found) -> None:
        self._path = path
        self._tree = tree
        self._parents = parents
        self._found = found
        self._own = _context_of_own_tr(tree)

    def read(self) -> None:
        for call, owner in _calls(self._tree, ""):
            name = _last_name(call.func)
            if name == "translate" and len(call.args) >= 2:
                context = _literal(call.args[0])
                if context is not None:
                    self._add(call, context, call.args[1])
            elif name == "_tr" and call.args:
                self._add(call, self._own, call.args[0])
            elif name == "tr" and call.args:
                self._tr(call, owner)

    def _tr(self, call: ast.Call, owner: str) -> None:
        on_self = isinstance(call.func, ast.Attribute) and _last_name(call.func.value) == "self"
        if not on_self:
            self._fault(call, "tr() of another object: use QCoreApplication.translate")
        elif owner in self._parents:
            # PyQt asks for the context of the object's own class, not of the one tr() stands in.
            self._fault(call, f"{owner} has subclasses: use QCoreApplication.translate")
        else:
            self._add(call, owner, call.args[0])

    def _add(self, call: ast.Call, context: str, source: ast.expr) -> None:
        text = _literal(source)
        if text is not None and context:
            self._found.texts.add(Text(context, text))
        elif not (isinstance(source, ast.Name) and context == self._own):
            self._fault(call, "the text is not a literal")

    def _fault(self, call: ast.Call, why: str) -> None:
        self._found.faults.append(f"{self._path.name}:{call.lineno}: {why}")


def read(path: Path = FRENCH) -> Dict[Text, Optional[str]]:
    """The translations of a .ts file; None for one that is unfinished or empty."""
    texts: Dict[Text, Optional[str]] = {}
    if not path.exists():
        return texts
    for context in ElementTree.parse(path).getroot().iter("context"):
        name = context.findtext("name") or ""
        for message in context.iter("message"):
            translation = message.find("translation")
            done = translation is not None and translation.get("type") is None
            text = translation.text if translation is not None and done else None
            texts[Text(name, message.findtext("source") or "")] = text or None
    return texts


def write(texts: Dict[Text, Optional[str]], path: Path = FRENCH) -> None:
    """Write a .ts file, contexts and texts in order, so that two branches merge well."""
    document = minidom.Document()
    top = document.createElement("TS")
    top.setAttribute("version", "2.1")
    top.setAttribute("language", "fr")
    top.setAttribute("sourcelanguage", "en")
    for name in sorted({text.context for text in texts}):
        context = top.appendChild(document.createElement("context"))
        _leaf(document, context, "name", name)
        for text in sorted(key for key in texts if key.context == name):
            message = context.appendChild(document.createElement("message"))
            _leaf(document, message, "source", text.source)
            done = texts[text]
            leaf = _leaf(document, message, "translation", done or "")
            if not done:
                leaf.setAttribute("type", "unfinished")
    body = top.toprettyxml(indent="    ", newl="\n")
    path.write_text(
        f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}', encoding="utf-8"
    )


def main() -> int:
    """Bring the file in line; say what is left to translate."""
    found, known = find(), read()
    texts = {text: known.get(text) for text in found.texts}
    write(texts)
    for fault in found.faults:
        print(f"cannot be translated: {fault}")
    unfinished = sorted(text for text, done in texts.items() if not done)
    for text in unfinished:
        print(f"to translate: {text.context}: {text.source}")
    gone = len(set(known) - set(texts))
    print(f"{len(texts)} texts, {len(unfinished)} to translate, {gone} dropped")
    return 1 if found.faults else 0


def _leaf(
    document: minidom.Document, parent: minidom.Element, tag: str, text: str
) -> minidom.Element:
    leaf = document.createElement(tag)
    leaf.appendChild(document.createTextNode(text))
    parent.appendChild(leaf)
    return leaf


def _calls(node: ast.AST, owner: str) -> Iterator[Tuple[ast.Call, str]]:
    for child in ast.iter_child_nodes(node):
        inside = child.name if isinstance(child, ast.ClassDef) else owner
        if isinstance(child, ast.Call):
            yield child, inside
        yield from _calls(child, inside)


def _context_of_own_tr(tree: ast.Module) -> str:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == "_tr":
            for call, _ in _calls(node, ""):
                if _last_name(call.func) == "translate":
                    return _literal(call.args[0]) or ""
    return ""


def _last_name(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _literal(node: ast.expr) -> Optional[str]:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


if __name__ == "__main__":
    sys.exit(main())
