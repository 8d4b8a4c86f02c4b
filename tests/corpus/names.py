"""How compounds, subdistricts and buildings are written, and what becomes of each spelling."""

import csv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import shapely
from geopandas import GeoDataFrame

from loaders.errors import WorkbookError
from loaders.intake import Files
from sites.edition import Edition
from tests.corpus.case import Case, Found, Refused
from tests.corpus.district import CRS, SIZE, buildings, compounds, corner, files, rows, subdistricts, table, workbook

FIRST = 4
"""Excel's row of the first row of data."""
ALIAS_HEAD = ["种类", "范围", "写法", "编号", "名称", "确认人", "确认日期"]


def written(
    name: str | None = None, area: str | None = None, number: str | None = None, names: Sequence[str] = ()
) -> Callable[[Path], Files]:
    """Write one row of the workbook (学田苑 3幢) in another way, in a district whose 学田苑 may be called otherwise."""

    def make(folder: Path) -> Files:
        body = rows()
        at = 10
        for column, word in enumerate((area, name, number)):
            body[at][column] = body[at][column] if word is None else word
        return files(folder, progress=table(body), **(renamed(*names) if names else {}))

    return make


def renamed(*names: str) -> dict[str, Any]:
    """Return the district with other names for its compounds, all in 学田街道."""
    sites, blocks = compounds(), buildings()
    table = dict(zip(sites["小区名称"], names, strict=True))
    return {
        "compounds": sites.assign(小区名称=list(names), 街道="学田街道"),
        "buildings": blocks.assign(小区=blocks["小区"].map(table), 街道="学田街道"),
    }


def book(folder: Path, names: Sequence[str], asked: str) -> Path:
    """Write a workbook of one row about building 3 of what is asked, with the district's other rows left out."""
    return workbook(folder / "week.xlsx", {"进度": table([["学田街道", asked, "3幢", 36, "施工中", "50%"]])})


def among(names: Sequence[str], asked: str) -> Callable[[Path], Files]:
    """Ask for one name among three compounds of one subdistrict."""

    def make(folder: Path) -> Files:
        return files(folder, progress=book(folder, names, asked), **renamed(*names))

    return make


def aliases(body: Sequence[Sequence[str]], head: Sequence[str] = ALIAS_HEAD, **changed: Any) -> Callable[[Path], Files]:
    """Take in the clean district, one of whose rows says 老学田, with a table of aliases."""

    def make(folder: Path) -> Files:
        path = folder / "aliases.csv"
        with path.open("w", encoding="gb18030", newline="") as stream:
            csv.writer(stream).writerows([head, *body])
        said = rows()
        said[10][1] = changed.get("name", "老学田")
        said[10][2] = changed.get("number", said[10][2])
        said[10][0] = changed.get("area", said[10][0])
        return files(folder, progress=table(said), aliases=path)

    return make


def all_in_construction(edition: Edition) -> bool:
    return set(edition.buildings["stage"].dropna()) == {"construction"} and bool(
        edition.buildings["stage"].notna().all()
    )


def has_suggestions(edition: Edition) -> bool:
    lost = [issue for issue in edition.report.issues if issue.code == "ambiguous_compound"]
    return bool(lost) and all(len(issue.candidates) > 1 for issue in lost)


def elevator(building: str) -> Callable[[Path], Files]:
    x, y = corner(2)
    frame = GeoDataFrame(
        {"设施编号": ["e1"], "楼栋编号": [building], "单元": ["1"], "状态": ["施工"]},
        geometry=[shapely.Point(x + SIZE / 2, y + SIZE * 0.62)], crs=CRS,
    )  # fmt: skip
    return lambda folder: files(folder, elevators=frame)


def misspelt_layers(folder: Path) -> Files:
    """Names in the layers: one compound's subdistrict misspelt; a building outside that names its compound almost."""
    sites, blocks = compounds(), buildings()
    sites["街道"] = ["虹桥街道", "虹橋街道办事处", "雪田街道"]
    blocks.loc[11, "小区"] = "学甜苑"
    blocks.loc[11, "geometry"] = shapely.affinity.translate(blocks.geometry[11], yoff=SIZE * 2)
    return files(folder, compounds=sites, buildings=blocks, subdistricts=subdistricts())


WHOLE = {"progress": (12, 0, 3)}
ONE_LOST = {"progress": (11, 1, 3)}
EXACT = {
    "traditional": "學田苑", "spaced": "学 田　苑", "with-city": "南通市崇川区学田苑", "with-subdistrict": "学田街道学田苑",
    "with-tail": "学田苑老旧小区改造项目", "with-year": "2022年学田苑改造工程", "in-quotes": "“学田苑”", "with-compound-behind": "学田苑小区",
}  # fmt: skip
PHASES = {
    "brackets": "学田苑（二期）", "digit": "学田苑2期", "full-width-digit": "学田苑２期", "roman": "学田苑II期", "roman-mark": "学田苑Ⅱ期",
    "circled": "学田苑②", "counted": "学田苑第二期", "bare-bracket": "学田苑(二)", "old-village-and-tail": "學田苑(2期)改造项目",
}  # fmt: skip
NUMBERS = (
    "3", "3号楼", "3#", "三号楼", "03栋", "３幢", "3号", "第3幢", "3幢楼", "3栋楼", "No.3", "楼3", "3＃楼", "③幢", "Ⅲ幢", "3棟", "3號樓", "3幢1单元",
    "3号居民楼", "（3）幢", "学田苑3幢", "學田苑三号楼",
)  # fmt: skip
NEVER = {
    "another-phase": (("学田苑一期", "学田苑二期", "虹桥新村"), "学田苑三期"),
    "phase-left-out-of-the-second": (("学田苑二期", "濠东新村", "虹桥新村"), "学田苑"),
    "second-phase-of-one-without": (("学田苑", "濠东新村", "虹桥新村"), "学田苑二期"),
    "two-phases-at-once": (("学田苑一期", "学田苑二期", "虹桥新村"), "学田苑一、二期"),
    "another-direction": (("学田东苑", "学田西苑", "虹桥新村"), "学田南苑"),
    "direction-left-out": (("学田新村东区", "濠东新村", "虹桥新村"), "学田新村"),
    "another-number": (("学田一村", "学田二村", "虹桥新村"), "学田三村"),
    "another-kind": (("学田苑", "濠东新村", "虹桥新村"), "学田花园"),
    "another-core": (("学田苑", "濠东新村", "虹桥新村"), "学林苑"),
}
EITHER = {
    "phase-left-out-of-two": (("学田苑一期", "学田苑二期", "虹桥新村"), "学田苑"),
    "kind-left-out-of-two": (("学田苑", "学田新村", "虹桥新村"), "学田"),
    "misspelling-of-two": (("虹桥新村", "红桥新村", "学田苑"), "洪桥新村"),
}
MEANT = {
    "phase-one-alone": (("学田苑一期", "濠东新村", "虹桥新村"), "学田苑", "name_completed"),
    "kind-left-out": (("学田苑", "濠东新村", "虹桥新村"), "学田", "name_completed"),
    "kind-left-out-before-a-phase": (("学田苑一期", "学田苑二期", "虹桥新村"), "学田二期", "name_completed"),
    "by-sound": (("学田苑", "濠东新村", "虹桥新村"), "学甜苑", "matched_by_similarity"),
    "by-sight": (("学田苑", "濠东新村", "虹桥新村"), "学由苑", "matched_by_similarity"),
    "doubled": (("学田苑", "濠东新村", "虹桥新村"), "学田田苑", "matched_by_similarity"),
}
REST = Found("buildings_without_progress", "progress")

CASES = (
    *(Case(f"name-{form}", written(name), rows=WHOLE, holds=all_in_construction) for form, name in EXACT.items()),
    *(Case(f"phase-{form}", among(("学田苑一期", "学田苑二期", "虹桥新村"), name), (REST,), {"progress": (1, 0, 3)})
      for form, name in PHASES.items()),
    *(Case(f"number-{at}", written(number=word), rows=WHOLE, holds=all_in_construction) for at, word in enumerate(NUMBERS)),
    *(Case(f"never-{form}", among(names, asked), (Found("unknown_compound", "progress", FIRST, "进度"), REST), {"progress": (0, 1, 3)})
      for form, (names, asked) in NEVER.items()),
    *(Case(f"either-{form}", among(names, asked), (Found("ambiguous_compound", "progress", FIRST, "进度"), REST),
           {"progress": (0, 1, 3)}, holds=has_suggestions) for form, (names, asked) in EITHER.items()),
    *(Case(f"meant-{form}", among(names, asked), (Found(code, "progress", FIRST, "进度"), REST), {"progress": (1, 0, 3)})
      for form, (names, asked, code) in MEANT.items()),
    *(Case(f"subdistrict-{at}", written(area=word), rows=WHOLE, holds=all_in_construction)
      for at, word in enumerate(("学田", "学田街道办事处", "学田街道办", "學田街道", "崇川区学田街道", "学田办事处"))),
    Case("subdistrict-misspelt", written(area="雪田街道"), (Found("matched_by_similarity", "progress", 14, "进度"),), WHOLE),
    Case("subdistrict-of-another", written(area="任港街道"), (Found("subdistrict_differs", "progress", 14, "进度"),), WHOLE),
    Case("compound-only-in-the-number", written(name="", number="学田苑3幢"), rows=WHOLE, holds=all_in_construction),
    Case("misspelt-in-the-layers", misspelt_layers,
         (Found("matched_by_similarity", "compounds", 3), Found("matched_by_similarity", "buildings", 12)),
         {"buildings": (12, 0, 0), "compounds": (3, 0, 0)}),
    *(Case(f"elevator-at-{at}", elevator(word), rows={"elevators": (1, 0, 0)},
           holds=lambda edition: edition.facilities["elevators"]["building_id"].tolist() == ["c3-3"])
      for at, word in enumerate(("c3-3", "学田苑3幢", "学田苑三号楼"))),
    Case("elevator-without-building", elevator("学田苑9幢"), (Found("elevator_without_building", "elevators", 1),)),
    Case("alias-of-a-compound", aliases([["小区", "学田", "老学田", "c3", "学田苑", "张", "2022-08-01"]]),
         rows={**WHOLE, "aliases": (1, 0, 1)}, holds=all_in_construction),
    Case("alias-by-name", aliases([["小区", "", "老学田", "", "学田苑", "", "2022/8/1"]]), rows={**WHOLE, "aliases": (1, 0, 1)}),
    Case("alias-of-a-building", aliases([["楼栋", "学田苑", "门卫楼", "c3-3", "", "", ""]], name="学田苑", number="门卫楼"), rows=WHOLE),
    Case("alias-of-a-subdistrict", aliases([["街道", "", "西片", "学田街道", "", "", ""]], name="学田苑", area="西片"), rows=WHOLE),
    Case("alias-that-is-stale", aliases([["小区", "", "老学田", "c9", "", "", ""]]),
         (Found("alias_stale", "aliases", 2), Found("unknown_compound", "progress", 14, "进度"), REST), {**ONE_LOST, "aliases": (0, 0, 2)}),
    Case("aliases-that-disagree", aliases([["小区", "", "老学田", "c1", "", "", "2022-08-01"], ["小区", "", "老学田", "c3", "", "", "2022-08-08"]]),
         (Found("alias_disagrees", "aliases", 3),), {**WHOLE, "aliases": (2, 0, 1)}, holds=all_in_construction),
    Case("alias-that-is-unreadable", aliases([["", "", "老学田", "c3", "", "", ""], ["小区", "", "老学田", "c3", "", "", ""]]),
         (Found("alias_unreadable", "aliases", 2),), {**WHOLE, "aliases": (1, 1, 1)}),
    Case("aliases-without-a-head", aliases([], head=["甲", "乙"]), refused=Refused(WorkbookError, "aliases.csv.*没有别名表的表头")),
)  # fmt: skip
