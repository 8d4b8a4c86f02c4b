"""A compound's name taken apart, so that what tells compounds apart is never lost in a likeness of letters.

虹桥新村东区（二期） is core 虹桥, kind 新村, part 东区, phase 2. Two spellings with the same parts are the same name.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sites.characters import CHINESE_DIGITS, CIRCLED_MARKS, ROMAN_MARKS, read_number, simplified
from sites.names import squeeze, subdistrict_name
from sites.official import SUBDISTRICTS

KINDS = (
    "新村", "小区", "花园", "花苑", "公寓", "家园", "新苑", "新园", "新城", "佳苑", "佳园", "嘉苑", "嘉园", "家苑", "名苑",
    "名园", "雅苑", "雅园", "华苑", "华庭", "名邸", "公馆", "山庄", "别墅", "住宅区", "住宅小区", "住宅", "居住区", "生活区",
    "安置房", "安置小区", "集资房", "宿舍楼", "宿舍区", "宿舍", "家属院", "家属区", "家属楼", "大院", "大厦", "大楼", "广场", "苑",
    "园", "里", "村", "坊", "庭", "邸", "府", "居", "庄", "院", "城",
)  # fmt: skip
"""What kind of compound it is, at the end of its name; it may be left out (虹桥 for 虹桥新村), never exchanged."""
ANY_KIND = "小区"
"""May stand behind another kind and then says nothing (虹桥新村小区)."""
LEAST_CORE = 2
"""What is left of a name must have so many characters to be its core."""
DIRECTIONS = "东南西北中"
TELLING = "东南西北中上下前后左右内外新老旧大小高甲乙丙丁戊己庚辛"
"""Characters that tell neighbours apart: two names that differ in one of them are two names."""

_CHINESE = f"[{CHINESE_DIGITS}]"
_ROMAN = r"(?<![a-z])(?:x{0,2}(?:ix|iv|v?i{1,3}|v)|x{1,2})(?![a-z])"
_NUMBER = rf"(?:[0-9]+|{_CHINESE}+|{_ROMAN})"
_AND, _TO = r"[、,，;；/\\和及与+&]", r"[-~～—–至到]"
_LISTED = rf"第?{_NUMBER}(?:期?(?:{_AND}|{_TO})第?{_NUMBER})*"
_PHASES = re.compile(rf"\(?(?P<said>{_LISTED})期(?:工程|项目)?\)?|\((?P<bare>{_LISTED})\)期?")
_WORKS = "(?:综合|环境|整体|雨污|提升|改造|整治|更新)+"
_TAIL = re.compile(
    rf"(?:(?:19|20)\d\d年度?)?(?:(?:既有|城镇)?老旧(?:居住区|住宅小区|小区))?(?:旧改|{_WORKS})?(?:工程|项目)*$"
    rf"|[老旧]小区{_WORKS}(?:工程|项目)*$"
)
_NOTE = re.compile(r"\((?:老旧|老|旧)小区\)")
_YEAR = re.compile(r"^(?:19|20)\d\d年度?")
_BEFORE = re.compile(r"^(?:江苏省)?(?:南通市)?(?:崇川区|港闸区)?(?=.{2})")
_COMMUNITY = re.compile(r"^[^0-9]{2,4}社区(?:居委会)?(?=.{3})")
_MARKS = re.compile(r"[()\[\]{}【】〔〕〈〉《》「」『』“”‘’\"'`·•._:：*]|(?<![0-9])[-—–]|[-—–](?![0-9])")
_COUNTED = re.compile(
    rf"第?({_CHINESE}*[{CHINESE_DIGITS.translate(str.maketrans('', '', '百佰两'))}]{_CHINESE}*|[0-9]+)"
)
_ZONE = re.compile(rf"(?P<mark>[{DIRECTIONS}]{{1,2}}|[0-9]+|[a-z]|[甲乙丙丁戊])(?P<unit>片区|片|区|组团|地块|块|标段)$")
_SIDE = re.compile(rf"(?P<mark>[{DIRECTIONS}]|[0-9]+)$")
_TELLING = re.compile(rf"[0-9]+|[a-z]+|[{TELLING}]")


@dataclass(frozen=True)
class Spelling:
    """A name's parts, each in one way of writing.

    Attributes
    ----------
    core, kind : str
        虹桥, 新村; the kind may be absent.
    parts : tuple of str
        What tells parts of a compound apart: ``东区``, ``2区``; a mark before the kind (北苑, 一村) is written ``<北``, ``<1``.
    phases : tuple of int
        Ascending; more than one where the name speaks of several.
    area : str
        The subdistrict that stood before the name, with its suffix; empty where there was none.
    """

    core: str
    kind: str
    parts: tuple[str, ...]
    phases: tuple[int, ...]
    area: str = ""

    @property
    def key(self) -> str:
        """One text for all spellings with the same parts; two names with the same key are the same name."""
        return "|".join((self.core, self.kind, "+".join(self.parts), "+".join(map(str, self.phases))))

    @property
    def text(self) -> str:
        """The name in plain characters, without what stood around it."""
        phase = "".join(f"{number}期" for number in self.phases)
        before = "".join(part[1:] for part in self.parts if part[0] == "<")
        behind = "".join(part for part in self.parts if part[0] != "<")
        return f"{self.core}{before}{self.kind}{behind}{phase}"

    @property
    def body(self) -> str:
        """Core and kind."""
        return self.core + self.kind

    @property
    def telling(self) -> tuple[str, ...]:
        """Numbers, letters, directions and the like, in order; names that differ here never match by likeness."""
        found = tuple(_TELLING.findall(self.core))
        return found + tuple(mark for part in self.parts for mark in _TELLING.findall(part))


class Speller:
    """Reads names; knows the subdistricts that may stand before one."""

    def __init__(self, areas: Iterable[str] = ()) -> None:
        known = {subdistrict_name(area) for area in areas} | set(SUBDISTRICTS)
        self._areas = {area.removesuffix("街道"): area for area in known if area}
        words = "|".join(re.escape(word) for word in sorted(self._areas, key=len, reverse=True))
        towns = "|".join(re.escape(word) for word in self._areas if word.endswith(("镇", "乡"))) or "(?!)"
        self._area = re.compile(
            rf"^(?:(?P<area>{words})(?:街道办事处|街道办|街道|街办|办事处)(?=.{{2}})|(?P<town>{towns})(?=.{{3}}))"
        )
        self._read: dict[str, Spelling] = {}

    def read(self, name: str) -> Spelling:
        """Take a name apart; each distinct one once."""
        if name not in self._read:
            self._read[name] = self._apart(name)
        return self._read[name]

    def _apart(self, name: str) -> Spelling:
        plain = simplified(squeeze(name.translate(CIRCLED_MARKS).translate(ROMAN_MARKS)).casefold())
        plain = _BEFORE.sub("", _YEAR.sub("", plain))
        area = ""
        if found := self._area.match(plain):
            area = self._areas[found["area"] or found["town"]]
            plain = plain[found.end() :]
        plain, phases = _phases(_COMMUNITY.sub("", _NOTE.sub("", plain)))
        plain = _MARKS.sub("", plain)
        plain = _COUNTED.sub(_figure, _without(_TAIL, plain))
        core, kind, parts = _core(plain)
        return Spelling(core, kind, parts, phases, area)


def _phases(plain: str) -> tuple[str, tuple[int, ...]]:
    """Take the phases out of a name, wherever they stand."""
    numbers: set[int] = set()

    def take(found: re.Match[str]) -> str:
        numbers.update(_listed(found["said"] or found["bare"]))
        return ""

    return _PHASES.sub(take, plain), tuple(sorted(numbers))


def _listed(words: str) -> set[int]:
    """Read ``一``, ``1、2``, ``1-3``, ``一二``."""
    numbers: list[int] = []
    for word in re.split(_AND, words.replace("期", "").replace("第", "")):
        ends = [read_number(end) for end in re.split(_TO, word)]
        known = [number for number in ends if number is not None]
        if re.fullmatch("[一二三四五六七八九]{2,}", word):  # 一二期 are two phases, as nobody writes 12 so
            numbers += [number for char in word if (number := read_number(char)) is not None]
        elif len(known) == 2 and known[0] < known[1] < known[0] + 20:
            numbers += range(known[0], known[1] + 1)
        else:
            numbers += known
    return set(numbers)


def _figure(found: re.Match[str]) -> str:
    number = read_number(found[1])
    return found[0] if number is None else str(number)


def _without(ending: re.Pattern[str], plain: str) -> str:
    """Take an ending off, unless too little would be left."""
    start = ending.search(plain)
    return plain[: start.start()] if start and start.start() >= LEAST_CORE else plain


def _core(plain: str) -> tuple[str, str, tuple[str, ...]]:
    """Split what is left into core, kind and parts."""
    behind: list[str] = []
    while (zone := _ZONE.search(plain)) and zone.start() >= LEAST_CORE:
        behind.insert(0, zone["mark"] + zone["unit"].replace("片区", "片"))
        plain = plain[: zone.start()]
    if (side := _SIDE.search(plain)) and not behind and _kind(plain[: side.start()]):
        behind.insert(0, side["mark"])
        plain = plain[: side.start()]
    kind = _kind(plain)
    core = plain.removesuffix(kind)
    if kind == ANY_KIND and (other := _kind(core)):
        kind, core = other, core.removesuffix(other)
    before: list[str] = []
    if (side := _SIDE.search(core)) and side.start() >= LEAST_CORE:
        before.append("<" + side["mark"])
        core = core[: side.start()]
    return core, kind, (*before, *behind)


def _kind(plain: str) -> str:
    """Return the longest kind at the end that leaves a core; nothing where there is none."""
    return next((kind for kind in _LONGEST_FIRST if plain.endswith(kind) and len(plain) - len(kind) >= LEAST_CORE), "")


_LONGEST_FIRST = sorted(KINDS, key=len, reverse=True)
