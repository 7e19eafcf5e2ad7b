"""Makes the QGIS project that platform 2's QGIS Server publishes.

``/usr/bin/python3 -m workshop.qgis_project GEOPACKAGE PROJECT`` (PyQGIS is needed).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import List

from workshop.collections import COLLECTIONS, HEXAGONE


def make(geopackage: Path, project_file: Path) -> None:
    """Write `project_file` with a layer for each collection of platform 2.

    Raises:
        RuntimeError: a layer cannot be opened or the project cannot be written.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from qgis.core import QgsApplication, QgsCoordinateReferenceSystem, QgsProject, QgsVectorLayer

    QgsApplication.setPrefixPath("/usr", True)
    application = QgsApplication([], False)
    application.initQgis()
    project = QgsProject.instance()
    project.setTitle("Hexagone (atelier)")
    project.setCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    ids: List[str] = []
    for name in HEXAGONE:
        info = COLLECTIONS[name]
        # named as its id: QGIS Server 3.22 gives the layer's name as the id of a collection
        layer = QgsVectorLayer(f"{geopackage}|layername={name}", name, "ogr")
        if not layer.isValid():
            raise RuntimeError(f"{geopackage}: layer {name} cannot be opened")
        layer.setShortName(name)
        layer.setTitle(info.title_fr)
        layer.setAbstract(info.described_fr)
        layer.setKeywordList(", ".join(info.keywords))
        layer.setAttribution(info.licence.name)
        layer.setDataUrl(info.licence.url)
        project.addMapLayer(layer)
        ids.append(layer.id())
    project.writeEntry("WFSLayers", "/", ids)
    for layer_id in ids:
        project.writeEntry("WFSLayersPrecision", "/" + layer_id, 8)
    project.writeEntry("WMSCrsList", "/", ["EPSG:4326", "EPSG:2154", "EPSG:3857"])
    project.writeEntry("WMSServiceCapabilities", "/", True)
    project.writeEntry("WMSServiceTitle", "/", "Hexagone (atelier)")
    project.writeEntry(
        "WMSServiceAbstract",
        "/",
        "Plateforme d'atelier : limites administratives ouvertes et sites à inspecter (exercice) "
        "en accès restreint (ProConnect).",
    )
    written = project.write(str(project_file))
    project.clear()
    application.exitQgis()
    if not written:
        raise RuntimeError(f"{project_file} cannot be written")


if __name__ == "__main__":
    make(Path(sys.argv[1]), Path(sys.argv[2]))
