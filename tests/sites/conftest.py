"""A small district made by code: compounds are squares in a row, buildings small squares inside them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas import GeoDataFrame

from sites.aliases import NO_ALIASES
from sites.columns import BUILDING_COLUMNS, COLUMNS, STAGE_DATES
from sites.edition import Edition
from sites.join import join
from sites.report import Input, Issue, Role
from sites.schemas import BUILDING_FACTS, BUILDING_KEYS, COMPOUND_FACTS, COMPOUND_KEYS, facility_columns
from sites.table import CRS, Layer, Workbook, with_columns

AS_OF = date(2022, 8, 31)
SIZE = 0.01
"""Of a compound, degrees."""


def square(x: float, y: float, size: float) -> shapely.Polygon:
    return shapely.box(x, y, x + size, y + size)


def layer(role: Role, rows: list[dict[str, Any]], shapes: list[Any], columns: tuple[Any, ...]) -> Layer:
    frame = pd.DataFrame(rows, index=range(len(shapes))).assign(row=np.arange(1, len(shapes) + 1))
    typed = with_columns(frame, columns)
    return Layer(Input(role, f"{role}.gpkg", rows_in=len(shapes)), GeoDataFrame(typed, geometry=shapes, crs=CRS))


@dataclass
class District:
    """Compounds 甲小区, 乙小区, 丙小区 with three buildings each, numbered 1 to 3."""

    names: list[str | None] = field(default_factory=lambda: ["甲小区", "乙小区", "丙小区"])
    per: int = 3
    as_of: date = AS_OF

    def compounds(self, **more: Any) -> Layer:
        rows = [
            {"compound_id": f"c{at}", "compound": name, "subdistrict": "虹桥"} for at, name in enumerate(self.names)
        ]
        shapes = [square(120.8 + at * SIZE, 32.0, SIZE * 0.99) for at in range(len(self.names))]
        return layer("compounds", [row | more for row in rows], shapes, (*COMPOUND_KEYS, *COMPOUND_FACTS))

    def buildings(self, rows: list[dict[str, Any]] | None = None, shapes: list[Any] | None = None) -> Layer:
        places = [(at, number) for at in range(len(self.names)) for number in range(self.per)]
        rows = rows or [
            {"building_id": f"b{at}-{number + 1}", "building_no": f"{number + 1}幢"} for at, number in places
        ]
        shapes = shapes or [self.footprint(at, number) for at, number in places]
        return layer("buildings", rows, shapes, (*BUILDING_KEYS, *BUILDING_FACTS))

    def footprint(self, compound: int, number: int) -> shapely.Polygon:
        return square(120.801 + compound * SIZE + number * 0.001, 32.001, 0.0005)

    def workbook(
        self, rows: list[dict[str, Any]], on: date | None = None, sites: list[dict[str, Any]] | None = None
    ) -> Workbook:
        def typed(rows: list[dict[str, Any]], columns: tuple[Any, ...]) -> pd.DataFrame:
            frame = pd.DataFrame(rows, index=range(len(rows))).assign(sheet="楼栋", row=np.arange(len(rows)) + 4)
            if "finished" not in frame:
                frame["finished"] = False
            return with_columns(frame.astype({"sheet": "str", "finished": bool}), columns)

        columns = (*BUILDING_COLUMNS, COLUMNS["compound_id"], *STAGE_DATES)
        of_compounds = typed(sites or [], (*COMPOUND_KEYS, *COMPOUND_FACTS))
        day = on or self.as_of
        entry = Input("progress", f"{day}.xlsx", rows_in=len(rows) + len(sites or []))
        return Workbook(entry, day, typed(rows, columns), of_compounds)

    def facilities(self, name: Any, rows: list[dict[str, Any]], shapes: list[Any]) -> Layer:
        return layer(name, rows, shapes, facility_columns(name))

    def join(self, *books: Workbook, **layers: Any) -> Edition:
        return join(
            layers.get("compounds") or self.compounds(), layers.get("buildings") or self.buildings(), list(books),
            layers.get("facilities", {}), layers.get("subdistricts"), layers.get("as_of", self.as_of), 1,
            layers.get("aliases", NO_ALIASES),
        )  # fmt: skip


@pytest.fixture
def district() -> District:
    return District()


@pytest.fixture
def codes() -> Callable[[Edition], list[str]]:
    """The codes of an edition's issues, without the one that says it is not the official programme."""

    def of(edition: Edition) -> list[str]:
        quiet = {"official_differs", "buildings_without_progress"}
        return [issue.code for issue in edition.report.issues if issue.code not in quiet]

    return of


@pytest.fixture
def the_issue() -> Callable[[Edition, str], Issue]:
    """The one issue with a code."""

    def of(edition: Edition, code: str) -> Issue:
        found = [issue for issue in edition.report.issues if issue.code == code]
        assert len(found) == 1, found
        return found[0]

    return of
