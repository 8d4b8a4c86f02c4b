"""The description of the service in the form of OpenAPI 3: what stands under ``/ogc``, and nothing else.

pygeoapi's own description also names formats, processes and tiles that are not served here, and refers to schemas on
other hosts.
"""

from collections.abc import Mapping
from typing import Any

from locales import _
from publishing import open_schema
from publishing.ogc_table import Table

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
DEFAULT_ITEMS, MOST_ITEMS = 100, 1000
COMMON = frozenset({"f", "lang"})
ONE = COMMON | {"crs"}
"""What may be asked of one feature."""
MANY = ONE | {
    "bbox", "bbox-crs", "datetime", "limit", "offset", "properties", "resulttype", "skipGeometry", "sortby",
}  # fmt: skip
"""What may be asked of features, beside what each column holds."""


def openapi(base: str, tables: Mapping[str, Table], languages: tuple[str, ...]) -> dict[str, Any]:
    """Return the description, its words in the language in use.

    Parameters
    ----------
    base : str
        The service's address without a trailing slash.
    tables : mapping of str to Table
    languages : tuple of str
        What ``lang`` may be.
    """
    paths: dict[str, Any] = {
        "/": _get("landingPage", _("公开数据服务"), "application/json"),
        "/openapi": _get("openapi", _("本说明"), "application/vnd.oai.openapi+json;version=3.0"),
        "/conformance": _get("conformance", _("遵循的标准"), "application/json"),
        "/collections": _get("collections", _("全部图层"), "application/json"),
    }
    for name, table in tables.items():
        title, at = open_schema.title(name), f"/collections/{name}"
        paths[at] = _get(f"collection.{name}", title, "application/json")
        paths[f"{at}/schema"] = _get(f"schema.{name}", title, "application/schema+json")
        paths[f"{at}/queryables"] = _get(f"queryables.{name}", title, "application/schema+json")
        asked = [*_OF_MANY, *_of_columns(table)]
        paths[f"{at}/items"] = _get(f"items.{name}", title, "application/geo+json", asked)
        paths[f"{at}/items/{{featureId}}"] = _get(f"item.{name}", title, "application/geo+json", [_ID, _CRS], True)
    return {
        "openapi": "3.0.3",
        "info": {"title": _("旧改一张图：公开数据"), "version": "1.0.0"},
        "servers": [{"url": base}],
        "paths": paths,
        "components": {
            "parameters": {
                "f": _query("f", {"type": "string", "enum": ["json"], "default": "json"}),
                "lang": _query("lang", {"type": "string", "enum": list(languages), "default": languages[0]}),
            }
        },
    }


def _get(
    name: str, summary: str, media_type: str, asked: list[dict[str, Any]] | None = None, may_lack: bool = False
) -> dict[str, Any]:
    answers: dict[str, Any] = {"200": {"description": "OK", "content": {media_type: {"schema": {"type": "object"}}}}}
    answers["400"] = {"description": "Bad Request"}
    if may_lack:
        answers["404"] = {"description": "Not Found"}
    common = [{"$ref": f"#/components/parameters/{each}"} for each in ("f", "lang")]
    told = {"operationId": name, "summary": summary, "parameters": [*(asked or []), *common], "responses": answers}
    return {"get": told}


def _query(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema, "style": "form", "explode": False}


def _of_columns(table: Table) -> list[dict[str, Any]]:
    return [
        _query(field.code, {"type": "string" if field.type == "date" else field.type})
        for field in table.fields.values()
    ]


_WORDS = {"type": "array", "items": {"type": "string"}}
_CRS = _query("crs", {"type": "string", "format": "uri", "default": CRS84, "enum": [CRS84]})
_ID = {"name": "featureId", "in": "path", "required": True, "schema": {"type": "string"}}
_OF_MANY = [
    _query("bbox", {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}}),
    _query("bbox-crs", {"type": "string", "format": "uri", "default": CRS84, "enum": [CRS84]}),
    _CRS,
    _query("datetime", {"type": "string"}),
    _query("limit", {"type": "integer", "minimum": 1, "maximum": MOST_ITEMS, "default": DEFAULT_ITEMS}),
    _query("offset", {"type": "integer", "minimum": 0, "default": 0}),
    _query("properties", _WORDS),
    _query("resulttype", {"type": "string", "enum": ["results", "hits"], "default": "results"}),
    _query("skipGeometry", {"type": "boolean", "default": False}),
    _query("sortby", _WORDS),
]
