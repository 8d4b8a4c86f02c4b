"""The demo's 51 compounds by name: all invented, as are the firms. 演示数据（虚构）."""

LABEL = "演示数据（虚构） synthetic demo data"
"""Stands in every file that the demo writes."""

COMPOUNDS: dict[str, tuple[tuple[str, str], ...]] = {
    "城东街道": (
        ("濠东新村", "沿河慢行步道与夜景灯带"), ("柳桥里", "老城记忆影像墙"), ("东濠苑", "银杏林荫道"),
        ("启秀里", "邻里书屋与科举文化小景"), ("望仙桥小区", "口袋公园与老井广场"),
    ),
    "和平桥街道": (
        ("和濠新村一期", "桂花步道"), ("和濠新村二期", "共享菜园"), ("西寺里", "青砖巷口与手作工坊"),
        ("官河苑", "临河健身环线"), ("濠西小区", "海绵雨水花园"), ("荷塘里", "荷塘小景与亲子戏水台"),
    ),
    "虹桥街道": (
        ("虹桥新村一期", "彩虹跑道与儿童乐园"), ("虹桥新村二期", "智慧门禁与安全岛"), ("虹濠苑", "樱花大道"),
        ("映红新村", "红色议事亭"), ("桃溪南村", "桃花溪畔休闲带"), ("桃溪北村", "老年食堂与康养驿站"),
        ("石坝小区", "非遗蓝印花布主题墙"), ("青竹苑", "竹影中庭"),
    ),
    "任港街道": (
        ("任港路小区", "江港记忆主题广场"), ("渔港里", "渔灯文化长廊"), ("姚圩小区", "林下停车与充电广场"),
        ("帆影苑", "船帆造型廊架"), ("船坞新村", "造船工业遗存小品"), ("西港苑", "全龄健身公园"),
    ),
    "新城桥街道": (
        ("新桥一村", "邻里中心与一刻钟便民点"), ("新桥二村", "立体绿化墙"), ("城南里", "城墙根文化步道"),
        ("濠南苑", "近代风貌街角"), ("板桥小区", "无障碍环线"),
    ),
    "学田街道": (
        ("学田苑", "四点半课堂与书香长廊"), ("学圃新村", "耕读小院"), ("书香里", "露天阅读角"),
        ("耕读园", "二十四节气花境"), ("砚池小区", "水墨影壁与砚池"), ("青衿苑", "青年共创空间"),
    ),
    "钟秀街道": (
        ("秀水新村", "滨水栈道"), ("钟灵苑", "钟楼造型门头与中心广场"), ("北园小区", "海棠花园"),
        ("百花里", "四季花街"), ("晓塘新村", "湿塘生态园"),
    ),
    "文峰街道": (
        ("文塔新村", "塔影文化广场"), ("峰影苑", "屋顶花园示范楼"), ("东塔里", "邻里集市"),
        ("文澜小区", "棋院与戏台"),
    ),
    "观音山街道": (("观澜新村", "体育公园"), ("莲台苑", "莲花景观池"), ("东郊新村", "乡愁记忆馆")),
    "狼山镇街道": (("山前新村", "看山步道"), ("听江苑", "江风观景台"), ("五峰里", "山石园与登山驿站")),
}  # fmt: skip
"""For each involved subdistrict its compounds: name, and the one character (一小区一特色) of each."""

AGENTS = ("示例甲代建管理公司", "示例乙代建管理公司", "示例丙代建管理公司")
CONTRACTORS = tuple(f"示例第{number}建筑工程公司" for number in "一二三四五六七八")
PROPERTY_COMPANIES = tuple(f"示例{word}物业服务公司" for word in ("安居", "和邻", "乐宅", "惠民", "同心"))

NAMES = tuple((subdistrict, name, character) for subdistrict, rows in COMPOUNDS.items() for name, character in rows)
"""Subdistrict, name and character of the 51."""


def further(subdistrict: str, number: int) -> tuple[str, str]:
    """Return name and character of a subdistrict's compound beyond the 51, counted from 0: 柳桥里2区 and so on."""
    rows = COMPOUNDS[subdistrict]
    name, character = rows[number % len(rows)]
    return f"{name}{number // len(rows) + 2}区", character
