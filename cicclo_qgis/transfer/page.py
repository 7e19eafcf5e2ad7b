"""One page of items out of its bytes: parsed once, with ids, counts and the next link."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.ogcapi.fetch import Answer
from cicclo_qgis.ogcapi.paging import next_url, number_matched
from cicclo_qgis.ogcapi.pieces import parsed
from cicclo_qgis.ogcapi.refusals import error_in, server_sentence
from cicclo_qgis.ogcapi.urls import masked
from cicclo_qgis.transfer.between import Between, give_way
from cicclo_qgis.transfer.collector import at_rest
from cicclo_qgis.transfer.large import put_back, without_large
from cicclo_qgis.transfer.outlines import Outline

# Features taken down at a time.
_A_TIME = 100


@dataclass(frozen=True)
class Page:
    """A page of items (17-069r4 section 7.15).

    ``ids`` are as text, None where a feature has none. ``fingerprint`` is equal for pages of the
    same features, whatever their links and time stamps. ``matched``: None when not told.
    ``east_first``: coordinates are so by its format, whatever the authority's order.
    """

    url: str
    rows: Tuple[Dict[str, Any], ...]
    geometries: Tuple[Optional[Mapping[str, Any]], ...]
    ids: Tuple[Optional[str], ...]
    matched: Optional[int]
    next_url: Optional[str]
    fingerprint: str
    content_crs: str
    size: int
    east_first: bool = False

    def __len__(self) -> int:
        return len(self.ids)

    def let_go(self) -> None:
        """Be without rows and geometries, which nobody needs any more.

        A little at a time: to take down a million objects at once keeps the interpreter as long as
        to parse them.
        """
        for name in ("geometries", "rows"):
            held = list(getattr(self, name))
            # Frozen for everybody else.
            object.__setattr__(self, name, ())
            while held:
                del held[-_A_TIME:]


def read_page(answer: Answer, between: Between = give_way) -> Page:
    """The page that ``answer`` holds. Who writes it as well rests the collector until it is gone.

    Raises:
        OgcApiError: INVALID_JSON, NOT_OGC_API, or the error a server reports with status 200.
        TransferError: as ``between``.
    """
    with at_rest():
        return _read(answer, between)


def _read(answer: Answer, between: Between) -> Page:
    members, features = features_in(answer, between)
    return page_of(
        answer,
        features,
        number_matched(members, answer.headers),
        next_url(members, answer.headers, answer.url),
        answer.headers.get("Content-Crs", ""),
    )


def features_in(
    answer: Answer, between: Between = give_way
) -> Tuple[Dict[str, Any], List[Dict[str, Any]]]:
    """The document that ``answer`` holds, and its features. As ``read_page``.

    Coordinates of very large geometries are an ``Outline``.
    """
    data = _parsed(answer, between)
    error = error_in(data, answer.url)
    if error is not None:
        raise error
    members: Dict[str, Any] = data if isinstance(data, dict) else {}
    return members, _features(members, answer)


def page_of(
    answer: Answer,
    features: Sequence[Mapping[str, Any]],
    matched: Optional[int],
    next_url: Optional[str],
    content_crs: str,
    east_first: bool = False,
) -> Page:
    """A page of these features (objects as GeoJSON has them)."""
    ids = _ids(features)
    return Page(
        url=answer.url,
        rows=_objects(features, "properties", {}),
        # JSON-FG keeps a geometry that is not of WGS 84 in "place" (21-045r1); it is not asked for.
        geometries=_objects(features, "geometry", None),
        ids=ids,
        matched=matched,
        next_url=next_url,
        fingerprint=_fingerprint(features, ids),
        content_crs=content_crs,
        size=len(answer.body),
        east_first=east_first,
    )


def _parsed(answer: Answer, between: Between) -> Any:
    body = answer.body
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"["):
        code = ProblemCode.INVALID_JSON if not body.strip() else ProblemCode.NOT_OGC_API
        raise OgcApiError(code, masked(answer.url), answer.status, server_sentence(body))
    small, large = without_large(body, between)
    try:
        data = parsed(_text(small), between)
        if large and not put_back(data, large):
            return parsed(_text(body), between)
        return data
    except (ValueError, RecursionError):
        raise OgcApiError(ProblemCode.INVALID_JSON, masked(answer.url), answer.status) from None


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Some servers write Latin-1 and say UTF-8; every byte is a character there.
        return body.decode("latin-1")


def _features(members: Mapping[str, Any], answer: Answer) -> List[Dict[str, Any]]:
    found = members.get("features")
    if not isinstance(found, list) and members.get("type") == "Feature":
        found = [members]
    if not isinstance(found, list) and isinstance(members.get("records"), list):
        found = [{"properties": one} for one in members["records"] if isinstance(one, dict)]
    if not isinstance(found, list):
        raise OgcApiError(ProblemCode.NOT_OGC_API, masked(answer.url), answer.status)
    if set(map(type, found)) <= {dict}:
        return found
    return [one for one in found if isinstance(one, dict)]


def _members(features: Sequence[Mapping[str, Any]], name: str) -> List[Any]:
    try:
        # Every feature has it, nearly always: one walk, in C.
        return list(map(itemgetter(name), features))
    except KeyError:
        return [one.get(name) for one in features]


def _objects(features: Sequence[Mapping[str, Any]], name: str, none: Any) -> Tuple[Any, ...]:
    """The member ``name`` of each feature where it is an object, else ``none``."""
    found = _members(features, name)
    if set(map(type, found)) <= {dict, type(none)}:
        return tuple(found)
    return tuple(one if isinstance(one, dict) else none for one in found)


def _ids(features: Sequence[Mapping[str, Any]]) -> Tuple[Optional[str], ...]:
    found = _members(features, "id")
    types = set(map(type, found))
    if types <= {str}:
        return tuple(found)
    return tuple(map(str, found)) if types == {int} else tuple(map(_id, features))


def _id(feature: Mapping[str, Any]) -> Optional[str]:
    found = feature.get("id")
    if found is None:
        found = feature.get("@id")
    if found is None or isinstance(found, (dict, list)):
        return None
    return found if isinstance(found, str) else str(found)


def _fingerprint(features: Sequence[Mapping[str, Any]], ids: Sequence[Optional[str]]) -> str:
    """Ids where there are some, and the two ends whole: enough to know a page again."""
    ends = [features[0], features[-1]] if features else []
    text = json.dumps([len(features), ids, ends], sort_keys=True, default=_told)
    return hashlib.blake2b(text.encode("utf-8"), digest_size=16).hexdigest()


def _told(outline: Any) -> str:
    if not isinstance(outline, Outline):
        raise TypeError
    return outline.digest()


def feature_key(page: Page, index: int) -> str:
    """What tells the feature from all others: its id, else all it holds."""
    found = page.ids[index]
    if found is not None:
        return found
    known = [page.rows[index], page.geometries[index]]
    whole = json.dumps(known, sort_keys=True, default=_told)
    return "#" + hashlib.blake2b(whole.encode("utf-8"), digest_size=16).hexdigest()
