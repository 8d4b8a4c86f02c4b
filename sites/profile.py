"""What there is to say about one building, one compound or the whole district: plain values, for panels and papers."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sites.arrays import AT_RISK, BEHIND
from sites.columns import date_code
from sites.edition import Edition
from sites.facilities import LAYERS
from sites.stages import STAGE_CODES


@dataclass(frozen=True)
class Span:
    """A stage's time, planned and actual; None where a date is missing."""

    stage: str
    planned_start: date | None
    planned_end: date | None
    actual_start: date | None
    actual_end: date | None


@dataclass(frozen=True)
class Profile:
    """What a panel says of one thing.

    Attributes
    ----------
    kind : str
        ``building``, ``compound`` or ``district``.
    name, compound, subdistrict : str
    stage : str or None
    status : str
    days_behind : int
        0 when not behind.
    buildings, households, floor_area_m2 : numbers
        Floor area in m².
    built_year, storeys, units : int or None
    progress_pct : float or None
        Reported share of the works, 0-100.
    spans : tuple of Span
        In the order of the stages.
    stages : dict of str to int
        Buildings by stage, of a compound or the district.
    behind, at_risk : int
        Buildings.
    facilities : dict of str to dict of str to int
        Layer name -> status -> how many.
    attributes : dict
        Further columns as they are in the frame.
    parts : tuple of Profile
        The subdistricts of the district, or the compounds of a subdistrict.
    """

    kind: str
    name: str
    subdistrict: str = ""
    compound: str = ""
    stage: str | None = None
    status: str = "unknown"
    days_behind: int = 0
    buildings: int = 0
    households: int = 0
    floor_area_m2: float = 0.0
    built_year: int | None = None
    storeys: int | None = None
    units: int | None = None
    progress_pct: float | None = None
    spans: tuple[Span, ...] = ()
    stages: dict[str, int] = field(default_factory=dict)
    behind: int = 0
    at_risk: int = 0
    facilities: dict[str, dict[str, int]] = field(default_factory=dict)
    attributes: dict[str, Any] = field(default_factory=dict)
    parts: tuple["Profile", ...] = ()


def of_building(edition: Edition, building_id: str) -> Profile | None:
    """Return the profile of a building, or None when the edition has none with this id."""
    found = edition.buildings[edition.buildings["building_id"] == building_id]
    if found.empty:
        return None
    row = found.iloc[0]
    elevators = edition.facilities.get("elevators")
    facilities = {}
    if elevators is not None and "building_id" in elevators:
        own = elevators.loc[elevators["building_id"] == building_id, "status"]
        facilities = {"elevators": _tally(own)} if len(own) else {}
    return Profile(
        kind="building",
        name=_text(row["building_no"]),
        compound=_text(row["compound"]),
        subdistrict=_text(row["subdistrict"]),
        stage=_text(row["stage"]) or None,
        status=str(row["status"]),
        days_behind=_whole(row["days_behind"]) or 0,
        buildings=1,
        households=_whole(row["households"]) or 0,
        floor_area_m2=float(row["floor_area_m2"]) if pd.notna(row["floor_area_m2"]) else 0.0,
        built_year=_whole(row["built_year"]),
        storeys=_whole(row["storeys"]),
        units=_whole(row["units"]),
        progress_pct=float(row["progress_pct"]) if pd.notna(row["progress_pct"]) else None,
        spans=tuple(Span(code, *(_day(row.get(date_code(code, part))) for part in _PARTS)) for code in STAGE_CODES),
        facilities=facilities,
        attributes={name: row.get(name) for name in ("illegal_listed", "illegal_removed", "waterproofing_start", "roof_start", "remark")},
    )  # fmt: skip


def of_compound(edition: Edition, compound_id: str) -> Profile | None:
    """Return the profile of a compound, or None when the edition has none with this id."""
    found = edition.compounds[edition.compounds["compound_id"] == compound_id]
    if found.empty:
        return None
    row = found.iloc[0]
    mask = edition.arrays.compound == edition.compounds.index.get_loc(row.name)
    rows = edition.buildings[mask]
    facilities = {
        layer.name: _tally(edition.facilities[layer.name].loc[edition.facilities[layer.name]["compound_id"] == compound_id, "status"])
        for layer in LAYERS
        if layer.name in edition.facilities
    }  # fmt: skip
    return _group(
        edition, mask, "compound", str(row["compound"]), subdistrict=_text(row["subdistrict"]),
        stage=_text(row["stage"]) or None, status=str(row["status"]), facilities=facilities, attributes=row.to_dict(),
        built_year=_whole(rows["built_year"].min()), spans=tuple(_span(rows, code) for code in STAGE_CODES),
    )  # fmt: skip


def of_district(edition: Edition, mask: NDArray[np.bool_], subdistrict: str = "") -> Profile:
    """Return the profile of the buildings that pass a filter, most behind first.

    Its parts are subdistricts, or the compounds of one subdistrict where one is named.
    """
    own = edition.arrays
    if subdistrict:
        kind, of_part, keys = "compound", own.compound, list(edition.compounds["compound_id"])
        names = [str(name) for name in edition.compounds["compound"]]
    else:
        kind, of_part, keys = "subdistrict", own.subdistrict, list(own.subdistricts)
        names = list(own.subdistricts)
    stages = own.stages_by(of_part, len(keys), mask)
    late = np.bincount(of_part[mask & (own.status == BEHIND) & (of_part >= 0)], minlength=len(keys))
    parts = [
        Profile(
            kind=kind,
            name=names[i],
            buildings=int(stages[i].sum()),
            stages=dict(zip((*STAGE_CODES, "unknown"), stages[i].tolist(), strict=True)),
            behind=int(late[i]),
            attributes={"compound_id" if subdistrict else "subdistrict": keys[i]},
        )
        for i in np.flatnonzero(stages.sum(axis=1))
    ]
    parts.sort(key=lambda part: (-part.behind, -part.buildings, part.name))
    return replace(_group(edition, mask, "district", subdistrict), parts=tuple(parts))


_PARTS = ("planned_start", "planned_end", "actual_start", "actual_end")


def _group(edition: Edition, mask: NDArray[np.bool_], kind: str, name: str, **more: Any) -> Profile:
    own = edition.arrays
    done = own.progress_pct[mask]
    done = done[~np.isnan(done)]
    return Profile(
        kind=kind,
        name=name,
        days_behind=int(own.days_behind[mask].max(initial=0)),
        buildings=int(mask.sum()),
        households=int(own.households[mask].sum()),
        floor_area_m2=float(own.floor_area_m2[mask].sum()),
        progress_pct=float(done.mean()) if len(done) else None,
        stages=own.counted(mask),
        behind=int((own.status[mask] == BEHIND).sum()),
        at_risk=int((own.status[mask] == AT_RISK).sum()),
        **more,
    )


def _span(rows: pd.DataFrame, code: str) -> Span:
    """From the first start to the last end; an actual end only when every building has one."""
    planned_start, planned_end, actual_start, actual_end = (rows.get(date_code(code, part)) for part in _PARTS)
    ended = actual_end is not None and len(rows) > 0 and actual_end.notna().all()
    return Span(
        code,
        _day(None if planned_start is None else planned_start.min()),
        _day(None if planned_end is None else planned_end.max()),
        _day(None if actual_start is None else actual_start.min()),
        _day(actual_end.max()) if ended and actual_end is not None else None,
    )


def _tally(column: "pd.Series[Any]") -> dict[str, int]:
    return {str(code): int(n) for code, n in column.value_counts().items()}


def _day(value: Any) -> date | None:
    return None if value is None or pd.isna(value) else pd.Timestamp(value).date()


def _whole(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


def _text(value: Any) -> str:
    return "" if value is None or pd.isna(value) else str(value)
