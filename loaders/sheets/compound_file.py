"""Microsoft's compound file, the container of .xls and .et: a small file system of sectors and chains.

Source: [MS-CFB], Compound File Binary File Format.
"""

import struct
from pathlib import Path

import numpy as np
import numpy.typing as npt

from loaders.errors import broken

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER = 512
_ENTRY = 128
_STREAM, _ROOT = 2, 5
_IN_HEADER = 109
"""So many places of the table's own sectors stand in the header."""


class CompoundFile:
    """The streams of a compound file.

    Parameters
    ----------
    path : pathlib.Path
        Read whole: its size was checked before.

    Raises
    ------
    FormatError
        The file is damaged.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.data = path.read_bytes()
        try:
            self._open()
        except (struct.error, ValueError, IndexError) as error:
            raise broken(path) from error

    def _open(self) -> None:
        shift, small_shift = struct.unpack_from("<HH", self.data, 30)
        if shift not in (9, 12) or small_shift != 6:
            raise ValueError(shift)
        self.size, self.small_size = 1 << shift, 1 << small_shift
        directory, _version, self.cutoff, small, _n, further, n_further = struct.unpack_from("<7I", self.data, 48)
        own = list(struct.unpack_from(f"<{_IN_HEADER}I", self.data, 76))
        for _again in range(min(n_further, len(self.data) // self.size)):
            sector = self._sectors([further])
            *more, further = struct.unpack(f"<{self.size // 4}I", sector)
            own += more
        own = [place for place in own if place < len(self.data) // self.size]
        self.table = np.frombuffer(self._sectors(own), dtype="<u4")
        self.streams: dict[str, tuple[int, int]] = {}
        self.small_stream = b""
        entries = self._chain(directory)
        for at in range(0, len(entries) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", entries, at + 64)
            start, size = struct.unpack_from("<II", entries, at + 116)
            if kind == _ROOT:
                self.small_stream = self._chain(start)
            elif kind == _STREAM:
                name = entries[at : at + max(length - 2, 0)].decode("utf-16-le", errors="replace")
                self.streams.setdefault(name, (start, size))
        self.small_table = np.frombuffer(self._chain(small), dtype="<u4")

    def read(self, name: str) -> bytes:
        """Return the bytes of a stream.

        Raises
        ------
        FormatError
            The chain of its sectors is broken.
        """
        start, size = self.streams[name]
        try:
            if size >= self.cutoff:
                return self._chain(start)[:size]
            return self._small(start)[:size]
        except (struct.error, ValueError, IndexError) as error:
            raise broken(self.path) from error

    def _chain(self, start: int) -> bytes:
        return self._sectors(_follow(self.table, start))

    def _small(self, start: int) -> bytes:
        places = _follow(self.small_table, start)
        return b"".join(self.small_stream[at * self.small_size : (at + 1) * self.small_size] for at in places)

    def _sectors(self, places: list[int]) -> bytes:
        return b"".join(self.data[(at + 1) * self.size : (at + 2) * self.size] for at in places)


def _follow(table: "npt.NDArray[np.uint32]", start: int) -> list[int]:
    """Return the sectors of a chain; ``ValueError`` when it goes in a circle."""
    places: list[int] = []
    while start < len(table):
        places.append(start)
        if len(places) > len(table):
            raise ValueError(start)
        start = int(table[start])
    return places
