"""A last look at the extract's text: what looks private, and what of the edition's private text has come into it.

It is a second lock, not the first: the allow-list decides what is public. Geometry, ids, amounts and the site's own words are not
compared; numbers of private columns are held out by the allow-list alone, and by tests.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from locales import N_, _
from publishing.columns import CODES, IDS, PUBLIC
from publishing.extract import Extract
from sites.columns import label
from sites.edition import Edition
from sites.schemas import TICKET_PLACE

SHORTEST = 4
"""A private value of fewer letters is found in any text by chance."""
MOST_SHOWN = 20
KINDS = {
    "phone": N_("像电话号码"), "id_number": N_("像身份证号"), "bank_card": N_("像银行卡号"), "email": N_("像电子邮箱"),
    "address": N_("像门牌到户的地址"), "private": N_("含有内部的文字"),
}  # fmt: skip
_DIGITS = str.maketrans("〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖", "00123456789123456789")
_BETWEEN = re.compile(r"(?<=\d)[\s\-‐-―_.·・*,、:/()]{1,3}(?=\d)")
_EMAIL = re.compile(r"[\w.+-]+\s*@\s*[\w-]+(\.[\w-]+)+")
_PHONE = re.compile(r"(?<!\d)(?:(?:\+?0{0,2}86)?1[3-9]\d{9}|0\d{2,3}[2-9]\d{6,7}|[48]00\d{7})(?!\d)")
_LOCAL = re.compile(r"(?<!\d)(?!(?:19|20)\d{2}(?:0\d|1[0-2])(?:[0-2]\d|3[01])(?!\d))[2-9]\d{6,7}(?!\d)")
_ID = re.compile(r"(?<!\d)(?:\d{17}[\dx]|\d{15})(?![\dx])")
_CARD = re.compile(r"(?<!\d)\d{16,19}(?!\d)")
_DOOR = re.compile(
    r"\d{3,4}\s*(?:室|户|房)(?!外)"  # 302室
    r"|(?:幢|栋|号楼|楼|座|#)\s*[-—]?\s*(?:\d{1,2}\s*单元)?\s*[-—]?\s*\d{3,4}(?!\d)"  # 3幢302, 3#2单元302
    r"|\d\s*单元\s*[-—]?\s*\d{3,4}(?!\d)"
    r"|(?<!\d)\d{1,3}\s*[-—]\s*(?:\d{1,2}\s*[-—]\s*)?[1-9]\d?0[1-9](?!\d)"  # 3-302, 3-2-1201
)


@dataclass(frozen=True)
class Problem:
    """A text of the extract that may not go out.

    Attributes
    ----------
    kind : str
        A key of ``KINDS``.
    layer, column : str
    place : str
        The id of the row.
    value : str
        As it stands there.
    """

    kind: str
    layer: str
    column: str
    place: str
    value: str

    def __str__(self) -> str:
        said = _("{layer} {place}，“{column}”{kind}：{value}")
        return said.format(
            layer=self.layer, place=self.place, column=label(self.column), kind=_(KINDS[self.kind]), value=self.value
        )


def problems(edition: Edition, extract: Extract, more: Iterable[str] = ()) -> tuple[Problem, ...]:
    """Look through every text of an extract.

    Parameters
    ----------
    edition : Edition
        The extract is of it; its private text is looked for.
    extract : Extract
    more : iterable of str
        Further text that goes out beside it: the names of the sketch under the map.

    Returns
    -------
    tuple of Problem
        Empty when nothing was found.
    """
    private = set(_private(edition))
    found: dict[str, str] = {}

    def judge(value: str) -> str:
        if value not in found:
            found[value] = kind_of(value) or ("private" if _holds(value, private) else "")
        return found[value]

    said = [Problem(kind, *where, value) for where, value in _public(extract) if (kind := judge(value))]
    return (*said, *(Problem(kind, "ground", "name", "", value) for value in more if (kind := judge(value))))


def kind_of(text: str) -> str:
    """Return what a text looks like, a key of ``KINDS``; empty for nothing private.

    Examples
    --------
    >>> kind_of("联系人 138 0000 0000"), kind_of("3幢302室"), kind_of("虹桥新村二期")
    ('phone', 'address', '')
    """
    plain = "".join(letter for letter in _folded(text) if unicodedata.category(letter) != "Cf")
    if _EMAIL.search(plain):
        return "email"
    for written in (plain, plain.translate(_DIGITS)):
        joined = _BETWEEN.sub("", written)
        for kind, pattern in (("id_number", _ID), ("bank_card", _CARD), ("phone", _PHONE)):
            if pattern.search(joined):
                return kind
    if _LOCAL.search(plain):
        return "phone"
    return "address" if _DOOR.search(plain) else ""


def _public(extract: Extract) -> Iterator[tuple[tuple[str, str, str], str]]:
    """Give every text that is no id and no word of ours, with its layer, column and row."""
    for layer, columns in PUBLIC.items():
        frame = extract.layers.get(layer)
        if frame is None:
            continue
        ids = frame[columns[0]].astype("str")
        for column in columns:
            if column in CODES | IDS or not pd.api.types.is_string_dtype(frame[column]):
                continue
            known = frame[column].notna()
            for place, value in zip(ids[known], frame.loc[known, column], strict=True):
                yield (layer, column, str(place)), str(value)


def _private(edition: Edition) -> Iterator[str]:
    """Give every private text of an edition that is long enough, folded."""
    places = {column.code for column in TICKET_PLACE}
    frames = {"compounds": edition.compounds, "buildings": edition.buildings, **edition.facilities}
    for layer, frame in (*frames.items(), ("tickets", edition.tickets)):
        allowed = {
            *PUBLIC.get(layer, ()),
            *CODES,
            *IDS,
            *(places if layer == "tickets" else PUBLIC["compounds"]),
            "geometry",
        }
        for column in frame.columns.difference(list(allowed)):
            if not pd.api.types.is_string_dtype(frame[column]):
                continue
            for value in frame[column].dropna().unique():
                folded = _squeezed(str(value))
                if len(folded) >= SHORTEST:
                    yield folded


def _holds(text: str, private: set[str]) -> bool:
    """Tell whether a text contains a private value, whole."""
    folded = _squeezed(text)
    longest = max(map(len, private), default=0)
    n = len(folded)
    return any(
        folded[start:end] in private
        for start in range(n - SHORTEST + 1)
        for end in range(start + SHORTEST, min(n, start + longest) + 1)
    )


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _squeezed(text: str) -> str:
    return "".join(letter for letter in _folded(text) if not letter.isspace() and unicodedata.category(letter) != "Cf")
