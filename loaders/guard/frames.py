"""Frames on the wire: one to three plain arrays a column, in Arrow's own layout, checked on arrival.

Arrow's IPC envelope is left out on purpose: it may hold compressed buffers and dictionaries, with which a reader that a
hostile file took over could make a small answer swell in the app's memory.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from geopandas import GeoDataFrame

from loaders.guard import ragged
from loaders.guard.ragged import Get, Put
from sites.table import CRS

PLAIN = frozenset(
    {"float64", "int64", "int32", "int16", "int8", "uint8", "datetime64[s]", "datetime64[ms]", "datetime64[us]", "datetime64[ns]"}
)  # fmt: skip
"""Column types that are one array of numbers."""
MASKED = {"Int64": "int64", "Int32": "int32", "Float64": "float64", "boolean": "uint8"}
"""Column types that are numbers and a mask."""
TEXT = pd.StringDtype(na_value=np.nan)


def packed(frame: pd.DataFrame, put: Put) -> dict[str, Any]:
    """Take a frame apart.

    Parameters
    ----------
    frame : pandas.DataFrame or geopandas.GeoDataFrame
        Numbered from 0; geometry in EPSG:4490.

    Raises
    ------
    TypeError
        A column or the index is of a type that does not travel.
    """
    if not isinstance(frame.index, pd.RangeIndex) or (len(frame) and (frame.index[0] != 0 or frame.index.step != 1)):
        raise TypeError("only frames numbered from 0 travel")
    shape = frame.geometry.name if isinstance(frame, GeoDataFrame) else None
    if isinstance(frame, GeoDataFrame) and frame.crs != CRS:
        raise TypeError(f"geometry travels in {CRS} only")
    columns = [
        {"name": str(name), "dtype": "geometry", "arrays": ragged.packed(frame[name].to_numpy(), put)}
        if name == shape
        else {"name": str(name), "dtype": str(frame[name].dtype), "arrays": _column(frame[name], put)}
        for name in frame.columns
    ]
    return {"rows": len(frame), "columns": columns}


def unpacked(said: dict[str, Any], get: Get) -> pd.DataFrame:
    """Put a frame together again; one with geometry is a GeoDataFrame in EPSG:4490, whatever the sender thought.

    Raises
    ------
    ValueError, TypeError, KeyError
        The columns do not fit one another, or are none that travel.
    """
    n = said["rows"]
    columns: dict[str, Any] = {}
    shape = None
    for column in said["columns"]:
        name, dtype = str(column["name"]), column["dtype"]
        if name in columns:
            raise ValueError("two columns of one name")
        if dtype == "geometry":
            shape, columns[name] = name, ragged.unpacked(column["arrays"], get)
        else:
            columns[name] = _array(dtype, column["arrays"], n, get)
        if len(columns[name]) != n:
            raise ValueError("columns of different lengths")
    frame = pd.DataFrame(columns, index=pd.RangeIndex(n))
    return frame if shape is None else GeoDataFrame(frame, geometry=shape, crs=CRS)


def _column(column: "pd.Series[Any]", put: Put) -> list[int]:
    dtype = str(column.dtype)
    if dtype in PLAIN:
        values = column.to_numpy()
        return [put(values.view("int64") if dtype.startswith("datetime") else values)]
    if dtype == "bool":
        return [put(column.to_numpy().view("uint8"))]
    if dtype in MASKED:
        absent = column.isna().to_numpy()
        return [put(column.to_numpy(MASKED[dtype], na_value=0)), put(absent.view("uint8"))]
    if dtype == "str":
        return _text(column, put)
    raise TypeError(f"a column of {dtype} does not travel")


def _text(column: "pd.Series[Any]", put: Put) -> list[int]:
    array = pa.array(column, type=pa.large_string(), from_pandas=True)
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    absent = array.is_null().to_numpy(zero_copy_only=False)
    array = pa.concat_arrays([array.fill_null("")])  # without an offset or spare room in its buffers
    _validity, offsets, data = array.buffers()
    starts = np.frombuffer(offsets, dtype="int64")[array.offset : array.offset + len(array) + 1] if len(array) else np.zeros(1, "int64")  # fmt: skip
    return [
        put(absent.view("uint8")),
        put(starts - starts[0]),
        put(np.frombuffer(data or b"", dtype="uint8")[starts[0] : starts[-1]]),
    ]


def _array(dtype: str, arrays: list[object], n: int, get: Get) -> Any:
    """Return a column's values, checked, in memory of their own."""
    if dtype in PLAIN:
        held = get(arrays[0], "int64" if dtype.startswith("datetime") else dtype).copy()
        return held.view(dtype) if dtype.startswith("datetime") else held
    if dtype == "bool":
        return _truths(get(arrays[0], "uint8"))
    if dtype in MASKED:
        held = get(arrays[0], MASKED[dtype]).copy()
        absent = _truths(get(arrays[1], "uint8"))
        if dtype == "boolean":
            return pd.arrays.BooleanArray(_truths(held), absent)
        whole = pd.arrays.FloatingArray if dtype == "Float64" else pd.arrays.IntegerArray
        return whole(held, absent)
    if dtype == "str":
        return _strings(arrays, n, get)
    raise ValueError(f"a column of {dtype} does not travel")


def _strings(arrays: list[object], n: int, get: Get) -> Any:
    absent, starts, data = _truths(get(arrays[0], "uint8")), get(arrays[1], "int64"), get(arrays[2], "uint8")
    if len(absent) != n or len(starts) != n + 1:
        raise ValueError("columns of different lengths")
    validity = pa.py_buffer(np.packbits(~absent, bitorder="little").tobytes())
    held = pa.LargeStringArray.from_buffers(n, pa.py_buffer(starts.tobytes()), pa.py_buffer(data.tobytes()), validity)
    held.validate(full=True)
    return pd.array(held, dtype=TEXT)


def _truths(values: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    if len(values) and values.max() > 1:
        raise ValueError("neither true nor false")
    return values.astype(bool)
