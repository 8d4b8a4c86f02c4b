"""Every value that a user may want to change, read from ``ONEMAP_*`` or a ``.env`` file. docs/settings.md lists them all."""

from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

HOME = Path(__file__).parent


class Basemap(BaseModel):
    """One background map: a tile address, or a local archive of tiles."""

    name: str
    url: str = ""
    """XYZ or WMTS address with {z} {x} {y} and, where the server wants them, {s} and {key}."""
    file: Path | None = None
    """A local .pmtiles or .mbtiles file, served by this app: nothing leaves the machine."""
    key: str = ""
    subdomains: str = ""
    attribution: str = ""
    datum: Literal["wgs84", "gcj02"] = "wgs84"
    """gcj02 (Amap, Tencent): the data is shifted for display, so that it lies right on this map."""
    max_zoom: int = 18


class Settings(BaseSettings):
    """The settings of one installation."""

    model_config = SettingsConfigDict(env_prefix="ONEMAP_", env_file=HOME / ".env", extra="ignore")

    host: str = "127.0.0.1"
    """The address that ``./run`` listens on."""
    lang: str = "zh_CN"
    """The first language of the pages: zh_CN or en."""
    database_url: str = f"sqlite:///{HOME / 'var' / 'onemap.sqlite'}"
    """Where the editions are kept: an SQLite file, or ``postgresql+psycopg://…`` with PostGIS."""
    data: Path = HOME / "data"
    """The folder with ``geo/`` and ``progress/`` that fills an empty store, and with the sketch under the map."""
    demo: bool = True
    """Whether an app that starts on an empty store publishes that folder's workbooks by itself."""
    columns: Path | None = None
    """A columns.toml with further titles of workbook columns. Empty: the one beside each workbook."""
    photos: Path | None = None
    """A folder with photographs of compounds before and after the works. Empty: none are shown."""
    basemaps: list[Basemap] = []
    """Background maps offered on the map, as JSON. Empty: the district's own sketch, no request leaves the machine."""
    map_review_no: str = ""
    """The map's review number (审图号), or ``none`` where none is needed."""
    frame_ancestors: str = "'self'"
    """Who may frame the app's pages and the public page (the value of CSP ``frame-ancestors``)."""
    site: Path | None = None
    """The folder that holds the public page as files, which a web server may serve too. Empty: beside the store, ``onemap.site``."""
    public_url: str = ""
    """The public page's address as residents open it, without a trailing slash; for shared links, the embed code and its QR code."""
    feedback_url: str = ""
    """A link to 12345 from the public page; ``{compound}`` in it becomes the compound's name. Empty: no link."""
    open_data: bool = False
    """Give the public extract away as files too: GeoJSON, CSV and a GeoPackage."""
    open_licence: str = ""
    """Under what terms the open data may be used: a name or a sentence, for its note and for ``/ogc``."""
    open_footprints: bool = False
    """Whether buildings keep their footprints in the open data and under ``/ogc``; else each is a point."""
    ogc: bool = False
    """Serve the public extract as OGC API - Features under ``/ogc``; needs requirements-ogc.txt."""
    at_risk_days: int = Field(default=7, ge=0)
    """A stage that started later than planned by more than this many days is at risk."""
    behind_days: int = Field(default=0, ge=0)
    """A stage still open more than this many days after its planned end is behind."""
    read_seconds: int = Field(default=60, ge=1)
    """How long reading one outside file may take, seconds."""
    read_memory_mb: int = Field(default=1024, ge=64)
    """How much memory reading one outside file may take, MB."""
    read_answer_mb: int = Field(default=512, ge=1)
    """How much may be read out of one file, MB."""
    log_json: bool = False
    """Write the log as JSON lines instead of words."""

    @field_validator("public_url", "feedback_url")
    @classmethod
    def _is_link(cls, url: str) -> str:
        if url and not url.startswith(("https://", "http://", "tel:")):
            raise ValueError("https://…")
        return url.rstrip("/")

    @field_validator("host")
    @classmethod
    def _is_address(cls, host: str) -> str:
        return host if host == "localhost" else str(ip_address(host))


@cache
def settings() -> Settings:
    """Return the settings of this process, read once."""
    return Settings()
