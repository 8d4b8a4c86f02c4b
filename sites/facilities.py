"""The one place that knows the facility layers: their kinds, statuses and words."""

from dataclasses import dataclass

from locales import N_, _


@dataclass(frozen=True)
class Layer:
    """A layer of facilities on the map."""

    name: str
    title: str
    geometry: tuple[str, ...]
    """Geometry types that the layer may hold."""
    statuses: tuple[str, ...]
    """Status codes in their order; the last means in use."""
    attributes: tuple[str, ...]
    """Columns beside ``facility_id``, ``compound_id`` and ``status``."""

    @property
    def label(self) -> str:
        """The layer's title in the language in use."""
        return _(self.title)


_SIMPLE = ("planned", "construction", "in_use")
LAYERS = (
    Layer("parking", N_("停车"), ("Point", "Polygon", "MultiPolygon"), _SIMPLE, ("spaces_before", "spaces_planned", "spaces_built")),
    Layer("charging", N_("充电"), ("Point",), _SIMPLE, ("kind", "ports_planned", "ports_live", "power_kw")),
    Layer("elevators", N_("加装电梯"), ("Point",), ("intent", "notice", "approval", "construction", "in_use"), ("building_id", "unit")),
    Layer("pipes", N_("管网"), ("LineString", "MultiLineString"), _SIMPLE, ("kind",)),
)  # fmt: skip
LAYER_NAMES = tuple(layer.name for layer in LAYERS)
STATUS_WORDS = {
    "planned": N_("计划"), "intent": N_("意向征集"), "notice": N_("方案公示"), "approval": N_("审批"),
    "construction": N_("施工"), "in_use": N_("投用"), "unknown": N_("无数据"),
}  # fmt: skip
KIND_WORDS = {
    "car": N_("汽车"), "ebike": N_("电动自行车"), "rain": N_("雨水"), "sewage": N_("污水"),
    "gas": N_("燃气"), "water": N_("给水"), "power": N_("电力"),
}  # fmt: skip


def layer(name: str) -> Layer:
    """Return the layer with this name; ``ValueError`` when there is none."""
    return LAYERS[LAYER_NAMES.index(name)]
