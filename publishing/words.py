"""The public page's words and colours in every language, all from the one vocabulary."""

from collections.abc import Mapping
from typing import Any, cast

import locales
from locales import N_, _
from publishing.extract import Extract
from settings import settings
from sites import source_line
from sites.columns import label
from sites.facilities import LAYERS, STATUS_WORDS
from sites.report import ROLE_TITLES, Role
from sites.stages import STAGE_CODES, STAGES, stage

OPEN_LAYERS = ("parking", "charging", "elevators")
ABOUT = (
    (N_("小区和楼栋"), N_("各街道提供的边界和楼栋轮廓，截至 {as_of}。画图时做了简化，不能用来量尺寸或认定产权。")),
    (N_("所处阶段和计划完成"), N_("街道每周上报的台账，截至 {as_of}。计划完成是计划，不是承诺，会有变动。")),
    (N_("停车、充电、加装电梯"), N_("同一份台账和图层，截至 {as_of}。加装电梯只显示已经开工和投用的。")),
    (N_("底图"), N_("河流、道路和街道界线是示意。")),
    (N_("这张图没有什么"), N_("没有住户、施工单位和资金的信息；少于 5 户的合计不显示；管线不公开。")),
    (N_("您的隐私"), N_("页面不用 cookie，不收集任何内容；“附近”只在您的手机里比较位置，不发送出去。")),
)
"""What the data is and what it is not: a term and a sentence each."""
INVENTED = (N_("演示数据"), N_("这是演示：小区、楼栋、设施、阶段和日期都是虚构的。"))
"""What is told before it where the data is the demo's."""


def words(extract: Extract, links: Mapping[str, str]) -> dict[str, Any]:
    """Return the words file: each language, and what the settings say of the site.

    Parameters
    ----------
    links : mapping of str to str
        Addresses of the open data's files, by their names.
    """
    spoken = {}
    for language in locales.LANGUAGES:
        with locales.speaking(language):
            spoken[language] = _spoken(extract, language)
    own = settings().lang
    site = {
        "feedback": settings().feedback_url,
        "links": [
            {"label": dict.fromkeys(locales.LANGUAGES, name), "href": address} for name, address in links.items()
        ],
    }
    return {"default": own if own in locales.LANGUAGES else locales.SOURCE, **spoken, "site": site}


def _spoken(extract: Extract, language: str) -> dict[str, Any]:
    return {
        "lang": language,
        "stages": [
            {
                "code": each.code,
                "label": each.label,
                "over_when": _(each.over_when),
                "light": each.light,
                "dark": each.dark,
            }
            for each in STAGES
        ],
        "layers": [
            {
                "code": each.name,
                "label": each.label,
                "statuses": [{"code": code, "label": _(STATUS_WORDS[code])} for code in each.statuses],
            }
            for each in LAYERS
            if each.name in OPEN_LAYERS
        ],
        "text": {**_map_texts(), **_page_texts(extract)},
    }


def _map_texts() -> dict[str, str]:
    """Return what the modules say that the public page shares with the app's map."""
    return {
        "legend": _("图例"), "ring": _("一环一小区，数字为幢数"), "stage": _("阶段"), "layers": _("图层"), "no_data": _("无数据"),
        "map_label": _("崇川区老旧小区改造地图"), "zoom_in": _("放大"), "zoom_out": _("缩小"), "fit": _("显示全部"),
        "full_screen": _("全屏"), "two_fingers": _("双指移动地图"), "nothing_found": _("没有符合条件的楼栋"),
        "clear_filters": _("清除筛选"), "building_title": _("{compound} {number} 幢"), "building_line": _("{storeys} 层"),
        "several_compounds": _("{n} 个小区"), "compound_line": _("{subdistrict} · {n} 幢"),
        "note_parking": _("车位 原有 {spaces_before} · 计划 {spaces_planned} · 建成 {spaces_built}"),
        "note_charging": _("接口 计划 {ports_planned} · 启用 {ports_live} · {power_kw} kW"),
    }  # fmt: skip


def _page_texts(extract: Extract) -> dict[str, Any]:
    return {
        "title": _("崇川区老旧小区改造一张图"),
        "search": _("搜小区名、拼音或幢号"),
        "near": _("附近"), "near_why": _("找离您最近的小区，位置不会发送出去"), "near_waiting": _("正在定位……"),
        "near_impossible": _("这里不能定位，请搜小区名"), "near_refused": _("没有得到定位许可，请搜小区名"),
        "near_found": _("离您最近的是{compound}，约 {metres} 米"), "near_failed": _("没有定位成功，请搜小区名"), "near_far": _("3 公里内没有在改造的小区"), "nobody": _("没有找到，请换个写法，或试试拼音"),
        "district": _("崇川全区"), "whole_district": _("看全区"), "back": _("返回"), "too_few": _("户数太少，不显示合计"),
        "place_line": _("{compounds} 个小区，{buildings} 幢"),
        "place_line_households": _("{compounds} 个小区，{buildings} 幢，{households} 户"),
        "number": _("{number} 幢"), "buildings": _("楼栋"), "no_buildings": _("没有楼栋资料"),
        "all_by": _("计划 {date}前全部完成"), "doing": _("现在：{stage}"), "doing_until": _("现在：{stage}，计划 {date}前完成"),
        "over_when": _("这个阶段到“{what}”为止"), "next": _("下一步：{stage}"), "built": _("{year} 年建"), "storeys": _("{n} 层"),
        "character": _("一小区一特色：{what}"), "facilities": _("小区里的设施"),
        "parking": _("停车：原有 {before} 个，计划 {planned} 个，建成 {built} 个"),
        "charging": _("充电：计划 {planned} 个接口，启用 {live} 个"), "elevators": _("加装电梯：施工 {works} 部，投用 {use} 部"),
        "own_page": _("小区页面"), "feedback": _("反映问题（12345）"), "more_ways": _("更多"),
        "progress": _("各街道进度"), "progress_short": _("各街道"), "table": _("楼栋列表"), "table_short": _("列表"),
        "about_title": _("关于这张图"), "about_short": _("关于"), "share": _("分享这个视图"), "share_short": _("分享"),
        "other_language": locales.LANGUAGES["en" if locales.current() == locales.SOURCE else locales.SOURCE], "close": _("关闭"), "more": _("再显示一些"), "taller": _("展开"), "lower": _("收起"),
        "table_caption": _("和地图一样：{n} 幢"), "col_place": _("小区"), "col_building": _("幢号"), "col_stage": _("当前阶段"),
        "col_finish": _("计划完成"), "address": _("网址"), "share_line": _("别人打开这个网址，看到的是同样的视图。"),
        "copy": _("复制"), "copied": _("已复制"), "copy_yourself": _("请手工复制上面的网址"), "open_data": _("开放数据"),
        "updated": _("更新到 {as_of}").format(as_of=extract.as_of.isoformat()),
        "source": " · ".join(source_line.parts(extract.synthetic)),
        "about": [
            [_(term), _(said).format(as_of=extract.as_of.isoformat())]
            for term, said in (*([INVENTED] if extract.synthetic else ()), *ABOUT)
        ],
    }  # fmt: skip


CHANGES = {"appears": N_("新增"), "vanishes": N_("不再公开"), "shape": N_("图形")}
"""What can become of a building outside, beside the columns that change."""


def column_title(column: str) -> str:
    """Return what changed of a building, in the language in use."""
    return _(CHANGES[column]) if column in CHANGES else label(column)


def layer_title(name: str) -> str:
    """Return what a layer is called, in the language in use."""
    return _(ROLE_TITLES[cast(Role, name)])


def value_words(column: str, value: object) -> str:
    """Return a public value in the language in use."""
    said = str(value)
    return stage(said).label if column == "stage" and said in STAGE_CODES else said
