"""The form of a request and of an answer: a length, that much JSON, and after it the arrays, one after the other."""

import json
import struct
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from loaders.guard import values

LENGTH = struct.Struct(">Q")
LARGEST_REQUEST = 1 << 20
ARRAY_TYPES = frozenset({"float64", "int64", "int32", "int16", "int8", "uint8"})


class Garbled(Exception):
    """An answer that is not in the form in which our own reader answers."""


def framed(said: Any, arrays: Iterable[npt.NDArray[Any]] = ()) -> list[memoryview]:
    """Return the pieces of a message, to be written one after the other."""
    held = [np.ascontiguousarray(array) for array in arrays]
    message = {"said": said, "sizes": [array.nbytes for array in held]}
    text = json.dumps(message, ensure_ascii=False).encode("utf-8", "replace")
    return [memoryview(LENGTH.pack(len(text)) + text), *(array.data.cast("B") for array in held if array.nbytes)]


def answer(value: Any, log: list[list[Any]]) -> list[memoryview]:
    """Return the pieces of the answer that carries a value."""
    arrays: list[npt.NDArray[Any]] = []

    def put(array: npt.NDArray[Any]) -> int:
        arrays.append(array)
        return len(arrays) - 1

    return framed({"value": values.packed(value, put), "log": log}, arrays)


def opened(data: bytes | bytearray | memoryview) -> tuple[Any, list[memoryview]]:
    """Take a message apart into what it says and its arrays.

    Raises
    ------
    Garbled
        It is in no such form.
    """
    whole = memoryview(data)
    try:
        (length,) = LENGTH.unpack_from(whole)
        at = LENGTH.size + length
        message = json.loads(bytes(whole[LENGTH.size : at]))
        said, sizes = message["said"], message["sizes"]
        pieces = []
        for size in sizes:
            if type(size) is not int or not 0 <= size <= len(whole) - at:
                raise Garbled("arrays longer than the message")
            pieces.append(whole[at : at + size])
            at += size
    except (struct.error, ValueError, KeyError, TypeError, RecursionError) as error:
        raise Garbled(str(error)) from error
    if at != len(whole):
        raise Garbled("more than was announced")
    return said, pieces


def value(said: Any, pieces: list[memoryview], hint: Any) -> Any:
    """Return the value that an answer carries, as the type that ``hint`` names.

    Raises
    ------
    Garbled
        It carries something else.
    """

    def get(place: object, dtype: str) -> npt.NDArray[Any]:
        if type(place) is not int or not 0 <= place < len(pieces) or dtype not in ARRAY_TYPES:
            raise ValueError("no such array")
        return np.frombuffer(pieces[place], dtype=dtype)

    try:
        return values.unpacked(said, hint, get)
    except Exception as error:  # whatever a forged answer provokes in numpy, Arrow or shapely is the same finding
        raise Garbled(f"{type(error).__name__}: {error}") from error
