"""Which layer of a file is meant: the one that is asked for, the one named after the role, the one that fits."""

from pathlib import Path

from loaders.errors import LayerError
from loaders.geometry.columns import speaks_for
from loaders.geometry.found import Found
from locales import _
from sites import facilities
from sites.footprints import POLYGONS, SHAPES
from sites.report import Role

LAYER_WORDS: dict[str, tuple[str, ...]] = {
    "subdistricts": ("街道", "街道边界"), "compounds": ("小区", "小区边界", "改造小区"), "buildings": ("楼栋", "居民楼", "建筑"),
    "parking": ("停车", "停车位"), "charging": ("充电", "充电桩"), "elevators": ("电梯", "加装电梯"), "pipes": ("管网", "管线"),
}  # fmt: skip
CLEAR_LEAD = 2
"""So many columns more must speak for a layer than for the second best."""
MANY_LAYERS = 12
"""So many layers are listed in an error's one line."""
OUTLINES = frozenset({"LineString", "MultiLineString"})
"""Lines that close are read as polygons (``sites.footprints``), so layers of lines may hold them."""


def choose(path: Path, role: Role, found: list[Found], asked: str | None) -> Found:
    """Return the layer to read.

    Parameters
    ----------
    path : pathlib.Path
        For the error.
    role : str
    found : list of Found
        What the file holds.
    asked : str or None
        The name that the user gave.

    Raises
    ------
    LayerError
        There is none of that name, or several fit and none stands out.
    """
    if not found:
        raise LayerError(path, _("里面没有图层"), _("请核对导出的图层"))
    if asked is not None:
        named = [layer for layer in found if layer.name.casefold() == asked.casefold()]
        if len(named) == 1:
            return named[0]
        raise LayerError(
            path, _("没有图层“{asked}”，只有：{listed}").format(asked=asked, listed=_listed(found)), _("请核对图层名")
        )
    if len(found) == 1:
        return found[0]
    fitting = [layer for layer in found if _fits(role, layer)] or [layer for layer in found if _closes(role, layer)]
    chosen = _named_after(role, found) or _speaking_of(role, fitting) or _standing_out(role, fitting)
    if chosen is None:
        raise LayerError(
            path,
            _("有几个图层，看不出用哪个：{listed}").format(listed=_listed(found)),
            _("请指明图层：--{role} {name}:图层名").format(role=role, name=path.name),
        )
    return chosen


def _named_after(role: Role, found: list[Found]) -> Found | None:
    """Return the layer whose name is one of the role's words."""
    return next(
        (layer for word in (role, *LAYER_WORDS.get(role, ())) for layer in found if layer.name.casefold() == word), None
    )


def _speaking_of(role: Role, found: list[Found]) -> Found | None:
    """Return the only layer in whose name a word of this role stands, and no word of another."""
    speaking = [layer for layer in found if _roles_in(layer.name) == {role}]
    return speaking[0] if len(speaking) == 1 else None


def _roles_in(name: str) -> set[str]:
    return {
        role for role, words in LAYER_WORDS.items() if any(word in name.casefold() for word in (role, *words))
    }  # fmt: skip


def _standing_out(role: Role, fitting: list[Found]) -> Found | None:
    """Return the layer that alone has the right geometry, or clearly more of the role's columns than the others."""
    if len(fitting) == 1:
        return fitting[0]
    scores = sorted(((speaks_for(role, layer.columns), at) for at, layer in enumerate(fitting)), reverse=True)
    if len(scores) > 1 and scores[0][0] >= scores[1][0] + CLEAR_LEAD:
        return fitting[scores[0][1]]
    return None


def _fits(role: Role, layer: Found) -> bool:
    more = {"MultiPoint"} if "Point" in _wanted(role) else set()
    return bool(layer.shapes & {*_wanted(role), *more, "Unknown", "GeometryCollection"})


def _closes(role: Role, layer: Found) -> bool:
    return "Polygon" in _wanted(role) and bool(layer.shapes & OUTLINES)


def _wanted(role: Role) -> tuple[str, ...]:
    return facilities.layer(role).geometry if role in facilities.LAYER_NAMES else POLYGONS


def _listed(found: list[Found]) -> str:
    """Name each layer with its geometry and its number of features."""
    words = []
    for layer in found[:MANY_LAYERS]:
        kinds = _("、").join(dict.fromkeys(_(SHAPES[kind]) for kind in sorted(layer.shapes) if kind in SHAPES))
        if layer.count < 0:
            words.append(_("{name}（{kinds}）").format(name=layer.name, kinds=kinds or _("未知")))
        else:
            words.append(
                _("{name}（{kinds}，{n} 个）").format(name=layer.name, kinds=kinds or _("无图形"), n=layer.count)
            )
    more = _("等 {n} 个").format(n=len(found)) if len(found) > MANY_LAYERS else ""
    return _("、").join(words) + more
