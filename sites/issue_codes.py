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
    IssueCode("datum_converted", "warning", N_("原为 {datum} 坐标，已换算：{kind}在所属{what}内的由 {share_before} 变为 {share_after}，偏移由 {offset_before} 米变为 {offset_after} 米"), N_("核对换算是否正确；不对就加 --datum {role}=wgs84")),
    IssueCode("datum_unclear", "warning", N_("坐标基准不清楚：{kind}在所属{what}内的有 {share}，偏移 {offset} 米；若这个图层是 {datum} 坐标，则有 {share_best}。没有照此换算"), N_("问清图是在哪里描的，再用 --datum {role}=wgs84、gcj02 或 bd09 指明")),
    IssueCode("layers_apart", "warning", N_("{kind}在所属{what}内的只有 {share}，偏移 {offset} 米；换成 GCJ-02 或 BD-09 也对不上"), N_("核对两个图层的坐标系和图形；坐标系不对时用 --crs {role}=EPSG:n 指明")),
    IssueCode("datum_assumed", "info", N_("各图层彼此一致，但都没有写明是测绘坐标，按 WGS 84（CGCS2000）读入"), N_("若全都描自高德、百度等网络地图，请加 --datum gcj02 或 --datum bd09")),
    IssueCode("datum_told", "info", N_("按 --datum 的指明，作为 {datum} 坐标读入"), N_("不需要处理")),
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
    IssueCode("unknown_column", "info", N_("不认识“{value}”这一列，内容记入备注"), N_("列名改用说明中的写法，或写进 columns.toml")),
    IssueCode("repeated_column", "warning", N_("“{value}”和“{first}”是同一项，只读了“{first}”"), N_("两列只留一列，或改掉其中一个列名")),
    IssueCode("year_assumed", "info", N_("{n} 处日期没有写年份，如“{value}”按 {read} 读入"), N_("日期写全：年-月-日")),
    IssueCode("day_assumed", "info", N_("{n} 处日期没有写到哪一天，如“{value}”按 {read} 读入"), N_("日期写全：年-月-日")),
    IssueCode("approximate_value", "warning", N_("{n} 处带有“约”“前”一类的字，如“{value}”按 {read} 读入"), N_("只填数字或日期，其余写在备注里")),
    # Workbooks
    IssueCode("sheet_without_table", "warning", N_("这张工作表里没有找到表头，未读入"), N_("表头要有“小区”“幢号”等列名，工单要有“工单编号”等列名")),
    IssueCode("hidden_sheet", "warning", N_("这张工作表是隐藏的，里面的 {n} 行没有读"), N_("要读就取消隐藏，不要就删去")),
    IssueCode("hidden_rows_read", "info", N_("有 {n} 行是隐藏的，照样读入了"), N_("不要的行请删去，不要只是隐藏")),
    IssueCode("hidden_columns_read", "info", N_("隐藏的列也读入了：{value}"), N_("不要的列请删去，不要只是隐藏")),
    IssueCode("told_by_title", "info", N_("表中没有“{column}”列，按标题或表名取“{value}”"), N_("加上这一列就不会取错")),
    IssueCode("total_differs", "warning", N_("“{column}”的合计写的是 {stated}，各行相加是 {summed}"), N_("核对合计，看有没有漏行、重行或填错的数")),
    IssueCode("row_without_building", "error", N_("这一行没有写明是哪一幢"), N_("补上小区和幢号")),
    IssueCode("row_without_compound", "error", N_("这一行没有写明是哪个小区"), N_("补上小区名称")),
    IssueCode("several_buildings", "error", N_("“{value}”看不出是哪几幢楼"), N_("写成“1-8幢”或“3、5、7幢”，或者每幢楼单独写一行")),
    IssueCode("not_a_range", "error", N_("“{value}”不像一段幢号"), N_("从小到大写，如“1-8幢”；若是几幢几单元，请写“12幢3单元”")),
    IssueCode("number_became_date", "error", N_("幢号成了日期“{value}”，原来写的可能是“{guess}”"), N_("把幢号一列设为文本格式，再重新填写")),
    IssueCode("range_with_gaps", "warning", N_("“{value}”里的 {missing} 在“{compound}”里没有（或不止一幢），其余 {n} 幢已并入"), N_("核对幢号，或在楼栋图层中补上")),
    IssueCode("row_divided", "info", N_("这一行写了 {n} 幢：{columns}已分摊到各幢（{by}），其余各栏每幢相同"), N_("想要准确的数，请每幢楼单独写一行")),
    IssueCode("row_repeated", "info", N_("这一行写了 {n} 幢，各栏每幢相同"), N_("各幢不同时，请每幢楼单独写一行")),
    IssueCode("row_overridden", "info", N_("其中 {n} 幢另有更具体的行（第 {rows} 行），这几幢以那里为准"), N_("不需要处理")),
    IssueCode("compound_counts_unused", "info", N_("{n} 个小区写了{columns}，没有用到：以各幢相加为准"), N_("想按幢分摊，请在同一行写上阶段或进度")),
    IssueCode("ranges_overlap", "warning", N_("其中 {named} 在第 {rows} 行已经写过，以先写的为准"), N_("让每幢楼只出现在一行里")),
    IssueCode("date_from_file_name", "info", N_("表内没有填报日期，按文件名取 {date}"), N_("在表头上方写“填报日期：年-月-日”")),
    IssueCode("workbook_after_as_of", "info", N_("填报日期 {date} 晚于截至日期 {as_of}，整份未用"), N_("需要时把截至日期改到这一天之后")),
    # Tickets
    IssueCode("ticket_columns_left", "info", N_("工单的这些列没有读入：{value}"), N_("不需要处理；要读的话，列名改用说明中的写法")),
    IssueCode("tickets_after_as_of", "info", N_("{n} 件工单的受理日期晚于截至日期 {as_of}，未计入"), N_("需要时把截至日期改到这一天之后")),
    IssueCode("repeated_ticket", "error", N_("工单编号“{value}”在第 {first} 行已经有了"), N_("两行只留一行")),
    IssueCode("unknown_subdistrict", "error", N_("没有写明小区，街道“{value}”也找不到"), N_("补上小区，或核对街道一栏")),
    IssueCode("ticket_without_building", "warning", N_("“{compound}”里找不到“{value}”，工单只归到小区"), N_("核对幢号，或在楼栋图层中补上")),
    # Join
    IssueCode("unknown_compound", "error", N_("找不到小区“{value}”"), N_("核对小区名称，或在小区图层中补上")),
    IssueCode("ambiguous_compound", "error", N_("“{value}”可能指的小区不止一个"), N_("写明街道、期数或小区编号")),
    IssueCode("matched_by_similarity", "warning", N_("没有“{value}”，按最接近的“{found}”并入，共 {n} 行"), N_("核对是不是同一个；写对名称，或确认为别名")),
    IssueCode("name_completed", "info", N_("“{value}”没有写全，按“{found}”并入，共 {n} 行"), N_("不是同一个的话，请写全名称")),
    IssueCode("subdistrict_differs", "warning", N_("“{value}”写在{named}，图层里属于{subdistrict}，以小区名称为准，共 {n} 行"), N_("核对街道一栏")),
    IssueCode("alias_unreadable", "error", N_("这一条别名读不懂：{what}"), N_("补上种类、写法和编号")),
    IssueCode("alias_stale", "warning", N_("别名“{value}”指向的“{means}”已经不在了，这一条未用"), N_("改指现有的编号，或删去这一条")),
    IssueCode("alias_disagrees", "warning", N_("别名“{value}”在第 {first} 行指向“{before}”，这里改指“{means}”，以后确认的为准"), N_("两条只留一条")),
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
    # Contradictions: within a row, then against the workbook before
    IssueCode("removed_more_than_listed", "warning", N_("违建已拆的处数多于应拆"), N_("核对违建应拆和已拆")),
    IssueCode("accepted_before_demolition", "warning", N_("已经验收，违建拆除却还没有完成"), N_("核对验收和拆违两处")),
    IssueCode("finish_before_start", "warning", N_("{stage}的{what}是 {value}，早于开工的 {start}"), N_("核对这两个日期")),
    IssueCode("stages_out_of_order", "warning", N_("{stage}在 {value} 完工，早于{earlier}的 {earlier_end}"), N_("核对这两个日期")),
    IssueCode("implausible_date", "warning", N_("{stage}的{what}是 {value}，不像这项工程的日期"), N_("核对年份")),
    IssueCode("end_without_full_progress", "warning", N_("改造实施在 {end} 已完工，形象进度却是 {value}%"), N_("核对形象进度和实际完工")),
    IssueCode("full_progress_without_end", "warning", N_("形象进度已到 100%，改造实施却没有实际完工日期"), N_("补上实际完工日期，或核对形象进度")),
    IssueCode("stage_word_differs", "warning", N_("当前阶段写的是{stage}，按日期却在{dated}，以日期为准"), N_("核对当前阶段和实际日期")),
    IssueCode("progress_fell", "warning", N_("形象进度从上一期的 {before}% 降到 {value}%"), N_("核对这一期和上一期的形象进度")),
    IssueCode("stage_fell", "warning", N_("上一期在{was}，这一期退回{stage}"), N_("核对这一期和上一期的阶段、日期")),
    IssueCode("actual_date_changed", "warning", N_("{stage}的{what}上一期是 {before}，这一期成了 {value}"), N_("核对哪一个是对的")),
    IssueCode("actual_date_gone", "warning", N_("{stage}的{what}上一期是 {before}，这一期空着"), N_("补上这个日期")),
    IssueCode("plan_revised", "info", N_("{n} 幢楼的计划日期有调整，以这一期为准；例如{example}，{stage}的{what}由 {before} 改为 {now}"), N_("不需要处理")),
    # Figures
    IssueCode("official_differs", "info", N_("{what}：公布数 {official}，本期 {found}"), N_("核对是否有缺漏或重复")),
)  # fmt: skip
BY_CODE = {entry.code: entry for entry in ISSUE_CODES}
