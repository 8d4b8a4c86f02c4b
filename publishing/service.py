"""The door to ``/ogc``: closed unless set, and nothing heavy is imported while it is."""

import logging
from http import HTTPStatus
from importlib.util import find_spec
from threading import Lock

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from locales import _
from publishing.extract import Extract, extract
from publishing.standing import outside
from settings import settings
from store.errors import StoreError
from store.history import store

log = logging.getLogger(__name__)
PATH = "/ogc"
NEEDS = "requirements-ogc.txt"


def routes() -> list[BaseRoute]:
    """Return what stands under ``/ogc``: the service where it is set, else that there is none."""
    if is_open():
        from publishing import ogc

        return ogc.routes(Released())
    return [Route(PATH, _none), Route(f"{PATH}/{{rest:path}}", _none)]


def is_open() -> bool:
    """Tell whether the service is set and can be; says in the log what is missing."""
    if not settings().ogc:
        return False
    if find_spec("pygeoapi") is None:
        log.error(_("ONEMAP_OGC 已设置，但缺少 {file} 里的包，/ogc 没有打开：请运行 ./run --setup").format(file=NEEDS))
        return False
    return True


class Released:
    """Gives the extract of what is public now, made once for each release."""

    def __init__(self) -> None:
        self._making = Lock()
        self._of: tuple[int, int] = (0, 0)
        self._made: Extract | None = None

    def __call__(self) -> Extract | None:
        """Return the extract; None while nothing is public, or it cannot be read."""
        found = outside().stand()
        with self._making:
            wanted = (found.seq, found.number) if found else (0, 0)
            if wanted != self._of or (wanted[0] and self._made is None):
                self._made = self._read(wanted[1]) if wanted[0] else None
                self._of = wanted
            return self._made

    def _read(self, number: int) -> Extract | None:
        try:
            return extract(store().get(number))
        except (KeyError, StoreError) as error:
            log.error("the released edition cannot be read: %s", error)
            return None


def _none(_request: Request) -> Response:
    return PlainTextResponse("404 not here\n", HTTPStatus.NOT_FOUND, headers={"Cache-Control": "no-store"})
