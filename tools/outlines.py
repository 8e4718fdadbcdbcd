"""The outlines of Korea's provinces as the package holds them, drawn more simply from a map that may be passed on.

    python -m tools.outlines south-korea.svg > src/podobat/evidence/places/outlines.yaml

The map is South Korea of MapSVG (https://mapsvg.com/maps/south-korea), as @svg-maps/south-korea 2.0.0 holds it, under
CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/). Shores are drawn with fewer points; small islands are left
out.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Final

from shapely import Polygon
from shapely.ops import unary_union

NEAR: Final = 1.1  # a point nearer than this to the line between its neighbours is left out (the map is 524 wide)
LEAST: Final = 10.0  # islands smaller than this are left out
NAMES: Final = {
    "seoul": "KR-11", "busan": "KR-26", "daegu": "KR-27", "incheon": "KR-28", "gwangju": "KR-29", "daejeon": "KR-30",
    "ulsan": "KR-31", "gyeonggi": "KR-41", "gangwon": "KR-42", "north-chungcheong": "KR-43",
    "south-chungcheong": "KR-44",
    "north-jeolla": "KR-45", "south-jeolla": "KR-46", "north-gyeongsang": "KR-47", "south-gyeongsang": "KR-48",
    "jeju": "KR-49", "sejong": "KR-50",
}  # fmt: skip
HEAD: Final = """\
# Outlines of Korea's provinces as SVG paths, 524 wide and 631 high. South Korea by MapSVG
# (https://mapsvg.com/maps/south-korea), as @svg-maps/south-korea 2.0.0 holds it, under CC BY 4.0
# (https://creativecommons.org/licenses/by/4.0/); changed: shores with fewer points, small islands left out. Made by
# tools/outlines.py.
"""


def rings(path: str) -> list[Polygon]:
    """Every ring of a path of relative moves ("m x,y dx,dy ... z m ...")."""
    x = y = 0.0
    out = []
    for part in re.split(r"[mz]", path):
        steps = [tuple(map(float, pair.split(","))) for pair in part.split()]
        if not steps:
            continue
        points = []
        for dx, dy in steps:
            x, y = x + dx, y + dy
            points.append((x, y))
        x, y = points[0]
        if len(points) > 2:
            out.append(Polygon(points).buffer(0))
    return out


def simpler(path: str) -> str:
    """The same land with fewer points, as absolute moves."""
    land = unary_union([ring for ring in rings(path) if ring.area >= LEAST]).simplify(NEAR)
    parts = []
    for polygon in getattr(land, "geoms", [land]):
        for ring in (polygon.exterior, *polygon.interiors):
            corners = [f"{x:.1f} {y:.1f}" for x, y in ring.coords[:-1]]
            parts.append(f"M{'L'.join(corners)}Z")
    return "".join(parts)


def main() -> None:
    """Reads the map named on the command line, prints the outlines."""
    drawn = dict(re.findall(r'id="([a-z-]+)"[^>]*?\bd="([^"]+)"', Path(sys.argv[1]).read_text(encoding="utf-8")))
    sys.stdout.write(HEAD)
    for name, id in NAMES.items():
        sys.stdout.write(f'{id}: "{simpler(drawn[name])}"\n')


if __name__ == "__main__":
    main()
