"""How names are compared: one spelling for what the field writes in many ways. Exact only; nothing is guessed here."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, process

from sites.characters import CHINESE_DIGITS, CIRCLED_MARKS, ROMAN_MARKS, read_number, simplified
from sites.official import SUBDISTRICTS

NEAREST_SHOWN = 3
NEAREST_SCORE = 45.0
"""Names less alike than this (rapidfuzz ratio, 0-100) are no help as a suggestion."""

_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_BRACKETS = str.maketrans("", "", "()[]{}【】〔〕〈〉《》「」“”\"'·")
_ABOVE = re.compile(r"^(?:江苏省)?(?:南通市)?(?:崇川区|港闸区)?(?=.{2})")
_OFFICE = re.compile(r"(?:(?:街道)?办事处|街道办|街办)$")
_STEM = "甲乙丙丁戊己庚辛东南西北中新老"
_UNIT = r"(?:号?(?:住宅|居民|宿舍)?楼[幢栋]?|号[幢栋]?|#(?:(?:住宅|居民|宿舍)?楼|[幢栋])?|[幢栋座]楼?)"
_NUMBER = rf"(?:[0-9]+|[{CHINESE_DIGITS}]+)"
_STAIR = rf"(?:(?P<stair>第?(?:{_NUMBER}|[a-z甲乙丙丁])单元))"
_BEFORE = r"(?:第|no\.?|#|楼号?|[幢栋]号?)?"
_ONE_BUILDING = re.compile(
    rf"{_BEFORE}(?P<before>[a-z{_STEM}]?)(?P<number>{_NUMBER})(?P<after>[a-z{_STEM}]?)(?:{_UNIT}{_STAIR}?)?"
)
_ROMAN_BUILDING = re.compile(rf"{_BEFORE}(?P<number>(?=[ivx]{{2}})x{{0,2}}(?:ix|iv|v?i{{0,3}}))(?:{_UNIT}{_STAIR}?)?")
_LETTER_ONLY = re.compile(rf"第?(?P<letter>[a-z甲乙丙丁戊己庚辛])(?:{_UNIT}{_STAIR}?)?")
_AFTER_UNIT = re.compile(rf"第?(?P<number>{_NUMBER}){_UNIT}(?P<after>[a-z{_STEM}])")
_SEVERAL = re.compile(r"[-~～—–至到、,，;；/&+和]|全部|所有|整个")


def squeeze(text: str) -> str:
    """Return the text with full-width forms made plain (NFKC) and every space taken out."""
    # twice, since what a space kept apart may join (a letter and its accent)
    return unicodedata.normalize("NFKC", _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)))


def tidy(text: str) -> str:
    """Return the text as people should see it: no spaces at the ends, no control or invisible characters."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    kept = "".join(char if unicodedata.category(char)[0] != "C" else " " for char in text)
    return " ".join(kept.split())


def compound_key(name: str) -> str:
    """Return what two spellings of one compound have in common.

    Examples
    --------
    >>> compound_key("虹桥新村（一期）") == compound_key(" 虹桥新村 一期")
    True
    """
    return squeeze(
        squeeze(squeeze(name).casefold()).translate(_BRACKETS)
    )  # a mark that stood behind a bracket joins its letter


def subdistrict_name(name: str) -> str:
    """Return a subdistrict's name with its suffix: 虹桥, 虹橋街道办事处 and 崇川区虹桥街道 are all 虹桥街道.

    Names that end in another word for an administrative area (镇, 乡, 区) keep it, unless the official list has
    the longer form (狼山镇街道).
    """
    plain = simplified(squeeze(name))
    while (shorter := _OFFICE.sub("", _ABOVE.sub("", plain))) != plain:
        plain = shorter
    if not plain or plain.endswith("街道"):
        return plain
    longer = plain + "街道"
    return plain if longer not in SUBDISTRICTS and plain.endswith(("镇", "乡", "区")) else longer


def building_key(text: str) -> str | None:
    """Return a building's number without its unit, in ASCII digits without leading zeros; None if it is not one building.

    A stair of a building (3幢1单元) is that building.

    Examples
    --------
    >>> [building_key(word) for word in ("3幢", "3号楼", "No.3", "03栋", "③幢", "三号楼", "12A", "甲", "Ⅲ幢", "1-8幢")]
    ['3', '3', '3', '3', '3', '3', '12A', '甲', '3', None]
    """
    marks = squeeze(text.translate(ROMAN_MARKS).translate(CIRCLED_MARKS)).casefold()
    plain = simplified(marks).translate(_BRACKETS)
    if found := _ONE_BUILDING.fullmatch(plain) or _AFTER_UNIT.fullmatch(plain):
        number = read_number(found["number"])
        before = found.groupdict().get("before") or ""
        return None if number is None else f"{before}{number}{found['after']}".upper()
    if found := _ROMAN_BUILDING.fullmatch(plain):
        return str(read_number(found["number"]))
    if found := _LETTER_ONLY.fullmatch(plain):
        return str(found["letter"].upper())
    return None


def building_label(text: str) -> str:
    """Return the building's number where it can be read as one, else its text without spaces, simplified (a name such as 东楼)."""
    return building_key(text) or simplified(squeeze(text))


def is_several(text: str) -> bool:
    """Tell whether the text speaks of more than one building, such as ``1-8幢`` or ``全部``."""
    return building_key(text) is None and _SEVERAL.search(squeeze(text)) is not None


def nearest(name: str, names: Sequence[str] | Iterable[str]) -> tuple[str, ...]:
    """Return up to three of ``names`` that look most like ``name``, best first, for a person to choose from."""
    found = process.extract(
        name, list(dict.fromkeys(names)), scorer=fuzz.ratio, processor=compound_key,
        limit=NEAREST_SHOWN, score_cutoff=NEAREST_SCORE,
    )  # fmt: skip
    return tuple(word for word, _, _ in found)
