"""The documentation names what exists, and nothing that does not."""

import re
from pathlib import Path

import pytest

from settings import HOME, Basemap, Settings

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
    return f"`{default}`"


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
