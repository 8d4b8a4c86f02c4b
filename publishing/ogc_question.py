"""What somebody asks of ``/ogc``, checked before pygeoapi sees it."""

import math
import re
from collections.abc import Callable, Iterable

from starlette.requests import Request

import locales
from locales import _
from publishing.ogc_document import CRS84
from settings import settings

LANGUAGES = {"zh_CN": "zh-CN", "en": "en-US"}
"""Our languages as the service names them."""
_WHEN = re.compile(r"[\dTZtz:.+/-]{1,64}")


class Wrong(Exception):
    """A question that cannot be answered; the message says why."""


def language(request: Request) -> str:
    """Return the language that is asked for first, of those that there are."""
    wanted = [request.query_params.get("lang", ""), *request.headers.get("accept-language", "").split(",")]
    for each in wanted:
        start = re.match(r"\s*(zh|en)\b", each.replace("_", "-"), re.IGNORECASE)
        if start:
            return "en" if start[1].lower() == "en" else "zh_CN"
    return settings().lang if settings().lang in LANGUAGES else locales.SOURCE


def asked(request: Request, allowed: Iterable[str]) -> dict[str, str]:
    """Return what is asked, without the format, and the language only in a word that there is.

    Raises
    ------
    Wrong
        Something that nobody can ask, or that pygeoapi would stumble over.
    """
    params = dict(request.query_params)
    unknown = params.keys() - set(allowed)
    if unknown:
        raise Wrong(_("没有这个参数：{name}").format(name=min(unknown)))
    if params.pop("f", "json") not in ("json", "html"):  # a browser that asks for a page gets JSON
        raise Wrong(_("只有 f=json"))
    if "lang" in params:
        params["lang"] = LANGUAGES[locales.current()]
    checks: dict[str, Callable[[str], object]] = {
        "bbox": lambda box: all(math.isfinite(float(each)) for each in box.split(",")),
        "sortby": lambda words: all(each.lstrip("+-") for each in words.split(",")),
        "offset": lambda number: number.isdecimal() and len(number) < 16,
        "limit": lambda number: number.isdecimal() and len(number) < 16,
        "datetime": _WHEN.fullmatch,
        "resulttype": lambda word: word in ("results", "hits"),
        "crs": lambda uri: uri == CRS84,
        "bbox-crs": lambda uri: uri == CRS84,
    }
    for name, check in checks.items():
        if name in params and not _passes(check, params[name]):
            raise Wrong(_("参数 {name} 不对").format(name=name))
    return params


def _passes(check: Callable[[str], object], value: str) -> bool:
    try:
        return bool(check(value))
    except ValueError:
        return False
