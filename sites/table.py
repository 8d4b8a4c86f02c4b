"""Rows as they were read, on their way to the join: typed frames that still know their file, sheet and row."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import pandas as pd
from geopandas import GeoDataFrame

from sites.columns import Column, Kind
from sites.report import Input, Issue

DTYPES: dict[Kind, str] = {
    "text": "str", "whole": "Int64", "number": "float64", "share": "float64",
    "date": "datetime64[s]", "stage": "str", "area": "float64",
}  # fmt: skip
"""How each kind of value is held: areas in m², shares in per cent 0-100, absent text is NaN, absent dates NaT."""
CRS = "EPSG:4490"
"""Everything inside the house: CGCS2000 longitude and latitude, degrees."""


@dataclass
class Layer:
    """One geometry file in one role.

    Attributes
    ----------
    input : Input
        ``rows_in`` counts every feature.
    frame : geopandas.GeoDataFrame
        EPSG:4490; the recognised columns with the dtypes of ``DTYPES``, and ``row``, the feature's place from 1.
    issues : list of Issue
        What the reader found.
    """

    input: Input
    frame: GeoDataFrame
    issues: list[Issue] = field(default_factory=list)
    synthetic: bool = False


@dataclass
class Workbook:
    """One progress workbook: its building rows and its compound rows, over all sheets.

    ``input.rows_in`` = ``rows_skipped`` + ``rows_rejected`` + rows of both frames. Both frames carry ``sheet`` and
    ``row`` (the number that Excel shows).
    """

    input: Input
    as_of: date
    buildings: pd.DataFrame
    compounds: pd.DataFrame
    issues: list[Issue] = field(default_factory=list)
    by_hand: bool = False
    """Single corrections that were typed: their facts go before the layers' own."""


def with_columns(frame: pd.DataFrame, columns: Iterable[Column]) -> pd.DataFrame:
    """Return the frame with every one of ``columns``, absent ones empty, each with the dtype of its kind."""
    wanted = {column.code: DTYPES[column.kind] for column in columns}
    missing = {
        code: pd.Series(index=frame.index, dtype=dtype) for code, dtype in wanted.items() if code not in frame.columns
    }
    wrong = {code: dtype for code, dtype in wanted.items() if code in frame.columns and frame[code].dtype != dtype}
    return frame.astype(wrong).assign(**missing) if missing or wrong else frame
