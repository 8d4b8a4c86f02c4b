"""The files that are mutated: the corpus' district in every format that is read. A new format is one more line of ``SEEDS``."""

import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely

from loaders.files import GEOMETRY, WORKBOOKS
from tests.corpus import district
from tests.drawings import kml

PROGRESS = "progress"


@dataclass(frozen=True)
class Seed:
    """A small whole file.

    Attributes
    ----------
    name : str
        Its suffix tells the format.
    role : str
        What it is read as; ``progress`` is a workbook.
    make : callable
        Writes the file, and those that belong to it, into a folder.
    """

    name: str
    role: str
    make: Callable[[Path], Any]

    @property
    def is_read(self) -> bool:
        """Whether the format is one that the loaders know."""
        return Path(self.name).suffix in (WORKBOOKS if self.role == PROGRESS else GEOMETRY)


def _shapefile(path: Path) -> None:
    district.layer(path, district.buildings(), driver="ESRI Shapefile", encoding="GBK")
    path.with_suffix(".cpg").write_text("GBK")


def _packed(path: Path) -> None:
    """Pack a Shapefile or a KML that is written beside."""
    inner = path.parent / ("doc.kml" if path.suffix == ".kmz" else "buildings.shp")
    (_kml if path.suffix == ".kmz" else _shapefile)(inner)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(set(path.parent.glob(f"{inner.stem}.*")) - {path}):
            archive.write(part, part.name)
            part.unlink()


def _kml(path: Path) -> None:
    frame = district.compounds()
    said = [{"name": name, "街道": area} for name, area in zip(frame["小区名称"], frame["街道"], strict=True)]
    kml(path, {"小区": list(zip(said, frame.geometry, strict=True))})


def _topojson(path: Path) -> None:
    frame = district.compounds()
    arcs = [[list(point) for point in shape.exterior.coords] for shape in frame.geometry]
    shapes = [
        {"type": "Polygon", "arcs": [[at]], "properties": dict(row)}
        for at, row in enumerate(frame.drop(columns="geometry").to_dict("records"))
    ]
    whole = {"type": "Topology", "objects": {"compounds": {"type": "GeometryCollection", "geometries": shapes}}, "arcs": arcs}  # fmt: skip
    path.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")


def _drawing(path: Path) -> None:
    frame = district.compounds().to_crs(4549)
    frame = frame[["geometry"]].assign(Layer="compounds").set_geometry(shapely.boundary(frame.geometry.to_numpy()))
    district.layer(path, frame, driver="DXF")


def _geojson(path: Path) -> None:
    district.layer(path, district.buildings().to_crs(4326))


def _book(path: Path) -> None:
    district.workbook(path, {"进度": district.table(district.rows()), "说明": [["填表说明"], ["每周五报送"]]})


def _csv(path: Path) -> None:
    lines = [",".join(str(cell) for cell in row) for row in district.table(district.rows())]
    path.write_text("\n".join(lines), encoding="gb18030")


def _xls(path: Path) -> None:
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("进度")
    for at, row in enumerate(district.table(district.rows())):
        for column, cell in enumerate(row):
            sheet.write(at, column, cell)
    book.save(str(path))


def _ods(path: Path) -> None:
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    book, sheet = OpenDocumentSpreadsheet(), Table(name="进度")
    for row in district.table(district.rows()):
        line = TableRow()
        for cell in row:
            held = TableCell(valuetype="string")
            held.addElement(P(text=str(cell)))
            line.addElement(held)
        sheet.addElement(line)
    book.spreadsheet.addElement(sheet)
    book.save(str(path))


SEEDS = (
    Seed("compounds.gpkg", "compounds", lambda path: district.layer(path, district.compounds(), layer="compounds")),
    Seed("buildings.geojson", "buildings", _geojson),
    Seed("buildings.shp", "buildings", _shapefile),
    Seed("buildings.zip", "buildings", _packed),
    Seed("compounds.kml", "compounds", _kml),
    Seed("compounds.kmz", "compounds", _packed),
    Seed("compounds.topojson", "compounds", _topojson),
    Seed("compounds.dxf", "compounds", _drawing),
    Seed("buildings.fgb", "buildings", lambda path: district.layer(path, district.buildings())),
    Seed("buildings.parquet", "buildings", lambda path: district.buildings().to_parquet(path)),
    Seed("2022-08-31.xlsx", PROGRESS, _book),
    Seed("2022-08-31.csv", PROGRESS, _csv),
    Seed("2022-08-31.xls", PROGRESS, _xls),
    Seed("2022-08-31.et", PROGRESS, _xls),
    Seed("2022-08-31.ods", PROGRESS, _ods),
)
"""Those of formats that are not read yet are left out by ``known``."""


def known() -> list[Seed]:
    """Return the seeds of formats that the loaders read."""
    return [seed for seed in SEEDS if seed.is_read]
