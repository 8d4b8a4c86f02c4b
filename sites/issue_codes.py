"""The one vocabulary of issues: code, severity, what it says, what to do. docs/issue-codes.md explains each with an example.

``{names in braces}`` are filled from the issue's values when it is shown, in the language then in use.
"""

from dataclasses import dataclass
from typing import Literal

from locales import N_

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True)
class IssueCode:
    """One kind of issue. An error rejects its row; a warning or an info does not."""

    code: str
    severity: Severity
    message: str
    cure: str


ISSUE_CODES = (
    # Geometry files
    IssueCode("empty_geometry", "error", N_("这一行没有图形"), N_("在制图软件中补画图形，或删去这一行")),
    IssueCode("not_a_polygon", "error", N_("应为面，实为{shape}"), N_("只保留面要素；标注点、线请放到别的图层")),
    IssueCode("wrong_geometry_type", "error", N_("图层“{layer}”不收{shape}"), N_("按图层要求改用点、线或面")),
    IssueCode("broken_geometry", "error", N_("图形无效，且无法修复为面"), N_("在制图软件中重画这个面")),
    IssueCode("duplicate_geometry", "error", N_("图形与第 {first} 行完全相同"), N_("两行只留一行")),
    IssueCode("repeated_id", "warning", N_("编号“{id}”在第 {first} 行已用过，这里改为“{new}”"), N_("给每一行一个自己的编号")),
    IssueCode("ids_generated", "info", N_("{n} 行没有编号，已按图形生成"), N_("在文件中补上编号，以后就能按编号对上")),
    IssueCode("geometry_repaired", "warning", N_("图形有自交等毛病，已修复"), N_("在制图软件中检查这个面")),
    IssueCode("impossible_coordinates", "error", N_("坐标不是数字，或超出经纬度的范围"), N_("核对这一行的坐标")),
    IssueCode("far_away", "error", N_("在 {km} 公里以外（{value}），坐标多半写错了"), N_("核对坐标；常见的是 0,0")),
    IssueCode("sliver_polygon", "error", N_("只有 {area} 平方米，或窄得像一条线，不像真的图形"), N_("多半是画图时留下的碎片，核对后删去或重画")),
    IssueCode("sliver_part_dropped", "warning", N_("舍去了 {n} 小块碎片"), N_("在制图软件中检查这个面")),
    IssueCode("parts_taken", "warning", N_("图形里混有别的东西，只取了要用的部分"), N_("面、线、点请分开放")),
    IssueCode("outline_closed", "info", N_("{n} 行画的是首尾相接的线，按面读入"), N_("不需要处理")),
    IssueCode("rings_closed", "info", N_("{n} 行的边界没有闭合，已接上"), N_("不需要处理")),
    IssueCode("repeated_points", "info", N_("{n} 行有重复的点，已去掉"), N_("不需要处理")),
    IssueCode("near_duplicate", "warning", N_("与第 {first} 行几乎重合（{share}）"), N_("像是同一处画了两次，核对后只留一行")),
    IssueCode("compounds_overlap", "warning", N_("小区“{one}”与“{other}”重叠 {area} 平方米，占小的一个的 {share}"), N_("核对两个小区的边界")),
    IssueCode("vertical_dropped", "info", N_("{n} 行带有高程，已舍去"), N_("不需要处理")),
    IssueCode("crs_assumed", "warning", N_("文件没有写明坐标系；从数值看是 {crs}，按它读入"), N_("补上 .prj，或用 --crs {role}=EPSG:n 指明")),
    IssueCode("crs_corrected", "warning", N_("文件标明的坐标系是 {declared}，数值却是 {crs} 的，按数值读入"), N_("改正文件的坐标系，或用 --crs {role}=EPSG:n 指明")),
    IssueCode("axes_swapped", "warning", N_("坐标的两个数写反了，已对调"), N_("导出时经度（东坐标）在前，纬度（北坐标）在后")),
    IssueCode("crs_from_points", "info", N_("按 {n} 个控制点换算：中误差 {rms} 米，最大 {worst} 米，尺度 {scale}"), N_("不需要处理")),
    IssueCode("crs_from_two_points", "warning", N_("只按两个控制点换算，尺度 {scale}，没有多余的点可以检核"), N_("再给一两个控制点")),
    IssueCode("hatches_skipped", "info", N_("{n} 处填充与边界重复，未读入"), N_("不需要处理")),
    IssueCode("several_labels", "warning", N_("图形里有几处文字，看不出哪个是名称：{value}"), N_("名称只留一处，其余放到别的图层")),
    IssueCode("encoding_corrected", "warning", N_(".cpg 写的是 {declared}，内容却是 {found}，按内容读入"), N_("改正或删去 .cpg 文件")),
    IssueCode("missing_compound_name", "error", N_("小区没有名称"), N_("补上小区名称")),
    IssueCode("missing_subdistrict_name", "error", N_("街道没有名称"), N_("补上街道名称")),
    IssueCode("repeated_compound", "warning", N_("{subdistrict}已有同名小区“{compound}”（第 {first} 行）"), N_("改名，或合并为一个小区")),
    IssueCode("compound_without_subdistrict", "warning", N_("不清楚小区“{compound}”属于哪个街道"), N_("补上街道一栏，或给出街道图层")),
    # Values
    IssueCode("unreadable_value", "warning", N_("“{value}”读不成{kind}，按空白处理"), N_("按{kind}重新填写")),
    IssueCode("share_exactly_one", "warning", N_("进度填的是 1，按 100% 读入"), N_("写成 100% 或 1%，免得误会")),
    IssueCode("unknown_stage_word", "warning", N_("不认识的阶段“{value}”，按空白处理"), N_("用前期准备、违建拆除、改造实施、竣工验收、物业管理之一")),
    IssueCode("unknown_status_word", "warning", N_("不认识的状态“{value}”，按无数据处理"), N_("按图层的状态词填写")),
    IssueCode("unknown_column", "info", N_("不认识的列，未读入"), N_("列名改用说明中的写法")),
    # Workbooks
    IssueCode("sheet_without_table", "warning", N_("这张工作表里没有找到表头，未读入"), N_("表头要有“小区”“幢号”等列名")),
    IssueCode("row_without_building", "error", N_("这一行没有写明是哪一幢"), N_("补上小区和幢号")),
    IssueCode("row_without_compound", "error", N_("这一行没有写明是哪个小区"), N_("补上小区名称")),
    IssueCode("several_buildings", "error", N_("“{value}”不是一幢楼"), N_("每幢楼单独写一行")),
    IssueCode("date_from_file_name", "info", N_("表内没有填报日期，按文件名取 {date}"), N_("在表头上方写“填报日期：年-月-日”")),
    IssueCode("workbook_after_as_of", "info", N_("填报日期 {date} 晚于截至日期 {as_of}，整份未用"), N_("需要时把截至日期改到这一天之后")),
    IssueCode("tickets_not_read", "info", N_("工单目前还不能读入，{n} 行已略过"), N_("不需要处理")),
    # Join
    IssueCode("unknown_compound", "error", N_("找不到小区“{value}”"), N_("核对小区名称，或在小区图层中补上")),
    IssueCode("ambiguous_compound", "error", N_("叫“{value}”的小区不止一个"), N_("写明街道或小区编号")),
    IssueCode("unknown_building", "error", N_("“{compound}”里找不到“{value}”"), N_("核对幢号，或在楼栋图层中补上")),
    IssueCode("ambiguous_building", "error", N_("“{compound}”里叫“{value}”的楼不止一幢"), N_("写明楼栋编号")),
    IssueCode("repeated_row", "error", N_("与第 {first} 行是同一幢楼或同一小区"), N_("两行只留一行")),
    IssueCode("building_id_differs", "warning", N_("楼栋编号指的是“{by_id}”，小区和幢号指的是“{by_name}”，以编号为准"), N_("核对楼栋编号")),
    IssueCode("compound_differs", "warning", N_("楼栋自己写的是“{named}”，图上却在“{found}”，以所写为准"), N_("核对小区名称或楼栋位置")),
    IssueCode("building_outside_compound", "warning", N_("楼栋自己写的是“{named}”，图上却在它之外，以所写为准"), N_("核对小区名称或楼栋位置")),
    IssueCode("compound_name_unknown", "warning", N_("楼栋自己写的小区“{named}”不存在，按位置归入“{found}”"), N_("核对小区名称")),
    IssueCode("building_across_compounds", "warning", N_("楼栋跨两个小区：{share} 在“{home}”，{other_share} 在“{other}”，归入“{home}”"), N_("核对边界；归错时在楼栋图层里写明小区")),
    IssueCode("building_without_compound", "warning", N_("楼栋不在任何小区内"), N_("核对楼栋位置，或写明小区名称")),
    IssueCode("compound_without_buildings", "warning", N_("小区“{compound}”里没有楼栋"), N_("核对小区边界，或补上楼栋")),
    IssueCode("buildings_without_progress", "info", N_("{n} 幢楼没有进度数据"), N_("在台账中补上这些楼栋")),
    IssueCode("facility_outside", "error", N_("设施不在任何小区内"), N_("核对位置，或写明小区名称")),
    IssueCode("elevator_without_building", "warning", N_("找不到电梯所在的楼栋“{value}”"), N_("核对楼栋编号")),
    IssueCode("attribute_differs", "warning", N_("{n} 幢楼的{column}与楼栋图层不同，以图层为准；例如{example}：图层 {kept}，台账 {given}"), N_("核对后改正其中一处")),
    IssueCode("date_after_as_of", "warning", N_("{n} 行的{column}晚于截至日期，未算作已发生"), N_("核对这些日期")),
    IssueCode("official_differs", "info", N_("{what}：公布数 {official}，本期 {found}"), N_("核对是否有缺漏或重复")),
)  # fmt: skip
BY_CODE = {entry.code: entry for entry in ISSUE_CODES}
