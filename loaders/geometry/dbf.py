"""The attribute table of a Shapefile: which encoding its bytes are in, whatever the .cpg beside it claims."""

import struct
from pathlib import Path

import numpy as np

ENOUGH_VALUES = 20_000
CODECS = {"UTF-8": "UTF-8", "GBK": "GB18030"}
"""What the report calls an encoding, and the codec that reads it."""


def declared_encoding(cpg: Path | None) -> str | None:
    """Return what a .cpg file says, as ``UTF-8`` or ``GBK`` where it means one of these; None when there is none."""
    if cpg is None:
        return None
    word = cpg.read_bytes()[:64].decode("ascii", "replace").strip().strip("\x00").upper()
    plain = word.removeprefix("ANSI ").removeprefix("OEM ").replace("-", "").replace("_", "").replace(" ", "")
    if plain in ("UTF8", "65001"):
        return "UTF-8"
    if plain in ("GBK", "GB2312", "GB18030", "936", "CP936"):
        return "GBK"
    return word or None


def found_encoding(dbf: Path) -> str | None:
    """Tell the encoding of a table from its bytes: text in GBK is almost never valid UTF-8.

    Returns
    -------
    str or None
        ``UTF-8`` or ``GBK``; None when everything is ASCII.

    Raises
    ------
    ValueError
        The table is broken, or in neither encoding.
    """
    values = _foreign_values(dbf)
    if not values:
        return None
    for name, codec in (("UTF-8", "utf-8"), ("GBK", "gb18030")):
        if all(_decodes(value, codec) for value in values):
            return name
    raise ValueError("neither UTF-8 nor GBK")


def _foreign_values(dbf: Path) -> list[bytes]:
    """Return column names and character values that hold bytes beyond ASCII."""
    data = dbf.read_bytes()
    try:
        count, head, width = struct.unpack_from("<IHH", data, 4)
    except struct.error as error:
        raise ValueError("no dBASE head") from error
    fields = [data[at : at + 32] for at in range(32, head - 1, 32) if data[at : at + 1] not in (b"\r", b"")]
    names = [field[:11].split(b"\x00")[0] for field in fields]
    values = {name for name in names if not name.isascii()}
    count = min(count, max(len(data) - head, 0) // max(width, 1))
    table = np.frombuffer(data, dtype=np.uint8, count=count * width, offset=head).reshape(count, width)
    at = 1
    for field in fields:
        size = field[16] if field[11:12] != b"C" else field[16] + 256 * field[17]
        if field[11:12] == b"C" and at + size <= width:
            cells = np.ascontiguousarray(table[:, at : at + size])
            foreign = cells[(cells > 127).any(axis=1)][:ENOUGH_VALUES]
            values |= {cell.tobytes().rstrip(b" \x00") for cell in foreign}
        at += size
    return list(values)


def _decodes(value: bytes, codec: str) -> bool:
    """Tell whether the bytes are text in this codec; a last character cut by the field's width is no fault."""
    for cut in range(4):
        try:
            value[: len(value) - cut].decode(codec)
        except UnicodeDecodeError as error:
            if error.end < len(value) - cut:
                return False
        else:
            return True
    return False
