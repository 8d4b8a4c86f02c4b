"""The files that the map needs to step through the editions: stages each, geometry only where it differs."""

from collections.abc import Iterable

import numpy as np
import shapely
from geopandas import GeoDataFrame

from maps import geometry, state
from sites.edition import Edition

SHAPED_BY = {
    "compounds": ("compound_id", "compound", "subdistrict"),
    "buildings": ("building_id", "compound_id", "building_no", "households", "storeys"),
    "subdistricts": ("subdistrict",),
}
"""The columns beside the shapes that a geometry file is made from; facilities go in whole."""


def addresses(editions: Iterable[Edition], ground: dict[str, GeoDataFrame]) -> list[tuple[str, str]]:
    """Return the addresses of each edition's stages and geometry, below ``/map/``.

    Parameters
    ----------
    editions : iterable of Edition
        In their order; one at a time is held, with the one before.
    ground : dict of str to geopandas.GeoDataFrame
        The sketched background, EPSG:4490; may be empty.
    """
    found: list[tuple[str, str]] = []
    before: Edition | None = None
    for edition in editions:
        same = before is not None and same_shapes(before, edition)
        shapes = found[-1][1] if same else geometry.address(edition, ground)
        found.append((state.address(edition), shapes))
        before = edition
    return found


def same_shapes(first: Edition, second: Edition) -> bool:
    """Tell whether two editions have the same geometry file."""
    for name, columns in SHAPED_BY.items():
        if not _same(getattr(first, name), getattr(second, name), list(columns)):
            return False
    if list(first.facilities) != list(second.facilities):
        return False
    return all(_same(frame, second.facilities[name], None) for name, frame in first.facilities.items())


def _same(first: GeoDataFrame, second: GeoDataFrame, columns: list[str] | None) -> bool:
    """Compare columns (all but the shapes unless told) and shapes, row by row."""
    if first is second:
        return True
    if len(first) != len(second):
        return False
    plain = (frame[columns] if columns else frame.drop(columns="geometry") for frame in (first, second))
    if not next(plain).equals(next(plain)):
        return False
    shapes = [frame.geometry.to_numpy() for frame in (first, second)]
    return shapes[0] is shapes[1] or bool(np.array_equal(*(shapely.to_wkb(part) for part in shapes)))
