"""Marks: what buildings are painted by in the place of their stage, as a hashed file beside the edition's own.

A page decides what the marks mean (what changed since another edition, what a reading could match). The map paints
buildings, rings and legend by them; pressing an entry of the legend filters by it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from maps import files
from sites.edition import Edition

UNMARKED = -1


@dataclass(frozen=True)
class Kind:
    """One kind of mark, an entry of the legend.

    Attributes
    ----------
    code : str
    label : str
        In the language in use.
    light, dark : str
        Fills on the two grounds, #rrggbb.
    sign : str
        A letter, so that no kind is told by its colour alone; empty for what needs no notice.
    badge : bool
        Counted beside a compound's ring, the first such kind that the compound has: one building of forty is a hair's
        breadth of a ring.
    hollow : bool
        Drawn with a broken outline, half through: what is not there any more.
    """

    code: str
    label: str
    light: str
    dark: str
    sign: str = ""
    badge: bool = False
    hollow: bool = False


def address(
    edition: Edition, title: str, kinds: Sequence[Kind], of: NDArray[np.int64],
    lines: Mapping[int, Sequence[str]] | None = None, note: str = "",
) -> str:  # fmt: skip
    """Encode marks and return their address below ``/map/``.

    Parameters
    ----------
    edition : Edition
        Whose buildings are marked; the same that geometry and state are made of.
    title : str
        Over the kinds in the legend, in the language in use.
    kinds : sequence of Kind
        In the order of the legend, of rings and of badges: the gravest first.
    of : numpy.ndarray of int, shape (buildings,)
        The place of each building's kind, ``UNMARKED`` for none.
    lines : mapping of int to sequence of str, optional
        By the building's place, what the tooltip says more.
    note : str
        Below the kinds in the legend.

    Raises
    ------
    ValueError
        A building has no mark, or one of no kind; two kinds share a code.
    """
    if len(of) != len(edition.buildings):
        raise ValueError(f"{len(of)} marks for {len(edition.buildings)} buildings")
    if len(of) and not (of.min() >= UNMARKED and of.max() < len(kinds)):
        raise ValueError(f"marks from {of.min()} to {of.max()} for {len(kinds)} kinds")
    if len({kind.code for kind in kinds}) != len(kinds):
        raise ValueError("two kinds with one code")
    body = {
        "title": title,
        "kinds": [asdict(kind) for kind in kinds],
        "of": np.asarray(of).tolist(),
        "lines": {str(at): list(said) for at, said in (lines or {}).items()},
        "note": note,
    }
    return files.put("marks.json", json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode())
