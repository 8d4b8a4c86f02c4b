"""Geometry files in every form and reference system in which they arrive, and those that are refused."""

from collections.abc import Callable
from pathlib import Path

import shapely
from geopandas import GeoDataFrame

from loaders.errors import CRSError, FileMissing, FormatError, LayerError, OptionError
from loaders.intake import Files
from sites.edition import Edition
from tests.corpus.case import Case, Found, Refused
from tests.corpus.district import SIZE, buildings, compounds, corner, files, layer, subdistricts, workbook
from tests.corpus.shapes import ALL, METRES, Make, X, Y, as_file, drawing, drawn, in_dxf, text
from tests.drawings import gbk_zip, kml


def shapefile(
    folder: Path, frame: GeoDataFrame, name: str, encoding: str, cpg: str | None = None, prj: bool = True
) -> Path:
    path = layer(folder / f"{name}.shp", frame, encoding=encoding)
    path.with_suffix(".cpg").unlink(missing_ok=True)
    if cpg:
        path.with_suffix(".cpg").write_text(cpg)
    if not prj:
        path.with_suffix(".prj").unlink()
    return path


def zipped(folder: Path) -> Path:
    path = shapefile(folder, buildings(), "楼栋", "GBK")
    return gbk_zip(
        folder / "楼栋 成果.zip",
        {f"导出/{part.name}": part.read_bytes() for part in folder.glob("楼栋.*") if part != path.with_suffix(".zip")},
    )


def in_kml(folder: Path) -> Path:
    frame = compounds()
    places = [
        ({"name": name, "小区编号": ident, "街道": area}, shape)
        for ident, name, area, shape in zip(
            frame["小区编号"], frame["小区名称"], frame["街道"], frame.geometry, strict=True
        )
    ]
    return kml(folder / "小区.kml", {"小区边界": places, "注记": [({"name": "图例"}, shapely.Point(120.86, 32.01))]})


def chargers(head: str, *rows: str) -> Callable[[Path], Path]:
    return text("充电桩.csv", "\n".join([head, *rows]), "gb18030")


def local(frame: GeoDataFrame) -> GeoDataFrame:
    """Move a layer into a grid of its own: the south-west corner at 50 km, 30 km."""
    x, y = METRES.transform(*corner(0))
    return frame.set_geometry(frame.to_crs(4549).translate(50_000 - x, 30_000 - y), crs=None)


def control(n: int, wrong: float = 0.0) -> Callable[[Path], Path]:
    x, y = METRES.transform(*corner(0))
    places = [(120.85, 32.0), (120.88, 32.0), (120.88, 32.02), (120.85, 32.02), (120.86, 32.005)][:n]
    lines = []
    for at, (lon, lat) in enumerate(places):
        east, north = METRES.transform(lon, lat)
        lines.append(f"{east - x + 50_000 + (wrong if at == 1 else 0)},{north - y + 30_000},{lon},{lat}")
    return text("points.csv", "\n".join(["x,y,经度,纬度", *lines]))


def tied(n: int, wrong: float = 0.0) -> Make:
    def make(folder: Path) -> Files:
        return files(folder, buildings=local(buildings()), crs={"buildings": str(control(n, wrong)(folder))})

    return make


def layer_asked(folder: Path, name: str | None) -> Files:
    path = folder / "all.gpkg"
    for at in ("甲", "乙"):
        layer(path, buildings(), layer=at, append=path.exists())
    return files(folder, buildings=Path(f"{path}:{name}") if name else path)


def in_4549(edition: Edition) -> bool:
    entry = next(entry for entry in edition.report.inputs if entry.role == "buildings")
    return entry.crs == "EPSG:4549" and bool(
        (edition.buildings.geometry.hausdorff_distance(buildings().geometry) < 1e-8).all()
    )


def parquet(name: str) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        buildings().to_parquet(folder / name)
        return folder / name

    return write


TOPOLOGY = (
    '{"type":"Topology","objects":{"小区":{"type":"GeometryCollection","geometries":['
    '{"type":"Polygon","arcs":[[0]],"properties":{"小区名称":"学田苑","街道":"学田街道","小区编号":"c3"}}]}},'
    f'"arcs":[[[{corner(2)[0]},{Y}],[{corner(2)[0] + SIZE},{Y}],[{corner(2)[0] + SIZE},{Y + SIZE}],[{corner(2)[0]},{Y + SIZE}],[{corner(2)[0]},{Y}]]]}}'
)
FORMS = (
    Case("a-file-that-is-not-there", lambda folder: files(folder, buildings=folder / "nothing.gpkg"), refused=Refused(FileMissing, "不存在")),
    Case("shapefile-in-gbk-without-cpg", as_file("buildings", lambda to: shapefile(to, buildings(), "b", "GBK")), rows=ALL),
    Case("shapefile-in-utf8-without-cpg", as_file("buildings", lambda to: shapefile(to, buildings(), "b", "UTF-8")), rows=ALL),
    Case("shapefile-with-a-lying-cpg", as_file("buildings", lambda to: shapefile(to, buildings(), "b", "GBK", "UTF-8")),
         (Found("encoding_corrected", "buildings"),), ALL),
    Case("zip-with-names-in-gbk", as_file("buildings", zipped), rows=ALL),
    Case("geojson", as_file("buildings", lambda to: layer(to / "b.geojson", buildings())), rows=ALL),
    Case("geojson-in-gbk", as_file("buildings", lambda to: text("b.geojson", buildings().to_json(ensure_ascii=False), "gb18030")(to)), rows=ALL),
    Case("flatgeobuf", as_file("buildings", lambda to: layer(to / "b.fgb", buildings())), rows=ALL),
    *(Case(f"geoparquet-named-{name}", as_file("buildings", parquet(f"b.{name}")), rows=ALL) for name in ("parquet", "geoparquet")),
    *(Case(f"topojson-named-{name}", as_file("compounds", text(f"小区.{name}", TOPOLOGY), buildings=buildings().iloc[8:].reset_index(drop=True)),
        tuple(Found("unknown_compound", "progress", row, "进度") for row in range(4, 12)),
        {"compounds": (1, 0, 0), "buildings": (4, 0, 0), "progress": (4, 8, 3)}) for name in ("json", "topojson")),
    Case("kml-with-folders-and-extended-data", as_file("compounds", in_kml), rows=ALL),
    Case("kmz", as_file("compounds", lambda to: gbk_zip(to / "小区.kmz", {"doc.kml": in_kml(to).read_bytes(), "icon.png": b"x"})), rows=ALL),
    Case("dxf-in-utf8", drawing(), (
        Found("crs_assumed", "compounds"), Found("crs_assumed", "buildings"),
        Found("outline_closed", "compounds"), Found("outline_closed", "buildings"),
        Found("ids_generated", "compounds"), Found("ids_generated", "buildings"),
    ), ALL),
    Case("dxf-in-gbk", as_file("compounds", in_dxf("R2000"), subdistricts=subdistricts()), (
        Found("crs_assumed", "compounds"), Found("outline_closed", "compounds"), Found("ids_generated", "compounds"),
    ), ALL),
    Case("csv-of-longitudes-in-gbk", as_file("charging", chargers("设施编号,经度,纬度,状态", f"e1,{X + 0.001},{Y + 0.001},投用")), rows={"charging": (1, 0, 1)}),
    Case("csv-with-a-place-that-cannot-be-read", as_file("charging", chargers("设施编号,经度,纬度", f"e1,{X + 0.001},{Y + 0.001}", "e2,路口,32.01")),
         (Found("unreadable_value", "charging", 3), Found("empty_geometry", "charging", 3)), {"charging": (1, 1, 1)}),
    Case("workbook-of-degrees-minutes-and-seconds", as_file("charging", lambda to: workbook(to / "e.xlsx", {"充电桩": [
        ["充电桩一览表"], ["编号", "东经", "北纬"], ["e1", "120°51′40″", "32°0′40″"], ["合计", None, 1]]})), rows={"charging": (1, 0, 3)}),
    Case("csv-of-wkt", as_file("buildings", lambda to: (buildings().to_wkt().rename(columns={"geometry": "WKT"}).to_csv(to / "b.csv", index=False), to / "b.csv")[1]),
         (Found("crs_assumed", "buildings"),), {"buildings": (12, 0, 1)}),
    Case("csv-of-eastings", as_file("charging", chargers("编号,X,Y", "e1,{:.2f},{:.2f}".format(*METRES.transform(X + 0.001, Y + 0.001)))),
         (Found("crs_assumed", "charging"),), {"charging": (1, 0, 1)}),
    Case("a-layer-that-is-asked-for", lambda folder: layer_asked(folder, "乙"), rows=ALL),
)  # fmt: skip
REFUSALS = (
    Case("several-layers-and-none-stands-out", lambda folder: layer_asked(folder, None),
         refused=Refused(LayerError, r"甲（面，12 个）、乙（面，12 个）.*--buildings all\.gpkg:图层名")),
    Case("a-layer-that-is-not-there", lambda folder: layer_asked(folder, "丙"), refused=Refused(LayerError, "没有图层“丙”")),
    Case("kml-with-a-doctype", as_file("compounds", text("x.kml", '<!DOCTYPE kml [<!ENTITY a "b">]><kml/>')), refused=Refused(FormatError, "DOCTYPE")),
    Case("dxf-in-binary", as_file("compounds", text("x.dxf", "AutoCAD Binary DXF\r\n\x1a")), refused=Refused(FormatError, "文本 DXF")),
    Case("zip-without-a-layer", as_file("buildings", lambda to: gbk_zip(to / "b.zip", {"说明.doc": b"x"})), refused=Refused(FormatError, "没有能读的")),
    Case("csv-without-a-place", as_file("buildings", text("b.csv", "小区,幢号\n学田苑,1\n")), refused=Refused(LayerError, "没有找到坐标列")),
    Case("a-local-grid", lambda folder: files(folder, buildings=local(buildings())), refused=Refused(CRSError, r"控制点：--crs buildings=points\.csv")),
    Case("control-points-that-contradict", tied(5, 60.0), refused=Refused(OptionError, "第 3 行差得最多")),
    Case("one-control-point", tied(1), refused=Refused(OptionError, "少于两个")),
)  # fmt: skip
SYSTEMS = (
    Case("metres-with-a-prj", lambda folder: files(folder, buildings=buildings().to_crs(4549)), rows=ALL, holds=in_4549),
    Case("metres-without-a-prj", as_file("buildings", lambda to: shapefile(to, buildings().to_crs(4549), "b", "GBK", prj=False)),
         (Found("crs_assumed", "buildings"),), ALL, holds=in_4549),
    Case("metres-with-zone-40-without-a-prj", as_file("buildings", lambda to: shapefile(to, buildings().to_crs(4528), "b", "GBK", prj=False)),
         (Found("crs_assumed", "buildings"),), ALL),
    Case("degrees-without-a-prj", as_file("buildings", lambda to: shapefile(to, buildings(), "b", "GBK", prj=False)), (Found("crs_assumed", "buildings"),), ALL),
    Case("degrees-under-a-prj-of-metres", lambda folder: files(folder, buildings=buildings().set_crs(4549, allow_override=True)),
         (Found("crs_corrected", "buildings"),), ALL),
    Case("geojson-in-metres", as_file("buildings", lambda to: text("b.geojson", buildings().to_crs(4549).to_json(drop_id=True, to_wgs84=False).replace('"crs"', '"was"'))(to)),
         (Found("crs_corrected", "buildings"),), ALL, holds=in_4549),
    Case("latitude-before-longitude", drawn(lambda shapes: [shapely.transform(shape, lambda pairs: pairs[:, ::-1]) for shape in shapes]),
         (Found("axes_swapped", "buildings"),), ALL),
    Case("a-local-grid-with-control-points", tied(5), (Found("crs_from_points", "buildings"),), ALL),
    Case("a-local-grid-with-two-control-points", tied(2), (Found("crs_from_two_points", "buildings"),), ALL),
    Case("heights", drawn(lambda shapes: list(shapely.force_3d(shapes, 4.2))), (Found("vertical_dropped", "buildings"),), ALL),
)  # fmt: skip
CASES = (*FORMS, *REFUSALS, *SYSTEMS)
