"""OGC API - Features over the public extract, by pygeoapi: to be read only, JSON only, and nothing that is not released.

pygeoapi answers each question; its own Starlette application is not used, because it reads its configuration from files at
import, and has an address for everything that pygeoapi can do. Its pages for people are not served: they load scripts from
other hosts. Imported only where ``ONEMAP_OGC`` is set: see ``publishing.service``.
"""

import copy
import json
import logging
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from threading import Lock
from types import SimpleNamespace
from typing import Any

from pygeoapi import api as core
from pygeoapi.api import API, APIRequest, itemtypes
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

import locales
from locales import _
from publishing import addresses, ogc_document, ogc_question, open_schema
from publishing.extract import Extract
from publishing.headers import ASK_AGAIN, OF_FILES
from publishing.ogc_document import COMMON, CRS84, DEFAULT_ITEMS, MANY, MOST_ITEMS, ONE
from publishing.ogc_provider import NAME, described
from publishing.ogc_question import LANGUAGES, Wrong
from publishing.ogc_table import Table
from publishing.open_layers import bounds, layers
from settings import settings
from sites import source_line

PATH = "/ogc"
NOT_CLAIMED = ("/html", "/create-replace-delete")
"""Ends of the classes that pygeoapi would claim, and that are not served here."""
NOT_LINKED = ("text/html", "application/ld+json")
NO_SUCH = re.compile(r"tiling-schemes|/processes$|/job-list$")
WORLD = (-180.0, -90.0, 180.0, 90.0)
GEOJSON, SCHEMA = "application/geo+json", "application/schema+json"
VARY = "Accept-Language"
Current = Callable[[], Extract | None]
Asked = Callable[[API, APIRequest], tuple[dict[str, str], int, str]]

# What it calls an error is a question that somebody got wrong.
logging.getLogger("pygeoapi").setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class Made:
    """The service for one extract."""

    extract: Extract
    exact: bool
    tables: Mapping[str, Table]
    api: API


def routes(current: Current) -> list[BaseRoute]:
    """Return everything under ``/ogc``, by whole paths.

    Parameters
    ----------
    current : callable
        Gives the released extract, the same object for as long as it stands; None for none: then everything is 404.
    """
    service = Service(current)
    at = f"{PATH}/collections/{{name}}"
    return [
        Route(PATH, service.landing),
        Route(f"{PATH}/", service.landing),
        Route(f"{PATH}/openapi", service.openapi),
        Route(f"{PATH}/conformance", service.conformance),
        Route(f"{PATH}/collections", service.collections),
        Route(at, service.collection),
        Route(f"{at}/schema", service.schema),
        Route(f"{at}/queryables", service.queryables),
        Route(f"{at}/items", service.items),
        Route(f"{at}/items/{{item:path}}", service.item),
        Route(f"{PATH}/{{rest:path}}", service.nothing),
    ]


class Service:
    """Answers for the extract that is public at the moment of the question."""

    def __init__(self, current: Current) -> None:
        self._current = current
        self._making = Lock()
        self._made: Made | None = None

    def landing(self, request: Request) -> Response:
        """Say what the service is."""
        return self._answer(request, core.landing_page)

    def openapi(self, request: Request) -> Response:
        """Describe the service."""
        media_type = "application/vnd.oai.openapi+json;version=3.0"
        return self._own(request, media_type, lambda made, base: _document(made, base))

    def conformance(self, request: Request) -> Response:
        """Say which standards the service keeps. pygeoapi's answer grows a list of its own with every question."""
        claimed = sorted({*core.CONFORMANCE_CLASSES, *itemtypes.CONFORMANCE_CLASSES_FEATURES})
        kept = [each for each in claimed if not each.endswith(NOT_CLAIMED)]
        return self._own(request, "application/json", lambda _made, _base: {"conformsTo": kept})

    def collections(self, request: Request) -> Response:
        """List the layers."""
        return self._answer(request, core.describe_collections)

    def collection(self, request: Request) -> Response:
        """Describe a layer."""
        name = request.path_params["name"]
        return self._answer(request, lambda api, asked: core.describe_collections(api, asked, name))

    def schema(self, request: Request) -> Response:
        """Tell a layer's columns."""
        name = request.path_params["name"]
        return self._answer(request, lambda api, asked: core.get_collection_schema(api, asked, name))

    def queryables(self, request: Request) -> Response:
        """Tell what may be asked of a layer."""
        name = request.path_params["name"]
        return self._answer(
            request, lambda api, asked: itemtypes.get_collection_queryables(api, asked, name), fill=name
        )

    def items(self, request: Request) -> Response:
        """Give a page of a layer's features."""
        name = request.path_params["name"]
        return self._answer(
            request, lambda api, asked: itemtypes.get_collection_items(api, asked, name), MANY, name, GEOJSON
        )

    def item(self, request: Request) -> Response:
        """Give one feature."""
        place = request.path_params
        return self._answer(
            request,
            lambda api, asked: itemtypes.get_collection_item(api, asked, place["name"], place["item"]),
            ONE,
            media_type=GEOJSON,
        )

    def nothing(self, _request: Request) -> Response:
        """Answer for every other path."""
        return _not_here()

    def _answer(
        self,
        request: Request,
        ask: Asked,
        allowed: Iterable[str] = COMMON,
        name: str = "",
        media_type: str = "",
        fill: str = "",
    ) -> Response:
        """Let pygeoapi answer.

        Parameters
        ----------
        allowed : iterable of str
            What may be asked.
        name : str
            The layer whose columns may be asked too.
        media_type : str
            Of an answer that is no error.
        fill : str
            The layer whose columns the answer describes, with less than is known.
        """
        made = self._standing()
        if made is None:
            return _not_here()
        language = ogc_question.language(request)
        with locales.speaking(language):
            columns = made.tables[name].columns if name in made.tables else ()
            try:
                params = ogc_question.asked(request, {*allowed, *columns})
            except Wrong as wrong:
                return _sent(_exception(str(wrong)), "application/json", language, HTTPStatus.BAD_REQUEST)
            api = copy.copy(made.api)
            api.base_url = _base(request)
            spoken = {"accept-language": LANGUAGES[language]}
            stand_in = SimpleNamespace(query_params=params, headers=spoken, scope={"path": request.url.path})
            headers, status, body = ask(api, APIRequest(stand_in, api.locales))
            told = json.loads(body)
            if status != HTTPStatus.OK:
                return _sent(told, "application/json", language, status)
            if fill:
                for code, field in made.tables[fill].fields.items():
                    told["properties"][code] |= described(field)
            more = {"Content-Crs": f"<{CRS84}>"} if media_type == GEOJSON else {}
            return _sent(
                _trimmed(told, int(params.get("offset", 0))), media_type or headers["Content-Type"], language, more=more
            )

    def _own(self, request: Request, media_type: str, say: Callable[[Made, str], dict[str, Any]]) -> Response:
        """Answer without pygeoapi."""
        made = self._standing()
        if made is None:
            return _not_here()
        language = ogc_question.language(request)
        with locales.speaking(language):
            try:
                ogc_question.asked(request, COMMON)
            except Wrong as wrong:
                return _sent(_exception(str(wrong)), "application/json", language, HTTPStatus.BAD_REQUEST)
            return _sent(say(made, _base(request)), media_type, language)

    def _standing(self) -> Made | None:
        """Return the service for what is public now."""
        extract, exact = self._current(), settings().open_footprints
        with self._making:
            if extract is None:
                self._made = None
            elif self._made is None or self._made.extract is not extract or self._made.exact != exact:
                self._made = _make(extract, exact)
            return self._made


def _make(extract: Extract, exact: bool) -> Made:
    tables = {name: Table(name, frame) for name, frame in layers(extract, exact).items()}
    return Made(extract, exact, tables, API(_configuration(extract, tables), {}))


def _configuration(extract: Extract, tables: Mapping[str, Table]) -> dict[str, Any]:
    """Return what pygeoapi would read from a file; its addresses are set for each question."""
    licence = settings().open_licence
    first = LANGUAGES.get(settings().lang, LANGUAGES[locales.SOURCE])
    return {
        "server": {
            "url": PATH,
            "languages": sorted(LANGUAGES.values(), key=lambda each: each != first),
            "limits": {"default_items": DEFAULT_ITEMS, "max_items": MOST_ITEMS, "on_exceed": "throttle"},
            "admin": False,
        },
        "logging": {"level": "CRITICAL"},
        "metadata": {
            "identification": {
                "title": _in_each(lambda: _("旧改一张图：公开数据")),
                "description": _in_each(lambda: _about(extract)),
                "keywords": [],
                "terms_of_service": licence,
                "url": addresses.page(),
            },
            "license": {"name": licence, "url": ""},
        },
        "resources": {name: _resource(name, table) for name, table in tables.items()},
    }


def _about(extract: Extract) -> str:
    licence = settings().open_licence
    as_of = _("第 {number} 期，截至 {as_of}").format(number=extract.number, as_of=extract.as_of)
    said = [as_of, *source_line.parts(extract.synthetic)]
    return " · ".join([*said, _("许可：{licence}").format(licence=licence)] if licence else said)


def _resource(name: str, table: Table) -> dict[str, Any]:
    return {
        "type": "collection",
        "title": _in_each(lambda: open_schema.title(name)),
        "description": _in_each(lambda: open_schema.title(name)),
        "keywords": [],
        "extents": {"spatial": {"bbox": list(bounds(table.frame) or WORLD), "crs": CRS84}},
        "providers": [
            {
                "type": "feature", "name": NAME, "data": table, "id_field": open_schema.key(name), "crs": [CRS84],
                "storage_crs": CRS84,
            }
        ],
    }  # fmt: skip


def _in_each(say: Callable[[], str]) -> dict[str, str]:
    return {LANGUAGES[language]: said for language, said in open_schema.spoken(say).items()}


def _document(made: Made, base: str) -> dict[str, Any]:
    return ogc_document.openapi(base, made.tables, tuple(LANGUAGES.values()))


def _base(request: Request) -> str:
    """Return the service's address: below the setting's, where that names this app, else as it was asked for."""
    return (
        addresses.service() or f"{request.url.scheme}://{request.url.netloc}{request.scope.get('root_path', '')}{PATH}"
    )


def _trimmed(told: dict[str, Any], offset: int = 0) -> dict[str, Any]:
    """Leave out links to what is not served, or not there."""
    if "links" in told:
        last = _is_last(told, offset)
        told["links"] = [link for link in told["links"] if _is_served(link) and not (last and link["rel"] == "next")]
    for each in told.get("collections", ()):
        _trimmed(each)
    return told


def _is_last(told: Mapping[str, Any], offset: int) -> bool:
    """Tell whether no page comes after this; pygeoapi names one after a last page that is full, and after a mere count."""
    returned = told.get("numberReturned", 0)
    return not returned or bool(offset + returned >= told["numberMatched"])


def _is_served(link: Mapping[str, str]) -> bool:
    if link["rel"] == "about":
        return True
    return link.get("type") not in NOT_LINKED and not NO_SUCH.search(link["rel"])


def _exception(said: str) -> dict[str, str]:
    return {"code": "InvalidParameterValue", "type": "InvalidParameterValue", "description": said}


def _sent(
    told: Mapping[str, Any], media_type: str, language: str, status: int = HTTPStatus.OK, more: Mapping[str, str] = {}
) -> Response:
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    headers = {**OF_FILES, **more, "Cache-Control": ASK_AGAIN, "Content-Language": LANGUAGES[language], "Vary": VARY}
    return Response(body, status, headers, media_type)


def _not_here() -> Response:
    body = json.dumps({"code": "NotFound", "type": "NotFound", "description": "404 not here"}).encode()
    return Response(body, HTTPStatus.NOT_FOUND, {**OF_FILES, "Cache-Control": "no-store"}, "application/json")
