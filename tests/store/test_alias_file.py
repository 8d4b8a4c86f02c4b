from datetime import date
from pathlib import Path

import pytest

from loaders.aliases import read_aliases
from loaders.errors import LoadError
from sites.aliases import Alias
from store.alias_file import confirm

DAY = date(2022, 8, 31)


def test_decisions_are_added_and_read_again(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    confirm(path, Alias("compound", "虹桥街道", "老虹桥", "c1", "张"), "虹桥新村一期", DAY)
    confirm(path, Alias("building", "c1", "门卫楼", "c1-3"), "", DAY)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")  # so that Excel and WPS see UTF-8
    found = read_aliases(path)
    assert [(alias.kind, alias.scope, alias.spelling, alias.means, alias.who, alias.on) for alias in found.entries] == [
        ("compound", "虹桥街道", "老虹桥", "c1", "张", "2022-08-31"), ("building", "c1", "门卫楼", "c1-3", "", "2022-08-31"),
    ]  # fmt: skip
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_what_people_added_stays_whatever_its_encoding_and_columns(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("我们的别名,,,,\n写法,种类,编号,为什么,范围\n老虹桥,小区,c1,开会定的,\n", encoding="gb18030")
    confirm(path, Alias("compound", "", "大虹桥", "c2"), "", DAY)
    text = path.read_text(encoding="utf-8-sig")
    assert "开会定的" in text
    assert [alias.spelling for alias in read_aliases(path).entries] == ["老虹桥", "大虹桥"]


@pytest.mark.parametrize("spelling", ["=1+1", "+86", "-3", "@a"])
def test_nothing_is_written_that_a_spreadsheet_takes_for_a_formula(tmp_path: Path, spelling: str) -> None:
    path = tmp_path / "a.csv"
    confirm(path, Alias("compound", "", spelling, "c1"), "", DAY)
    assert f",'{spelling}," in path.read_text(encoding="utf-8-sig")
    assert read_aliases(path).entries[0].spelling == spelling


def test_a_file_that_is_no_table_of_aliases_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("小区,幢号\n虹桥,3\n", encoding="utf-8")
    with pytest.raises(LoadError):
        confirm(path, Alias("compound", "", "老虹桥", "c1"), "", DAY)
    assert path.read_text(encoding="utf-8") == "小区,幢号\n虹桥,3\n"
    with pytest.raises(LoadError, match="csv"):
        confirm(tmp_path / "a.xlsx", Alias("compound", "", "老虹桥", "c1"), "", DAY)
