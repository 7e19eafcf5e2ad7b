"""What has to be known of a service and of its feature type, asked for when it is needed."""

from __future__ import annotations

from typing import Optional, Tuple

from cicclo_qgis.catalogue.sources.service import pieces_of
from cicclo_qgis.catalogue.sources.xml_reader import Node
from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.ogcapi.fetch import Answer
from cicclo_qgis.ogcapi.policy import DEFAULT_POLICY, Policy
from cicclo_qgis.ogcapi.urls import masked
from cicclo_qgis.transfer.service import Get
from cicclo_qgis.transfer.wfs.answers import is_xml, number
from cicclo_qgis.transfer.wfs.capabilities import Capabilities, read_capabilities
from cicclo_qgis.transfer.wfs.request import capabilities_url, describe_url
from cicclo_qgis.transfer.wfs.schema import NOTHING, Schema, read_schema

REFUSED = frozenset((ProblemCode.SERVER_ERROR, ProblemCode.NOT_OGC_API))
"""The service answered, and does not do what it was asked."""


class Learning:
    """Asks once; what the service refuses to tell is nothing. Methods raise ``OgcApiError``."""

    def __init__(self, endpoint: str, name: str) -> None:
        self._endpoint = endpoint
        self._name = name
        self._capabilities: Optional[Capabilities] = None
        self._schema: Optional[Schema] = None

    @property
    def known(self) -> Schema:
        """The description, as far as it was needed."""
        return self._schema or NOTHING

    def schema(self, get: Get) -> Schema:
        """What the feature type's description tells."""
        if self._schema is None:
            try:
                answer = get(describe_url(self._endpoint, self._name))
                self._schema = read_schema(answer, DEFAULT_POLICY)
            except OgcApiError as error:
                if error.code not in REFUSED:
                    raise
                self._schema = NOTHING
        return self._schema

    def capabilities(self, get: Get) -> Capabilities:
        """What the service says of itself."""
        if self._capabilities is None:
            try:
                answer = get(capabilities_url(self._endpoint))
                self._capabilities = read_capabilities(answer, DEFAULT_POLICY)
            except OgcApiError as error:
                if error.code not in REFUSED:
                    raise
                self._capabilities = Capabilities()
        return self._capabilities


def read_hits(answer: Answer, policy: Policy) -> Tuple[Optional[int], bool]:
    """The number of features, and whether it is told as in WFS 1.1.

    Raises:
        OgcApiError: it is not told.
    """
    if not is_xml(answer):
        raise OgcApiError(ProblemCode.NOT_OGC_API, masked(answer.url), answer.status)
    root: Node = pieces_of(answer, policy, frozenset(), lambda _node: None)
    told = root.attributes.get("numberMatched")
    if told is not None:
        return number(told), False
    told = root.attributes.get("numberOfFeatures")
    return number(told), told is not None
