"""The datum: layers that lie half a kilometre apart because one of them was traced on a web map."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from geopandas import GeoDataFrame

from loaders.intake import Files, read_datum
from sites.datum import Datum, convert_shapes
from sites.edition import Edition
from sites.report import Role
from tests.corpus.case import Case, Found
from tests.corpus.district import buildings, compounds, files, layer, subdistricts

FRAMES: dict[Role, Callable[[], GeoDataFrame]] = {
    "compounds": compounds,
    "buildings": buildings,
    "subdistricts": subdistricts,
}
METRE = 1 / 111_195


def traced(role: Role, datum: Datum, only: slice | None = None) -> GeoDataFrame:
    """Return a layer as someone would trace it: right on the web map, and elsewhere in WGS 84."""
    frame = FRAMES[role]()
    frame = frame if only is None else frame.iloc[only]
    return frame.set_geometry(convert_shapes(frame.geometry.to_numpy(), "wgs84", datum), crs=frame.crs)


def shifted(frame: GeoDataFrame, east: float, north: float) -> GeoDataFrame:
    return frame.set_geometry(frame.geometry.translate(east * METRE, north * METRE), crs=frame.crs)


def told(*words: str, **changed: Any) -> Callable[[Path], Files]:
    return lambda folder: files(folder, datum=read_datum(list(words)), **changed)


def bare(folder: Path) -> Files:
    """Write both layers as GeoJSON, which says nothing of where it comes from."""
    return files(
        folder,
        **{role: layer(folder / f"{role}.geojson", FRAMES[role]().to_crs(4326)) for role in ("compounds", "buildings")},
    )  # type: ignore[arg-type]


def plane(folder: Path) -> Files:
    """Write buildings that were traced on a web map and then projected: the plane system lies."""
    return files(folder, buildings=traced("buildings", "gcj02").to_crs(4549))


def in_place(*moved: tuple[Role, str]) -> Callable[[Edition], None]:
    """Look whether everything lies where it does in the clean district, and which datum each layer is said to have had."""

    def holds(edition: Edition) -> None:
        said = {entry.role: entry.datum for entry in edition.report.inputs if entry.datum != "wgs84"}
        assert {role: datum for role, datum in said.items() if datum} == dict(moved)
        for role, frame in (("compounds", edition.compounds), ("buildings", edition.buildings)):
            right = shapely.get_coordinates(FRAMES[role]().geometry.to_numpy())  # type: ignore[index]
            assert np.abs(shapely.get_coordinates(frame.geometry.to_numpy()) - right).max() < 1e-6
        assert not edition.buildings["compound_id"].isna().any()

    return holds


def evidence(edition: Edition) -> None:
    """Look at what the report says of how it was told."""
    rows = [row for row in edition.report.datum if row.role == "buildings"]
    as_read = next(row for row in rows if row.datum == row.against_datum)
    used = next(row for row in rows if row.used)
    assert (as_read.share_inside, used.share_inside, used.datum, used.n) == (0.0, 1.0, "gcj02", 12)
    assert as_read.offset_m > 400
    assert used.offset_m < 10


OUTSIDE = tuple(Found("building_outside_compound", "buildings", row) for row in range(1, 13))

CASES = (
    Case(
        "buildings-in-gcj02",
        lambda folder: files(folder, buildings=traced("buildings", "gcj02")),
        issues=(Found("datum_converted", "buildings"),),
        rows={"buildings": (12, 0, 0), "progress": (12, 0, 3)},
        holds=lambda edition: (in_place(("buildings", "gcj02"))(edition), evidence(edition)),
    ),
    Case(
        "buildings-in-bd09-without-names",
        lambda folder: files(folder, buildings=traced("buildings", "bd09").drop(columns=["小区", "街道"])),
        issues=tuple(Found("building_without_compound", "buildings", row) for row in range(1, 13))
        + tuple(Found("compound_without_buildings", "compounds", row) for row in range(1, 4))
        + (Found("datum_unclear", "buildings"), Found("buildings_without_progress", "progress"))
        + tuple(Found("unknown_building", "progress", row, "进度") for row in range(4, 16)),
    ),
    Case(
        "compounds-in-bd09",
        lambda folder: files(folder, compounds=traced("compounds", "bd09"), subdistricts=subdistricts()),
        issues=(Found("datum_converted", "compounds"),),
        rows={"compounds": (3, 0, 0)},
        holds=in_place(("compounds", "bd09")),
    ),
    Case(
        "all-told-to-be-gcj02",
        told("gcj02", compounds=traced("compounds", "gcj02"), buildings=traced("buildings", "gcj02")),
        issues=(Found("datum_told", "compounds"), Found("datum_told", "buildings")),
        holds=in_place(("compounds", "gcj02"), ("buildings", "gcj02")),
    ),
    Case(
        "one-told-and-the-other-agrees",
        told("compounds=bd09", compounds=traced("compounds", "bd09"), buildings=traced("buildings", "bd09")),
        issues=(Found("datum_told", "compounds"), Found("datum_converted", "buildings")),
        holds=in_place(("compounds", "bd09"), ("buildings", "bd09")),
    ),
    Case(
        "outline-told-to-be-gcj02",
        told("subdistricts=gcj02", subdistricts=traced("subdistricts", "gcj02")),
        issues=(Found("datum_told", "subdistricts"),),
        rows={"subdistricts": (2, 0, 0)},
        holds=lambda edition: np.abs(
            shapely.get_coordinates(edition.subdistricts.geometry.to_numpy())
            - shapely.get_coordinates(subdistricts().geometry.to_numpy())
        ).max() < 1e-6,
    ),
    Case(
        "told-against-the-evidence",
        told("buildings=wgs84", buildings=traced("buildings", "gcj02")),
        issues=(Found("datum_told", "buildings"), Found("datum_unclear", "buildings"), *OUTSIDE),
    ),
    Case(
        "plane-coordinates-of-a-traced-layer",
        plane,
        issues=(Found("datum_unclear", "buildings"), *OUTSIDE),
    ),
    Case(
        "too-few-to-tell-by",
        lambda folder: files(folder, buildings=traced("buildings", "gcj02", slice(0, 5))),
        issues=(
            Found("datum_unclear", "buildings"), *OUTSIDE[:5], Found("compound_without_buildings", "compounds", 3),
            *(Found("unknown_building", "progress", row, "进度") for row in range(9, 16)),
        ),
    ),
    Case(
        "buildings-three-hundred-metres-north",
        lambda folder: files(folder, buildings=shifted(buildings(), 0, 300)),
        issues=(Found("layers_apart", "buildings"), *OUTSIDE),
    ),
    Case(
        "buildings-some-metres-off",
        lambda folder: files(folder, buildings=shifted(buildings(), 8, -6)),
    ),
    Case(
        "nobody-vouches-for-wgs84",
        bare,
        issues=(Found("datum_assumed", "compounds"),),
        holds=in_place(),
    ),
)  # fmt: skip
