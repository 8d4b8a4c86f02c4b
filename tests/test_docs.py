"""The documentation names what exists, and nothing that does not."""

import re
from pathlib import Path

import pytest

from loaders.workbook import taught_words
from settings import HOME, Basemap, Settings
from sites.columns import BUILDING_COLUMNS, COMPOUND_COLUMNS, DATE_CODES, DATE_PARTS, TICKET_COLUMNS
from sites.stages import STAGES

PAGE = (HOME / "docs" / "settings.md").read_text(encoding="utf-8")
# | `name` | default | 含义 | meaning |
ROWS = {row[0]: row[1:] for row in re.findall(r"^\| `(\w+)` \| (.*?) \| (.*?) \| (.*?) \|$", PAGE, re.MULTILINE)}
OF_RUN = {"PORT"}


def documented(default: object) -> str:
    """Write a default the way the table does."""
    if default is None or default == "":
        return "（空 · empty）"
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    if isinstance(default, Path):
        return f"`{default.relative_to(HOME)}`"
    return f"`{str(default).replace(f'{HOME}/', '')}`"  # the folder of the repository is left out


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented_with_its_default(name: str) -> None:
    row = ROWS.get(f"ONEMAP_{name.upper()}")
    assert row, f"docs/settings.md does not name ONEMAP_{name.upper()}"
    assert row[0] == documented(Settings.model_fields[name].get_default(call_default_factory=True))
    assert all(row[1:])


@pytest.mark.parametrize("name", Basemap.model_fields)
def test_every_field_of_a_basemap_is_documented_with_its_default(name: str) -> None:
    field = Basemap.model_fields[name]
    assert name in ROWS, f"docs/settings.md does not name the basemaps' {name}"
    assert ROWS[name][0] == ("（必填 · required）" if field.is_required() else documented(field.default))


def test_no_setting_is_documented_that_does_not_exist() -> None:
    exist = {f"ONEMAP_{name.upper()}" for name in Settings.model_fields} | set(Basemap.model_fields) | OF_RUN
    assert set(ROWS) <= exist
    assert set(re.findall(r"ONEMAP_[A-Z_]+", PAGE)) - {"ONEMAP_"} <= exist


def test_the_example_of_a_basemap_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    example = re.search(r"^ONEMAP_BASEMAPS='(.*)'$", PAGE, re.MULTILINE)
    assert example
    monkeypatch.setenv("ONEMAP_BASEMAPS", example[1])
    assert Settings(_env_file=None).basemaps[0].name == "区政务底图"


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_page_on_workbooks_names_every_column_and_stage_word(language: str) -> None:
    page = (HOME / "docs" / f"workbooks.{language}.md").read_text(encoding="utf-8")
    rows = {cells[1]: cells for cells in re.findall(r"^\| ([^|]+?) \| `(\w+)` \| ([^|]*?) \|$", page, re.MULTILINE)}
    for column in (*BUILDING_COLUMNS, *COMPOUND_COLUMNS, *TICKET_COLUMNS):
        title, _code, words = rows[column.code]
        assert title.split(" (")[0] == column.title
        assert words.split("、") == [word for word in column.words if not word.isascii()]
    assert set(rows) == {column.code for column in (*BUILDING_COLUMNS, *COMPOUND_COLUMNS, *TICKET_COLUMNS)}
    assert [code for code in DATE_CODES if f"`{code}`" not in page] == []
    assert [word for _part, _title, words in DATE_PARTS for word in words if word not in page] == []
    assert [word for stage in STAGES for word in (*stage.doing, *stage.done) if word not in page] == []


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_example_of_a_columns_file_is_read(language: str, tmp_path: Path) -> None:
    page = (HOME / "docs" / f"workbooks.{language}.md").read_text(encoding="utf-8")
    (tmp_path / "columns.toml").write_text(re.findall(r"```toml\n(.*?)```", page, re.DOTALL)[0], encoding="utf-8")
    words = taught_words(None, tmp_path / "week.xlsx")
    assert words == {
        "门牌数": "households",
        "住宅套数": "households",
        "房产面积": "floor_area_m2",
        "交工期限": "construction_planned_end",
    }
