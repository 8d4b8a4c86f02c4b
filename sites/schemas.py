"""The schemas of the frames that cross a border: into the join, and out of it into an edition.

Dtypes come from the one vocabulary of columns; see ``sites.table.DTYPES``.
"""

from collections.abc import Iterable
from functools import cache

import pandas as pd
import pandera.pandas as pa

from sites import facilities
from sites.columns import (
    BUILDING_COLUMNS,
    COLUMNS,
    COMPOUND_COLUMNS,
    FACILITY_COLUMNS,
    STAGE_DATES,
    TICKET_COLUMNS,
    Column,
)
from sites.stages import STAGE_CODES, STATUS_CODES
from sites.table import DTYPES

BUILDING_KEYS = tuple(COLUMNS[code] for code in ("building_id", "compound_id", "compound", "subdistrict"))
BUILDING_FACTS = tuple(
    COLUMNS[code] for code in ("building_no", "built_year", "storeys", "units", "households", "floor_area_m2")
)
COMPOUND_KEYS = tuple(COLUMNS[code] for code in ("compound_id", "compound", "subdistrict"))
SUBDISTRICT_COLUMNS = (COLUMNS["subdistrict"],)
REPORTED = (
    tuple(
        COLUMNS[code]
        for code in ("progress_pct", "illegal_listed", "illegal_removed", "waterproofing_start", "roof_start", "remark")
    )
    + STAGE_DATES
)
"""What a workbook says of a building beyond its facts."""
COMPOUND_FACTS = (*(column for column in COMPOUND_COLUMNS if column.code != "compound_id"), COLUMNS["remark"])
TICKET_PLACE = tuple(COLUMNS[code] for code in ("subdistrict", "compound_id", "compound", "building_id", "building_no"))


def facility_columns(layer: str) -> tuple[Column, ...]:
    """Return the columns of a facility layer."""
    known = {column.code: column for column in FACILITY_COLUMNS}
    own = facilities.layer(layer).attributes
    return (known["facility_id"], *COMPOUND_KEYS, known["status"], *(known[code] for code in own))


@cache
def subdistricts() -> pa.DataFrameSchema:
    """One row a subdistrict, named with its suffix (虹桥街道)."""
    return _schema(SUBDISTRICT_COLUMNS, needed=())


@cache
def compounds() -> pa.DataFrameSchema:
    """One row a compound, as its boundary file says."""
    return _schema((*COMPOUND_KEYS, *COMPOUND_FACTS), needed=())


@cache
def buildings() -> pa.DataFrameSchema:
    """One row a building, as its footprint file says."""
    return _schema((*BUILDING_KEYS, *BUILDING_FACTS), needed=())


@cache
def progress() -> pa.DataFrameSchema:
    """One row a building, as a workbook reports it; ``stage`` is a code, ``finished`` tells 已移交 apart."""
    return _schema(
        (*BUILDING_COLUMNS, COLUMNS["compound_id"], *STAGE_DATES), needed=(),
        more={"sheet": pa.Column("str"), "finished": pa.Column(bool)},
    )  # fmt: skip


@cache
def compound_progress() -> pa.DataFrameSchema:
    """One row a compound, as a workbook reports it."""
    return _schema((*COMPOUND_KEYS, *COMPOUND_FACTS), needed=(), more={"sheet": pa.Column("str")})


@cache
def facility(layer: str) -> pa.DataFrameSchema:
    """One row a facility of a layer; ``status`` is one of the layer's codes or ``unknown``."""
    checks = {"status": pa.Check.isin([*facilities.layer(layer).statuses, "unknown"])}
    return _schema(facility_columns(layer), needed=("status",), checks=checks)


@cache
def tickets() -> pa.DataFrameSchema:
    """One row a ticket, as its list says."""
    return _schema((*TICKET_COLUMNS, *TICKET_PLACE), needed=(), more={"sheet": pa.Column("str")})


@cache
def edition_tickets() -> pa.DataFrameSchema:
    """Tickets of an edition: each is of a compound or of a subdistrict; ``closed`` tells those that are done."""
    return _schema((*TICKET_COLUMNS, *TICKET_PLACE), needed=(), more={"closed": pa.Column(bool)}, row=False)


@cache
def edition_buildings() -> pa.DataFrameSchema:
    """Buildings of an edition: where each one stands on the as-of date."""
    checks = {
        "stage": pa.Check.isin(STAGE_CODES), "progress_pct": pa.Check.in_range(0, 100),
        "building_id": pa.Check(lambda ids: ids.is_unique),
    }  # fmt: skip
    more = {
        "status": pa.Column("str", pa.Check.isin(STATUS_CODES)), "days_behind": pa.Column("Int64", nullable=True),
        "planned_finish": pa.Column("datetime64[s]", nullable=True), "finished": pa.Column(bool),
        "forecast_finish": pa.Column("datetime64[s]", nullable=True), "as_of": pa.Column("datetime64[s]"),
        "reported_on": pa.Column("datetime64[s]", nullable=True),
    }  # fmt: skip
    columns = (*BUILDING_KEYS, *BUILDING_FACTS, COLUMNS["stage"], *REPORTED)
    return _schema(columns, needed=("building_id",), checks=checks, more=more, row=False)


def _schema(
    columns: Iterable[Column],
    *,
    needed: tuple[str, ...],
    checks: dict[str, pa.Check] | None = None,
    more: dict[str, pa.Column] | None = None,
    row: bool = True,
) -> pa.DataFrameSchema:
    """Make a schema from the vocabulary; values may be absent unless ``needed``."""
    fields = {
        column.code: pa.Column(DTYPES[column.kind], (checks or {}).get(column.code), nullable=column.code not in needed)
        for column in columns
    }  # fmt: skip
    if row:
        fields["row"] = pa.Column("int64")
    return pa.DataFrameSchema({**fields, **(more or {})})


def validated(frame: pd.DataFrame, schema: pa.DataFrameSchema) -> pd.DataFrame:
    """Return the frame when it fits the schema; ``pandera.errors.SchemaError`` is a mistake of ours, never of a file's."""
    return schema.validate(frame)
