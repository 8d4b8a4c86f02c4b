"""What would be published, on the map: which buildings the reading found something for, and which it did not."""

import numpy as np
from numpy.typing import NDArray

from locales import _
from maps import marks
from maps.marks import Kind
from sites.edition import Edition
from sites.questions import Question

HOMELESS, NAMED, SILENT, MATCHED = range(4)


def kinds() -> tuple[Kind, ...]:
    """Return the kinds of mark in the language in use, the gravest first."""
    return (
        Kind("homeless", _("不在任何小区内"), "#800084", "#cda5ff", _("孤"), badge=True),
        Kind("named", _("退回的行可能指这里"), "#c37b19", "#fbc32d", _("退"), badge=True),
        Kind("no_data", _("没有进度数据"), "#888585", "#878d95", _("无")),
        Kind("matched", _("已匹配"), "#2c83c6", "#3e85ce"),
    )


def found(edition: Edition, asked: tuple[Question, ...]) -> NDArray[np.int64]:
    """Return the place of each building's kind in ``kinds``.

    Parameters
    ----------
    edition : Edition
        Of a reading.
    asked : tuple of Question
        What its rejected rows ask. A building counts as named by one where it has no data and the row may mean it or
        its compound.
    """
    blocks = edition.buildings
    silent = blocks["reported_on"].isna().to_numpy()
    meant_sites = {one.id or one.name for ask in asked if ask.kind == "compound" for one in ask.suggested}
    meant_blocks = {(ask.scope, one.name) for ask in asked if ask.kind == "building" for one in ask.suggested}
    by_site = blocks["compound_id"].isin(meant_sites) | blocks["compound"].isin(meant_sites)
    pairs = zip(blocks["compound"], blocks["building_no"], strict=True)
    by_number = np.array([pair in meant_blocks for pair in pairs], dtype=bool)
    named = silent & (by_site.to_numpy(bool) | by_number)
    homeless = blocks["compound_id"].isna().to_numpy()
    return np.select([homeless, named, silent], [HOMELESS, NAMED, SILENT], MATCHED).astype(np.int64)


def marks_address(edition: Edition, asked: tuple[Question, ...]) -> str:
    """Encode the marks of a reading; return their address below ``/map/``."""
    title = _("发布预览 · 第 {number} 期").format(number=edition.number)
    return marks.address(edition, title, kinds(), found(edition, asked), note=_("还没有发布"))
