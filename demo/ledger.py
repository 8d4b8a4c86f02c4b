"""What the workbook of a date says: the rows of its two sheets, from the schedule and the facilities."""

from collections.abc import Mapping
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from demo import names
from demo.blocks import Floats, Ints
from demo.schedule import DATES, HANDOVER, LAST, PARTS, START, Schedule
from demo.workbooks import serial
from sites.columns import DATE_PARTS, date_code
from sites.stages import STAGE_ORDER, STAGES

WAITING_WORDS = ("", "前期完成", "拆违完成", "已完工", "已验收")
"""What is written while the stage before is over and this one has not begun."""
DOING_WORDS = (
    ("摸排", "方案设计", "招投标"), ("拆违中", "拆违中", "拆违"), ("雨污管网施工", "施工中", "外立面施工"),
    ("待验收", "待验收", "验收中"), ("移交中", "物业管理", "移交中"),
)  # fmt: skip
"""What is written at the start, in the middle and towards the end of a stage."""
FINISHED_WORDS = ("已移交", "物业已进驻", "常态管理")
SILENT_DAYS = 12
"""A compound that did not report shows what was known so many days before."""
SILENT_REMARK = "本周未报，沿用上期"
COST_YUAN_PER_M2 = 430.0
PAID_LAG = 0.82
"""Share of the works that is usually paid."""
EPOCH = serial(START)
assert tuple(part for part, _, _ in DATE_PARTS) == PARTS


def building_rows(buildings: pd.DataFrame, schedule: Schedule, as_of: date) -> pd.DataFrame:
    """Return the rows of 楼栋进度 on a date: all columns of ``sites.columns``, dates as Excel's serial numbers."""
    day = (as_of - START).days
    now, before = schedule.known(day), schedule.known(day - SILENT_DAYS)
    rows = _rows(buildings, now, day)
    if as_of == DATES[-1] and schedule.silent.any():
        stale = _rows(buildings, before, day - SILENT_DAYS)[schedule.silent].assign(remark=SILENT_REMARK)
        rows = pd.concat([rows[~schedule.silent], stale]).sort_index()
    return rows


def _rows(buildings: pd.DataFrame, known: Schedule, day: int) -> pd.DataFrame:
    rows = buildings[
        ["compound_id", "subdistrict", "compound", "built_year", "storeys", "units", "households", "floor_area_m2"]
    ].copy()
    rows["building_no"] = buildings.building_no + "幢"
    rows["illegal_listed"] = known.illegal
    rows["illegal_removed"] = known.removed(day)
    stage = known.stage(day)
    rows["stage"] = _words(known, stage, day)
    rows["progress_pct"] = known.progress(day)
    for order, of in enumerate(STAGES):
        for number, part in enumerate(PARTS):
            rows[date_code(of.code, part)] = known.days[:, order, number] + EPOCH
    rows["waterproofing_start"] = known.waterproofing + EPOCH
    rows["roof_start"] = known.roof + EPOCH
    rows["remark"] = _remarks(known, stage, day)
    return rows


def _words(known: Schedule, stage: Ints, day: int) -> NDArray[np.object_]:
    """Say the stage as people write it; ``sites.stages.read_stage`` understands every word."""
    at = np.arange(len(stage))
    start, due = known.days[at, stage, 1], known.days[at, stage, 2]
    through = np.nan_to_num((day - start) / np.maximum(due - start, 1), nan=0.5)
    third = np.clip(np.floor(through * 3), 0, 2).astype(int)
    words = np.array(DOING_WORDS, dtype=object)[stage, third]
    words = np.where(np.isnan(start) & (stage > 0), np.array(WAITING_WORDS, dtype=object)[stage], words)
    since = np.nan_to_num(day - known.days[:, HANDOVER, 3])
    done = np.array(FINISHED_WORDS, dtype=object)[np.clip(since // 15, 0, 2).astype(int)]
    return np.where(known.finished(day), done, np.where(np.isnan(start) & (stage == 0), "未开工", words))


def _remarks(known: Schedule, stage: Ints, day: int) -> NDArray[np.object_]:
    at = np.arange(len(stage))
    over = np.nan_to_num(day - known.days[at, stage, 2])
    remark = np.where((over > 0) & ~known.finished(day), "已发函督办", "")
    return np.where(np.isnan(known.days[at, stage, 2]), "计划待批", remark).astype(object)


def compound_rows(
    compounds: gpd.GeoDataFrame,
    rows: pd.DataFrame,
    facilities: Mapping[str, gpd.GeoDataFrame],
    as_of: date,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Return the rows of 小区情况 on a date.

    Parameters
    ----------
    compounds : geopandas.GeoDataFrame
        compound_id, compound, subdistrict, character.
    rows : pandas.DataFrame
        The buildings' rows of the same date.
    facilities : mapping
        The layers as they stand on the last date; earlier workbooks show the part that the works had reached.
    rng : numpy.random.Generator
        Fresh and equally seeded for every date, so that a compound's own dates do not move.
    """
    day, n = (as_of - START).days, len(compounds)
    of = rows.groupby("compound_id", sort=False)
    works = of.progress_pct.mean().reindex(compounds.compound_id).to_numpy()
    area = of.floor_area_m2.sum().reindex(compounds.compound_id).to_numpy()
    entry = of[date_code("handover", "actual_start")].min().reindex(compounds.compound_id).to_numpy()
    accepted = of[date_code("acceptance", "actual_start")].min().reindex(compounds.compound_id).to_numpy()
    out = pd.DataFrame(compounds.drop(columns="geometry"))
    out["construction_agent"] = rng.choice(names.AGENTS, n)
    out["contractor"] = rng.choice(names.CONTRACTORS, n)
    out["party_branch_on"] = _past(np.where(rng.random(n) < 0.93, EPOCH + rng.integers(6, 70, n), np.nan), day)
    out["reception_room"] = np.where((rng.random(n) < 0.92) & (day > rng.integers(5, 60, n)), "已设", "")
    committee = np.fmin(accepted, EPOCH + LAST + 60) - rng.integers(10, 60, n)
    out["owners_committee_on"] = _past(np.where(rng.random(n) < 0.82, committee, np.nan), day)
    company = rng.choice(names.PROPERTY_COMPANIES, n)
    out["property_company"] = np.where(works > 0.55, company, "")
    out["property_entry_on"] = entry
    out["funds_total"] = np.round(area * COST_YUAN_PER_M2 * rng.uniform(0.9, 1.12, n) / 1e4, 1)
    odd = rng.permutation(n) < max(n * 3 // 51, 1)
    share = np.clip(works * PAID_LAG * rng.uniform(0.94, 1.04, n) + 0.06, 0, 0.92)
    share = np.where(odd, np.where(works > 0.5, share - 0.42, share + 0.38), share)
    out["funds_paid"] = np.round(out.funds_total * np.clip(share, 0.02, 0.95), 1)
    out["remark"] = _silent_remark(rows, compounds)
    return pd.concat([out, _facility_columns(compounds, facilities, _share(day))], axis=1)


def _past(serials: Floats, day: int) -> Floats:
    return np.where(serials <= EPOCH + day, np.floor(serials), np.nan)


def _silent_remark(rows: pd.DataFrame, compounds: gpd.GeoDataFrame) -> NDArray[np.object_]:
    silent = rows.compound_id[rows.remark == SILENT_REMARK].unique()
    return np.where(compounds.compound_id.isin(silent), SILENT_REMARK, "").astype(object)


def _share(day: int) -> float:
    """Share of what stands on the last date that stood on an earlier one: nothing before spring."""
    return float(np.clip((day - 120) / (LAST - 120), 0, 1))


def _facility_columns(
    compounds: gpd.GeoDataFrame, facilities: Mapping[str, gpd.GeoDataFrame], share: float
) -> pd.DataFrame:
    """Sum the layers by compound, so that sheet and map agree on the last date."""

    def sums(layer: str, column: str) -> Floats:
        of = facilities[layer].groupby("compound_id")[column].sum()
        return np.asarray(of.reindex(compounds.compound_id).fillna(0), dtype=np.float64)

    lifts = facilities["elevators"]
    lifts = lifts.assign(planned=lifts.status != "intent", live=lifts.status == "in_use")
    count = lifts.groupby("compound_id")[["planned", "live"]].sum().reindex(compounds.compound_id).fillna(0)
    return pd.DataFrame(
        {
            "parking_before": sums("parking", "spaces_before"),
            "parking_planned": sums("parking", "spaces_planned"),
            "parking_built": np.floor(sums("parking", "spaces_built") * share),
            "charging_planned": sums("charging", "ports_planned"),
            "charging_live": np.floor(sums("charging", "ports_live") * share),
            "elevators_planned": count.planned.to_numpy(float),
            "elevators_in_use": np.floor(count.live.to_numpy(float) * share),
        },
        index=compounds.index,
    )


def advance(schedule: Schedule, compound: Ints) -> Floats:
    """Return how far each compound is on the last date, 0 to 5: the mean stage of its buildings and their progress."""
    stage = schedule.stage() + np.where(schedule.stage() == STAGE_ORDER["construction"], schedule.progress(), 0.5)
    return np.asarray(np.bincount(compound, stage) / np.bincount(compound))
