"""A building's number with its compound in front: 虹桥新村一期3幢."""

import re
from collections.abc import Iterator

from sites.characters import CHINESE_DIGITS
from sites.names import building_key, is_several, squeeze

_LEAST_COMPOUND = 2
_BETWEEN = "-—·、,，~～至"
_DIGITS = set(CHINESE_DIGITS)
_NUMBERED = re.compile(rf"^(?:第|no\.?|#)?[a-z东南西北甲乙丙丁]?[0-9{CHINESE_DIGITS}①-⑳]", re.IGNORECASE)
_COUNTED = re.compile(r"[幢栋座#]|号楼?$|楼$")


def split_building(text: str) -> Iterator[tuple[str, str]]:
    """Give the ways to split a text into a compound's name and the number or numbers of buildings, longest number first.

    Examples
    --------
    >>> list(split_building("虹桥新村一期3幢"))
    [('虹桥新村一期', '3幢')]
    """
    plain = squeeze(text)
    for at in range(_LEAST_COMPOUND, len(plain)):
        name, number = plain[:at], plain[at:]
        if _one_figure(name[-1], number[0]) or not _NUMBERED.match(number) or not _COUNTED.search(number):
            continue
        if building_key(number) is not None or is_several(number):
            bare = name.rstrip(_BETWEEN)
            if len(bare) >= _LEAST_COMPOUND and not (bare != name and bare[-1].isdecimal()):  # 1-8幢 is no compound 1
                yield bare, number


def _one_figure(before: str, after: str) -> bool:
    """Tell whether a cut between two characters would go through a number."""
    return (before.isdecimal() and after.isdecimal()) or (before in _DIGITS and after in _DIGITS)
