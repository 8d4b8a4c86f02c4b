"""Values on the wire: dataclasses of the domain as JSON, read back strictly by the types that they declare.

What arrives is not trusted. A value becomes what the type hint says, or the whole answer is refused; nothing is looked
up, imported or called by a name that arrives (no pickle).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from loaders.guard import frames
from loaders.guard.ragged import Get, Put

PLAIN = (str, int, float, bool)


def packed(value: Any, put: Put) -> Any:
    """Turn a value into what JSON holds; bytes and the arrays of frames go along through ``put``.

    Raises
    ------
    TypeError
        A value of a type that does not travel.
    """
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, PLAIN):
        return value
    if isinstance(value, bytes):
        return {"bytes": put(np.frombuffer(value, dtype="uint8"))}
    if isinstance(value, date):
        return {"date": value.isoformat()[:10]}
    if isinstance(value, Path):
        return {"path": str(value)}
    if isinstance(value, pd.DataFrame):
        return {"frame": frames.packed(value, put)}
    if is_dataclass(value) and not isinstance(value, type):
        held = {field.name: getattr(value, field.name) for field in fields(value) if field.init}
        return {"fields": {name: packed(part, put) for name, part in held.items()}}
    if isinstance(value, Mapping):
        return {"map": [[packed(key, put), packed(part, put)] for key, part in value.items()]}
    if isinstance(value, Sequence | set | frozenset):
        return [packed(part, put) for part in value]
    raise TypeError(f"a {type(value).__name__} does not travel")


def unpacked(said: Any, hint: Any, get: Get) -> Any:
    """Turn what arrived into a value of the type that ``hint`` names.

    Raises
    ------
    ValueError, TypeError, KeyError
        It is something else.
    """
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return _one_of(said, get_args(hint), get)
    if origin is Literal:
        return _checked(said, lambda value: isinstance(value, str) and value in get_args(hint))
    if hint in (Any, object):
        return _open(said)
    if hint is NoneType:
        return _checked(said, lambda value: value is None)
    if hint is float:
        return float(_checked(said, lambda value: isinstance(value, int | float) and not isinstance(value, bool)))
    if hint in PLAIN:
        return _checked(said, lambda value: type(value) is hint)
    if hint is bytes:
        return get(said["bytes"], "uint8").tobytes()
    if hint is date:
        return date.fromisoformat(said["date"])
    if hint is Path:
        return Path(_checked(said["path"], lambda value: isinstance(value, str)))
    if isinstance(hint, type) and issubclass(hint, pd.DataFrame):
        frame = frames.unpacked(said["frame"], get)
        return _checked(frame, lambda value: isinstance(value, GeoDataFrame) == issubclass(hint, GeoDataFrame))
    if is_dataclass(hint):
        return _dataclass(said["fields"], hint, get)
    if isinstance(origin, type):
        return _several(said, origin, get_args(hint), get)
    raise TypeError(f"{hint} does not travel")


def _one_of(said: Any, hints: tuple[Any, ...], get: Get) -> Any:
    if said is None and NoneType in hints:
        return None
    for hint in hints:
        try:
            return unpacked(said, hint, get)
        except (ValueError, TypeError, KeyError):
            continue
    raise ValueError("none of the types that may stand here")


def _several(said: Any, origin: type, hints: tuple[Any, ...], get: Get) -> Any:
    if issubclass(origin, Mapping):
        key, part = hints
        return {unpacked(one, key, get): unpacked(other, part, get) for one, other in said["map"]}
    _checked(said, lambda value: isinstance(value, list))
    if origin is tuple and (len(hints) != 2 or hints[1] is not Ellipsis):
        return tuple(unpacked(part, hint, get) for part, hint in zip(said, hints, strict=True))
    values = (unpacked(part, hints[0], get) for part in said)
    return tuple(values) if origin is tuple else set(values) if issubclass(origin, set | frozenset) else list(values)


def _dataclass(said: dict[str, Any], kind: Any, get: Get) -> Any:
    hints = _hints(kind)
    if not said.keys() <= hints.keys():
        raise ValueError("fields that do not exist")
    needed = {field.name for field in fields(kind) if field.default is MISSING and field.default_factory is MISSING}
    if not needed <= said.keys():
        raise ValueError("fields are missing")
    return kind(**{name: unpacked(part, hints[name], get) for name, part in said.items()})


@cache
def _hints(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind) if field.init}


def _open(said: Any) -> Any:
    """Return a value of no declared type: one that JSON holds, a date, or several of these."""
    if isinstance(said, dict):
        if "date" in said:
            return date.fromisoformat(said["date"])
        return {_open(key): _open(part) for key, part in said["map"]}
    return tuple(_open(part) for part in said) if isinstance(said, list) else said


def _checked(value: Any, holds: Callable[[Any], bool]) -> Any:
    if not holds(value):
        raise ValueError("not a value of this type")
    return value
