"""What the columns of the open data are called and hold, in every language: the one source of the schema file and of ``/ogc``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, Literal

import locales
from locales import N_, _
from publishing.columns import FROM_WORKS_ON, PUBLIC
from publishing.extract import Extract
from sites.columns import COLUMNS, label
from sites.facilities import KIND_WORDS, LAYER_NAMES, STATUS_WORDS, layer
from sites.report import ROLE_TITLES
from sites.stages import STAGES

Type = Literal["string", "integer", "number", "date"]
FINISH = "planned_finish"
"""The only column that no workbook has by this name: it is the planned end of the last stage."""
KINDS = ("car", "ebike")
_TYPES: Mapping[str, Type] = {"whole": "integer", "number": "number", "date": "date"}
_TITLES = {FINISH: N_("计划完成")}
_UNITS = {
    "built_year": N_("年（公历）"), "storeys": N_("层"), "spaces_before": N_("个车位"), "spaces_planned": N_("个车位"),
    "spaces_built": N_("个车位"), "ports_planned": N_("个充电口"), "ports_live": N_("个充电口"), "power_kw": N_("千瓦"),
}  # fmt: skip


@dataclass(frozen=True)
class Field:
    """A column of the open data.

    Attributes
    ----------
    code : str
    type : {"string", "integer", "number", "date"}
        A date is written ``YYYY-MM-DD``.
    unit : str
        In Chinese; empty where there is none.
    values : mapping of str to str
        The codes that it may hold with their Chinese words; empty for any value.
    """

    code: str
    type: Type
    unit: str
    values: Mapping[str, str]

    @property
    def title(self) -> str:
        """What the column is called, in the language in use."""
        return _(_TITLES[self.code]) if self.code in _TITLES else label(self.code)


def spoken(say: Callable[[], str]) -> dict[str, str]:
    """Return what is said in each language, by its code; the source's first."""
    said = {}
    for language in locales.LANGUAGES:
        with locales.speaking(language):
            said[language] = say()
    return said


def key(name: str) -> str:
    """Return the column that tells a layer's rows apart."""
    return PUBLIC[name][0]


def title(name: str) -> str:
    """Return what a layer is called, in the language in use."""
    return _(ROLE_TITLES[name])  # type: ignore[index]


@cache
def fields(name: str) -> tuple[Field, ...]:
    """Return a layer's columns in their order, without the geometry."""
    return tuple(Field(code, _type(code), _UNITS.get(code, ""), _values(name, code)) for code in PUBLIC[name])


def json_schema(extract: Extract) -> dict[str, Any]:
    """Return a JSON schema: under ``$defs`` one for each layer, of the properties of a feature.

    ``x-title``, ``x-unit`` and ``x-values`` hold the words in every language.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": spoken(lambda: _("旧改一张图：公开数据的列"))[locales.SOURCE],
        "x-edition": extract.number,
        "x-as-of": extract.as_of.isoformat(),
        "$defs": {name: _layer_schema(name) for name in extract.layers},
    }


def _layer_schema(name: str) -> dict[str, Any]:
    titles = spoken(lambda: title(name))
    return {
        "title": titles[locales.SOURCE],
        "x-title": titles,
        "type": "object",
        "properties": {field.code: _field_schema(field, field.code == key(name)) for field in fields(name)},
        "required": [field.code for field in fields(name)],
        "additionalProperties": False,
    }


def _field_schema(field: Field, is_key: bool) -> dict[str, Any]:
    titles = spoken(lambda: field.title)
    kind = "string" if field.type == "date" else field.type
    told: dict[str, Any] = {"title": titles[locales.SOURCE], "x-title": titles}
    told["type"] = kind if is_key else [kind, "null"]
    if field.type == "date":
        told["format"] = "date"
    if field.unit:
        told["x-unit"] = spoken(lambda: _(field.unit))
    if field.values:
        told["enum"] = [*field.values, None]
        told["x-values"] = {code: spoken(partial(_, word)) for code, word in field.values.items()}
    return told


def _type(code: str) -> Type:
    return "date" if code == FINISH else _TYPES.get(COLUMNS[code].kind, "string")


def _values(name: str, code: str) -> Mapping[str, str]:
    if code == "stage":
        return {stage.code: stage.name for stage in STAGES}
    if code == "kind":
        return {each: KIND_WORDS[each] for each in KINDS}
    if code == "status" and name in LAYER_NAMES:
        known = FROM_WORKS_ON.get(name, (*layer(name).statuses, "unknown"))
        return {each: STATUS_WORDS[each] for each in known}
    return {}
