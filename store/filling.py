"""What fills an empty store: the editions that came with a bundle, else a folder of files, one edition for each workbook."""

import hashlib
import logging

from loaders.errors import LoadError
from loaders.steps import Step, Tell, silent
from locales import _
from settings import HOME, settings
from store import editions
from store.editions import Publication
from store.errors import StaleBase, StoreError
from store.folder import Folder
from store.history import Store, store

log = logging.getLogger(__name__)
WHO = "demo"
PACKED = HOME / "bundle" / "store.sqlite"
"""What ``./run --bundle`` packed of another machine's store; see ``deploy.bundle``."""


def fill_empty() -> None:
    """Give an empty store what a bundle brought, else the data folder's editions, unless the settings say no.

    What goes wrong is told by the log.
    """
    try:
        if store().list():  # what a damaged store's spare shows counts too
            return
        if PACKED.is_file():  # a demo in its place would be taken for it
            store().restore(PACKED, who="")
        elif settings().demo:
            fill(store(), store().folder, _("演示数据（虚构）"))
    except (LoadError, StoreError) as error:
        log.error("the empty store could not be filled: %s", error)


def fill(store: Store, folder: Folder, note: str, who: str = WHO, tell: Tell = silent) -> int:
    """Publish what the folder holds and the store has not yet, oldest first; return how many editions came in.

    A publish that was cut off goes on where it stopped; two that fill the same store share the work.

    Raises
    ------
    LoadError
        A file cannot be used.
    Refused
        The store holds real editions and the folder is a demo.
    """
    files = tuple(folder.files().items())
    hashes = {entry.number: hashlib.sha256(entry.path.read_bytes()).hexdigest() for entry in folder.list()}
    known = store.published_files()
    due = [entry for entry in folder.list() if hashes[entry.number] not in known]
    came = 0
    for at, entry in enumerate(due):
        tell(Step(_("发布第 {number} 份台账：{name}").format(number=entry.number, name=entry.path.name), at, len(due)))
        made = editions.prepared(folder.get(entry.number), (*files, ("progress", entry.path)))
        came += _publish(store, made, hashes[entry.number], note, who)
    if came:
        store.save()
    return came


def _publish(store: Store, made: Publication, sha256: str, note: str, who: str) -> bool:
    """Publish a workbook unless another process, which fills the same store, was faster; tell whether it came in."""
    while True:
        base = store.head()  # before the look: what comes in after it makes this base stale
        if sha256 in store.published_files():
            return False
        try:
            store.publish(made, note=note, who=who, base=base, accept_rejected=True, renew=False)
        except StaleBase:
            continue
        return True
