"""How many items a page may hold, out of the API definition (read only when it is needed)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping, Optional

import requests

from cicclo_qgis.ogcapi.documents import ACCEPT_OPENAPI, get_json
from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.ogcapi.model import Collection, LandingPage
from cicclo_qgis.ogcapi.openapi import is_any_items, names_items_of, one, resolved
from cicclo_qgis.ogcapi.policy import DEFAULT_POLICY, Policy

# Some servers allow a million in one page: nobody is served by that.
LARGEST_PAGE = 10_000
USUAL_PAGE = 1_000


@dataclass(frozen=True)
class PageLimit:
    """The ``limit`` parameter as declared (17-069r4 section 7.15.2); None where not told."""

    default: Optional[int] = None
    maximum: Optional[int] = None

    @property
    def page_size(self) -> int:
        """A size the server takes, as large as is good for both sides."""
        if self.maximum is not None:
            return max(1, min(self.maximum, LARGEST_PAGE))
        return max(1, min(max(self.default or 0, USUAL_PAGE), LARGEST_PAGE))


def page_limit(
    http: requests.Session,
    landing: LandingPage,
    collection: Collection,
    policy: Policy = DEFAULT_POLICY,
) -> PageLimit:
    """What the API definition says of ``limit`` for this collection; empty when it says nothing.

    Raises:
        OgcApiError: only when cancelled; a definition that cannot be read says nothing.
    """
    if landing.api_url is None:
        return PageLimit()
    try:
        data = get_json(http, landing.api_url, ACCEPT_OPENAPI, policy).data
    except OgcApiError as error:
        if error.code is ProblemCode.CANCELLED:
            raise
        return PageLimit()
    return limit_in(data, collection.id)


def limit_in(definition: Any, identifier: str) -> PageLimit:
    """The ``limit`` parameter of a collection's items in an OpenAPI 3 document."""
    paths = definition.get("paths") if isinstance(definition, Mapping) else None
    if not isinstance(paths, Mapping):
        return PageLimit()
    generic: Optional[PageLimit] = None
    for path, operations in paths.items():
        if not isinstance(path, str) or not isinstance(operations, Mapping):
            continue
        found = None
        if names_items_of(path, identifier):
            return _limit(definition, operations) or PageLimit()
        if is_any_items(path):
            found = _limit(definition, operations)
        generic = generic or found
    return generic or _component(definition) or PageLimit()


def _limit(definition: Mapping[str, Any], operations: Mapping[str, Any]) -> Optional[PageLimit]:
    get = operations.get("get")
    for holder in (get, operations):
        parameters = holder.get("parameters") if isinstance(holder, Mapping) else None
        for item in resolved(definition, parameters):
            if item.get("name") == "limit":
                return _schema_limit(one(definition, item.get("schema")))
    return None


def _component(definition: Mapping[str, Any]) -> Optional[PageLimit]:
    """A shared parameter called ``limit``, for definitions that refer to other files."""
    item = one(definition, {"$ref": "#/components/parameters/limit"})
    return None if not item else _schema_limit(one(definition, item.get("schema")))


def _schema_limit(schema: Mapping[str, Any]) -> PageLimit:
    return PageLimit(_positive(schema.get("default")), _positive(schema.get("maximum")))


def _positive(value: Any) -> Optional[int]:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 1 <= value < 2**31:
        return None
    return int(value)
