"""The layers of a geometry file as they are seen: columns, geometry, where they lie and how large their polygons are."""

import tempfile
from pathlib import Path

import numpy as np
import shapely
from geopandas import GeoDataFrame

from loaders.contents.seen import Bounds, Contents, LayerSeen, trouble
from loaders.errors import LoadError
from loaders.geometry import archive, crs, layer
from loaders.geometry.found import Features, Found, Opened, shapes_of
from sites import metres
from sites.report import Input, Issue, Role

MOST_LAYERS = 100
"""So many of a file are looked at: a district's package has a dozen, a drawing some fifty."""
MOST_TITLES = 200
LONGEST_TITLE = 120
AS: Role = "buildings"
"""The role under which a layer is read before it has one; only drawings make a difference by it."""
LINES = ("LineString", "MultiLineString")


def layers_seen(path: Path, points: str | None) -> Contents:
    """Look at every layer of a geometry file.

    Raises
    ------
    LoadError
        The file as a whole cannot be used.
    """
    with tempfile.TemporaryDirectory(prefix="onemap-") as folder:
        checked, found = layer.opened(Opened(path, path, Path(folder), path.stem))
        seen = tuple(layer_seen(one, path, points) for one in found[:MOST_LAYERS])
    beside = archive.unread(path) if checked.format == "zip" else ()
    return Contents(checked.format, seen, more=max(len(found) - MOST_LAYERS, 0), beside=beside)


def layer_seen(found: Found, path: Path, points: str | None) -> LayerSeen:
    """Look at one layer; what is wrong with it is told in its ``trouble``.

    Parameters
    ----------
    found : Found
    path : pathlib.Path
        Of its file.
    points : str or None
        A file of control points, for a layer whose reference system cannot be told.
    """
    titles = tuple(title[:LONGEST_TITLE] for title in found.columns[:MOST_TITLES])
    try:
        features = found.read(AS)
    except LoadError as error:
        return LayerSeen(
            found.name, titles, tuple(sorted(found.shapes)), max(found.count, 0), trouble=trouble(error)
        )  # fmt: skip
    entry = Input(AS, str(path))
    issues = [issue for issue in features.issues if issue.code == "encoding_corrected"]
    frame = features.frame
    shapes = frame.geometry.to_numpy()
    declared = None if features.declared is None else crs.label(features.declared)
    seen = LayerSeen(
        found.name, titles, tuple(sorted(shapes_of(shapes))), len(frame), features.encoding, declared,
        closed=_closed(shapes),
    )  # fmt: skip
    try:
        placed = _placed(frame, features, points, entry, issues)
    except LoadError as error:
        return _with(seen, trouble=trouble(error))
    return _with(
        seen, crs=entry.crs, bounds=_bounds(placed), area_m2=_area(placed),
        notes=tuple(issue.message for issue in issues),
    )  # fmt: skip


def _placed(
    frame: GeoDataFrame, features: Features, points: str | None, entry: Input, issues: list[Issue]
) -> GeoDataFrame:
    """Bring a layer to EPSG:4490: by the control points where nothing else tells."""
    flat = layer.flat(frame, entry, [])
    try:
        return layer.placed(flat, features, None, entry, issues)
    except LoadError:
        if points is None:
            raise
        return layer.placed(flat, features, points, entry, issues)


def _with(seen: LayerSeen, **more: object) -> LayerSeen:
    return LayerSeen(**{**vars(seen), **more})


def _closed(shapes: "np.ndarray[tuple[int], np.dtype[np.object_]]") -> bool:
    lines = shapes[np.isin(shapely.get_type_id(shapes), [1, 2, 5])]
    return bool(len(lines)) and bool(np.mean(shapely.is_closed(lines)) > 0.5)


def _bounds(frame: GeoDataFrame) -> Bounds | None:
    """Return the box around everything that is somewhere."""
    bounds = shapely.bounds(frame.geometry.to_numpy())
    bounds = bounds[np.isfinite(bounds).all(axis=1)]
    if not len(bounds):
        return None
    west, south = bounds[:, :2].min(axis=0)
    east, north = bounds[:, 2:].max(axis=0)
    return float(west), float(south), float(east), float(north)


def _area(frame: GeoDataFrame) -> float:
    """Return the median area of polygons, and of lines that close by the hull around them, m²."""
    shapes = frame.geometry.to_numpy()
    shapes = shapes[np.isin(shapely.get_type_id(shapes), [1, 2, 3, 5, 6])]
    shapes = shapes[np.isfinite(shapely.bounds(shapes)).all(axis=1)]
    lines = np.isin(shapely.get_type_id(shapes), [1, 2, 5])
    shapes = np.concatenate([shapes[~lines], shapely.convex_hull(shapes[lines & shapely.is_closed(shapes)])])
    return float(np.median(metres.areas(shapes))) if len(shapes) else 0.0
