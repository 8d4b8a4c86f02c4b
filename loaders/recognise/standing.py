"""How much speaks for a layer in each role: its name, its file's name, its columns, its geometry and how large that is."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from loaders.contents import LayerSeen
from loaders.geometry.columns import speaks_for
from loaders.ground import PREFIX
from loaders.intake import GEOMETRY_ROLES
from loaders.recognise import naming
from loaders.recognise.part import words
from locales import N_, _
from sites import facilities
from sites.footprints import POLYGONS
from sites.report import ROLE_TITLES, Role

EXACT, NAMED, FILE_NAMED, A_COLUMN, SHAPED, RANKED = 100, 45, 40, 10, 10, 6
"""What each kind of evidence weighs."""
MOST_COLUMNS = 5
"""Further columns say nothing more."""
CERTAIN, CLEAR_OF_OTHERS = 30, 15
LIKELY, AHEAD = 20, 8
WORTH_A_GUESS = 10
SIZES: dict[Role, tuple[float, float]] = {
    "buildings": (15, 6_000), "compounds": (2_500, 1_000_000), "subdistricts": (150_000, 300_000_000),
}  # fmt: skip
"""m², median: a house of some flats to a slab, a yard to a quarter, a subdistrict. Parking may be of any."""
STEPS_APART = 5.0
"""Layers whose median areas are so many times apart are of different kinds."""
CLOSING = frozenset({"LineString", "MultiLineString"})


@dataclass
class Standing:
    """A layer's weight in each role.

    Attributes
    ----------
    weights : dict of role to int
        Of the roles whose geometry it has.
    why : dict of role to str
        What weighs most.
    """

    weights: dict[Role, int] = field(default_factory=dict)
    why: dict[Role, str] = field(default_factory=dict)

    @property
    def order(self) -> list[Role]:
        """The roles, the weightiest first."""
        return sorted(self.weights, key=lambda role: -self.weights[role])

    @property
    def lead(self) -> int:
        """By how much the first role outweighs the second."""
        order = self.order
        return self.weights[order[0]] - self.weights[order[1]] if len(order) > 1 else self.weights[order[0]]

    def add(self, role: Role, weight: int, why: str) -> None:
        """Add evidence; the first that is told stands as the reason."""
        if role in self.weights:
            self.weights[role] += weight
            self.why.setdefault(role, why)


def standings(layers: Sequence[tuple[str, LayerSeen, bool]]) -> list[Standing]:
    """Weigh the layers of an intake.

    Parameters
    ----------
    layers : sequence of (stem, LayerSeen, bool)
        Name of the file without suffix, the layer, and whether it is the only one of its file.

    Returns
    -------
    list of Standing
        One for each; without weights where a layer fits no role.
    """
    found = [_alone(*layer) for layer in layers]
    _by_rank(found, [seen for _stem, seen, _single in layers])
    return found


def is_ground(seen: LayerSeen) -> bool:
    """Tell the sketch under the map, which is no layer of an intake."""
    return seen.name.startswith(PREFIX)


def _alone(stem: str, seen: LayerSeen, single: bool) -> Standing:
    found = Standing({role: 0 for role in GEOMETRY_ROLES if _fits(role, seen)})
    exact, named, by_file = naming.exact(seen.name), naming.spoken(seen.name), naming.spoken(stem)
    if exact in GEOMETRY_ROLES:
        found.weights.setdefault(exact, -EXACT // 2)  # the geometry speaks against it, but the name is its own
        found.add(exact, EXACT, _("图层名就是“{name}”").format(name=seen.name))
    elif named is not None:
        found.add(named, NAMED, _("图层名“{name}”里写着").format(name=seen.name))
    elif by_file is not None and single:
        found.add(by_file, FILE_NAMED, _("文件名“{name}”里写着").format(name=stem))
    for role in list(found.weights):
        columns = min(_columns(role, seen.titles), MOST_COLUMNS)
        if columns > 0:
            found.add(role, columns * A_COLUMN, _("列名像{role}的").format(role=_(ROLE_TITLES[role])))
    for role, (least, most) in SIZES.items():
        if least <= seen.area_m2 < most:
            found.add(role, SHAPED, _("面的大小像{role}").format(role=_(ROLE_TITLES[role])))
    if not seen.area_m2 and "pipes" in found.weights:
        found.add("pipes", SHAPED // 2, _("画的是线"))
    return found


def _columns(role: Role, titles: tuple[str, ...]) -> int:
    """Tell how many columns speak for a role; of facilities only what no other thing has, as all have a number and a name."""
    if role not in facilities.LAYER_NAMES:
        return speaks_for(role, titles)
    own = {*facilities.layer(role).attributes, "status"}
    return sum(field.column.code in own for field in words(role).fields(titles).values())


def _fits(role: Role, seen: LayerSeen) -> bool:
    wanted = facilities.layer(role).geometry if role in facilities.LAYER_NAMES else POLYGONS
    more = {"MultiPoint"} if "Point" in wanted else set()
    shapes = set(seen.shapes)
    if shapes & {*wanted, *more, "GeometryCollection"}:
        return role != "pipes" or not seen.closed
    return "Polygon" in wanted and bool(shapes & CLOSING) and seen.closed


def _by_rank(found: Sequence[Standing], seen: Sequence[LayerSeen]) -> None:
    """Compare layers of polygons that nothing is known of but their sizes: the smallest are buildings, the largest subdistricts."""
    silent = [
        at for at, layer in enumerate(seen)
        if layer.area_m2 > 0 and layer.rows > 1 and max(found[at].weights.values(), default=0) <= SHAPED + A_COLUMN
    ]  # fmt: skip
    silent.sort(key=lambda at: seen[at].area_m2)
    apart = all(seen[after].area_m2 >= STEPS_APART * seen[before].area_m2 for before, after in pairwise(silent))
    roles: dict[int, tuple[Role, ...]] = {2: ("buildings", "compounds"), 3: ("buildings", "compounds", "subdistricts")}
    if apart and len(silent) in roles:
        for at, role in zip(silent, roles[len(silent)], strict=True):
            found[at].add(role, RANKED, RANKS[role])
            found[at].why[role] = _(RANKS[role])


RANKS: dict[Role, str] = {
    "buildings": N_("面最小、最多，像楼栋"), "compounds": N_("面比楼栋大，像小区"), "subdistricts": N_("面最大，像街道"),
}  # fmt: skip
