"""Geometry files in every form, and everything that can be wrong with what is drawn in them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import shapely
from geopandas import GeoDataFrame
from pyproj import Transformer

from loaders.intake import Files
from tests.corpus.case import Case, Found
from tests.corpus.district import CRS, SIZE, buildings, compounds, corner, files, subdistricts
from tests.drawings import HATCH, LABEL, OUTLINE, dxf

Make = Callable[[Path], Files]
METRES = Transformer.from_crs(CRS, 4549, always_xy=True)
ALL = {"compounds": (3, 0, 0), "buildings": (12, 0, 0), "progress": (12, 0, 3)}
HOUSE = buildings().geometry.iloc[0]


def drawn(change: Callable[[list[Any]], list[Any] | None], **columns: Any) -> Make:
    """Take in the district with the buildings' shapes changed in place; a longer list adds buildings without columns."""

    def make(folder: Path) -> Files:
        frame = buildings()
        shapes = list(frame.geometry)
        shapes = change(shapes) or shapes
        longer = pd.DataFrame(frame.drop(columns="geometry")).reindex(range(len(shapes)))
        return files(folder, buildings=GeoDataFrame(longer.assign(**columns), geometry=shapes, crs=CRS))

    return make


def first_is(shape: Any) -> Make:
    """Take in the district with another shape for the first building."""
    return drawn(lambda shapes: [shape, *shapes[1:]])


def with_one_more(shape: Any) -> Make:
    """Take in the district with a thirteenth building."""
    return drawn(lambda shapes: [*shapes, shape])


def compounds_are(change: Callable[[GeoDataFrame], GeoDataFrame], **more: Any) -> Make:
    """Take in the district with other compounds."""
    return lambda folder: files(folder, compounds=change(compounds()), **more)


def as_file(role: str, write: Callable[[Path], Path], **more: Any) -> Make:
    """Take in the district with a layer in another form."""
    return lambda folder: files(folder, **{role: write(folder)}, **more)


def in_metres(frame: GeoDataFrame) -> list[Any]:
    return list(frame.to_crs(4549).geometry)


def in_dxf(version: str) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        frame = compounds()
        entities: list[tuple[str, str, Any]] = []
        for name, shape in zip(frame["小区名称"], in_metres(frame), strict=True):
            entities += [
                ("小区边界", OUTLINE, shape),
                ("名称", LABEL, (name, (shape.bounds[0] + 3, shape.bounds[1] + 3))),
            ]
        for number, shape in zip(buildings()["幢号"], in_metres(buildings()), strict=True):
            entities += [("楼栋", OUTLINE, shape), ("楼号", LABEL, (number, shape.centroid.coords[0]))]
        return dxf(folder / "总图.dxf", entities, version)

    return write


def drawing(*more: tuple[str, str, Any]) -> Make:
    """Take in a drawing of the compounds and the buildings, with something more in it."""

    def make(folder: Path) -> Files:
        path = in_dxf("R2010")(folder)
        import ezdxf

        document = ezdxf.readfile(path)
        for where, kind, what in more:
            on = {"layer": where}
            if kind == HATCH:
                document.modelspace().add_hatch(dxfattribs=on).paths.add_polyline_path(
                    list(what.exterior.coords), is_closed=True
                )
            else:
                document.modelspace().add_text(what[0], dxfattribs={**on, "insert": what[1]})
        document.saveas(path)
        return files(folder, compounds=path, buildings=path, subdistricts=subdistricts())

    return make


def text(name: str, words: str, encoding: str = "utf-8") -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        (folder / name).write_text(words, encoding)
        return folder / name

    return write


def points_at(*places: tuple[float, float], **columns: Any) -> GeoDataFrame:
    rows = {"设施编号": [f"e{at + 1}" for at in range(len(places))], **columns}
    return GeoDataFrame(rows, geometry=[shapely.Point(place) for place in places], crs=CRS)


def bow(x: float, y: float) -> shapely.Polygon:
    return shapely.Polygon([(x, y), (x + 0.0004, y + 0.0003), (x + 0.0004, y), (x, y + 0.0003)])


X, Y = corner(0)
OUTSIDE = shapely.box(X - 0.002, Y, X - 0.0018, Y + 0.0001)
BETWEEN = shapely.box(X + SIZE - 0.0003, Y + 0.0017, X + SIZE * 1.25 + 0.0002, Y + 0.0018)
DRAWN = (
    Case("no-geometry", with_one_more(None), (Found("empty_geometry", "buildings", 13),), {"buildings": (12, 1, 0)}),
    Case("a-point-among-footprints", with_one_more(shapely.Point(X, Y)), (Found("not_a_polygon", "buildings", 13),), {"buildings": (12, 1, 0)}),
    Case("a-line-among-chargers", lambda folder: files(folder, charging=GeoDataFrame({"设施编号": ["e1"]}, geometry=[shapely.LineString([(X, Y), (X + SIZE, Y)])], crs=CRS)),
         (Found("wrong_geometry_type", "charging", 1),), {"charging": (0, 1, 0)}),
    Case("a-ring-folded-onto-a-line", with_one_more(shapely.Polygon([(X, Y), (X + 0.001, Y), (X + 0.0005, Y)])),
         (Found("broken_geometry", "buildings", 13),), {"buildings": (12, 1, 0)}),
    Case("a-bow-tie", first_is(bow(X + 0.0005, Y + 0.0001)), (Found("geometry_repaired", "buildings", 1),), ALL),
    Case("the-same-outline-twice", with_one_more(shapely.reverse(HOUSE)), (Found("duplicate_geometry", "buildings", 13),), {"buildings": (12, 1, 0)}),
    Case("nearly-the-same-outline-twice", with_one_more(shapely.affinity.translate(HOUSE, xoff=0.00001)),
         (Found("near_duplicate", "buildings", 13), Found("ids_generated", "buildings"), Found("buildings_without_progress", "progress")), {"buildings": (13, 0, 0)}),
    Case("a-coordinate-that-is-no-number", with_one_more(shapely.Polygon([(X, Y), (float("inf"), Y), (X, Y + 0.001)])),
         (Found("impossible_coordinates", "buildings", 13),), {"buildings": (12, 1, 0)}),
    Case("a-building-at-the-origin", with_one_more(shapely.box(0, 0, 0.001, 0.001)), (Found("far_away", "buildings", 13),), {"buildings": (12, 1, 0)}),
    Case("a-splinter", with_one_more(shapely.box(X + 0.001, Y, X + 0.001002, Y + 0.000002)), (Found("sliver_polygon", "buildings", 13),), {"buildings": (12, 1, 0)}),
    Case("a-house-with-a-splinter", first_is(shapely.MultiPolygon([HOUSE, shapely.box(X + 0.001, Y, X + 0.001002, Y + 0.000002)])),
         (Found("sliver_part_dropped", "buildings", 1),), ALL),
    Case("a-collection-with-its-label", first_is(shapely.GeometryCollection([HOUSE, HOUSE.centroid])), (Found("parts_taken", "buildings", 1),), ALL),
    Case("a-collection-of-one", first_is(shapely.GeometryCollection([HOUSE])), rows=ALL),
    Case("outlines-drawn-as-lines", drawn(lambda shapes: [shapely.LineString(shape.exterior.coords) for shape in shapes]), (Found("outline_closed", "buildings"),), ALL),
    Case("open-rings", as_file("buildings", lambda to: text("b.csv", _open_rings())(to), crs={"buildings": CRS}), (Found("rings_closed", "buildings"),), {"buildings": (12, 0, 1)}),
    Case("clockwise", drawn(lambda shapes: list(shapely.reverse(shapes))), rows=ALL),
    Case("a-corner-told-twice", first_is(shapely.Polygon([HOUSE.exterior.coords[0], *HOUSE.exterior.coords])), (Found("repeated_points", "buildings"),), ALL),
    Case("hatches-over-outlines", drawing(("楼栋", HATCH, in_metres(buildings())[0])), (
        Found("crs_assumed", "compounds"), Found("crs_assumed", "buildings"), Found("hatches_skipped", "buildings"),
        Found("outline_closed", "compounds"), Found("outline_closed", "buildings"),
        Found("ids_generated", "compounds"), Found("ids_generated", "buildings"),
    ), {"buildings": (12, 0, 1)}),
    Case("two-names-in-one-outline", drawing(("名称", LABEL, ("红星新村", METRES.transform(X + 0.0001, Y + 0.0018)))), (
        Found("crs_assumed", "compounds"), Found("crs_assumed", "buildings"), Found("several_labels", "compounds", 1),
        Found("missing_compound_name", "compounds", 1), Found("outline_closed", "compounds"), Found("outline_closed", "buildings"),
        Found("ids_generated", "compounds"), Found("ids_generated", "buildings"),
        *(Found("building_without_compound", "buildings", row) for row in range(1, 5)),
        *(Found("unknown_compound", "progress", row, "进度") for row in range(4, 8)),
        Found("buildings_without_progress", "progress"),
    ), {"compounds": (2, 1, 0)}),
)  # fmt: skip
NAMED = (
    Case("an-id-twice", drawn(lambda shapes: None, 楼栋编号=["c1-1", "c1-1", *buildings()["楼栋编号"][2:]]), (Found("repeated_id", "buildings", 2),), ALL),
    Case("no-ids", lambda folder: files(folder, buildings=buildings().drop(columns="楼栋编号")), (Found("ids_generated", "buildings"),), ALL),
    Case("two-compounds-of-one-name", compounds_are(lambda frame: frame.assign(小区名称=["虹桥新村一期", "虹桥新村一期", "学田苑"])), (
        Found("repeated_compound", "compounds", 2),
        *(Found("compound_name_unknown", "buildings", row) for row in range(5, 9)),
        *(Found("ambiguous_compound", "progress", row, "进度") for row in range(4, 8)),
        *(Found("unknown_compound", "progress", row, "进度") for row in range(8, 12)),
        Found("buildings_without_progress", "progress"),
    ), {"compounds": (3, 0, 0)}),
    Case("a-building-that-names-a-compound-that-is-not-there", drawn(lambda shapes: None, 小区=["虹桥新邨", *buildings()["小区"][1:]]),
         (Found("compound_name_unknown", "buildings", 1),), ALL),
    Case("a-compound-without-a-name", compounds_are(lambda frame: frame.assign(小区名称=["虹桥新村一期", None, "学田苑"])), (
        Found("missing_compound_name", "compounds", 2),
        *(Found("building_without_compound", "buildings", row) for row in range(5, 9)),
        *(Found("unknown_compound", "progress", row, "进度") for row in range(8, 12)),
        Found("buildings_without_progress", "progress"),
    ), {"compounds": (2, 1, 0)}),
    Case("a-subdistrict-without-a-name", lambda folder: files(folder, subdistricts=subdistricts().assign(街道=["虹桥街道", None])),
         (Found("missing_subdistrict_name", "subdistricts", 2),), {"subdistricts": (1, 1, 0)}),
    Case("a-compound-without-a-subdistrict", compounds_are(lambda frame: frame.assign(街道=["虹桥街道", "虹桥街道", None])),
         (Found("compound_without_subdistrict", "compounds", 3),), ALL),
    Case("compounds-that-overlap", compounds_are(lambda frame: frame.set_geometry([frame.geometry.iloc[0].union(shapely.box(X + SIZE, Y, X + 1.45 * SIZE, Y + SIZE / 9)), *frame.geometry.iloc[1:]], crs=CRS)),
         (Found("compounds_overlap", "compounds", 2),), ALL),
    Case("a-building-across-two-compounds", drawn(lambda shapes: [*shapes[:3], BETWEEN, *shapes[4:]]), (Found("building_across_compounds", "buildings", 4),), ALL,
         holds=lambda edition: edition.buildings["compound_id"].iloc[3] == "c1"),
    Case("a-building-in-another-compound-than-its-own", drawn(lambda shapes: [shapely.box(X + 1.25 * SIZE + 0.0001, Y, X + 1.25 * SIZE + 0.0004, Y + 0.0003), *shapes[1:]]),
         (Found("compound_differs", "buildings", 1),), ALL),
    Case("a-building-outside-its-compound", first_is(OUTSIDE), (Found("building_outside_compound", "buildings", 1),), ALL),
    Case("a-building-nowhere", with_one_more(OUTSIDE), (
        Found("building_without_compound", "buildings", 13), Found("ids_generated", "buildings"), Found("buildings_without_progress", "progress"),
    ), {"buildings": (13, 0, 0)}),
    Case("a-compound-without-buildings", drawn(lambda shapes: shapes[:8]), (
        Found("compound_without_buildings", "compounds", 3), *(Found("unknown_building", "progress", row, "进度") for row in range(12, 16)),
    ), {"buildings": (8, 0, 0)}),
    Case("a-charger-outside", lambda folder: files(folder, charging=points_at((X + 0.001, Y + 0.001), (X - 0.01, Y))),
         (Found("facility_outside", "charging", 2),), {"charging": (1, 1, 0)}),
    Case("an-unknown-word-for-a-status", lambda folder: files(folder, charging=points_at((X + 0.001, Y + 0.001), 状态=["很快"])),
         (Found("unknown_status_word", "charging", 1),), {"charging": (1, 0, 0)}),
    Case("an-elevator-of-no-building", lambda folder: files(folder, elevators=points_at((X + 0.001, Y + 0.001), 楼栋编号=["B-99"])),
         (Found("elevator_without_building", "elevators", 1),), {"elevators": (1, 0, 0)}),
)  # fmt: skip


def _open_rings() -> str:
    frame = buildings()
    lines = [",".join(["楼栋编号", "小区", "街道", "幢号", "WKT"])]
    for row in frame.itertuples():
        points = ",".join(f"{x} {y}" for x, y in list(row.geometry.exterior.coords)[:-1])
        lines.append(f'{row.楼栋编号},{row.小区},{row.街道},{row.幢号},"POLYGON(({points}))"')
    return "\n".join(lines)


CASES = (*DRAWN, *NAMED)
