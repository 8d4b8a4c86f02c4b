"""Which role the name of a layer, sheet or file speaks of: Chinese puts what a thing is at the end of its name."""

import re

from loaders.geometry.choosing import LAYER_WORDS
from sites.names import squeeze
from sites.official import SUBDISTRICTS
from sites.report import Role

MORE_WORDS: dict[Role, tuple[str, ...]] = {
    "subdistricts": ("镇街", "街镇", "行政区", "行政区划", "辖区"),
    "compounds": ("红线", "地块", "改造范围", "项目范围", "社区", "庭院"),
    "buildings": ("楼幢", "楼宇", "房屋", "住宅楼", "建筑物", "楼房", "幢"),
    "parking": ("车位", "停车场", "泊位"),
    "charging": ("充电口", "充电设施", "充电站"),
    "elevators": ("加梯", "梯"),
    "pipes": ("管道", "雨污", "雨水", "污水", "燃气", "给水", "排水"),
    "progress": ("台账", "进度", "进展", "周报", "月报", "日报"),
    "tickets": ("工单", "12345", "啄木鸟", "投诉", "诉求", "信访"),
    "aliases": ("别名",),
}
LATIN: dict[Role, tuple[str, ...]] = {
    "subdistricts": ("subdistricts?", "jiedao", "streets?"),
    "compounds": ("compounds?", "xiaoqu", "communit(?:y|ies)"),
    "buildings": ("buildings?", "bldgs?", "footprints?", "loudong", "houses?"),
    "parking": ("parking", "tingche(?:wei)?"),
    "charging": ("charging", "chargers?", "chongdian(?:zhuang)?"),
    "elevators": ("elevators?", "lifts?", "dianti"),
    "pipes": ("pipes?", "pipelines?", "guanwang", "guanxian"),
    "progress": ("progress", "jindu", "taizhang"),
    "tickets": ("tickets?", "gongdan"),
    "aliases": ("alias(?:es)?",),
}
EXACT: dict[str, Role] = {
    word: role for role, words in LAYER_WORDS.items() for word in (role, *words)  # type: ignore[misc]
}  # fmt: skip
"""The names by which a layer is taken with no further question, as ``loaders.geometry.choosing`` does."""
_CHINESE: list[tuple[str, Role]] = [
    (word, role)
    for role in LATIN
    for word in (*(word for word in LAYER_WORDS.get(role, ()) if not word.isascii()), *MORE_WORDS.get(role, ()))
]
_LATIN = [
    (re.compile(rf"(?<![a-z])(?:{word})(?![a-z])", re.IGNORECASE), role)
    for role, words in LATIN.items()
    for word in words
]
_ASIDE = re.compile(r"[(\[【][^()\[\]【】]*[)\]】]")


def exact(name: str) -> Role | None:
    """Return the role whose very name a layer bears."""
    return EXACT.get(name.casefold())


def spoken(name: str) -> Role | None:
    """Return the role of which a name speaks; None when it speaks of none.

    The word that ends last counts, of several that end there the longest. Names of subdistricts and what stands in
    brackets say where, not what.

    Examples
    --------
    >>> spoken("虹桥街道小区停车位（2022）"), spoken("bldg_0831"), spoken("虹桥街道")
    ('parking', 'buildings', None)
    """
    plain = _ASIDE.sub("", squeeze(name)).casefold()
    for place in SUBDISTRICTS:
        plain = plain.replace(place, "")
    found = [
        (plain.rindex(word) + len(word), len(word), role) for word, role in _CHINESE if word in plain
    ]  # fmt: skip
    found += [(hit.end(), len(hit[0]), role) for word, role in _LATIN for hit in word.finditer(plain)]
    return max(found)[2] if found else None
