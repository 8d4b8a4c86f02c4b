"""A small page for each compound, so that a shared link says what it is: static, without a script, Chinese with English beside it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from typing import Any
from urllib.parse import quote

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

import locales
from locales import _
from publishing import addresses
from publishing.extract import Extract
from publishing.pictures import SIZE
from settings import settings
from sites import source_line
from sites.stages import STAGES

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,60}")


@dataclass(frozen=True)
class Sheet:
    """What a compound's page says.

    Attributes
    ----------
    compound : mapping
        A row of the extract's compounds.
    buildings : geopandas.GeoDataFrame
        Its buildings in the extract.
    """

    compound: Mapping[str, Any]
    buildings: GeoDataFrame

    @property
    def name(self) -> str:
        """The compound's name."""
        return str(self.compound["compound"])

    @property
    def finish(self) -> pd.Timestamp | None:
        """The last planned finish of its buildings."""
        last = self.buildings["planned_finish"].max()
        return None if pd.isna(last) else last


def paths(extract: Extract) -> dict[str, str]:
    """Return the path of each compound's page by its id: the id itself where that makes a plain file name."""
    ids = [str(each) for each in extract.layers["compounds"]["compound_id"]]
    folded = [each.lower() for each in ids]  # some disks take c1 and C1 for one
    return {
        each: f"c/{each if _PLAIN.fullmatch(each) and folded.count(each.lower()) == 1 else sha256(each.encode()).hexdigest()[:16]}.html"
        for each in ids
    }


def sheets(extract: Extract) -> list[Sheet]:
    """Return the compounds with their buildings, in the extract's order."""
    compounds, buildings = extract.layers["compounds"], extract.layers["buildings"]
    rows = buildings.groupby("compound_id").indices
    nothing = np.array([], np.int64)
    return [
        Sheet(row, buildings.iloc[rows.get(row["compound_id"], nothing)])
        for row in compounds.drop(columns="geometry").to_dict("records")
    ]


def html(extract: Extract, sheet: Sheet, prefix: str, style: str, picture: str, map_page: str) -> str:
    """Return a compound's page.

    Parameters
    ----------
    prefix : str
        What leads from the page to the hashed files.
    style, picture : str
        Addresses of hashed files.
    map_page : str
        Relative address of the map.
    """
    spoken = {language: _spoken(extract, sheet, language) for language in locales.LANGUAGES}
    chinese, english = spoken[locales.SOURCE], spoken["en"]
    there = f"{map_page}?compound={quote(str(sheet.compound['compound_id']), safe='')}"
    image = (
        addresses.hashed(picture) if settings().public_url else f"{prefix}{picture}"
    )  # shared links want a whole one
    return f"""<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(chinese["title"])}</title>
<meta name="description" content="{escape(chinese["description"])}">
<meta property="og:type" content="website">
<meta property="og:title" content="{escape(chinese["title"])}">
<meta property="og:description" content="{escape(chinese["description"])}">
<meta property="og:image" content="{escape(image)}">
<meta property="og:image:width" content="{SIZE[0]}">
<meta property="og:image:height" content="{SIZE[1]}">
<meta name="twitter:card" content="summary_large_image">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{escape(prefix + style)}">
</head>
<body class="sheet">
<main>
<p class="sheet-place">{escape(chinese["place"])}</p>
<h1>{escape(sheet.name)}</h1>
<p class="sheet-line">{escape(chinese["description"])}</p>
<p class="sheet-line" lang="en">{escape(english["description"])}</p>
<p><a class="sheet-map" href="{escape(there)}">{escape(chinese["to_map"])} · <span lang="en">{escape(english["to_map"])}</span></a></p>
<img src="{escape(prefix + picture)}" width="{SIZE[0]}" height="{SIZE[1]}" alt="{escape(chinese["picture"])}">
{_table(sheet, chinese, english)}
<p class="sheet-note">{escape(chinese["source"])}</p>
<p class="sheet-note" lang="en">{escape(english["source"])}</p>
</main>
</body>
</html>
"""


def _table(sheet: Sheet, chinese: Mapping[str, str], english: Mapping[str, str]) -> str:
    heads = "".join(
        f'<th scope="col">{escape(chinese[key])} <span lang="en">{escape(english[key])}</span></th>'
        for key in ("number", "stage", "finish")
    )
    rows = []
    for number, stage, finish in zip(
        sheet.buildings["building_no"], sheet.buildings["stage"], sheet.buildings["planned_finish"], strict=True
    ):
        day = "" if pd.isna(finish) else finish.date().isoformat()
        rows.append(
            f'<tr><th scope="row">{escape("" if pd.isna(number) else str(number))}</th>'
            f'<td>{escape(chinese.get(str(stage), chinese["unknown"]))} <span lang="en">{escape(english.get(str(stage), english["unknown"]))}</span></td>'
            f"<td>{day}</td></tr>"
        )
    return f"<table><thead><tr>{heads}</tr></thead><tbody>\n{chr(10).join(rows)}\n</tbody></table>"


def _spoken(extract: Extract, sheet: Sheet, language: str) -> dict[str, str]:
    with locales.speaking(language):
        day = sheet.finish
        edition = _("第 {number} 期，截至 {as_of}").format(number=extract.number, as_of=extract.as_of.isoformat())
        lines = [_("{subdistrict} · {n} 幢").format(subdistrict=sheet.compound["subdistrict"], n=len(sheet.buildings))]
        if day is not None:
            lines.append(_("计划 {day} 前全部完成").format(day=day.date().isoformat()))
        if isinstance(sheet.compound["character"], str):
            lines.append(sheet.compound["character"])
        return {
            "title": _("{compound} · 老旧小区改造进度").format(compound=sheet.name),
            "description": _("；").join(lines),
            "place": str(sheet.compound["subdistrict"]),
            "to_map": _("在地图上看"),
            "picture": _("{compound} 的示意图：每幢楼按所处阶段着色").format(compound=sheet.name),
            "number": _("幢号"), "stage": _("当前阶段"), "finish": _("计划完成"), "unknown": _("无数据"),
            "source": " · ".join([edition, *source_line.parts(extract.synthetic)]),
            **{stage.code: stage.label for stage in STAGES},
        }  # fmt: skip
