"""Names of QGIS that nothing stands in for."""

from __future__ import annotations


class QgisIsNotHereError(NotImplementedError):
    """What was to be used is QGIS's own."""


class _Refusing(type):
    """What may be imported and named in annotations; any use of it fails."""

    def __getattr__(cls, name: str) -> object:
        raise QgisIsNotHereError(f"{cls.__name__}.{name}")

    def __call__(cls, *arguments: object, **more: object) -> object:
        raise QgisIsNotHereError(f"{cls.__name__}()")


def absent(name: str) -> type:
    """A class of that name that can be imported and no more."""
    if not name.startswith("Qgs"):
        raise AttributeError(name)
    return _Refusing(name, (), {})
