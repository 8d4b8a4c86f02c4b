"""A small picture of each compound, which a shared link shows: its boundary, its buildings by stage. It holds no text."""

import io
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from geopandas import GeoDataFrame
from PIL import Image, ImageDraw

from sites.stages import GROUND, STAGES

SIZE = (600, 315)
"""Pixels; the shape in which messengers and search engines show a link."""
FINER = 2
"""Drawn so many times larger, then made smaller: edges come out smooth."""
MARGIN = 24
COLOURS_MOST = 64
KEPT = 4096
"""So many pictures are kept: from week to week most compounds look the same."""
COLOURS = {stage.code: stage.light for stage in STAGES}
NO_STAGE, PLOT, EDGE = "#c9c4b9", "#fbfaf7", "#a9a59b"


def draw(compound: Any, buildings: GeoDataFrame) -> bytes:
    """Draw a compound as PNG, the same bytes for the same content.

    Parameters
    ----------
    compound : shapely.Geometry
        Its boundary, EPSG:4490.
    buildings : geopandas.GeoDataFrame
        Its buildings with their ``stage``, EPSG:4490.
    """
    return _drawn(
        shapely.to_wkb(compound),
        tuple(shapely.to_wkb(buildings.geometry.to_numpy())),
        tuple(map(str, buildings["stage"])),
    )


@lru_cache(KEPT)
def _drawn(outline: bytes, footprints: tuple[bytes, ...], stages: tuple[str, ...]) -> bytes:
    compound, shapes = shapely.from_wkb(outline), shapely.from_wkb(np.array(footprints, dtype=object))
    width, height = (FINER * side for side in SIZE)
    image = Image.new("RGB", (width, height), GROUND["light"])
    pen = ImageDraw.Draw(image)
    everything = shapely.total_bounds(np.array([compound, *shapes]))
    flat = np.cos(np.radians(everything[[1, 3]].mean()))
    reach = np.array([(everything[2] - everything[0]) * flat, everything[3] - everything[1]])
    room = np.array([width, height]) - 2 * FINER * MARGIN
    scale = float((room / np.maximum(reach, 1e-9)).min())
    middle = np.array([everything[[0, 2]].mean(), everything[[1, 3]].mean()])

    def fill(shape: Any, colour: str, outline: str | None = None) -> None:
        for part in shapely.get_parts(shape):
            if part.geom_type != "Polygon":
                continue
            for at, ring in enumerate((part.exterior, *part.interiors)):
                from_middle = (shapely.get_coordinates(ring) - middle) * (flat, -1) * scale
                corners = [(x + width / 2, y + height / 2) for x, y in from_middle]
                pen.polygon(corners, fill=GROUND["light"] if at else colour, outline=outline, width=FINER)

    fill(compound, PLOT, EDGE)
    for stage, shape in zip(stages, shapes, strict=True):
        fill(shape, COLOURS.get(stage, NO_STAGE))
    out = io.BytesIO()
    small = image.reduce(FINER).quantize(COLOURS_MOST, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    small.save(out, "PNG", compress_level=9)
    return out.getvalue()
