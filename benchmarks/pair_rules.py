"""The ways in which a workbook writes a compound's name, rightly and wrongly: each rule of the pairs is one function.

A rule of ``RIGHT`` gives a spelling that means the compound, one of ``WRONG`` a spelling that means no compound, or not one
alone; None where the rule says nothing of this compound.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from benchmarks.pair_words import LOOKS_LIKE, ONE_APART, SOUNDS_LIKE, STRANGERS, TAILS, TRADITIONAL, TWINS

DIGITS = "零一二三四五六七八九"
ROMAN = ("", "I", "II", "III", "IV", "V")
CIRCLED = "○①②③④⑤"


@dataclass(frozen=True)
class Built:
    """A compound by its parts: core 虹桥, kind 新村, zone 东区, phase 2; ``number`` and ``side`` stand before the kind (一村, 北苑)."""

    subdistrict: str
    core: str
    kind: str
    phase: int = 0
    zone: str = ""
    number: int = 0
    side: str = ""

    @property
    def name(self) -> str:
        """As the boundary file writes it."""
        phase = f"{DIGITS[self.phase]}期" if self.phase else ""
        number = DIGITS[self.number] if self.number else ""
        return f"{self.core}{self.side}{number}{self.kind}{self.zone}{phase}"

    @property
    def plain(self) -> bool:
        """Whether core and kind are all there is, but for a phase."""
        return not (self.zone or self.number or self.side)


@dataclass(frozen=True)
class Asked:
    """What a rule may look at: the compound, its siblings by core, and every core of the subdistrict."""

    site: Built
    family: list[Built]
    cores: set[str]
    chance: Random


Rule = Callable[[Asked], str | None]


def as_it_is(asked: Asked) -> str:
    return asked.site.name


def spaced(asked: Asked) -> str:
    name = asked.site.name
    at = asked.chance.randrange(1, len(name))
    return f" {name[:at]}{asked.chance.choice((' ', '　', chr(0x200B)))}{name[at:]} "


def phase_in_brackets(asked: Asked) -> str | None:
    return _phased(
        asked.site,
        asked.chance.choice(("（{}期）", "({}期)", "【{}期】", "〔{}期〕", "-{}期", "·{}期", " {}期")),
        DIGITS,
    )


def phase_as_digit(asked: Asked) -> str | None:
    return _phased(asked.site, asked.chance.choice(("{}期", "（{}期）", "第{}期", "{}期工程")), "0123456789")


def phase_as_full_width_digit(asked: Asked) -> str | None:
    return _phased(asked.site, "{}期", "０１２３４５")


def phase_as_roman(asked: Asked) -> str | None:
    return _phased(asked.site, asked.chance.choice(("{}期", "({}期)", "({})")), asked.chance.choice((ROMAN, "○ⅠⅡⅢⅣⅤ")))


def phase_circled(asked: Asked) -> str | None:
    return _phased(asked.site, asked.chance.choice(("{}期", "{}")), CIRCLED)


def phase_counted(asked: Asked) -> str | None:
    return _phased(asked.site, asked.chance.choice(("第{}期", "（第{}期）")), DIGITS)


def phase_as_bare_bracket(asked: Asked) -> str | None:
    return _phased(asked.site, asked.chance.choice(("（{}）", "({})")), asked.chance.choice((DIGITS, "0123456789")))


def phase_left_out(asked: Asked) -> str | None:
    alone = [other.phase for other in asked.family if other.plain and other.kind == asked.site.kind] == [1]
    return replace(asked.site, phase=0).name if alone and asked.site.plain else None


def traditional(asked: Asked) -> str | None:
    name = "".join(TRADITIONAL.get(char, char) for char in asked.site.name)
    return name if name != asked.site.name else None


def old_village(asked: Asked) -> str | None:
    return asked.site.name.replace("村", "邨") if "村" in asked.site.name else None


def with_the_district(asked: Asked) -> str:
    return asked.chance.choice(("崇川区", "南通市崇川区", "南通市", "江苏省南通市崇川区")) + asked.site.name


def with_the_subdistrict(asked: Asked) -> str:
    return asked.site.subdistrict + asked.chance.choice(("街道", "街道办事处", "街道办", "街道 ")) + asked.site.name


def with_everything_before(asked: Asked) -> str:
    return f"崇川区{asked.site.subdistrict}街道{asked.site.name}"


def with_a_tail(asked: Asked) -> str:
    return asked.site.name + asked.chance.choice(TAILS)


def with_a_year(asked: Asked) -> str:
    return f"2022年{asked.chance.choice(('', '度'))}{asked.site.name}{asked.chance.choice(TAILS)}"


def with_compound_behind(asked: Asked) -> str | None:
    site = asked.site
    alone = all(other.kind != "小区" for other in asked.family)
    return (
        f"{site.name}小区" if alone and site.kind not in ("小区", "住宅区") and not (site.zone or site.phase) else None
    )


def kind_left_out(asked: Asked) -> str | None:
    alone = len(asked.family) == 1 and asked.site.plain and not asked.site.phase
    return asked.site.core if alone and not _ends_like_a_kind(asked.site.core) else None


def kind_left_out_before_a_phase(asked: Asked) -> str | None:
    alone = {(other.kind, other.plain) for other in asked.family} == {(asked.site.kind, True)}
    return f"{asked.site.core}{DIGITS[asked.site.phase]}期" if alone and asked.site.phase else None


def number_as_digit(asked: Asked) -> str | None:
    site = asked.site
    return f"{site.core}{asked.chance.choice(('', '第'))}{asked.chance.choice((str(site.number), DIGITS[site.number]))}{site.kind}" if site.number else None  # fmt: skip


def zone_in_brackets(asked: Asked) -> str | None:
    site = asked.site
    word = site.zone.translate(str.maketrans("12", asked.chance.choice(("一二", "12", "１２"))))
    return (
        f"{site.core}{site.kind}{asked.chance.choice(('（{}）', ' {}', '-{}', '({})')).format(word)}"
        if site.zone
        else None
    )


def typed_by_sound(asked: Asked) -> str | None:
    return _typo(asked, SOUNDS_LIKE, {core for pair in TWINS for core in pair})


def typed_by_sight(asked: Asked) -> str | None:
    return _typo(asked, LOOKS_LIKE, {core for pair in TWINS for core in pair})


def letters_swapped(asked: Asked) -> str | None:
    core = asked.site.core
    at = asked.chance.randrange(1, len(core))
    swapped = f"{core[: at - 1]}{core[at]}{core[at - 1]}{core[at + 1 :]}"
    return replace(asked.site, core=swapped).name if len(core) >= 4 and swapped != core else None


def letter_doubled(asked: Asked) -> str | None:
    core = asked.site.core
    if asked.chance.random() < 0.6:
        return None
    at = asked.chance.randrange(len(core))
    return replace(asked.site, core=core[:at] + core[at] + core[at:]).name


def letter_missing_in_a_long_name(asked: Asked) -> str | None:
    core = asked.site.core
    at = asked.chance.randrange(1, len(core) - 1) if len(core) > 4 else 0
    return replace(asked.site, core=core[:at] + core[at + 1 :]).name if at and core[at] not in DIGITS + "第" else None


def several_dresses(asked: Asked) -> str | None:
    """Two or three habits at once."""
    site = asked.site
    name = _phased(site, "（{}期）", asked.chance.choice((DIGITS, "0123456789", ROMAN))) or site.name
    name = "".join(TRADITIONAL.get(char, char) for char in name) if asked.chance.random() < 0.5 else name
    before = asked.chance.choice(("", "崇川区", f"{site.subdistrict}街道", f"崇川区{site.subdistrict}街道"))
    behind = asked.chance.choice(("", *TAILS))
    return f"{before}{name}{behind}" if before or behind else None


def another_phase(asked: Asked) -> str | None:
    phases = {other.phase for other in asked.family if other.plain}
    return replace(asked.site, phase=max(phases) + 1).name if max(phases, default=0) and asked.site.plain else None


def phase_left_out_of_two(asked: Asked) -> str | None:
    phases = {other.phase for other in asked.family if other.plain and other.kind == asked.site.kind}
    return replace(asked.site, phase=0).name if len(phases) > 1 and 0 not in phases and asked.site.plain else None


def phase_left_out_of_the_second(asked: Asked) -> str | None:
    phases = {other.phase for other in asked.family if other.plain}
    return replace(asked.site, phase=0).name if phases == {2} else None


def second_phase_of_one_without(asked: Asked) -> str | None:
    return (
        replace(asked.site, phase=2).name
        if {other.phase for other in asked.family} == {0} and asked.site.plain
        else None
    )


def several_phases(asked: Asked) -> str | None:
    return f"{replace(asked.site, phase=0).name}{asked.chance.choice(('一、二期', '1-2期', '一期、二期', '一二期', '1+2期'))}" if asked.site.phase else None  # fmt: skip


def phase_for_a_zone(asked: Asked) -> str | None:
    return (
        f"{replace(asked.site, zone='').name}{asked.chance.choice(('一期', '2期'))}"
        if asked.site.zone[:1].isdigit()
        else None
    )


def zone_for_a_phase(asked: Asked) -> str | None:
    site = asked.site
    return f"{replace(site, phase=0).name}{DIGITS[site.phase]}区" if site.phase else None


def another_zone(asked: Asked) -> str | None:
    zones = {other.zone for other in asked.family}
    left = [zone for zone in ("东区", "西区", "南区", "北区", "3区", "C区", "中区") if zone not in zones]
    return replace(asked.site, zone=asked.chance.choice(left)).name if asked.site.zone else None


def zone_left_out(asked: Asked) -> str | None:
    return replace(asked.site, zone="").name if asked.site.zone else None


def zone_added(asked: Asked) -> str | None:
    return (
        replace(asked.site, zone=asked.chance.choice(("东区", "西区", "2区", "B区"))).name
        if asked.site.plain and not asked.site.phase
        else None
    )


def another_side(asked: Asked) -> str | None:
    left = [side for side in "东西南北" if side not in {other.side for other in asked.family}]
    return replace(asked.site, side=asked.chance.choice(left)).name if asked.site.side else None


def side_left_out(asked: Asked) -> str | None:
    return replace(asked.site, side="").name if asked.site.side else None


def another_number(asked: Asked) -> str | None:
    return replace(asked.site, number=asked.chance.randrange(4, 9)).name if asked.site.number else None


def number_left_out(asked: Asked) -> str | None:
    return replace(asked.site, number=0, kind="新村").name if asked.site.number else None


def another_kind(asked: Asked) -> str | None:
    site = asked.site
    left = {"新村": "花园", "小区": "新村", "花园": "公寓", "公寓": "新村", "家园": "新村", "苑": "里", "里": "新村", "花苑": "公寓",
            "宿舍": "花园", "佳苑": "新村", "嘉园": "公寓"}.get(site.kind)  # fmt: skip
    free = left and all(other.kind != left for other in asked.family) and site.plain and not site.phase
    return replace(site, kind=str(left)).name if free else None


def kind_left_out_of_two(asked: Asked) -> str | None:
    kinds = {other.kind for other in asked.family if other.plain}
    return asked.site.core if len(kinds) > 1 and not _ends_like_a_kind(asked.site.core) else None


def a_stranger(asked: Asked) -> str | None:
    return replace(asked.site, core=asked.chance.choice(STRANGERS)).name


def one_letter_apart(asked: Asked) -> str | None:
    core = asked.site.core
    other = core[:-1] + ONE_APART.get(core[-1], "")
    return replace(asked.site, core=other).name if len(core) == len(other) < 4 and other not in asked.cores else None


def two_compounds(asked: Asked) -> str | None:
    other = asked.chance.choice(sorted(asked.cores - {asked.site.core}))
    return f"{asked.site.name}{asked.chance.choice('、,/及')}{other}新村"


def core_and_more(asked: Asked) -> str | None:
    site = asked.site
    return (
        replace(site, core=asked.chance.choice("老新东西大小") + site.core).name
        if site.plain and len(site.core) == 2
        else None
    )


RIGHT: tuple[Rule, ...] = (
    as_it_is, spaced, phase_in_brackets, phase_as_digit, phase_as_full_width_digit, phase_as_roman, phase_circled, phase_counted,
    phase_as_bare_bracket, phase_left_out, traditional, old_village, with_the_district, with_the_subdistrict,
    with_everything_before, with_a_tail, with_a_year, with_compound_behind, kind_left_out, kind_left_out_before_a_phase,
    number_as_digit, zone_in_brackets, typed_by_sound, typed_by_sound, typed_by_sight, letters_swapped, letter_doubled,
    letter_missing_in_a_long_name, several_dresses, several_dresses,
)  # fmt: skip
WRONG: tuple[Rule, ...] = (
    another_phase, phase_left_out_of_two, phase_left_out_of_the_second, second_phase_of_one_without, several_phases,
    phase_for_a_zone, zone_for_a_phase, another_zone, zone_left_out, zone_added, another_side, side_left_out, another_number,
    number_left_out, another_kind, kind_left_out_of_two, a_stranger, one_letter_apart, two_compounds, core_and_more,
)  # fmt: skip


def _phased(site: Built, form: str, numbers: str | tuple[str, ...]) -> str | None:
    return replace(site, phase=0).name + form.format(numbers[site.phase]) if site.phase else None


def _typo(asked: Asked, table: dict[str, str], doubtful: set[str]) -> str | None:
    """Change one character of the core; None where that may be another core."""
    site = asked.site
    places = [at for at, char in enumerate(site.core) if table.get(char, char) != char]
    if not places or site.core in doubtful:
        return None
    at = asked.chance.choice(places)
    core = site.core[:at] + asked.chance.choice(table[site.core[at]]) + site.core[at + 1 :]
    return replace(site, core=core).name if core not in asked.cores and core not in doubtful else None


def _ends_like_a_kind(core: str) -> bool:
    """Tell whether the core alone reads as a whole name."""
    return core.endswith(("里", "园", "路", "井", "巷", "街", "村"))
