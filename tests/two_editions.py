"""The demo's current edition, and what it might be a week later: every kind of change happens to somebody."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from sites.edition import Edition
from sites.stages import STAGE_CODES

WEEK = timedelta(days=7)


def edited(edition: Edition, rows: dict[str, dict[str, Any]], **more: Any) -> Edition:
    """The edition with some values of some buildings changed, named by id."""
    buildings = edition.buildings.set_index("building_id", drop=False)
    for identifier, values in rows.items():
        for column, value in values.items():
            buildings.loc[identifier, column] = value
    return replace(edition, buildings=buildings.reset_index(drop=True), **more)


def without(edition: Edition, *ids: str) -> Edition:
    """The edition without these buildings."""
    return replace(
        edition, buildings=edition.buildings[~edition.buildings["building_id"].isin(ids)].reset_index(drop=True)
    )


def with_buildings(edition: Edition, rows: GeoDataFrame) -> Edition:
    """The edition with more buildings."""
    return replace(
        edition,
        buildings=GeoDataFrame(pd.concat([edition.buildings, rows], ignore_index=True), crs=edition.buildings.crs),
    )


def shifted(shape: Any, metres: float) -> Any:
    """A shape put to the north."""
    return shapely.transform(shape, lambda points: points + np.array([0, metres / 110_900]))


def a_week_later(edition: Edition) -> tuple[Edition, dict[str, set[str]]]:
    """The edition a week later, and the ids of the buildings that each kind of change happened to.

    One compound passes acceptance, C012 loses three buildings, C020 gets two.
    """
    buildings = edition.buildings.set_index("building_id")
    free = buildings[~buildings["compound_id"].isin(["C012", "C020"])]
    calm = free[free["stage"].isin(["demolition", "construction"]) & (free["status"] == "on_track")].index
    late = free[free["status"] == "behind"].index
    took = iter(calm)
    happened = {
        "fell_behind": {next(took) for _ in range(9)}, "moved_back": {next(took) for _ in range(4)},
        "slipped": {next(took) for _ in range(12)}, "moved_on": {next(took) for _ in range(30)},
        "rehomed": {next(took) for _ in range(2)}, "reshaped": {next(took) for _ in range(5)},
        "facts_changed": {next(took) for _ in range(6)}, "caught_up": set(late[:10]),
        "vanished": set(buildings.index[buildings["compound_id"] == "C012"][:3]), "appeared": {"N1", "N2"},
    }  # fmt: skip
    rows: dict[str, dict[str, Any]] = {}
    for identifier in happened["fell_behind"]:
        rows[identifier] = {"status": "behind", "days_behind": 12}
    for identifier in happened["moved_back"] | happened["moved_on"]:
        step = 1 if identifier in happened["moved_on"] else -1
        rows[identifier] = {"stage": STAGE_CODES[STAGE_CODES.index(buildings.loc[identifier, "stage"]) + step]}
    for identifier in happened["slipped"]:
        rows[identifier] = {"planned_finish": buildings.loc[identifier, "planned_finish"] + WEEK}
    for identifier in happened["caught_up"]:
        rows[identifier] = {"status": "on_track", "days_behind": 0}
    for identifier in happened["rehomed"]:
        rows[identifier] = {"compound_id": "C020", "compound": "任港路小区"}
    for identifier in happened["reshaped"]:
        rows[identifier] = {"geometry": shifted(buildings.loc[identifier, "geometry"], 2)}
    for identifier in happened["facts_changed"]:
        rows[identifier] = {"households": buildings.loc[identifier, "households"] + 1}
    later = edited(without(edition, *happened["vanished"]), rows, number=edition.number + 1, as_of=edition.as_of + WEEK)
    model = edition.buildings[edition.buildings["compound_id"] == "C020"].iloc[:2]
    fresh = model.assign(
        building_id=["N1", "N2"], building_no=["91", "92"],
        geometry=[shifted(shape, 60 + 40 * at) for at, shape in enumerate(model.geometry)],
    )  # fmt: skip
    return with_buildings(later, fresh), happened
