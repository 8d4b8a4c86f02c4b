"""Which of GDAL's drivers exist for this process, and what GDAL may do by itself.

GDAL looks at a file's content, not at its name: a text that says it is a VRT reads other files and fetches URLs. So only
the drivers of ``ALLOWED`` are left; GDAL reads the variables once, when pyogrio is first imported.
"""

import os
from collections.abc import Iterable, MutableMapping

ALLOWED = frozenset({"ESRI Shapefile", "GPKG", "GeoJSON", "TopoJSON", "DXF", "FlatGeobuf"})
"""What district files come as. GeoPackage needs the SQLite library, not the SQLite driver; KML is read without GDAL."""
KNOWN = frozenset({
    "ADBC", "AIVector", "AmigoCloud", "AVCBin", "AVCE00", "Carto", "CSV", "CSW", "DGN", "DXF", "EDIGEO", "EEDA",
    "Elasticsearch", "ESRI Shapefile", "ESRIJSON", "FlatGeobuf", "GDALG", "GeoJSON", "GeoJSONSeq", "GeoRSS", "GML",
    "GPKG", "GPSBabel", "GPX", "GTFS", "HTTP", "Idrisi", "JML", "JSONFG", "KML", "LIBKML", "LVBAG", "MapInfo File",
    "MapML", "MBTiles", "MEM", "MiraMonVector", "MVT", "NGW", "OAPIF", "ODS", "OGCAPI", "OGR_GMT", "OGR_PDS",
    "OGR_VRT", "OpenFileGDB", "OSM", "PCIDSK", "PDF", "PDS4", "PGDUMP", "PLSCENES", "PMTiles", "S57", "Selafin",
    "SQLite", "SXF", "TopoJSON", "VDV", "VFK", "VICAR", "WAsP", "WFS", "XLSX"
})  # fmt: skip
"""Every driver of pyogrio's GDAL 3.12 that opens vectors; a name that GDAL does not know would make it grumble."""
FORBID = {
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "GDAL_HTTP_TIMEOUT": "1",
    "GDAL_HTTP_CONNECTTIMEOUT": "1",
    "GDAL_HTTP_MAX_RETRY": "0",
    "GDAL_DRIVER_PATH": "disable",
    "GDAL_VRT_ENABLE_PYTHON": "NO",
    "GDAL_DISABLE_READDIR_ON_OPEN": "TRUE",
    "OGR_SQLITE_ALLOW_EXTERNAL_ACCESS": "NO",
    "PROJ_NETWORK": "OFF",
}
"""No remote file systems, no plug-ins, no code in files, no looking around in the file's folder."""


def restrict(environment: MutableMapping[str, str], found: Iterable[str] = ()) -> None:
    """Set what GDAL reads at its start, whatever the environment said before.

    Parameters
    ----------
    environment : mapping of str
        ``os.environ``, or that of a process to be started.
    found : iterable of str
        Drivers that GDAL turned out to know beside ``KNOWN``.
    """
    given = environment.get("OGR_SKIP", "")
    own = {word.strip() for word in given.split("," if "," in given else None)}
    skipped = sorted(((KNOWN | set(found) | own) - ALLOWED) - {""})
    environment["OGR_SKIP"] = ",".join(skipped)
    environment.update(FORBID)


def unexpected() -> set[str]:
    """Return the drivers of this process that are not allowed; imports pyogrio."""
    import pyogrio

    return set(pyogrio.list_drivers()) - ALLOWED


restrict(os.environ)
