"""How names are compared: one spelling for what the field writes in many ways. Exact only; nothing is guessed here."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, process

from sites.official import SUBDISTRICTS

NEAREST_SHOWN = 3
NEAREST_SCORE = 45.0
"""Names less alike than this (rapidfuzz ratio, 0-100) are no help as a suggestion."""

_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_BRACKETS = str.maketrans("", "", "()[]{}【】〔〕〈〉《》「」“”\"'·")
_DIGITS = {word: value for value, word in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_PLACES = {"十": 10, "百": 100}
_UNIT = r"(?:号楼幢|号楼|号幢|号栋|号|#楼|#幢|#栋|#|幢楼|幢|栋|楼|座)"
_STEM = "甲乙丙丁戊己庚辛东南西北中新老"
_ONE_BUILDING = re.compile(
    rf"第?(?P<before>[a-z{_STEM}]?)(?P<number>[0-9]+|[零〇一二两三四五六七八九十百]+)(?P<after>[a-z{_STEM}]?)(?P<unit>{_UNIT}?)"
)
_LETTER_ONLY = re.compile(rf"第?(?P<letter>[a-z甲乙丙丁戊己庚辛])(?P<unit>{_UNIT}?)")
_AFTER_UNIT = re.compile(rf"(?P<number>[0-9]+){_UNIT}(?P<after>[a-z{_STEM}])")
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
    return squeeze(squeeze(name).casefold()).translate(_BRACKETS)


def subdistrict_name(name: str) -> str:
    """Return a subdistrict's name with its suffix: 虹桥 and 虹桥街道 are both 虹桥街道.

    Names that end in another word for an administrative area (镇, 乡, 区) keep it, unless the official list has
    the longer form (狼山镇街道).
    """
    plain = squeeze(name).removesuffix("办事处").removesuffix("街办")
    if not plain or plain.endswith("街道"):
        return plain
    longer = plain + "街道"
    return plain if longer not in SUBDISTRICTS and plain.endswith(("镇", "乡", "区")) else longer


def building_key(text: str) -> str | None:
    """Return a building's number without its unit, in ASCII digits without leading zeros; None if it is not one building.

    Examples
    --------
    >>> [building_key(word) for word in ("3幢", "3号楼", "3#", "03栋", "３幢", "三号楼", "12A", "甲", "1-8幢")]
    ['3', '3', '3', '3', '3', '3', '12A', '甲', None]
    """
    plain = squeeze(text).casefold()
    if found := _ONE_BUILDING.fullmatch(plain):
        number = _number(found["number"])
        return None if number is None else f"{found['before'].upper()}{number}{found['after'].upper()}"
    if found := _AFTER_UNIT.fullmatch(plain):
        return f"{int(found['number'])}{found['after'].upper()}"
    if found := _LETTER_ONLY.fullmatch(plain):
        return str(found["letter"].upper())
    return None


def building_label(text: str) -> str:
    """Return the building's number where it can be read as one, else its text without spaces (a name such as 东楼)."""
    return building_key(text) or squeeze(text)


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


def _number(word: str) -> int | None:
    """Read ASCII digits or Chinese numerals below a thousand."""
    if word[0].isascii():
        return int(word)
    if not any(place in word for place in _PLACES):
        return int("".join(str(_DIGITS[char]) for char in word))
    total, digit = 0, None
    for char in word:
        if char in _PLACES:
            total += (1 if digit is None else digit) * _PLACES[char]
            digit = None
        elif digit not in (None, 0):
            return None
        else:
            digit = _DIGITS[char]
    return total + (digit or 0)
