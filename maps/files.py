"""Files that the browser asks for by their hash, kept in memory and compressed once.

A file once given out stays: a frame that is still open asks for it again, and a script that answers 404 would leave
that frame blank for good.
"""

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from threading import Lock

TYPES = {".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".jpg": "image/jpeg"}


@dataclass(frozen=True)
class HashedFile:
    """A file as it is served.

    Attributes
    ----------
    address : str
        ``<sha256>/<name>``, below ``/map/``. The hash is parted from the name by a slash: st_folium's key drops all
        that follows an underscore.
    """

    address: str
    body: bytes
    packed: bytes
    media_type: str


_files: dict[str, HashedFile] = {}
_lock = Lock()


def put(name: str, body: bytes) -> str:
    """Keep a file and return its address below ``/map/``."""
    address = f"{hashlib.sha256(body).hexdigest()}/{name}"
    if address not in _files:
        packed = gzip.compress(body, 6, mtime=0)
        with _lock:
            _files[address] = HashedFile(address, body, packed, TYPES[PurePosixPath(name).suffix])
    return address


def get(address: str) -> HashedFile | None:
    """Return the file with this address, or None."""
    return _files.get(address)


def from_frame(address: str) -> str:
    """Return the URL of an address as the component's frame asks for it, whatever path the app lies under."""
    return f"../../map/{address}"
