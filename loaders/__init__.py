"""Outside files become validated frames, plus a report of every row that did not make it."""

import os

# GDAL looks at a file's content, not at its name: a text that says it is a VRT reads other files and fetches URLs.
# These drivers do not exist for this process; GDAL reads the variable once, when pyogrio is first imported.
_NEVER = (
    "OGR_VRT GDALG SQLite HTTP WFS OAPIF OGCAPI CSW GeoRSS GML Carto AmigoCloud EEDA Elasticsearch NGW PLSCENES "
    "PGDUMP PDF S57 VDV SXF Selafin MapInfo%20File ADBC AIVector AVCBin AVCE00 EDIGEO GPSBabel LVBAG OSM"
)
os.environ.setdefault("OGR_SKIP", ",".join(word.replace("%20", " ") for word in _NEVER.split()))
