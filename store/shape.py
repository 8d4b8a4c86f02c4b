"""Geometry in a database: WKB bytes in SQLite, a real geometry column on PostGIS that QGIS opens."""

from typing import Any

from sqlalchemy import LargeBinary, func
from sqlalchemy.types import TypeEngine, UserDefinedType

SRID = 4490
"""CGCS2000 longitude and latitude, as everywhere inside the house."""


class _PostGis(UserDefinedType[bytes]):
    """A geometry column of PostGIS; goes in and comes out as WKB, little-endian, exact to the bit."""

    cache_ok = True

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def get_col_spec(self, **_options: Any) -> str:
        return f"geometry({self.kind},{SRID})"

    def bind_expression(self, bindvalue: Any) -> Any:
        return func.ST_GeomFromWKB(bindvalue, SRID, type_=self)

    def column_expression(self, colexpr: Any) -> Any:
        return func.ST_AsBinary(colexpr, "NDR", type_=self)


def shape(kind: str) -> TypeEngine[bytes]:
    """Return the type of a geometry column.

    Parameters
    ----------
    kind : {"MultiPolygon", "Geometry"}
        What PostGIS lets into it; EPSG:4490.
    """
    return LargeBinary().with_variant(_PostGis(kind), "postgresql")
