"""Characters that people mistake for each other, by sound or by sight, and what a mistake costs."""

from functools import cache

SAME_SOUND = 0.3
"""The input method offers both for one syllable (虹 红): the commonest mistake in a workbook."""
NEAR_SOUND = 0.45
"""Southern tongues do not tell the two apart (z zh, l n, an ang)."""
SAME_LOOK = 0.3
"""The eye or a scanner does not tell the two apart (未 末)."""
DOUBLED = 0.3
SWAPPED = 0.5
MISSING = 0.7
OTHER = 1.0

_LOOK_ALIKE = (
    "己已巳 未末 土士 日曰目 人入八 天夭 田由甲申 玉王主 戊戌戍 干千于 太大犬 木本 白自百 今令 午牛 石右 东车 港巷 桥侨娇骄轿 虹虾缸 任仟仁 "
    "板扳 莲涟 凤风夙 晓哓 塔搭 姚桃逃 荷苛 青责 江汪 池地驰弛 官宫 名各 家冢 体休 育盲 师帅 机杭 船般舶 绣锈 杏否 棉绵锦 织炽职帜 狮筛 "
    "紫柴 枫讽 苑宛莞 园圆 里黑 村材 新薪 坊访 庭廷 邸低 华毕 兴兵 丰半 庆床 阳阴 明朋 友反 谊谁 建健 设没 胜姓 利和 朝潮 红江 星皇 光先 "
    "学字 文又 峰蜂锋 山出 水永 城诚 南楠 濠壕豪 壁璧 塘糖 湖糊 河何 海每悔 洋样 洲州 滩摊 岸崖 码妈 头买 关美 门们 闸匣 坝坎 堤提 圩圬 "
    "埠阜 渔鱼 帆凡 影景 坞钨 宁丁 安按 康庚 泰秦 平乎 和知 顺须 福幅 禄绿 寿奉 喜嘉 乐东 亭停 台合 阁阖 楼搂 厦夏 馆倌 银很 金全 钟种 铁铗 "
    "钢纲 印卯 染柒 纺访仿 毛手 丝线 布市 厂广 工土 农衣 业亚 商高 贸贺 供洪 电申 力刀 医匠 院完 药约 校较 教数 育盲 幼幻 师帅 粮粗 油抽 "
    "食良 酒洒 车东 站占 汽气 长张 途余 邮由 政致 税说 警惊 军车 团困 环坏 卫上 柳抑 梅海 兰三 竹付 菊掬 松公 柏伯 桂挂 樱缨 枝技 叶计 茶荼 "
    "翠萃 碧璧 紫紧 荆刑 盘盆 香杏 书节 砚现 墨黑 衿矜 秀季 灵炎 钱线 溪奚 泉皂 源原 浦捕 沙纱 滨宾 曙署 春舂 晖挥 夏复 秋愀 冬各 雪雷 云去 "
    "月用 霞瑕 虎虚 龙尤 鹤鹊 鹰膺 马乌 象像 狼狠 观现 音言 望忘 仙汕 怡恰 段般 易昜 端瑞 陆陌 孙孔 唐康 曹遭 祠词 更吏 俗浴 德得 民氏"
)  # fmt: skip


def same_sound(one: str, other: str, toned: bool = False) -> bool:
    """Tell whether two characters are read alike; their tones count only where ``toned``."""
    return _reading(one, toned) == _reading(other, toned) != ""


def same_look(one: str, other: str) -> bool:
    """Tell whether two characters are easily taken for each other by sight."""
    return other in _looks().get(one, ())


@cache
def swap_cost(one: str, other: str) -> float:
    """Return what it costs to take ``one`` for ``other``, 0 to 1."""
    if one == other:
        return 0.0
    if same_sound(one, other) or same_look(one, other):
        return min(SAME_SOUND, SAME_LOOK)
    return NEAR_SOUND if _southern(_reading(one, False)) == _southern(_reading(other, False)) != "" else OTHER


def mistakes(asked: str, known: str) -> float:
    """Return what the mistakes cost that turn ``known`` into ``asked``: an edit distance with weights.

    One character counts 1 at most; neighbours that changed places, a doubled or a missing character count less.
    """
    before: list[float] = []
    row = [at * MISSING for at in range(len(known) + 1)]
    for at, char in enumerate(asked, start=1):
        more = DOUBLED if at > 1 and asked[at - 2] == char else MISSING
        this = [row[0] + more]
        for to, right in enumerate(known, start=1):
            less = DOUBLED if to > 1 and known[to - 2] == right else MISSING
            best = min(row[to - 1] + swap_cost(char, right), row[to] + more, this[to - 1] + less)
            if at > 1 and to > 1 and char == known[to - 2] and asked[at - 2] == right and char != right:
                best = min(best, before[to - 2] + SWAPPED)
            this.append(best)
        before, row = row, this
    return row[-1]


@cache
def _reading(char: str, toned: bool) -> str:
    """Return a Chinese character's commonest reading in pinyin; nothing for other characters."""
    from pypinyin import Style, lazy_pinyin  # its tables take 0.1 s to load: only a name that nobody has needs them

    found = lazy_pinyin(char, style=Style.TONE3 if toned else Style.NORMAL, errors="ignore")
    return str(found[0]) if found else ""


def _southern(reading: str) -> str:
    """Return a reading without what southern tongues leave out."""
    start = reading.replace("zh", "z").replace("ch", "c").replace("sh", "s")
    start = "l" + start[1:] if start.startswith("n") else start
    return start.removesuffix("g") if start.endswith("ng") else start


@cache
def _looks() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for group in _LOOK_ALIKE.split():
        for char in group:
            found.setdefault(char, set()).update(group)
    return found
