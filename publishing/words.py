"""The public page's words and colours in every language, all from the one vocabulary."""

from collections.abc import Mapping
from typing import Any

import locales
from locales import N_, _
from publishing.extract import Extract
from settings import settings
from sites import source_line
from sites.columns import label
from sites.stages import STAGE_CODES, STAGES, stage


def words(extract: Extract, links: Mapping[str, str]) -> dict[str, Any]:
    """Return the words file: each language, and what the settings say of the site."""
    found: dict[str, Any] = {"default": settings().lang if settings().lang in locales.LANGUAGES else locales.SOURCE}
    for language in locales.LANGUAGES:
        with locales.speaking(language):
            found[language] = {
                "lang": language,
                "stages": [
                    {
                        "code": each.code,
                        "label": each.label,
                        "over_when": _(each.over_when),
                        "light": each.light,
                        "dark": each.dark,
                    }
                    for each in STAGES
                ],
                "text": {"source": " · ".join(source_line.parts(extract.synthetic))},
            }
    return found


CHANGES = {"appears": N_("新增"), "vanishes": N_("不再公开")}
"""What can become of a building outside, beside the columns that change."""


def column_title(column: str) -> str:
    """Return what changed of a building, in the language in use."""
    return _(CHANGES[column]) if column in CHANGES else label(column)


def value_words(column: str, value: object) -> str:
    """Return a public value in the language in use."""
    said = str(value)
    return stage(said).label if column == "stage" and said in STAGE_CODES else said
