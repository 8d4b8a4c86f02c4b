from pathlib import Path

import openpyxl
import pytest

from loaders import guard, intake
from loaders.aliases import HEAD, read_aliases
from loaders.errors import FileMissing, FormatError, WorkbookError
from sites.aliases import NO_ALIASES, Aliases
from tests.corpus.district import files


def write(path: Path, *rows: str, encoding: str = "utf-8-sig") -> Path:
    path.write_text("\n".join([",".join(HEAD), *rows]), encoding=encoding)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_table_is_read_as_excel_or_wps_saves_it(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path / "a.csv", "小区,虹桥街道,老虹桥,c1,虹桥新村一期,张,2022/8/1", ",,,,,,", encoding=encoding)
    found = read_aliases(path)
    (alias,) = found.entries
    assert (alias.kind, alias.scope, alias.spelling, alias.means, alias.who, alias.on, alias.row) == (
        "compound", "虹桥街道", "老虹桥", "c1", "张", "2022-08-01", 2,
    )  # fmt: skip
    assert found.input
    assert (found.input.rows_in, found.input.rows_skipped, found.input.rows_rejected) == (2, 1, 0)


def test_a_workbook_serves_as_well(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["别名表"])
    book.active.append(list(HEAD))
    book.active.append(["楼栋", "学田苑", "门卫楼", 12, None, None, None])
    book.save(tmp_path / "a.xlsx")
    (alias,) = read_aliases(tmp_path / "a.xlsx").entries
    assert (alias.kind, alias.scope, alias.spelling, alias.means, alias.row) == (
        "building",
        "学田苑",
        "门卫楼",
        "12",
        3,
    )


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("房子,,老虹桥,c1,,,", "种类"),
        ("小区,,,c1,,,", "写法"),
        ("小区,,老虹桥,,,,", "编号"),
        ("楼栋,,门卫楼,b1,,,", "哪个小区"),
    ],
)
def test_a_row_that_lacks_something_is_rejected_and_says_what(tmp_path: Path, row: str, what: str) -> None:
    found = read_aliases(write(tmp_path / "a.csv", row, "小区,,老虹桥,c1,,,"))
    (issue,) = found.issues
    assert (issue.code, issue.row) == ("alias_unreadable", 2)
    assert what in issue.message
    assert len(found.entries) == 1
    assert found.input
    assert found.input.rows_rejected == 1


def test_an_apostrophe_before_what_looks_like_a_formula_is_no_part_of_it(tmp_path: Path) -> None:
    (alias,) = read_aliases(write(tmp_path / "a.csv", "小区,,'=1+1,c1,,,")).entries
    assert alias.spelling == "=1+1"


def test_a_file_that_is_no_table_of_aliases_is_one_error(tmp_path: Path) -> None:
    with pytest.raises(FileMissing):
        read_aliases(tmp_path / "none.csv")
    (tmp_path / "a.csv").write_text("小区,幢号\n虹桥,3\n", encoding="utf-8")
    with pytest.raises(WorkbookError, match="没有别名表的表头"):
        read_aliases(tmp_path / "a.csv")
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    with pytest.raises(FormatError):
        read_aliases(tmp_path / "a.txt")


def test_the_limited_process_reads_the_same(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "小区,虹桥街道,老虹桥,c1,虹桥新村,张三,2022-08-31", "小区,,,c1,,,")
    assert guard.read_aliases(path) == read_aliases(path)


def test_a_check_opens_the_table_in_the_limited_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Path] = []

    def read(path: Path) -> Aliases:
        asked.append(path)
        return NO_ALIASES

    monkeypatch.setattr(guard, "read_aliases", read)
    path = write(tmp_path / "a.csv", "小区,,老虹桥,c1,,,")
    intake.read_all(files(tmp_path, aliases=path))
    assert asked == [path]
