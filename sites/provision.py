"""What each building is provided with, and every list of options that buildings are chosen by: made once an edition."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from sites.edition import Edition
from sites.facilities import LAYERS, Layer
from sites.rules import RULE_CODES, RULES, Rule
from sites.stages import STAGE_CODES, STATUS_CODES

Mask = NDArray[np.bool_]
NONE = "none"
"""The option of buildings without any facility of a layer."""
ELEVATOR_STOREYS = 5
"""From so many storeys on, a building without an elevator is not covered."""
UNSETTLED = ("intent", "notice")
"""Residents are still being asked, or may still object: that is no elevator planned yet."""
PER_HOUSEHOLDS = 100


@dataclass(frozen=True)
class OneOf:
    """A list of options of which each building has one at most.

    Attributes
    ----------
    options : tuple of str
    place : numpy.ndarray of int, shape (buildings,)
        The place of a building's option, -1 for none.
    """

    options: tuple[str, ...]
    place: NDArray[np.int64]

    def mask(self, codes: Iterable[str]) -> Mask:
        """Return the buildings with one of these options."""
        return np.asarray(np.append(np.isin(self.options, list(codes)), False)[self.place], dtype=bool)

    def counts(self, mask: Mask) -> dict[str, int]:
        """Count a mask's buildings by option."""
        inside = self.place[mask]
        counts = np.bincount(inside[inside >= 0], minlength=len(self.options))
        return dict(zip(self.options, counts.tolist(), strict=True))


@dataclass(frozen=True)
class AnyOf:
    """A list of options of which a building may have several; ``has`` is of bool, shape (options, buildings)."""

    options: tuple[str, ...]
    has: Mask

    def mask(self, codes: Iterable[str]) -> Mask:
        """Return the buildings with one of these options."""
        return np.asarray(self.has[np.isin(self.options, list(codes))].any(axis=0), dtype=bool)

    def counts(self, mask: Mask) -> dict[str, int]:
        """Count a mask's buildings by option."""
        return dict(zip(self.options, (self.has & mask).sum(axis=1).tolist(), strict=True))


Options = OneOf | AnyOf


@dataclass(frozen=True)
class Provision:
    """One value a building, in the edition's order, shape (buildings,).

    Attributes
    ----------
    groups : dict of str to OneOf or AnyOf
        ``subdistrict, compound, stage, status, rule, agent`` and each facility layer's statuses.
    storeys, built_year : numpy.ndarray of float64
        NaN where missing.
    spaces, ports : numpy.ndarray of float64
        Parking spaces and charging ports of the building's compound per 100 households, the planned ones counted; NaN
        where nothing is known of them.
    no_elevator : numpy.ndarray of bool
        ``ELEVATOR_STOREYS`` or more, and no elevator in use, in works or up for approval.
    lon, lat : numpy.ndarray of float64
        A point inside, degrees, EPSG:4490; the same that the map draws with.
    """

    groups: dict[str, Options]
    storeys: NDArray[np.float64]
    built_year: NDArray[np.float64]
    spaces: NDArray[np.float64]
    ports: NDArray[np.float64]
    no_elevator: Mask
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]


def of(edition: Edition) -> Provision:
    """Return what an edition's buildings are provided with."""
    buildings, own = edition.buildings, edition.arrays
    names = tuple(str(name) for name in edition.compounds["compound"].fillna(""))
    has = {layer.name: _has(edition, layer) for layer in LAYERS if layer.name in edition.facilities}
    at = shapely.point_on_surface(buildings.geometry.to_numpy())
    groups: dict[str, Options] = {
        "subdistrict": OneOf(own.subdistricts, own.subdistrict.astype(np.int64)),
        "compound": _named(pd.Series(np.append(names, "")[own.compound], dtype=object)),
        "stage": OneOf((*STAGE_CODES, "unknown"), own.stage.astype(np.int64)),
        "status": OneOf(STATUS_CODES, own.status.astype(np.int64)),
        "rule": AnyOf(RULE_CODES, np.stack([_fires(edition, rule) for rule in RULES])),
        "agent": _named(_of_compound(edition, edition.compounds["construction_agent"].fillna("").to_numpy(object), "")),
        **has,
    }
    storeys = buildings["storeys"].to_numpy(np.float64, na_value=np.nan)
    lifts = has.get("elevators")
    lifted = lifts.mask(code for code in lifts.options if code not in (*UNSETTLED, NONE)) if lifts else None
    return Provision(
        groups=groups,
        storeys=storeys,
        built_year=buildings["built_year"].to_numpy(np.float64, na_value=np.nan),
        spaces=_per_households(edition, "parking", ("parking_before", "parking_planned", "parking_built")),
        ports=_per_households(edition, "charging", ("charging_planned", "charging_live")),
        no_elevator=np.zeros(len(buildings), bool) if lifted is None else (storeys >= ELEVATOR_STOREYS) & ~lifted,
        lon=shapely.get_x(at),
        lat=shapely.get_y(at),
    )


def _fires(edition: Edition, rule: Rule) -> Mask:
    """The buildings that a rule is about; all of a compound's where it speaks of the compound itself."""
    fires = np.zeros(len(edition.buildings), bool)
    for finding in rule.look(edition):
        if len(finding.buildings):
            fires[finding.buildings] = True
        elif finding.compound >= 0:
            fires |= edition.arrays.compound == finding.compound
    return fires


def _named(column: "pd.Series[Any]") -> OneOf:
    names = tuple(sorted({str(name) for name in column if name}))
    return OneOf(names, pd.Index(names, dtype=object).get_indexer(pd.Index(column, dtype=object)).astype(np.int64))


def _of_compound(edition: Edition, values: NDArray[Any], missing: Any) -> "pd.Series[Any]":
    """A compound's value for each of its buildings."""
    return pd.Series(np.append(values, missing)[edition.arrays.compound])


def _has(edition: Edition, layer: Layer) -> AnyOf:
    """Which statuses a layer's facilities have: those of the building where they name one, else of its compound."""
    frame, n = edition.facilities[layer.name], len(edition.buildings)
    options = (*layer.statuses, "unknown")
    status = pd.Index(options).get_indexer(pd.Index(frame["status"].to_numpy(object)))
    has = np.zeros((len(options), n), bool)
    named = np.zeros(len(frame), bool)
    if "building_id" in frame:
        ids = pd.Index(edition.buildings["building_id"].to_numpy(object))
        at = ids.get_indexer(pd.Index(frame["building_id"].to_numpy(object)))
        named = at >= 0
        has[status[named], at[named]] = True
    compound = pd.Index(edition.compounds["compound_id"].to_numpy(object))
    of = compound.get_indexer(pd.Index(frame["compound_id"].to_numpy(object)))
    rest = ~named & (of >= 0)
    by_compound = np.zeros((len(options), len(compound) + 1), bool)
    by_compound[status[rest], of[rest]] = True
    has |= by_compound[:, edition.arrays.compound]  # -1 is the last: nothing
    return AnyOf((*options, NONE), np.vstack([has, ~has.any(axis=0)]))


def _per_households(edition: Edition, layer: str, columns: tuple[str, ...]) -> NDArray[np.float64]:
    """The most that is there or planned, per 100 households of the compound: what its row says, else its facilities."""
    compounds, own = edition.compounds, edition.arrays
    said = compounds.reindex(columns=list(columns)).astype("Float64").max(axis=1).to_numpy(np.float64, na_value=np.nan)
    frame = edition.facilities.get(layer)
    if frame is not None and len(frame):
        numbers = [name for name in frame.columns if name.startswith(("spaces_", "ports_"))]
        most = frame[numbers].astype("Float64").max(axis=1).fillna(0)
        summed = most.groupby(frame["compound_id"]).sum().reindex(compounds["compound_id"])
        said = np.where(np.isnan(said), summed.to_numpy(np.float64, na_value=0.0), said)
    inside = own.compound >= 0
    households = np.bincount(own.compound[inside], weights=own.households[inside], minlength=len(compounds))
    share = np.divide(PER_HOUSEHOLDS * said, households, out=np.full(len(compounds), np.nan), where=households > 0)
    return np.append(share, np.nan)[own.compound]
