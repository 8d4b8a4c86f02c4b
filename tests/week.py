"""A week of files as a planner has them: the demo's own places and rows, but not marked as a demo's, and with mistakes."""

import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import openpyxl
import pyogrio

from settings import HOME
from store import taking_over, working_set
from store.desk import Desk
from store.history import Store

HOSTILE = "{{7*7}} <img src=x onerror=alert(1)> ![x](http://203.0.113.9/x.png) **粗**"
"""A compound's name in the workbook that nobody knows."""
MISSPELT = "濠东家园"
DAY = "2022-09-07"


@cache
def files() -> dict[str, Path]:
    """Return the files by name: two layers, a workbook with two unknown names, one that is broken, one to be left over."""
    folder = Path(mkdtemp(prefix="onemap-week-"))
    for role in ("compounds", "buildings"):
        frame = pyogrio.read_dataframe(HOME / "data" / "geo" / "demo.gpkg", layer=role).drop(columns="synthetic")
        # a name that says nothing: columns and shapes must tell
        frame.to_file(folder / f"{role}.geojson")
    workbook(folder / f"{DAY}.xlsx")
    (folder / "坏了.geojson").write_bytes(b'{"type": "FeatureColl')
    (folder / "会议记录.docx").write_bytes(b"not looked at")
    return {path.name: path for path in sorted(folder.iterdir())}


def workbook(path: Path, day: str = DAY, unknown: str = HOSTILE) -> None:
    """Write the demo's last workbook as of another day, with a misspelt compound and one that nobody knows."""
    shutil.copy(HOME / "data" / "progress" / "2022-08-31.xlsx", path)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for row in (row for every in book.worksheets for row in every.iter_rows(max_row=4)):
        for cell in row:
            if isinstance(cell.value, str) and "2022-08-31" in cell.value:
                cell.value = cell.value.replace("2022-08-31", day)
    head = next(row for row in sheet.iter_rows() if any(cell.value == "小区" for cell in row))
    column = next(cell.column for cell in head if cell.value == "小区")
    rows = [row for row in range(head[0].row + 1, sheet.max_row) if sheet.cell(row, column + 1).value]
    for at, name in ((0, MISSPELT), (1, MISSPELT), (4, unknown)):
        sheet.cell(rows[at], column).value = name
    book.save(path)


def published(store: Store) -> int:
    """Publish the week's layers with the demo's rows as the first real edition; return its number."""
    desk = Desk(store)
    draft = desk.begin("张三")
    for name in ("compounds.geojson", "buildings.geojson"):
        desk.add(draft, name, files()[name].read_bytes())
    desk.add(draft, "2022-08-31.xlsx", (HOME / "data" / "progress" / "2022-08-31.xlsx").read_bytes())
    held = desk.open(draft)
    looking = working_set.look(store, held)
    while not looking.wait(1.0):
        pass
    looked = looking.result()
    reading = working_set.read(store, held, looked, taking_over.offered(store, looked.parts))
    while not reading.wait(1.0):
        pass
    number = store.publish(reading.result().made, "第一期", "张三", base=held.base)
    desk.discard(draft)
    return number
