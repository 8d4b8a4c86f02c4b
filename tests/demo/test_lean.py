"""A large demo's workbook is written row by row, and reads as the small one's does."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from demo import workbooks
from loaders.workbook import read_workbook
from sites.columns import BUILDING_COLUMNS, COMPOUND_COLUMNS, STAGE_DATES

DAY = date(2022, 8, 31)


@pytest.mark.parametrize("lean", [False, True])
def test_the_head_is_found_however_it_is_written(tmp_path: Path, lean: bool) -> None:
    codes = [column.code for column in (*BUILDING_COLUMNS, *STAGE_DATES, *COMPOUND_COLUMNS)]
    texts = {
        "subdistrict": "虹桥街道",
        "compound": "虹桥新村",
        "building_no": "1幢",
        "stage": "施工中",
        "remark": "",
        "compound_id": "c1",
    }
    kinds = {column.code: column.kind for column in (*BUILDING_COLUMNS, *STAGE_DATES, *COMPOUND_COLUMNS)}
    row = {
        code: texts.get(code, "" if kinds[code] == "text" else 44_000.0 if kinds[code] == "date" else 1.0)
        for code in codes
    }
    frame = pd.DataFrame([row, row | {"building_no": "2幢"}])
    path = tmp_path / f"{DAY}.xlsx"
    workbooks.write(path, workbooks.Page(DAY, [frame], [frame.iloc[:1]]), lean)
    book = read_workbook(path)
    assert book.issues == []
    assert book.buildings["building_no"].tolist() == ["1幢", "2幢"]
    assert book.buildings["acceptance_planned_end"].notna().all()
    assert book.buildings["roof_start"].notna().all()
    assert book.compounds["compound"].tolist() == ["虹桥新村"]
