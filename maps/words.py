"""The map's words and colours in the language in use, as a hashed file: all from the one vocabulary."""

import json
from functools import cache
from typing import Any

import locales
from locales import _
from maps import basemaps, files
from sites import source_line
from sites.facilities import LAYERS, STATUS_WORDS
from sites.stages import STAGES, STATUSES


def address(synthetic: bool) -> str:
    """Return the address of the words file in the language in use."""
    return _address(locales.current(), synthetic)


@cache
def _address(language: str, synthetic: bool) -> str:
    body: dict[str, Any] = {
        "lang": language,
        "stages": [{"code": s.code, "label": s.label, "light": s.light, "dark": s.dark} for s in STAGES],
        "statuses": [{"code": s.code, "label": s.label, "sign": s.sign} for s in STATUSES],
        "layers": [
            {
                "code": x.name,
                "label": x.label,
                "statuses": [{"code": s, "label": _(STATUS_WORDS[s])} for s in x.statuses],
            }
            for x in LAYERS
        ],
        "basemaps": basemaps.offered(),
        "text": _texts(synthetic),
    }
    return files.put("words.json", json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode())


def _texts(synthetic: bool) -> dict[str, str]:
    return {
        "legend": _("图例"),
        "ring": _("一环一小区，数字为幢数"),
        "stage": _("阶段"),
        "schedule": _("进度"),
        "layers": _("图层"),
        "no_data": _("无数据"),
        "map_label": _("崇川区老旧小区改造地图"),
        "zoom_in": _("放大"),
        "zoom_out": _("缩小"),
        "fit": _("显示全部"),
        "full_screen": _("全屏"),
        "two_fingers": _("双指移动地图"),
        "nothing_found": _("没有符合条件的楼栋"),
        "clear_filters": _("清除筛选"),
        "basemap_failed": _("底图「{name}」无法连接，已换回示意底图"),
        "building_title": _("{compound} {number} 幢"),
        "building_line": _("{households} 户 · {storeys} 层"),
        "days_late": _("滞后 {n} 天"),
        "several_compounds": _("{n} 个小区"),
        "compound_line": _("{subdistrict} · {n} 幢"),
        "behind_line": _("滞后 {n} 幢"),
        "note_parking": _("车位 原有 {spaces_before} · 计划 {spaces_planned} · 建成 {spaces_built}"),
        "note_charging": _("接口 计划 {ports_planned} · 启用 {ports_live} · {power_kw} kW"),
        "note_elevators": _("{unit} 单元"),
        "draw_rectangle": _("矩形圈选"),
        "draw_polygon": _("多边形圈选"),
        "draw_erase": _("清除圈选"),
        "draw_rectangle_hint": _("按住拖出矩形，Esc 取消"),
        "draw_polygon_hint": _("逐点点击，回到起点或按回车完成，Esc 取消"),
        "picture": _("下载地图图片"),
        "picture_title": _("崇川区老旧小区改造一张图"),
        "picture_line": _("第 {number} 期 · 截至 {as_of} · {n} 幢"),
        "picture_file": _("旧改地图_第{number}期_{as_of}"),
        "picture_failed": _("图片没有生成，请重试"),
        "north": _("北"),
        "sheet_compounds": _("改造小区"),
        "sheet_subdistricts": _("涉及街道"),
        "sheet_buildings": _("居民楼"),
        "sheet_households": _("住户"),
        "sheet_behind": _("滞后"),
        "sheet_at_risk": _("预警"),
        "sheet_late": _("滞后和预警的小区"),
        "sheet_days": _("{n} 天"),
        "sheet_risk_line": _("预警 {n} 幢"),
        "sheet_calm": _("没有滞后或预警的小区"),
        "sheet_more": _("及另外 {n} 个"),
        "sheet_printed": _("打印于 {day}"),
        "sheet_code": _("这个视图的网址，二维码"),
        "source": " · ".join(source_line.parts(synthetic)),
    }
