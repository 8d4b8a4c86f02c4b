"""From the files of a working set to what would be published: recognised, corrected, completed by the current edition, read.

Each step is an errand, kept by what it is made of: contents of the files, corrections, remembered names, language.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import locales
from loaders.errors import OptionError
from loaders.geometry import address
from loaders.intake import Files, read_all
from loaders.recognise import Leftover, Part, Recognised, recognise, with_datums
from loaders.recognise.corrected import NEEDED, files_of
from loaders.sheets.page import Page, written
from loaders.steps import Step, Tell
from locales import _
from sites import by_hand
from sites.edition import Edition
from sites.report import Role
from store import contents, corrections, editions, taking_over
from store.corrections import Corrections
from store.desk import Desk
from store.drafts import Draft
from store.editions import Publication
from store.errand import Errand, Errands
from store.history import Store
from store.taking_over import Carried

HAND_WIDTH = 14
_looks: Errands["_Unpacked"] = Errands(8)
_parts: Errands["Looked"] = Errands(8)
_readings: Errands["Reading"] = Errands(4)


@dataclass(frozen=True)
class _Unpacked:
    """The files of a working set as they came."""

    held: "TemporaryDirectory[str]"
    recognised: Recognised


@dataclass(frozen=True)
class Looked:
    """A working set that was looked at.

    Attributes
    ----------
    parts : tuple of Part
        As recognised and corrected.
    leftover : tuple of Leftover
        Files that belong to nothing.
    """

    held: "TemporaryDirectory[str]"
    parts: tuple[Part, ...]
    leftover: tuple[Leftover, ...]

    @property
    def folder(self) -> Path:
        """Where the files are, for as long as this is held."""
        return Path(self.held.name)

    @property
    def troubled(self) -> tuple[Part, ...]:
        """The parts that would be read, and cannot be used as they are."""
        return tuple(part for part in self.parts if part.role and part.troubles)


@dataclass(frozen=True)
class Reading:
    """What a working set comes to.

    Attributes
    ----------
    edition : Edition
        As it would come out of the store, with the number that it would have.
    made : Publication
        To be published; the report of its edition names the files where they are now.
    columns : pathlib.Path or None
        Further titles of columns that the workbooks were read with.
    """

    held: tuple["TemporaryDirectory[str]", ...]
    edition: Edition
    made: Publication
    columns: Path | None


def look(store: Store, draft: Draft) -> Errand[Looked]:
    """Recognise the files of a working set, with what the planner says of them."""
    said = corrections.of_body(draft.body).parts
    files = (str(store.database.shown), locales.current(), draft.files)

    def unpacked(tell: Tell) -> _Unpacked:
        held = TemporaryDirectory(prefix="onemap-intake-")
        tell(Step(_("取出文件")))
        Desk(store).unpack(draft.id, Path(held.name))
        return _Unpacked(held, recognise(Path(held.name), tell))

    def run(tell: Tell) -> Looked:
        first = _looks.ask(files, unpacked)
        while not first.wait(0.2):
            tell(first.step)
        found = first.result()
        parts = _corrected(found.recognised.parts, said, Path(found.held.name), tell)
        return Looked(found.held, parts, found.recognised.leftover)

    return _parts.ask((files, tuple(sorted(said.items()))), run)


def missing(looked: Looked, carried: Carried) -> tuple[Role, ...]:
    """Return the layers without which nothing can be read."""
    there = {part.role for part in looked.parts} | {source.role for source in carried.sources}
    return tuple(role for role in NEEDED if role not in there)


def read(store: Store, draft: Draft, looked: Looked, carried: Carried) -> Errand[Reading]:
    """Read a working set: what would be published, and the report.

    The errand's errors are ``LoadError`` (a file as a whole cannot be used) and ``StoreError``.
    """
    said = corrections.of_body(draft.body)
    known = Desk(store).aliases()
    typed = tuple((key, tuple(sorted(cells.items()))) for key, cells in said.typed.items())
    key = (
        str(store.database.shown), locales.current(), draft.files, tuple(sorted(said.parts.items())), carried, typed, known,
        draft.base,
    )  # fmt: skip

    def run(tell: Tell) -> Reading:
        held = TemporaryDirectory(prefix="onemap-intake-")
        folder = Path(held.name)
        before, beside = taking_over.files(store, carried, folder)
        files = replace(files_of(looked.parts, looked.folder, before=before, number=draft.base + 1), known=known)
        edition = read_all(files, tell)
        if said.typed:
            tell(Step(_("并入手工更正")))
            files = _with_typed(files, edition, said, folder)
            edition = read_all(files, tell)
        tell(Step(_("准备预览")))
        named = _named(files, looked.parts, looked.folder)
        stays = taking_over.written(folder, looked.parts, before, beside)
        made = editions.prepared(edition, [*named, *beside, *stays])
        shown = contents.shown(made.parts, draft.base + 1, edition.as_of, edition.synthetic, made.digest)
        return Reading((looked.held, held), shown, made, files.columns)

    return _readings.ask(key, run)


def _corrected(
    parts: tuple[Part, ...], said: Mapping[str, corrections.Word], folder: Path, tell: Tell
) -> tuple[Part, ...]:
    """Return the parts with what the planner says; what cannot be said any more is left out."""
    found = []
    for part in parts:
        try:
            found.append(said[part.key].applied(part) if part.key in said else part)
        except OptionError:
            found.append(part)  # it was said of another file of that name; the page shows the part as it is
    if tuple(found) == parts:
        return parts
    tell(Step(_("比较各个图层")))
    return tuple(with_datums(found, folder))


def _with_typed(files: Files, edition: Edition, said: Corrections, folder: Path) -> Files:
    """Return the files with a workbook of what was typed, of the edition's day."""
    rows = tuple(by_hand.rows(edition, said.typed))
    if not rows:
        return files
    path = folder / _("手工更正 {day}.xlsx").format(day=edition.as_of)
    page = Page(by_hand.SHEET, by_hand.HEAD, (HAND_WIDTH,) * len(by_hand.HEAD), rows)
    path.write_bytes(written([page]))
    return replace(files, by_hand=path, days={**files.days, path: edition.as_of})


def _named(files: Files, parts: tuple[Part, ...], folder: Path) -> list[tuple[str, Path]]:
    """Return role and path of every file that is read, the companions of a Shapefile left out."""
    found: list[tuple[str, Path]] = [(role, address.split(path)[0]) for role, path in files.layers.items()]
    found += [("progress", path) for path in files.progress]
    single = (
        ("progress", files.by_hand),
        ("tickets", files.tickets),
        ("aliases", files.aliases),
        ("columns", files.columns),
    )
    found += [(role, path) for role, path in single if path is not None]
    found += [("control", folder / part.files[0]) for part in parts if part.role == "control"]
    return list(dict.fromkeys(found))
