"""Find buildings by what people type: a compound's name, its pinyin or initials (hqxc), a subdistrict, a number."""

import re
import unicodedata
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from pypinyin import Style, lazy_pinyin

from sites.edition import Edition

_NUMBER = re.compile(r"^(?P<name>.*?)\s*(?P<number>\d{1,4}[a-z]?)\s*(?:幢|栋|号楼|号|#|楼)*$")


@lru_cache(maxsize=20_000)
def spellings(name: str) -> tuple[str, str, str]:
    """Return a name as it is typed: in lower case without spaces, as pinyin, as initials.

    Examples
    --------
    >>> spellings("虹桥新村")
    ('虹桥新村', 'hongqiaoxincun', 'hqxc')
    """
    plain = _folded(name)
    return plain, "".join(lazy_pinyin(plain)), "".join(lazy_pinyin(plain, style=Style.FIRST_LETTER))


def _folded(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).lower()


def find(edition: Edition, query: str) -> NDArray[np.bool_]:
    """Tell which buildings a query means.

    Parameters
    ----------
    edition : Edition
    query : str
        ``虹桥新村``, ``hongqiao``, ``hqxc``, ``hqxc 3``, ``虹桥新村3幢``, ``任港``; blank means every building.

    Returns
    -------
    numpy.ndarray of bool, shape (buildings,)
    """
    wanted = unicodedata.normalize("NFKC", query).strip().lower()
    if not wanted:
        return np.ones(len(edition.buildings), bool)
    whole = _named(edition, _folded(wanted))
    split = _NUMBER.match(wanted)
    if whole.any() or split is None:
        return whole
    number = split["number"].lstrip("0") or "0"
    numbered: NDArray[np.bool_] = (edition.buildings["building_no"].astype(str).str.lower() == number).to_numpy(
        bool, copy=True
    )
    name = _folded(split["name"])
    if name:
        numbered &= _named(edition, name)
    return numbered


def _named(edition: Edition, wanted: str) -> NDArray[np.bool_]:
    """Buildings whose compound or subdistrict is spelt so."""
    own = edition.arrays
    compounds = np.array([_means(str(name), wanted) for name in edition.compounds["compound"]] + [False])
    subdistricts = np.array([_means(name, wanted) for name in own.subdistricts] + [False])
    found: NDArray[np.bool_] = compounds[own.compound] | subdistricts[own.subdistrict]  # -1 is the last: False
    return found


def _means(name: str, wanted: str) -> bool:
    plain, pinyin, initials = spellings(name)
    return wanted in plain or pinyin.startswith(wanted) or wanted in initials or (len(wanted) > 3 and wanted in pinyin)
