"""Files that mean harm: each is refused by one clear error, and nothing else happens."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from loaders.errors import FormatError
from loaders.intake import Files
from tests.corpus.case import Case, Refused
from tests.corpus.district import files

VRT = '<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'
GDALG = '{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read /etc/passwd ! write x"}'
FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
ENTITY = '<!DOCTYPE x [<!ENTITY a SYSTEM "/etc/hostname">]><sst>&a;</sst>'


def _layer(name: str, content: str) -> Callable[[Path], Files]:
    def make(folder: Path) -> Files:
        (folder / name).write_text(content, encoding="utf-8")
        return files(folder, buildings=folder / name)

    return make


def _book(sheet: str = "", **parts: Any) -> Callable[[Path], Files]:
    def make(folder: Path) -> Files:
        path = folder / "2022-08-31.xlsx"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("[Content_Types].xml", "<Types/>")
            archive.writestr("xl/worksheets/sheet1.xml", f"<worksheet><sheetData>{sheet}</sheetData></worksheet>")
            for name, content in parts.items():
                archive.writestr(f"xl/{name}.xml", content)
        return files(folder, progress=path)

    return make


def _climbing(folder: Path) -> Files:
    with zipfile.ZipFile(folder / "buildings.zip", "w") as archive:
        archive.writestr("../../buildings.shp", b"\x00\x00\x27\x0a")
    return files(folder, buildings=folder / "buildings.zip")


CASES = (
    Case("vrt-named-geojson", _layer("buildings.geojson", VRT), refused=Refused(FormatError, "内容不是 .geojson 文件")),
    Case("gdalg-named-json", _layer("buildings.json", GDALG), refused=Refused(FormatError, "内容不是 .json 文件")),
    Case("vrt-named-gpkg", _layer("buildings.gpkg", VRT), refused=Refused(FormatError, "内容不是 .gpkg 文件")),
    Case(
        "remote-address",
        lambda folder: files(folder, buildings=Path("/vsicurl/http://127.0.0.1/buildings.gpkg")),
        refused=Refused(FormatError, "这是地址，不是文件"),
    ),
    Case("zip-climbing-out", _climbing, refused=Refused(FormatError, "包外")),
    Case("far-cell", _book(FAR), refused=Refused(FormatError, "1048576 行 16384 列.*删去远处的单元格")),
    Case("bomb", _book(" " * 198_000_000), refused=Refused(FormatError, "解压后大得不合常理")),
    Case("entity-in-strings", _book(sharedStrings=ENTITY), refused=Refused(FormatError, "sharedStrings.xml.*DOCTYPE")),
)
