"""The attributes of features: the columns that are recognised for a role, each read as its kind."""

from typing import Any

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from loaders import cells
from loaders.heads import Field, Vocabulary
from sites import facilities, schemas
from sites.columns import Column
from sites.report import Input, Issue, Role

GENERAL_WORDS: dict[str, dict[str, str]] = {
    "subdistricts": {"name": "subdistrict", "名称": "subdistrict", "街道名称": "subdistrict"},
    "compounds": {"name": "compound", "名称": "compound", "id": "compound_id", "编号": "compound_id"},
    "buildings": {"name": "building_no", "名称": "building_no", "id": "building_id", "编号": "building_id"},
}
"""Words that mean something only in a certain layer."""
WITHIN: tuple[Role, ...] = ("subdistricts", "compounds", "buildings")
"""Each lies within the one before."""
FACILITY_WORDS = {"id": "facility_id", "name": "facility_id", "名称": "facility_id"}


def columns_of(role: Role) -> tuple[Column, ...]:
    """Return the columns that a role's layer may carry."""
    if role == "subdistricts":
        return schemas.SUBDISTRICT_COLUMNS
    if role == "compounds":
        return (*schemas.COMPOUND_KEYS, *schemas.COMPOUND_FACTS)
    if role == "buildings":
        return (*schemas.BUILDING_KEYS, *schemas.BUILDING_FACTS)
    return schemas.facility_columns(role)


def vocabulary(role: Role) -> Vocabulary:
    """Return the words for a role's columns."""
    return Vocabulary(columns_of(role), GENERAL_WORDS.get(role, FACILITY_WORDS))


def speaks_for(role: Role, names: tuple[str, ...]) -> int:
    """Tell how much a layer's columns speak for a role: the role's own columns, less those of what lies within it.

    A layer of buildings says which compound each one is in, and one of compounds says the subdistrict; that makes them
    neither compounds nor subdistricts.
    """
    within = WITHIN[WITHIN.index(role) + 1 :] if role in WITHIN else ()
    return _own(role, names) - max((_own(other, names) for other in within), default=0)


def _own(role: Role, names: tuple[str, ...]) -> int:
    keys = {"subdistricts": (), "compounds": ("subdistrict",)}.get(role, ("subdistrict", "compound", "compound_id"))
    return sum(field.column.code not in keys for field in vocabulary(role).fields(names).values())


def typed(frame: GeoDataFrame, rows: Any, entry: Input, issues: list[Issue]) -> GeoDataFrame:
    """Keep the recognised columns, each read as its kind.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        n features with the file's own columns.
    rows : numpy.ndarray of int64
        n row numbers.
    entry : Input
    issues : list of Issue
        Grows by what could not be read.
    """
    role = entry.role
    heads = [str(name) for name in frame.columns]
    data: dict[str, Any] = {}
    for at, field in _fields(role, heads, frame).items():
        name, code = heads[at], field.column.code
        raw = frame.iloc[:, at]
        values = cells.read(raw.astype(object).where(raw.notna(), None).tolist(), field.column.kind, field.factor)
        data[code] = values.series
        for place in values.unreadable:
            value = cells.text(raw.iloc[place])
            issues.append(Issue("unreadable_value", role, {"kind": cells.KIND_NAMES[field.column.kind]}, path=entry.path,
                                row=int(rows[place]), column=name, value=value))  # fmt: skip
    if role in facilities.LAYER_NAMES:
        _words_to_codes(data, rows, entry, issues)
    return GeoDataFrame(pd.DataFrame({"row": rows, **data}), geometry=frame.geometry.to_numpy(), crs=frame.crs)


def _fields(role: Role, heads: list[str], frame: GeoDataFrame) -> dict[int, Field]:
    """Return the recognised columns by place; of two that mean the same, the first that holds anything counts."""
    words = vocabulary(role)
    known = [name if words.field(name) else "" for name in heads]
    filled = words.fields(name if name and frame.iloc[:, at].notna().any() else "" for at, name in enumerate(known))
    codes = {field.column.code for field in filled.values()}
    empty = {at: field for at, field in words.fields(known).items() if field.column.code not in codes}
    return filled | empty


def _words_to_codes(data: dict[str, Any], rows: Any, entry: Input, issues: list[Issue]) -> None:
    """Turn the words for a facility's status and kind into codes; an unknown status is none."""
    allowed = facilities.layer(entry.role).statuses
    statuses = {facilities.STATUS_WORDS[code]: code for code in allowed} | {
        code: code for code in (*allowed, "unknown")
    }
    if "status" in data:
        given = data["status"]
        data["status"] = given.map(statuses).astype("str")
        for place in np.flatnonzero(given.notna() & data["status"].isna()):
            issues.append(Issue("unknown_status_word", entry.role, path=entry.path, row=int(rows[place]), column="status",
                                value=str(given.iloc[place])))  # fmt: skip
    if "kind" in data:
        kinds = {word: code for code, word in facilities.KIND_WORDS.items()}
        data["kind"] = data["kind"].map(lambda word: kinds.get(word, word), na_action="ignore").astype("str")
