"""The script people write: ``next`` after ``next``, all into one GeoJSON file.

    python -m bench.download_script LANDING TARGET
    python -m bench.download_script --ogr LANDING   (the first feature by GDAL's OAPIF driver)
    python -m bench.download_script --ogr FILE      (the first feature of a local file)

Tells what it measured as JSON.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any, Dict, List

import requests


def script(landing: str, target: Path, most: int) -> Dict[str, Any]:
    """One request after another, with the largest page the server gives."""
    began = time.monotonic()
    features: List[Any] = []
    first = None
    url = f"{landing}/collections/points/items?limit={most}"
    with requests.Session() as session:
        session.trust_env = False
        while url:
            page = session.get(url, timeout=120).json()
            features += page["features"]
            first = first or time.monotonic() - began
            url = next((one["href"] for one in page["links"] if one["rel"] == "next"), "")
    with target.open("w", encoding="utf-8") as file:
        json.dump({"type": "FeatureCollection", "features": features}, file)
    return {
        "first_feature_s": first,
        "total_s": time.monotonic() - began,
        "features": len(features),
    }


def first_by_ogr(landing: str, most: int) -> Dict[str, Any]:
    """GDAL opens the service, or a file, and reads one feature."""
    from osgeo import gdal

    began = time.monotonic()
    gdal.UseExceptions()
    if "://" in landing:
        opened = gdal.OpenEx(f"OAPIF:{landing}", gdal.OF_VECTOR, [], [f"PAGE_SIZE={most}"])
    else:
        opened = gdal.OpenEx(landing, gdal.OF_VECTOR)
    layer = opened.GetLayer(0)
    if layer.GetNextFeature() is None:
        raise SystemExit("no feature")
    return {"first_feature_s": time.monotonic() - began}


def main() -> None:
    """Measure, tell."""
    parser = argparse.ArgumentParser()
    parser.add_argument("landing")
    parser.add_argument("target", type=Path, nargs="?")
    parser.add_argument("--ogr", action="store_true")
    parser.add_argument("--most", type=int, default=10_000)
    asked = parser.parse_args()
    if asked.ogr:
        told = first_by_ogr(asked.landing, asked.most)
    else:
        told = script(asked.landing, asked.target, asked.most)
    print(json.dumps(told))


if __name__ == "__main__":
    main()
