"""The one vocabulary of columns: the code used inside, the words met in the field, what kind of value it holds.

The workbook reader, the demo's workbooks and the exports all ask here. A head of two rows is joined by the reader
("改造实施" over "计划开工"), so a stage's date columns are known by both their parts.
"""

from dataclasses import dataclass
from typing import Literal

from locales import N_, _
from sites.stages import STAGES, Stage

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
    alone: tuple[str, ...] = ()
    """Words that mean this column only where nothing stands over them."""


BUILDING_COLUMNS = (
    Column("building_id", N_("楼栋编号"), "text", (
        "building_id", "幢编号", "栋编号", "楼幢编号", "楼栋代码", "楼宇编号", "房屋编号", "建筑编号")),
    Column("subdistrict", N_("街道"), "text", (
        "所属街道", "所在街道", "责任街道", "属地街道", "属地", "街道名称", "街道办", "街道办事处", "街镇", "镇街", "街道/镇", "街道(镇)", "镇(街道)", "乡镇街道", "subdistrict")),
    Column("compound", N_("小区"), "text", (
        "小区名", "小区名称", "改造小区", "改造小区名称", "老旧小区", "老旧小区名称", "所属小区", "所在小区", "改造项目", "改造项目名称", "项目", "项目名称", "小区(项目)",
        "小区(项目)名称", "项目(小区)", "项目(小区)名称", "小区/项目", "住宅小区", "compound")),
    Column("building_no", N_("幢号"), "text", (
        "楼栋", "楼号", "栋号", "座号", "幢", "栋", "楼幢", "楼幢号", "楼栋号", "楼栋名称", "幢(栋)号", "幢/栋", "幢别", "号楼", "楼宇", "改造楼栋", "楼栋(幢)号", "building_no")),
    Column("built_year", N_("建成年份"), "whole", (
        "建成年代", "建造年份", "建造年代", "建设年代", "建设年份", "竣工年份", "房屋建成年份", "建筑年代", "建成年", "年代", "built_year")),
    Column("storeys", N_("层数"), "whole", ("楼层", "楼层数", "总层数", "建筑层数", "地上层数", "storeys")),
    Column("units", N_("单元数"), "whole", ("单元", "单元个数", "楼道数", "单元(楼道)数", "units")),
    Column("households", N_("户数"), "whole", ("户", "住户数", "住户", "总户数", "居民户数", "居民户", "受益户数", "涉及户数", "改造户数", "套数", "households")),
    Column("floor_area_m2", N_("建筑面积"), "area", (
        "面积", "总面积", "总建筑面积", "房屋面积", "房屋建筑面积", "改造面积", "改造建筑面积", "楼栋面积", "建面", "floor_area_m2")),
    Column("illegal_listed", N_("违建应拆"), "whole", (
        "应拆", "拆违底数", "违建底数", "违建应拆处数", "应拆违建", "应拆处数", "违建处数", "违建总数", "违建数", "拆违应拆", "违建拆除应拆")),
    Column("illegal_removed", N_("违建已拆"), "whole", (
        "已拆", "违建已拆处数", "已拆违建", "已拆处数", "已拆除违建", "累计已拆", "累计拆除", "拆违已拆", "违建拆除已拆", "已拆除")),
    Column("stage", N_("当前阶段"), "stage", (
        "阶段", "进度阶段", "所处阶段", "目前阶段", "现阶段", "改造阶段", "当前进度阶段", "目前状态", "当前状态", "工程状态", "施工状态", "进展阶段", "目前进展", "当前进展", "stage")),
    Column("progress_pct", N_("形象进度"), "share", (
        "进度", "完成进度", "工程进度", "施工进度", "完成比例", "完成率", "完成百分比", "总体进度", "工程形象进度", "形象进度比例", "进度百分比", "累计完成", "progress_pct")),
    Column("waterproofing_start", N_("防水开始"), "date", ("防水开工", "防水施工开始", "屋面防水开始", "屋面防水开工", "防水实际开始", "防水启动")),
    Column("roof_start", N_("平改坡开始"), "date", ("平改坡开工", "平改坡施工开始", "平改坡实际开始", "屋面平改坡开始", "平改坡启动")),
    Column("remark", N_("备注"), "text", ("说明", "备注说明", "备注(说明)", "情况说明", "其他说明", "其它", "存在问题", "存在问题及措施", "注"), internal=True),
)  # fmt: skip
COMPOUND_COLUMNS = (
    Column("compound_id", N_("小区编号"), "text", ("小区代码", "项目编号", "项目代码", "compound_id")),
    Column("construction_agent", N_("代建单位"), "text", ("代建", "代建方", "业主单位", "建设单位", "实施主体"), internal=True),
    Column("contractor", N_("施工单位"), "text", ("施工方", "施工企业", "中标单位", "承建单位", "总包单位"), internal=True),
    Column("party_branch_on", N_("临时党支部成立"), "date", ("临时党支部", "攻坚党支部", "攻坚党支部成立", "临时党支部成立日期", "党支部成立", "党支部")),
    Column("reception_room", N_("接待室"), "text", ("居民接待室", "居民接待", "群众接待室", "接待点")),
    Column("owners_committee_on", N_("业主管理委员会成立"), "date", (
        "业主管理委员会", "业委会", "业委会成立", "业主委员会", "业主委员会成立", "业管会", "业管会成立")),
    Column("property_company", N_("物业企业"), "text", ("物业公司", "物业服务企业", "物业单位", "物业服务公司"), internal=True),
    Column("property_entry_on", N_("物业进驻"), "date", ("物业进驻日期", "物业入驻", "物业进场", "进驻日期")),
    Column("funds_total", N_("资金总额"), "number", ("总资金", "资金", "总投资", "投资总额", "计划投资", "概算", "概算总投资", "资金合计"), internal=True),
    Column("funds_paid", N_("已拨付资金"), "number", (
        "已付资金", "拨付", "拨付资金", "已拨付", "已拨资金", "累计拨付", "已支付", "累计支付", "资金拨付"), internal=True),
    Column("parking_before", N_("停车位原有"), "whole", ("原有车位", "原有停车位", "车位原有", "改造前车位", "停车位改造前")),
    Column("parking_planned", N_("停车位计划"), "whole", ("计划车位", "计划停车位", "车位计划", "规划车位", "停车位规划")),
    Column("parking_built", N_("停车位建成"), "whole", ("建成车位", "建成停车位", "车位建成", "已建车位", "停车位已建", "改造后车位", "停车位改造后")),
    Column("charging_planned", N_("充电计划"), "whole", ("充电口计划", "计划充电口", "充电桩计划", "计划充电桩", "充电设施计划")),
    Column("charging_live", N_("充电启用"), "whole", ("充电口启用", "启用充电口", "充电桩启用", "充电桩已建", "充电设施启用", "充电建成")),
    Column("elevators_planned", N_("电梯计划"), "whole", ("加装电梯计划", "计划加装电梯", "计划电梯", "加梯计划")),
    Column("elevators_in_use", N_("电梯投用"), "whole", ("加装电梯投用", "已投用电梯", "已加装电梯", "电梯已装", "加梯投用", "加装电梯已投用")),
    Column("character", N_("一小区一特色"), "text", ("小区特色", "特色", "特色亮点", "一区一特色", "改造特色")),
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
TICKET_COLUMNS = (
    Column("ticket_id", N_("工单编号"), "text", (
        "工单号", "工单流水号", "受理编号", "受理单号", "诉求编号", "案件编号", "案卷编号", "任务编号", "流水号", "单号", "编号"), internal=True),
    Column("source", N_("来源"), "text", (
        "工单来源", "诉求来源", "案件来源", "信息来源", "来源渠道", "受理渠道", "渠道", "来源平台"), internal=True),
    Column("opened_on", N_("受理日期"), "date", (
        "受理时间", "受理", "登记时间", "登记日期", "来电时间", "来电日期", "派单时间", "派单日期", "交办时间", "交办日期", "立案时间", "上报时间", "诉求时间", "创建时间", "工单时间"),
        internal=True),
    Column("due_on", N_("办理期限"), "date", (
        "办结期限", "办理时限", "处置时限", "处理时限", "处理期限", "要求办结时间", "要求办结日期", "应办结时间", "应办结日期", "截止时间", "截止日期", "到期时间", "到期日期", "限办日期",
        "反馈期限"), internal=True),
    Column("closed_on", N_("办结日期"), "date", (
        "办结时间", "实际办结时间", "实际办结日期", "办理完成时间", "处置完成时间", "完成时间", "完成日期", "结案时间", "结案日期", "结单时间", "回复时间", "回复日期", "反馈时间"),
        internal=True),
    Column("state", N_("办理状态"), "text", (
        "状态", "工单状态", "处理状态", "处置状态", "案件状态", "当前状态", "办理情况", "办结情况", "办理进度", "是否办结"), internal=True),
    Column("text", N_("诉求内容"), "text", (
        "内容", "诉求", "工单内容", "反映内容", "反映问题", "主要内容", "问题描述", "诉求描述", "案件描述", "问题内容", "事件描述", "描述"), internal=True),
)  # fmt: skip
"""A ticket of 12345 or 啄木鸟, beside the columns that say where it belongs. Nothing of it ever leaves the house."""

DATE_PARTS = (
    ("planned_start", N_("计划开工"), ("计划开工", "计划开始", "计划启动", "计划进场", "开工计划", "拟开工", "预计开工")),
    ("actual_start", N_("实际开工"), ("实际开工", "实际开始", "实际启动", "实际进场", "开工实际")),
    ("planned_end", N_("计划完工"), ("计划完工", "计划完成", "计划结束", "计划竣工", "计划截止", "完工计划", "预计完工", "预计完成", "拟完工")),
    ("actual_end", N_("实际完工"), ("实际完工", "实际完成", "实际结束", "实际竣工", "完工实际")),
)  # fmt: skip
STAGE_HEADS = {
    "preparation": ("前期准备", "前期工作", "前期"),
    "demolition": ("违建拆除", "拆除违建", "拆违", "违建"),
    "construction": ("改造实施", "改造施工", "工程施工", "现场施工", "施工", "工程", "改造"),
    "acceptance": ("竣工验收", "验收"),
    "handover": ("物业管理", "物业移交", "物业接管", "移交"),
}
"""What stands over the dates of a stage in a head of two rows."""
_MORE = {
    "acceptance_actual_end": ("验收日期", "验收时间", "竣工验收日期", "竣工验收时间", "验收通过日期"),
    "handover_actual_end": ("移交日期", "移交时间", "物业移交日期", "物业移交时间"),
}
ALONE_MEANS = "construction"
"""The stage of 计划开工 and its like with no stage over them: the works themselves."""


def date_code(stage: str, part: str) -> str:
    """Return the column code of a stage's date, such as ``demolition_planned_end``."""
    return f"{stage}_{part}"


def _stage_date(stage: Stage, part: str, title: str, words: tuple[str, ...]) -> Column:
    code = date_code(stage.code, part)
    heads = STAGE_HEADS[stage.code]
    joined = (*(f"{head}{word}" for head in heads for word in words), *_MORE.get(code, ()))
    return Column(code, f"{stage.name}{title}", "date", joined, alone=words if stage.code == ALONE_MEANS else ())


STAGE_DATES = tuple(_stage_date(stage, *part) for stage in STAGES for part in DATE_PARTS)
DATE_CODES = tuple(column.code for column in STAGE_DATES)
COLUMNS = {
    column.code: column
    for column in (*TICKET_COLUMNS, *FACILITY_COLUMNS, *BUILDING_COLUMNS, *STAGE_DATES, *COMPOUND_COLUMNS)
}
_DATE_TITLES = {
    title: (stage.name, part)
    for stage in STAGES
    for code, part, _words in DATE_PARTS
    for title in (date_code(stage.code, code), f"{stage.name}{part}")
}


def label(word: str) -> str:
    """Return what a column is called in the language in use.

    Parameters
    ----------
    word : str
        A column's code or title; any other word is only translated.
    """
    if word in _DATE_TITLES:
        stage, part = _DATE_TITLES[word]
        return _("{stage}{part}").format(stage=_(stage), part=_(part))
    return _(COLUMNS[word].title) if word in COLUMNS else _(word)
