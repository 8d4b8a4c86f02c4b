"""Rows that mean one building, several, or a whole compound; and rows that mean none."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from loaders.intake import Files
from sites.edition import Edition
from tests.corpus.case import Case, Found
from tests.corpus.district import COMPOUNDS, HEAD, PER_COMPOUND, buildings, files, rows, table, workbook

AREA, NAME = COMPOUNDS[0][2], COMPOUNDS[0][1]
FIRST, SECOND = 4, 5
"""Excel's numbers of the rows of data."""
ALL_BUILDINGS = len(COMPOUNDS) * PER_COMPOUND
HEADS_AND_NOTES = 3
Make = Callable[[Path], Files]


def told(*cells: tuple[Any, ...], head: list[str] | None = None) -> Make:
    """A workbook with the other two compounds as they are, after these rows of the first: 幢号, 户数, 当前阶段, 形象进度."""

    def make(folder: Path) -> Files:
        body = [[AREA, NAME, *row] for row in cells] + rows()[PER_COMPOUND:]
        return files(folder, progress=table(body, head or HEAD))

    return make


def issue(code: str, row: int | None = FIRST) -> Found:
    return Found(code, "progress", row, "进度" if row else "")


def counted(rows_of_first: int, rejected: int = 0) -> dict[Any, tuple[int, int, int]]:
    return {"progress": (rows_of_first - rejected + ALL_BUILDINGS - PER_COMPOUND, rejected, HEADS_AND_NOTES)}


def shares(edition: Edition) -> list[Any]:
    """What is reported of the first compound's buildings; None where nothing is."""
    values = edition.buildings["progress_pct"].iloc[:PER_COMPOUND]
    return [None if pd.isna(value) else value for value in values]


def several(name: str, number: str, *expected: float | None, more: tuple[Found, ...] = ()) -> Case:
    """One row of several buildings without counts: each has the same, those not meant have none."""
    silent = () if None not in expected else (issue("buildings_without_progress", None),)
    return Case(
        f"several-{name}", told((number, None, "施工中", "40%")), (issue("row_repeated"), *more, *silent), counted(1),
        holds=lambda edition: shares(edition) == list(expected),
    )  # fmt: skip


SAID, NONE = 40.0, None
FORMS = (
    several("range", "1-4幢", SAID, SAID, SAID, SAID),
    several("range-of-numbers-with-zeros", "01-03栋", SAID, SAID, SAID, NONE),
    several("range-with-a-wave", "1～3＃", SAID, SAID, SAID, NONE),
    several("range-in-words", "1至3号楼", SAID, SAID, SAID, NONE),
    several("range-in-chinese-numerals", "一至三号楼", SAID, SAID, SAID, NONE),
    several("range-with-units", "1幢—3幢", SAID, SAID, SAID, NONE),
    several("list", "1#、3#、4#楼", SAID, NONE, SAID, SAID),
    several("list-with-one-unit", "1、3、4幢", SAID, NONE, SAID, SAID),
    several("list-without-separator", "1#3#4#", SAID, NONE, SAID, SAID),
    several("list-parted-by-spaces", "1 3 4幢", SAID, NONE, SAID, SAID),
    several("list-in-words", "1幢及3幢", SAID, NONE, SAID, NONE),
    several("list-of-ranges", "1-2,4", SAID, SAID, NONE, SAID),
    several("list-with-a-note", "1~2、4号楼(含2单元)", SAID, SAID, NONE, SAID),
    several("odd", "1-4（单号）", SAID, NONE, SAID, NONE),
    several("even", "双号", NONE, SAID, NONE, SAID),
    several("all", "全部", SAID, SAID, SAID, SAID),
    several("all-in-other-words", "整个小区", SAID, SAID, SAID, SAID),
    several("all-but-one", "除3幢外", SAID, SAID, NONE, SAID),
    several("all-but-one-in-brackets", "全部（除3幢外）", SAID, SAID, NONE, SAID),
    several("range-with-gaps", "3-6幢", NONE, NONE, SAID, SAID, more=(issue("range_with_gaps"),)),
)


def lost(name: str, code: str, number: Any) -> Case:
    """One row that is rejected."""
    return Case(
        name, told((number, None, "施工中", "40%")), (issue(code), issue("buildings_without_progress", None)),
        counted(1, rejected=1), holds=lambda edition: shares(edition) == [NONE] * 4,
    )  # fmt: skip


REJECTED = (
    lost("several-that-is-unclear", "several_buildings", "1、2幢等"),
    lost("several-that-goes-down", "not_a_range", "12-3"),
    lost("several-that-is-absurdly-wide", "not_a_range", "1-500幢"),
    lost("several-that-became-a-date", "number_became_date", datetime(2022, 1, 4)),
    lost("several-of-which-none-exists", "unknown_building", "21-28幢"),
    lost("building-unknown", "unknown_building", "38幢"),
    lost("building-missing", "row_without_building", None),
)


def lettered(folder: Path) -> Files:
    """Buildings that are called 甲, 乙, A1, A2 in the first compound."""
    frame = buildings()
    frame.loc[:3, "幢号"] = ["甲幢", "乙幢", "A1", "A2"]
    body = [[AREA, NAME, "甲、乙幢", None, "施工中", "40%"], [AREA, NAME, "A1-A2", None, "施工中", "40%"]]
    return files(folder, buildings=frame, progress=table(body + rows()[PER_COMPOUND:]))


def dashed(folder: Path) -> Files:
    """A building that is called 12-3."""
    frame = buildings()
    frame.loc[0, "幢号"] = "12-3"
    body = [[AREA, NAME, "12-3", 36, "施工中", "40%"]]
    return files(folder, buildings=frame, progress=table(body + rows()[1:]))


def twins(folder: Path) -> Files:
    """Two buildings of one number, and a row about them."""
    frame = buildings()
    frame.loc[1, "幢号"] = "1幢"
    return files(folder, buildings=frame, progress=table(rows()[:1] + rows()[2:]))


def changed_ids(folder: Path) -> Files:
    """The id of one building beside the number of another."""
    body = [["c1-2" if at == 0 else None, *row] for at, row in enumerate(rows()) if at != 1]
    return files(folder, progress=table(body, ["楼栋编号", *HEAD]))


def of_compounds(
    *body: list[Any], head: tuple[str, ...] = ("街道", "小区", "代建单位", "户数", "当前阶段", "形象进度")
) -> Make:
    return lambda folder: files(folder, progress=table(body, head))


def divided(edition: Edition) -> bool:
    return edition.buildings["households"].sum() == ALL_BUILDINGS * 36 and shares(edition) == [SAID] * 4


def without_households(*cells: tuple[Any, ...]) -> Make:
    """Footprints that do not know their households."""

    def make(folder: Path) -> Files:
        body = [[AREA, NAME, *row] for row in cells] + rows()[PER_COMPOUND:]
        return files(folder, buildings=buildings().drop(columns="户数"), progress=table(body))

    return make


JOINED = (
    Case("several-with-letters", lettered, (issue("row_repeated"), issue("row_repeated", SECOND)), counted(2),
         holds=lambda edition: shares(edition) == [SAID] * 4),
    Case("a-building-called-like-a-range", dashed, rows=counted(4), holds=lambda edition: shares(edition)[0] == SAID),
    Case("counts-divided-by-the-footprints-households", told(("1-4幢", 144, "施工中", "40%")), (issue("row_divided"),),
         counted(1), holds=divided),
    Case("counts-divided-equally", without_households(("1-4幢", 143, "施工中", "40%")), (issue("row_divided"),), counted(1),
         holds=lambda edition: edition.buildings["households"].iloc[:4].tolist() == [36, 36, 36, 35]),
    Case("counts-that-differ-from-the-footprints", told(("1-4幢", 160, "施工中", "40%")),
         (issue("row_divided"), issue("attribute_differs")), counted(1)),
    Case("one-building-before-a-range", told(("1-4幢", None, "施工中", "40%"), ("2幢", 36, "施工中", "70%")),
         (issue("row_repeated"), issue("row_overridden")), counted(2),
         holds=lambda edition: shares(edition) == [SAID, 70.0, SAID, SAID]),
    Case("a-range-before-the-compound", told(("全部", None, "施工中", "40%"), ("3-4幢", None, "施工中", "70%")),
         (issue("row_repeated"), issue("row_overridden"), issue("row_repeated", SECOND)), counted(2),
         holds=lambda edition: shares(edition) == [SAID, SAID, 70.0, 70.0]),
    Case("ranges-that-overlap", told(("1-3幢", None, "施工中", "40%"), ("3-4幢", None, "施工中", "70%")),
         (issue("row_repeated"), issue("row_repeated", SECOND), issue("ranges_overlap", SECOND)), counted(2),
         holds=lambda edition: shares(edition) == [SAID, SAID, SAID, 70.0]),
    Case("the-others", told(("1-2幢", None, "施工中", "40%"), ("其余", None, "施工中", "70%")),
         (issue("row_repeated"), issue("row_repeated", SECOND)), counted(2),
         holds=lambda edition: shares(edition) == [SAID, SAID, 70.0, 70.0]),
    Case("a-part-of-a-building", told(("1幢2单元", 36, "施工中", "40%"), ("2-4幢", None, "施工中", "40%")),
         (issue("row_repeated", SECOND),), counted(2),
         holds=lambda edition: edition.buildings["remark"].iloc[0] == "2单元"),
    Case("a-building-twice", told(("1幢", 36, "施工中", "40%"), ("1号楼", 36, "施工中", "70%"), ("2-4幢", None, "施工中", "40%")),
         (issue("repeated_row", SECOND), issue("row_repeated", 6)), counted(3, rejected=1)),
    Case("a-number-twice-on-the-map", twins, (issue("ambiguous_building"), issue("buildings_without_progress", None)),
         {"progress": (ALL_BUILDINGS - 2, 1, HEADS_AND_NOTES)}),
    Case("an-id-that-differs", changed_ids, (issue("building_id_differs"), issue("attribute_differs"), issue("buildings_without_progress", None)),
         {"progress": (ALL_BUILDINGS - 1, 0, HEADS_AND_NOTES)}),
    Case("a-row-without-compound", lambda folder: files(folder, progress=table([[None, None, "9幢", 1, "施工中", "5%"], *rows()])),
         (issue("row_without_compound"),), {"progress": (ALL_BUILDINGS, 1, HEADS_AND_NOTES)}),
    Case("households-differ", lambda folder: files(folder, progress=table([[*rows()[0][:3], 40, *rows()[0][4:]], *rows()[1:]])),
         (issue("attribute_differs"),)),
)  # fmt: skip
WHOLE_COMPOUNDS = (
    Case("a-compounds-row-for-all-its-buildings",
         of_compounds(*([area, name, "某公司", 144, "施工中", "40%"] for _ident, name, area in COMPOUNDS)),
         tuple(issue("row_divided", row) for row in (4, 5, 6)), {"progress": (3, 0, HEADS_AND_NOTES)},
         holds=lambda edition: divided(edition) and edition.compounds["construction_agent"].eq("某公司").all()),
    Case("a-compounds-households-without-progress", of_compounds([AREA, NAME, "某公司", 144, None, None]),
         (issue("compound_counts_unused", None), issue("buildings_without_progress", None)), {"progress": (1, 0, HEADS_AND_NOTES)}),
    Case("a-compounds-row-without-progress", of_compounds([AREA, NAME, "某公司", None, None, None]),
         (issue("buildings_without_progress", None),), {"progress": (1, 0, HEADS_AND_NOTES)},
         holds=lambda edition: edition.compounds["construction_agent"].iloc[0] == "某公司"),
    Case("a-compound-twice", of_compounds(*[[AREA, NAME, "某公司", None, "施工中", "40%"]] * 2),
         (issue("repeated_row", SECOND), issue("buildings_without_progress", None)), {"progress": (1, 1, HEADS_AND_NOTES)},
         holds=lambda edition: shares(edition) == [NONE] * 4),
    Case("a-compounds-row-without-name", of_compounds([AREA, None, "某公司", None, "施工中", "40%"]),
         (issue("row_without_compound"), issue("buildings_without_progress", None)), {"progress": (0, 1, HEADS_AND_NOTES)}),
)  # fmt: skip


def dated(*body: list[Any]) -> Make:
    """Rows with dates of demolition and works, for the first building and the others."""
    head = [*HEAD, "违建应拆", "违建已拆", "违建拆除实际开工", "违建拆除实际完工", "改造实施计划开工", "改造实施计划完工",
            "改造实施实际开工", "改造实施实际完工", "竣工验收实际完工"]  # fmt: skip
    return lambda folder: files(folder, progress=table([*body, *rows()[len(body) :]], head))


def works(
    word: str = "施工中", share: str = "50%", listed: int = 5, removed: int = 5, down: tuple[Any, Any] = ("2022-03-01", "2022-04-01"),
    planned: tuple[Any, Any] = ("2022-04-05", "2022-07-01"), actual: tuple[Any, Any] = ("2022-04-06", None), accepted: Any = None,
) -> list[Any]:  # fmt: skip
    """The first building's row."""
    return [AREA, NAME, "1幢", 36, word, share, listed, removed, *down, *planned, *actual, accepted]


def wrong(name: str, code: str, *others: str, **cells: Any) -> Case:
    return Case(f"contradiction-{name}", dated(works(**cells)), tuple(issue(found) for found in (code, *others)))


CONTRADICTIONS = (
    Case("dates-that-agree", dated(works())),
    Case("stages-that-overlap", dated(works(word="拆违中", removed=3, down=("2022-03-01", None)))),
    wrong("removed-more-than-listed", "removed_more_than_listed", removed=7),
    wrong("accepted-before-demolition", "accepted_before_demolition", word="已验收", share="100%", removed=3,
          actual=("2022-04-06", "2022-06-01"), accepted="2022-07-01"),
    wrong("finish-before-start", "finish_before_start", planned=("2022-07-01", "2022-04-05")),
    wrong("actual-finish-before-start", "finish_before_start", down=("2022-04-01", "2022-03-01")),
    wrong("stages-out-of-order", "stages_out_of_order", word="已验收", share="100%", actual=("2022-04-06", "2022-06-01"),
          accepted="2022-05-01"),
    wrong("date-of-another-age", "implausible_date", down=("1998-03-01", "2022-04-01")),
    wrong("works-over-below-100", "end_without_full_progress", word="已完工", share="80%", actual=("2022-04-06", "2022-06-01")),
    Case("contradiction-100-without-end",
         dated(works(share="100%"), [AREA, NAME, "2幢", *works("已完工", "100%", actual=("2022-04-06", "2022-06-01"))[3:]]),
         (issue("full_progress_without_end"),)),
    wrong("word-behind-the-dates", "stage_word_differs", word="未开工"),
    Case("contradiction-word-ahead-of-the-dates",
         dated(works(word="待验收"), [AREA, NAME, "2幢", *works("已完工", "100%", actual=("2022-04-06", "2022-06-01"))[3:]]),
         (issue("stage_word_differs"),)),
)  # fmt: skip


def weeks(before: list[Any], now: list[Any]) -> Make:
    """Two workbooks a week apart; only the first building moves."""

    def make(folder: Path) -> Files:
        books = []
        for day, row in (("2022-08-24", before), ("2022-08-31", now)):
            head = [*HEAD, "改造实施计划完工", "改造实施实际开工"]
            others = [[*other, "2022-09-30", "2022-04-01"] for other in rows()[1:]]
            grid = [["进度表"], [f"填报日期：{day}"], head, [*rows()[0][:4], *row], *others]
            books.append(workbook(folder / f"{day}.xlsx", {"进度": grid}))
        return files(folder, progress=tuple(books), as_of=date(2022, 8, 31))

    return make


WEEKS = (
    Case("two-weeks", weeks(["施工中", "50%", "2022-09-30", "2022-04-01"], ["施工中", "60%", "2022-09-30", "2022-04-01"]),
         rows={"progress": (2 * ALL_BUILDINGS, 0, 2 * HEADS_AND_NOTES)}),
    Case("progress-that-fell", weeks(["施工中", "50%", "2022-09-30", "2022-04-01"], ["施工中", "40%", "2022-09-30", "2022-04-01"]),
         (issue("progress_fell"),)),
    Case("a-stage-that-fell", weeks(["施工中", "50%", "2022-09-30", None], ["拆违中", "50%", "2022-09-30", None]), (issue("stage_fell"),)),
    Case("an-actual-date-that-changed",
         weeks(["施工中", "50%", "2022-09-30", "2022-04-01"], ["施工中", "50%", "2022-09-30", "2022-04-11"]),
         (issue("actual_date_changed"),)),
    Case("an-actual-date-that-is-gone",
         weeks(["施工中", "50%", "2022-09-30", "2022-04-01"], ["施工中", "50%", "2022-09-30", None]), (issue("actual_date_gone"),)),
    Case("a-plan-that-was-revised",
         weeks(["施工中", "50%", "2022-09-30", "2022-04-01"], ["施工中", "50%", "2022-10-31", "2022-04-01"]),
         (issue("plan_revised", None),),
         holds=lambda edition: str(edition.buildings["construction_planned_end"].iloc[0])[:10] == "2022-10-31"),
    Case("dates-that-have-not-happened", weeks(["施工中", "50%", "2022-09-30", "2022-04-01"], ["施工中", "50%", "2022-09-30", "2022-09-05"]),
         (issue("actual_date_changed"), Found("date_after_as_of", "progress"))),
)  # fmt: skip
CASES = (*FORMS, *REJECTED, *JOINED, *WHOLE_COMPOUNDS, *CONTRADICTIONS, *WEEKS)
