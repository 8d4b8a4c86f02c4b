"""Which buildings one cell of 幢号 means: "1-8幢", "3#、5#、7#楼", "1~3、5号楼(含2单元)", "除3幢外", "全部".

Reads words only; which of the buildings exist is the asker's knowledge, and decides where a spelling is ambiguous.
"""

import re
import unicodedata
from collections.abc import Container
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from sites.names import building_key, squeeze

WIDEST = 200
"""A range of more buildings than this is a slip of the pen."""
Doubt = Literal["", "unclear", "no_range", "date"]
Parity = Literal["", "odd", "even"]

_OPEN, _CLOSE = "([{【〔〖", ")]}】〕〗"
_ROUND = str.maketrans(_OPEN + _CLOSE, "(" * len(_OPEN) + ")" * len(_CLOSE))
_BRACKET = re.compile(r"\(([^()]*)\)")
_SPACED = re.compile(r"(?<=[0-9#号幢栋楼座])\s+(?=[0-9])")
_SEPARATOR = re.compile(r"[、,;/&+。]|以及|及|和|与")
_DASH = re.compile(r"[-‐‒–—―−~∼〜]+|至|到")
_UNIT = r"(?:号楼|号|#楼|#|幢楼|幢|栋|楼|座)"
_NUMERAL = r"(?:[0-9]+|[一二两三四五六七八九十]+)"
_PARITIES: dict[str, Parity] = {
    "单号": "odd", "单数": "odd", "奇数": "odd", "单": "odd", "双号": "even", "双数": "even", "偶数": "even", "双": "even",
}  # fmt: skip
_PARITY = rf"(?P<parity>{'|'.join(_PARITIES)}){_UNIT}?"
_BLOCKS = r"(?:居民|住宅)?(?:楼栋|楼幢|楼房|楼宇|房屋|建筑|幢楼|栋楼|楼|幢|栋)?"
_EVERY = re.compile(
    r"(?:本|该)?(?:小区|院内)?(?:内|的)?(?:全部|所有|全体|整体|整个|各|每)(?:小区)?(?:内|的)?"
    rf"(?:共?{_NUMERAL})?{_BLOCKS}(?:{_PARITY})?|[全整本]小区|共{_NUMERAL}(?:幢|栋){_BLOCKS}|{_PARITY.replace('parity', 'alone')}"
)
_REST = re.compile(rf"(?:其余|其他|其它|剩余|余下)(?:的)?(?:各)?{_BLOCKS}")
_EXCEPT = re.compile(
    r"(?P<base>.*?)[,、;]?(?:除了|除去|除|不含|不包括)(?P<out>.+?)(?:以外|之外|外)?(?:的)?"
    rf"(?:(?:其余|其他|其它|剩余|全部|所有)(?:的)?(?:各)?{_BLOCKS})?"
)
_COUNT = re.compile(rf"(?:等|共|合计|计){_NUMERAL}(?:幢|栋|个)?楼?")
_IN_BRACKETS = re.compile(r"^\((\w{1,4})\)")
"""A number in brackets before its unit: （3）幢."""
_ENTRANCES = re.compile(rf"(?<=[#号幢栋楼座])-?(?P<note>{_NUMERAL}(?:[-~至到、]{_NUMERAL})*单元)")
_TOUCHING = re.compile(r"(?<=[#号幢栋楼座])(?=[0-9])")
_DOTTED = re.compile(rf"[0-9]+(?:\.[0-9]+)+{_UNIT}|[0-9]+(?:\.[0-9]+){{2,}}")
_PARITY_AT_END = re.compile(rf"(?<=[0-9#号幢栋楼座]){_PARITY}$")
_UNIT_AT_END = re.compile(rf"{_UNIT}$")
_DATE = re.compile(r"(?P<year>[0-9]{4})[-/.年](?P<month>[0-9]{1,2})[-/.月](?P<day>[0-9]{1,2})日?(?:[t ]?[0-9:.]+)?")
_DAY = re.compile(r"(?P<month>[0-9]{1,2})月(?P<day>[0-9]{1,2})日?")
_KEY = re.compile(r"(?P<before>[^0-9]*)(?P<number>[0-9]*)(?P<after>[^0-9]*)")
_ALPHABETS = ("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "甲乙丙丁戊己庚辛壬癸")
_LONGEST_NUMBER = 6
_LONGEST_CELL = 1_000
_SIGN = re.compile(
    "|".join(
        re.sub(r"\?P<\w+>", "?:", pattern.pattern if isinstance(pattern, re.Pattern) else pattern)
        for pattern in (r"\(|单元|除|不含|不包括", _SEPARATOR, _DASH, _TOUCHING, _PARITY_AT_END, _EVERY, _REST)
    )
)
"""A text with none of these speaks of one building at most."""


@dataclass(frozen=True)
class Meaning:
    """What a cell of 幢号 says.

    Attributes
    ----------
    numbers : tuple of str
        The buildings named, as ``sites.names.building_key`` writes them, in the order of the cell, none twice.
    every : bool
        All buildings of the compound instead, but for ``without`` and ``parity``.
    rest : bool
        Those of the compound that no other row names (其余).
    without : tuple of str
        Buildings taken out (除3幢外).
    parity : str
        Only ``odd`` or ``even`` numbers (单号, 双号) of every building; empty for all.
    note : str
        What else was said, such as 含2单元: it belongs to the remarks.
    doubt : str
        Why it cannot be told which buildings are meant: ``unclear``, ``no_range`` (descending, or wider than
        ``WIDEST``), ``date`` (the spreadsheet made a date of it); empty when it can.
    guess : str
        What a date may have been.
    """

    numbers: tuple[str, ...] = ()
    every: bool = False
    rest: bool = False
    without: tuple[str, ...] = ()
    parity: Parity = ""
    note: str = ""
    doubt: Doubt = ""
    guess: str = ""

    def takes(self, label: str | None) -> bool:
        """Tell whether a building of the compound is meant; ``label`` is its number or name, None where it has none."""
        if label in self.without:
            return False
        if not (self.every or self.rest):
            return label in self.numbers
        return not self.parity or (label is not None and _has(self.parity, label))


class _UnclearError(ValueError):
    """The text cannot be told."""

    def __init__(self, doubt: Doubt = "unclear") -> None:
        super().__init__(doubt)
        self.doubt: Doubt = doubt


def read(text: str, known: Container[str] = ()) -> Meaning | None:
    """Tell which buildings a cell means that is not the plain number or name of one.

    Parameters
    ----------
    text : str
        The cell, such as ``1-8幢``.
    known : container of str
        Numbers and names of the compound's buildings. A part that is one of them is that building, whatever else it
        could mean: 12-3 is the building 12-3 where there is one, and no range.

    Returns
    -------
    Meaning or None
        None when there is no sign of several buildings; a meaning with ``doubt`` when there is one, but it is unclear.

    Examples
    --------
    >>> read("1-3,5,7-9").numbers
    ('1', '2', '3', '5', '7', '8', '9')
    >>> read("3#、5#、7#楼").numbers
    ('3', '5', '7')
    >>> read("全部(除3幢外)").without
    ('3',)
    >>> read("12-3").doubt
    'no_range'
    >>> read("12-3", {"12-3"}).numbers
    ('12-3',)
    >>> read("东楼") is None
    True
    """
    if len(text) > _LONGEST_CELL:
        return Meaning(doubt="unclear")
    if (whole := squeeze(text)) in known:
        return Meaning((whole,))
    plain = _plain(text)
    if found := _DATE.fullmatch(plain) or _DAY.fullmatch(plain):
        return Meaning(doubt="date", guess=_before_excel(found))
    try:
        return _meaning(plain, known)
    except _UnclearError as error:
        return Meaning(doubt=error.doubt)


def is_plain(text: str) -> bool:
    """Tell whether a text may be the number or name of one building and nothing else.

    It is not where numbers stand apart by nothing but a space (``1 3 5幢`` is no number 135), or more is said in
    brackets or of stair units.
    """
    wide = _IN_BRACKETS.sub(r"\1", unicodedata.normalize("NFKC", text).strip().translate(_ROUND))
    return not _SPACED.search(wide) and "(" not in wide and "单元" not in wide


def _plain(text: str) -> str:
    """Return the text without spaces, in small letters, with round brackets; what only a space or a dot parts becomes a list."""
    wide = unicodedata.normalize("NFKC", text).casefold().strip()
    plain = squeeze(_SPACED.sub("、", wide)).translate(_ROUND)
    return plain.replace(".", "、") if _DOTTED.fullmatch(plain) else plain


def _meaning(plain: str, known: Container[str]) -> Meaning | None:
    if plain.startswith("(") and plain.endswith(")") and plain.count("(") == 1:
        plain = plain[1:-1]
    if not _SIGN.search(plain) or not any(char.isalnum() for char in plain):
        return None
    notes: list[str] = []
    without: list[str] = []
    rest = _BRACKET.sub(partial(_bracket, known=known, notes=notes, without=without), plain)
    if "(" in rest or ")" in rest:
        raise _UnclearError
    notes += [found["note"] for found in _ENTRANCES.finditer(rest)]
    rest = _ENTRANCES.sub("", rest)
    if found := _EXCEPT.fullmatch(rest):
        without += _listed(found["out"], known)
        rest = found["base"] or "全部"
    told = Meaning(without=tuple(without), note="；".join(notes))
    if found := _EVERY.fullmatch(rest):
        word = found["parity"] or found["alone"]
        return replace(told, every=True, parity=_PARITIES[word] if word else "")
    if _REST.fullmatch(rest):
        return replace(told, rest=True)
    numbers = _listed(rest, known)
    return replace(told, numbers=tuple(numbers)) if numbers else None


def _bracket(found: "re.Match[str]", known: Container[str], notes: list[str], without: list[str]) -> str:
    """Read what stands in brackets; return what of it belongs to the text."""
    word = found[1]
    if word in _PARITIES:
        return word
    if exception := _EXCEPT.fullmatch(word):
        try:
            out = _listed(exception["out"], known)
        except _UnclearError:
            out = []
        if out and not exception["base"]:
            without += out
            return ""
    if word:
        notes.append(word)
    return ""


def _listed(text: str, known: Container[str]) -> list[str]:
    """Return the numbers of a list of buildings and ranges."""
    parts = [part for part in _SEPARATOR.split(_TOUCHING.sub("、", _without_count(text))) if part]
    parities = [_PARITY_AT_END.search(part) is not None for part in parts]
    if len(parts) > 1 and parities[-1] and not any(parities[:-1]):
        raise _UnclearError  # of the last part, or of them all?
    numbers = [number for part in parts for number in _part(part, known)]
    return list(dict.fromkeys(numbers))


def _without_count(text: str) -> str:
    """Take off how many they are (1、2、3等3幢, 1-8幢共8幢)."""
    return re.sub(rf"(?<=[0-9#号幢栋楼座]){_COUNT.pattern}$", "", text)


def _part(part: str, known: Container[str]) -> list[str]:
    """Return the numbers of one part of a list: a building or a range."""
    key = building_key(part) if len(part) <= _LONGEST_NUMBER * 2 else None
    for label in (part, part.upper(), _UNIT_AT_END.sub("", part).upper(), key):
        if label and label in known:
            return [label]
    if key:
        return [key]
    if found := _PARITY_AT_END.search(part):
        inside = _range(_DASH.split(part[: found.start()]))
        return [number for number in inside if _has(_PARITIES[found["parity"]], number)]
    return _range(_DASH.split(part))


def _range(ends: list[str]) -> list[str]:
    """Return every number from one end to the other."""
    if len(ends) != 2 or any(len(end) > _LONGEST_NUMBER * 2 for end in ends):
        raise _UnclearError
    first, last = (_KEY.fullmatch(building_key(end) or "") for end in ends)
    if not first or not last or not first[0] or not last[0]:
        raise _UnclearError
    if first["number"] and last["number"] and not first["after"] and not last["after"]:
        if last["before"] not in ("", first["before"]):
            raise _UnclearError
        low, high = int(first["number"]), int(last["number"])
        if not low < high < low + WIDEST:
            raise _UnclearError("no_range")
        return [f"{first['before']}{number}" for number in range(low, high + 1)]
    if first["number"] != last["number"]:
        raise _UnclearError
    stem = first["before"] + first["number"] if first["number"] else ""
    one, other = (first["after"], last["after"]) if first["number"] else (first["before"], last["before"])
    for alphabet in _ALPHABETS:
        if one and other and one in alphabet and other in alphabet and first["before"] in ("", one, last["before"]):
            letters = alphabet[alphabet.index(one) : alphabet.index(other) + 1]
            if len(letters) < 2:
                raise _UnclearError("no_range")
            return [stem + letter for letter in letters]
    raise _UnclearError


def _has(parity: Parity, label: str) -> bool:
    """Tell whether a building's number is odd or even; a name is neither."""
    found = re.search(r"[0-9]+", label)
    return found is not None and int(found[0][-1]) % 2 == (parity == "odd")


def _before_excel(found: "re.Match[str]") -> str:
    """Say what was typed before the spreadsheet made a date of it: 1-8 became 8 January, 1-32 January 1932."""
    month, day = int(found["month"]), int(found["day"])
    year = int(found.groupdict().get("year") or 2000)
    return f"{month}-{year % 100}" if year < 2000 and day == 1 else f"{month}-{day}"
