"""The one vocabulary of columns: the code used inside, the words met in the field, what kind of value it holds.

The workbook reader, the demo's workbooks and the exports all ask here. A head of two rows is joined by the reader
("改造实施" over "计划开工"), so a stage's date columns are known by both their parts.
"""

from dataclasses import dataclass
from typing import Literal

from locales import N_
from sites.stages import STAGES

Kind = Literal["text", "whole", "number", "share", "date", "stage", "area"]


@dataclass(frozen=True)
class Column:
    """A column of a workbook or of a boundary file's attribute table."""

    code: str
    title: str
    kind: Kind
    words: tuple[str, ...] = ()
    internal: bool = False
    """Money, remarks and persons: never leaves the house."""


BUILDING_COLUMNS = (
    Column("building_id", N_("楼栋编号"), "text", ("楼栋编号", "building_id", "幢编号")),
    Column("subdistrict", N_("街道"), "text", ("街道", "所属街道", "subdistrict")),
    Column("compound", N_("小区"), "text", ("小区", "小区名称", "改造项目", "项目名称", "compound")),
    Column("building_no", N_("幢号"), "text", ("幢号", "楼栋", "楼号", "栋号", "幢", "building_no")),
    Column("built_year", N_("建成年份"), "whole", ("建成年份", "建成年代", "built_year")),
    Column("storeys", N_("层数"), "whole", ("层数", "楼层", "storeys")),
    Column("units", N_("单元数"), "whole", ("单元数", "单元", "units")),
    Column("households", N_("户数"), "whole", ("户数", "户", "households")),
    Column("floor_area_m2", N_("建筑面积"), "area", ("建筑面积", "面积", "floor_area_m2")),
    Column("illegal_listed", N_("违建应拆"), "whole", ("违建应拆", "应拆", "拆违底数", "违建应拆处数")),
    Column("illegal_removed", N_("违建已拆"), "whole", ("违建已拆", "已拆", "违建已拆处数")),
    Column("stage", N_("当前阶段"), "stage", ("当前阶段", "阶段", "进度阶段", "stage")),
    Column("progress_pct", N_("形象进度"), "share", ("形象进度", "进度", "progress_pct")),
    Column("waterproofing_start", N_("防水开始"), "date", ("防水开始", "防水开工")),
    Column("roof_start", N_("平改坡开始"), "date", ("平改坡开始", "平改坡开工")),
    Column("remark", N_("备注"), "text", ("备注", "说明"), internal=True),
)  # fmt: skip
COMPOUND_COLUMNS = (
    Column("compound_id", N_("小区编号"), "text", ("小区编号", "compound_id")),
    Column("construction_agent", N_("代建单位"), "text", ("代建单位",), internal=True),
    Column("contractor", N_("施工单位"), "text", ("施工单位",), internal=True),
    Column("party_branch_on", N_("临时党支部成立"), "date", ("临时党支部成立", "临时党支部", "攻坚党支部")),
    Column("reception_room", N_("接待室"), "text", ("接待室", "居民接待室")),
    Column("owners_committee_on", N_("业主管理委员会成立"), "date", ("业主管理委员会成立", "业主管理委员会", "业委会")),
    Column("property_company", N_("物业企业"), "text", ("物业企业", "物业公司"), internal=True),
    Column("property_entry_on", N_("物业进驻"), "date", ("物业进驻", "物业进驻日期")),
    Column("funds_total", N_("资金总额"), "number", ("资金总额", "总资金"), internal=True),
    Column("funds_paid", N_("已拨付资金"), "number", ("已拨付资金", "已付资金", "拨付"), internal=True),
    Column("parking_before", N_("停车位原有"), "whole", ("停车位原有", "原有车位")),
    Column("parking_planned", N_("停车位计划"), "whole", ("停车位计划", "计划车位")),
    Column("parking_built", N_("停车位建成"), "whole", ("停车位建成", "建成车位")),
    Column("charging_planned", N_("充电计划"), "whole", ("充电计划", "充电口计划")),
    Column("charging_live", N_("充电启用"), "whole", ("充电启用", "充电口启用")),
    Column("elevators_planned", N_("电梯计划"), "whole", ("电梯计划", "加装电梯计划")),
    Column("elevators_in_use", N_("电梯投用"), "whole", ("电梯投用", "加装电梯投用")),
    Column("character", N_("一小区一特色"), "text", ("一小区一特色", "小区特色")),
)  # fmt: skip
FACILITY_COLUMNS = (
    Column("facility_id", N_("设施编号"), "text", ("设施编号", "编号", "facility_id")),
    Column("status", N_("状态"), "text", ("状态", "status")),
    Column("kind", N_("类型"), "text", ("类型", "种类", "kind")),
    Column("spaces_before", N_("原有车位"), "whole", ("原有车位", "spaces_before")),
    Column("spaces_planned", N_("计划车位"), "whole", ("计划车位", "spaces_planned")),
    Column("spaces_built", N_("建成车位"), "whole", ("建成车位", "spaces_built")),
    Column("ports_planned", N_("计划充电口"), "whole", ("计划充电口", "ports_planned")),
    Column("ports_live", N_("启用充电口"), "whole", ("启用充电口", "ports_live")),
    Column("power_kw", N_("功率（千瓦）"), "number", ("功率", "power_kw")),
    Column("building_id", N_("楼栋编号"), "text", ("楼栋编号", "building_id")),
    Column("unit", N_("单元"), "text", ("单元", "单元号", "unit")),
)
"""Columns of the facility layers; each layer's own are named in ``sites.facilities``."""

DATE_PARTS = (
    ("planned_start", N_("计划开工"), ("计划开工", "计划开始")),
    ("actual_start", N_("实际开工"), ("实际开工", "实际开始")),
    ("planned_end", N_("计划完工"), ("计划完工", "计划完成", "计划结束")),
    ("actual_end", N_("实际完工"), ("实际完工", "实际完成", "实际结束")),
)


def date_code(stage: str, part: str) -> str:
    """Return the column code of a stage's date, such as ``demolition_planned_end``."""
    return f"{stage}_{part}"


STAGE_DATES = tuple(
    Column(date_code(stage.code, part), stage.name + title, "date", tuple(stage.name + word for word in words))
    for stage in STAGES
    for part, title, words in DATE_PARTS
)
DATE_CODES = tuple(column.code for column in STAGE_DATES)
COLUMNS = {column.code: column for column in (*FACILITY_COLUMNS, *BUILDING_COLUMNS, *STAGE_DATES, *COMPOUND_COLUMNS)}
