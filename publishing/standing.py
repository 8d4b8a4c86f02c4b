"""What stands outside: a folder that always agrees with the release that stands, and is served to anybody."""

import hashlib
import logging
import re
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path, PurePosixPath
from threading import Lock, Thread
from time import monotonic

from publishing import addresses
from publishing import site as sites_of
from publishing.release import Publisher
from publishing.site import DIST, FIRST, FOR_APP, Site
from settings import HOME, settings
from store.errors import StoreError
from store.export import whole_file
from store.history import Store, store
from store.releases import Release

log = logging.getLogger(__name__)
ASK_AGAIN_S = 0.5
"""How long an answer of the database counts, seconds."""
MARKER = ".release"
"""Names the release that the folder shows."""
PUBLIC_SETTINGS = ("map_review_no", "public_url", "feedback_url", "open_data", "open_licence", "open_footprints")
"""The settings that the public pages show."""
_ADDRESS = re.compile(r"[0-9a-f]{64}/[\w.-]+")
_PAGE = re.compile(r"c/[\w-]+\.html")


class Gone(Enum):
    """An answer for what was withdrawn."""

    GONE = 410


@dataclass(frozen=True)
class Stand:
    """What is public at a moment.

    Attributes
    ----------
    seq, number : int
        The release that stands and its edition, 0 for none.
    standing : frozenset of int
        The places of all releases that were not withdrawn.
    gone : frozenset of str
        Every address that was withdrawn and is in no release that stands.
    """

    seq: int
    number: int
    standing: frozenset[int]
    gone: frozenset[str]


class Outside:
    """The public folder of a store.

    Parameters
    ----------
    store : Store
    folder : pathlib.Path

    Notes
    -----
    Thread-safe. What the database says counts for ``ASK_AGAIN_S``; where it does not answer, what stood before stays, but
    nothing is served that was known to be withdrawn.
    """

    def __init__(self, store: Store, folder: Path) -> None:
        self.publisher = Publisher(store)
        self.folder = folder
        self._asking, self._writing = Lock(), Lock()
        self._stand: Stand | None = None
        self._asked = float("-inf")

    def stand(self) -> Stand | None:
        """Return what is public now; None while the database has never answered."""
        with self._asking:
            if monotonic() - self._asked >= ASK_AGAIN_S:
                self._asked = monotonic()
                try:
                    self._stand = _stand(*self.publisher.releases.history())
                except StoreError as error:
                    log.error("what is public cannot be asked: %s", error)
            return self._stand

    def is_public(self) -> bool:
        """Tell whether an edition is public."""
        found = self.stand()
        return found is not None and found.seq > 0

    def page(self, path: str) -> Path | None:
        """Return a page's file: ``index.html`` or ``c/….html``; None when there is none."""
        if path != FIRST and not _PAGE.fullmatch(path):
            return None
        if not self._may_serve():
            return None
        found = self.folder / path
        return found if found.is_file() else None

    def hashed(self, address: str) -> Path | Gone | None:
        """Return a hashed file, or that it was withdrawn, or None."""
        if not _ADDRESS.fullmatch(address):
            return None
        found = self.stand()
        if found is None or not self._may_serve():
            return None
        if address in found.gone:
            return Gone.GONE
        path = self.folder / "open" / PurePosixPath(address)
        return path if path.is_file() else None

    def bring_up(self) -> bool:
        """Let the folder show what is public now; return whether it shows anything that may be served.

        A release by another process is found here; one of this process as well, as there is one way to write.
        """
        wanted = self.stand()
        if wanted is None:
            return False
        with self._writing:
            shown = self._shown()
            if shown == self._mark(wanted):
                return True
            try:
                made = self.publisher.site(wanted.number) if wanted.seq else sites_of.notice()
                if wanted.seq:
                    self.publisher.releases.renew(wanted.seq, made.addresses)
                self._write(made, wanted)
            except (StoreError, OSError) as error:
                log.error("the public page cannot be made: %s", error)
                return self._still_stands(shown, wanted)
        return True

    def _may_serve(self) -> bool:
        """Tell whether the folder shows what may be seen. While a newer release is made ready, that is the one before."""
        wanted = self.stand()
        if wanted is None:
            return False
        shown = self._shown()
        if shown == self._mark(wanted):
            return True
        if wanted.seq and self._still_stands(shown, wanted):
            if not self._writing.locked():
                Thread(target=self.bring_up, daemon=True).start()
            return True
        return self.bring_up()

    def _still_stands(self, shown: str, wanted: Stand) -> bool:
        """Tell whether the folder shows, whole, a release that was not withdrawn since."""
        url, _space, seq = shown.rpartition(" ")[0].rpartition(" ")
        return url == self.publisher.releases.database.shown and seq.isdigit() and int(seq) in wanted.standing

    def purge(self, taken: Release) -> list[str]:
        """Return the addresses that a cache between us and the public must forget once a release was withdrawn.

        Its pages, and those of its hashed files that nothing public names any more.
        """
        found = self.stand()
        gone = [each for each in taken.addresses if found is None or each in found.gone]
        pages = sorted(f"c/{PurePosixPath(each).stem}.html" for each in taken.addresses if each.endswith(".png"))
        return [addresses.page(), *map(addresses.page, (FIRST, *pages)), *map(addresses.hashed, gone)]

    def forget(self) -> None:
        """Ask the database anew at the next question."""
        with self._asking:
            self._asked = float("-inf")

    def _write(self, made: Site, wanted: Stand) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        sites_of.write(made, self.folder, FOR_APP, gone=wanted.gone - set(made.addresses))
        with whole_file(self.folder / MARKER) as part:
            part.write_text(self._mark(wanted), "utf-8")

    def _shown(self) -> str:
        try:
            return (self.folder / MARKER).read_text("utf-8")
        except OSError:
            return ""

    def _mark(self, wanted: Stand) -> str:
        """What the folder is of: the database, the release, and what else its pages are made from."""
        return f"{self.publisher.releases.database.shown} {wanted.seq} {made_from()}"


def withdrawn(every: tuple[Release, ...]) -> frozenset[str]:
    """Return the addresses that were withdrawn, of all releases, and are in none that stands."""
    standing = {address for each in every if each.stands for address in each.addresses}
    return frozenset(address for each in every if not each.stands for address in each.addresses) - standing


def _stand(every: tuple[Release, ...], current: Release | None) -> Stand:
    return Stand(
        current.seq if current else 0, current.number if current else 0,
        frozenset(each.seq for each in every if each.stands), withdrawn(every) - set(sites_of.notice().addresses),
    )  # fmt: skip


@cache
def made_from() -> str:
    """Return a hash of what every public page is made from beside its edition: program, words and settings."""
    told = hashlib.sha256()
    for path in sorted(
        (*(HOME / "publishing").glob("*.py"), *(HOME / "locales").rglob("*.po"), *DIST.glob("public.*"))
    ):
        told.update(path.name.encode() + b"\0" + path.read_bytes())
    told.update(settings().model_dump_json(include=set(PUBLIC_SETTINGS)).encode())
    return told.hexdigest()[:16]


_making = Lock()
_made: dict[Path, Outside] = {}


def outside() -> Outside:
    """Return this process's public folder."""
    kept = store()
    folder = settings().site or kept.spare.with_name(f"{kept.spare.name.split('.')[0]}.site")
    with _making:
        if folder not in _made:
            _made[folder] = Outside(kept, folder)
        return _made[folder]
