"""The known traps, each sprung twice: with the guard, and without it, to show that it is the guard that helps."""

import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pyogrio
import pytest
import shapely
import xlsxwriter
from geopandas import GeoDataFrame

from loaders import files, guard, markup, packed
from loaders.confine.limits import Limits
from loaders.errors import FormatError, LoadError, ReaderFailed
from loaders.guard import jobs, outcome
from loaders.guard.client import Server
from settings import HOME

SECRET = "门牌 3-402 张某"
VRT = '<OGRVRTDataSource><OGRVRTLayer name="secret"><SrcDataSource>{}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'
GDALG = '{{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read {} ! write --format stream streamed_dataset"}}'
READ_IT = "import sys, pyogrio; print(pyogrio.read_dataframe(sys.argv[1]).to_csv())"


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file of the server that no upload may show."""
    frame = GeoDataFrame({"compound": [SECRET]}, geometry=[shapely.box(120.8, 32, 120.9, 32.1)], crs=4490)
    pyogrio.write_dataframe(frame, tmp_path / "secret.gpkg", layer="secret")
    return tmp_path / "secret.gpkg"


def read_without(path: Path, code: str = READ_IT) -> str:
    """Read a file in a process that never heard of the loaders; return what it shows."""
    clean = {name: value for name, value in os.environ.items() if name not in ("OGR_SKIP", *_forbidden())}
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], env=clean, capture_output=True, text=True, check=False
    )
    return done.stdout


def _forbidden() -> set[str]:
    from loaders import drivers

    return set(drivers.FORBID)


def shown(path: Path, role: Any = "compounds") -> str:
    """Read a file as the app does; return all that comes of it."""
    try:
        return guard.read_layer(path, role).frame.to_csv()
    except LoadError as error:
        return str(error)


# GDAL looks at content, not at the extension.


@pytest.mark.parametrize("suffix", [".geojson", ".json", ".shp", ".kml", ".gpkg", ".dxf", ".fgb", ".topojson"])
@pytest.mark.parametrize("recipe", [VRT, GDALG], ids=["vrt", "gdalg"])
def test_a_recipe_under_another_name_does_not_read_a_file_of_the_server(
    secret: Path, suffix: str, recipe: str, tmp_path: Path
) -> None:
    path = tmp_path / f"upload{suffix}"
    path.write_text(recipe.format(secret))
    for beside in (".shx", ".dbf"):
        path.with_suffix(beside).write_bytes(b"x")
    assert SECRET not in shown(path)
    assert SECRET in read_without(path)


@pytest.mark.parametrize("recipe", [VRT, GDALG], ids=["vrt", "gdalg"])
def test_the_drivers_alone_would_hold_if_the_cheap_checks_did_not(secret: Path, recipe: str, tmp_path: Path) -> None:
    path = tmp_path / "upload.geojson"
    path.write_text(recipe.format(secret))
    assert SECRET not in read_without(path, "import loaders; " + READ_IT)
    assert SECRET in read_without(path)


def test_the_cheap_check_alone_would_hold_if_the_drivers_did_not(secret: Path, tmp_path: Path) -> None:
    path = tmp_path / "upload.geojson"
    path.write_text(VRT.format(secret))
    with pytest.raises(FormatError):
        files.source(path, files.GEOMETRY)


VIRTUAL = """
create table {marker} (table_name text, data_type text, identifier text, description text, last_change text,
    min_x real, min_y real, max_x real, max_y real, srs_id integer);
pragma writable_schema = on;
insert into sqlite_master (type, name, tbl_name, rootpage, sql)
    values ('table', 'stolen', 'stolen', 0, 'create virtual table stolen using VirtualOGR("{secret}")');
"""


def test_a_database_with_a_virtual_table_does_not_read_a_file_of_the_server(
    secret: Path, sqlite: Callable[[str, str], Path]
) -> None:
    path = sqlite("upload.gpkg", VIRTUAL.format(marker="gpkg_contents", secret=secret))
    assert SECRET not in shown(path)
    with pytest.raises(FormatError, match="虚拟表"):
        files.source(path, files.GEOMETRY)
    bare = sqlite("upload.sqlite", VIRTUAL.format(marker="other", secret=secret))
    assert SECRET in read_without(bare, READ_IT.replace("argv[1]", "argv[1], layer='stolen'"))
    assert SECRET not in read_without(bare, "import loaders; " + READ_IT.replace("argv[1]", "argv[1], layer='stolen'"))


def test_gdal_without_the_other_guards_still_cannot_leave_the_process(secret: Path, tmp_path: Path) -> None:
    """The last guard: even a VRT that is obeyed finds nothing to read (Landlock) and nobody to call (no network)."""
    server = Server("tests.loaders.obedient_jobs")
    try:
        if not guard.holds()["files"]:
            pytest.skip("this kernel does not hold: files")
        from tests.loaders.obedient_jobs import read_csv_of

        path = tmp_path / "upload.csv"
        path.write_text("a,b\n1,2\n")
        most = Limits(10, 512, 8)

        def read(other: Path) -> str:
            given = jobs.arguments(read_csv_of, (path, str(other)), {})
            return str(outcome.result(server.run(read_csv_of, given, most), read_csv_of, path, most))

        assert "1" in read(path)
        assert SECRET not in read(secret)
    finally:
        server.close()


@pytest.mark.parametrize("name", ["/vsicurl/http://127.0.0.1/x.geojson", "/vsizip/x.zip/x.shp", "http://127.0.0.1/x.gpkg", "zip://x.geojson", "GPKG:x.gpkg", "/vsimem/x.json"])  # fmt: skip
def test_an_address_is_no_file(name: str) -> None:
    with pytest.raises(FormatError, match="地址"):
        files.source(Path(name), files.GEOMETRY)


# Document types: entities that read files, or swell.


def marked_up(path: Path, part: str, text: str | bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", "<worksheet><sheetData/></worksheet>")
        archive.writestr(part, text)
    return path


DECLARED = '<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY a SYSTEM "/etc/hostname">]><x>&a;</x>'


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/sharedStrings.xml", "content.xml", "doc.kml", "xl/any.bin", "_rels/.rels"]
)
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_a_document_type_in_any_part_is_refused(
    tmp_path: Path, part: str, codec: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = marked_up(tmp_path / "2022-08-31.xlsx", part, DECLARED.encode(codec))
    with pytest.raises(FormatError, match="DOCTYPE"):
        files.source(path, files.WORKBOOKS)
    monkeypatch.setattr(markup, "refuse_doctype_within", lambda *_given: None)
    assert files.source(path, files.WORKBOOKS).format == "xlsx"


def test_a_document_type_far_down_is_refused_too(tmp_path: Path) -> None:
    for at in (markup._CHUNK - 4, 3 * markup._CHUNK - 12):
        path = marked_up(tmp_path / "2022-08-31.xlsx", "xl/styles.xml", f"<!--{'x' * at}--><!DOCTYPE x><x/>")
        with pytest.raises(FormatError, match="DOCTYPE"):
            files.source(path, files.WORKBOOKS)


def test_a_plain_document_with_a_document_type_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.kml").write_text(DECLARED)
    with pytest.raises(FormatError):
        guard.read_layer(tmp_path / "x.kml", "compounds")
    with pytest.raises(FormatError, match="DOCTYPE"):
        markup.refuse_doctype(tmp_path / "x.kml")


# Workbooks can kill the process.

FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'


def workbook(path: Path, cells: str) -> Path:
    """Write a workbook with one sheet of these cells, as calamine wants it."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
            'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
            'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
            '<sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{cells}</sheetData></worksheet>',
        )
    return path


def test_one_far_cell_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="合常理"):
        guard.read_workbook(workbook(tmp_path / "2022-08-31.xlsx", FAR))


@pytest.fixture
def careless() -> Any:
    """A reader without the cheap checks."""
    server = Server("tests.loaders.obedient_jobs")
    server.start()
    yield server
    server.close()


def test_one_far_cell_that_is_read_all_the_same_ends_the_reader_and_not_the_app(
    tmp_path: Path, careless: Server
) -> None:
    from tests.loaders.obedient_jobs import read_unchecked

    if not guard.holds()["memory"]:
        pytest.skip("this kernel does not hold: memory")
    most = Limits(30, 512, 8)

    def read(path: Path) -> int:
        return int(outcome.result(careless.run(read_unchecked, {"path": path}, most), read_unchecked, path, most))

    near = FAR.replace("1048576", "9").replace("XFD", "C")
    assert read(workbook(tmp_path / "near.xlsx", near)) == 9
    with pytest.raises(ReaderFailed, match="ONEMAP_READ_MEMORY_MB"):
        read(workbook(tmp_path / "far.xlsx", FAR))


def test_a_workbook_that_swells_to_198_mb_is_refused_by_what_it_declares(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workbook(tmp_path / "2022-08-31.xlsx", " " * 198_000_000)
    assert path.stat().st_size < 500_000
    with pytest.raises(FormatError, match="解压后"):
        guard.read_workbook(path)
    monkeypatch.setattr(packed, "LARGEST_RATIO", 10**9)
    assert files.source(path, files.WORKBOOKS).format == "xlsx"  # without the check it would be read


# Exports write strings as strings.


def test_a_careless_writer_makes_a_formula_of_a_name_and_ours_does_not(tmp_path: Path) -> None:
    """What every workbook that we write is given (next test) is what makes the difference."""
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    kinds = []
    for given in ({}, options):
        with xlsxwriter.Workbook(tmp_path / "out.xlsx", given) as book:
            book.add_worksheet().write(0, 0, "=1+1")
        kinds.append(openpyxl.load_workbook(tmp_path / "out.xlsx").active["A1"].data_type)
    assert kinds == ["f", "s"]


def test_every_workbook_that_we_write_keeps_strings_as_strings() -> None:
    rooms = ("pages", "maps", "reports", "publishing", "demo", "store", "loaders", "sites")
    paths = [path for room in rooms for path in (HOME / room).glob("**/*.py")]
    texts = {path: path.read_text(encoding="utf-8") for path in [*paths, HOME / "app.py", HOME / "cli.py"]}
    writers = [
        text for text in texts.values() if re.search(r"= xlsxwriter\.Workbook\(|with xlsxwriter\.Workbook\(", text)
    ]
    assert writers
    assert all('"strings_to_formulas": False' in text and '"strings_to_urls": False' in text for text in writers)
    assert [path.name for path, text in texts.items() if ".to_excel(" in text or ".to_csv(" in text] == []


def test_an_edition_with_such_a_name_is_exported_as_it_is(tmp_path: Path) -> None:
    from loaders.intake import read_all
    from store.export import report_text, write_package
    from tests.corpus import district

    frame = district.buildings()
    frame.loc[0, "幢号"] = "=1+1"
    edition = read_all(district.files(tmp_path, buildings=frame))
    write_package(edition, tmp_path / "E.gpkg")
    names = set(pyogrio.read_dataframe(tmp_path / "E.gpkg", layer="buildings")["building_no"])
    assert "=1+1" in names
    assert json.loads(report_text(edition))["counts"]["buildings"] == len(frame)
