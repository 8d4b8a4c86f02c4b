"""DXF drawings: layers by their names, outlines as they are closed, lettering inside an outline as its name.

A drawing has no features, only entities, and no reference system. Blocks are drawn out for polygons and lines, and are
points where points are wanted; hatches count only where a layer has no outline of its own.
"""

import re
from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from loaders.errors import FormatError
from loaders.geometry.found import Features, Found, Opened, in_utf8, shapes_of
from loaders.geometry.vector import described, features
from locales import _
from sites import facilities
from sites.footprints import POLYGONS
from sites.names import building_key, squeeze, tidy
from sites.report import Issue, Role

INNER = 0.9
"""A label belongs to the smallest outline around it, unless another outline of less than this share of its area holds it."""
_LETTERING = re.compile(r"AcDb(?:Text|MText|Attribute)\b")
_STOREYS = re.compile(r"\d+[fF层]|[砖混砼钢框简破]\d*|[-+]?\d+\.\d+")
"""What a survey writes into a house beside its number: storeys, structure, heights."""
_UNIT = re.compile(r"[幢栋楼座#]")

Mask = npt.NDArray[np.bool_]
Shapes = npt.NDArray[np.object_]


def found(opened: Opened) -> list[Found]:
    """List the layers on which something is drawn.

    Raises
    ------
    FormatError
        It is damaged, or no text of an encoding that is met here.
    """
    drawing, encoding = _in_utf8(opened)
    described(drawing)
    drawn = _entities(drawing, "buildings")
    names = drawn["Layer"].fillna("0")
    layers = []
    for name in dict.fromkeys(names):
        own = drawn.loc[(names == name) & ~_is_lettering(drawn)]
        if len(own):
            shapes = shapes_of(own.geometry.to_numpy())
            layers.append(Found(str(name), shapes, len(own), (), partial(_read, drawing, encoding, drawn, str(name))))
    return layers


def _read(opened: Opened, encoding: str, drawn: GeoDataFrame, layer: str, role: Role) -> Features:
    wanted = facilities.layer(role).geometry if role in facilities.LAYER_NAMES else POLYGONS
    if wanted == ("Point",):
        drawn = _entities(opened, role)
    here = (drawn["Layer"].fillna("0") == layer).to_numpy()
    labels = _is_lettering(drawn)
    hatched = drawn["SubClasses"].fillna("").str.contains("AcDbHatch").to_numpy() & here
    shapes = drawn.geometry.to_numpy()
    issues = []
    filled = here & ~labels & ~hatched & _is_outline(shapes)
    if hatched.any() and filled.any():
        issues.append(Issue("hatches_skipped", role, {"n": int(hatched.sum())}, path=str(opened.shown)))
    else:
        hatched = np.zeros_like(hatched)
    own = here & ~labels & ~hatched
    frame = drawn.loc[own, ["geometry"]].reset_index(drop=True)
    if "Polygon" in wanted:
        frame["name"] = _names(drawn, own, labels, role, str(opened.shown), issues)
    skipped = int(here.sum() - own.sum())
    return Features(frame, None, None, encoding, skipped=skipped, issues=tuple(issues))


def _entities(opened: Opened, role: Role) -> GeoDataFrame:
    """Read the model space; blocks are points for a layer of points."""
    points = role in facilities.LAYER_NAMES and facilities.layer(role).geometry == ("Point",)
    frame, _issues = features(opened, "entities", role, None, ENCODING="UTF-8", INLINE_BLOCKS="NO" if points else "YES")
    paper = pd.to_numeric(frame["PaperSpace"], errors="coerce").fillna(0).to_numpy() == 1
    return frame.loc[~paper].reset_index(drop=True)


def _names(
    drawn: GeoDataFrame, own: Mask, labels: Mask, role: Role, path: str, issues: list[Issue]
) -> "pd.Series[str]":
    """Return the lettering inside each outline; where several words could be its name, none is."""
    shapes = drawn.geometry.to_numpy()
    outlines = _filled(shapes[own])
    others = _filled(shapes[~own & ~labels & _is_outline(shapes)])
    words = [tidy(str(word)) for word in drawn["Text"].to_numpy(dtype=object)[labels]]
    inside = _inside(shapes[labels], outlines, others if role != "buildings" else others[:0])
    names: list[str | None] = [None] * len(outlines)
    for at in np.unique(inside[inside >= 0]):
        told = _nameable([words[label] for label in np.flatnonzero(inside == at)], role)
        if len(told) == 1:
            names[at] = told[0]
        elif told:
            issues.append(Issue("several_labels", role, path=path, row=int(at) + 1, value=_("、").join(told)))
    return pd.Series(names, dtype="str")


def _nameable(words: list[str], role: Role) -> list[str]:
    """Return the distinct words that can be the name of something of this role."""
    plain = list(dict.fromkeys(word for word in words if word and not _STOREYS.fullmatch(squeeze(word))))
    if role == "buildings":
        numbered = [word for word in plain if building_key(word)]
        return [word for word in numbered if _UNIT.search(squeeze(word))] or numbered or plain
    return [word for word in plain if not building_key(word)]


def _inside(points: Shapes, outlines: Shapes, others: Shapes) -> npt.NDArray[np.int64]:
    """Tell in which outline each label stands: the smallest around it, -1 where it belongs to something else or nothing."""
    inside = np.full(len(points), -1, dtype="int64")
    area = np.full(len(points), np.inf)
    label, outline = shapely.STRtree(outlines).query(points, predicate="intersects")
    sizes = shapely.area(outlines[outline])
    order = np.argsort(-sizes, kind="stable")
    inside[label[order]] = outline[order]
    area[label[order]] = sizes[order]
    label, other = shapely.STRtree(others).query(points, predicate="intersects")
    smaller = shapely.area(others[other]) < INNER * area[label]
    inside[label[smaller]] = -1
    return inside


def _is_lettering(drawn: GeoDataFrame) -> Mask:
    lettered = drawn["SubClasses"].fillna("").str.contains(_LETTERING).to_numpy()
    return np.asarray(lettered & (shapely.get_type_id(drawn.geometry.to_numpy()) == shapely.GeometryType.POINT))


def _is_outline(shapes: Shapes) -> Mask:
    kinds = shapely.get_type_id(shapes)
    closed = shapely.is_closed(shapes) & (shapely.get_num_coordinates(shapes) >= 4)
    line = (kinds == shapely.GeometryType.LINESTRING) & closed
    return np.asarray(line | np.isin(kinds, (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)))


def _filled(shapes: Shapes) -> Shapes:
    """Return closed lines as polygons, to ask what lies in them; other things as they are."""
    out = shapes.copy()
    line = _is_outline(shapes) & (shapely.get_type_id(shapes) == shapely.GeometryType.LINESTRING)
    out[line] = shapely.polygons(
        shapely.linearrings(shapely.get_coordinates(shapes[line]), indices=_indices(shapes[line]))
    )
    return out


def _indices(shapes: Shapes) -> npt.NDArray[np.int64]:
    return np.asarray(shapely.get_coordinates(shapes, return_index=True)[1])


def _in_utf8(opened: Opened) -> tuple[Opened, str]:
    """Return the drawing in UTF-8, whatever its $DWGCODEPAGE claims: GDAL would leave the names of blocks as they are."""
    return in_utf8(opened, FormatError(opened.shown, _("文字编码读不懂"), _("请另存为 2007 以后版本的 DXF")))
