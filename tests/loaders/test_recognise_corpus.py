"""How many of the corpus' files are recognised as what they are: with their names, and with names that say nothing."""

import shutil
from pathlib import Path

import pytest

from loaders.geometry import address
from loaders.geometry.shapefile import PARTS
from loaders.intake import Files
from loaders.recognise import Recognised, recognise
from sites.report import Role
from tests.corpus import books, clean, datum, forms, names, rows, shapes
from tests.corpus.case import Case

READ = [
    case for module in (books, clean, datum, forms, names, rows, shapes) for case in module.CASES if not case.refused
]
"""The cases that are read; those that are refused have no role to be recognised."""
EVERY = 12
"""One case in so many in the daily run; ``--slow`` looks at all."""
SHARE_NAMED, SHARE_NAMELESS = 0.99, 0.98
"""Measured over all: 879 of 880 with their names (the last is one of two equal layers), and 876 where the files' names say
nothing (three tables of points with no column of their own too); layers within packages keep their names."""


def put(files: Files, made: Path, folder: Path, *, nameless: bool) -> dict[tuple[str, Role], str | None]:
    """Copy what an intake names; return what each file is, with the layer that is asked for."""
    expected: dict[tuple[str, Role], str | None] = {}
    stems: dict[str, str] = {}

    def copy(path: Path) -> str:
        stem = stems.setdefault(path.stem, f"x{len(stems)}") if nameless else path.stem
        for part in [path, *(path.with_suffix(form) for form in PARTS if path.suffix == ".shp")]:
            if part.is_file():
                shutil.copy(part, folder / f"{stem}{part.suffix}")
        return f"{stem}{path.suffix}"

    for role, named in files.layers.items():
        path, layer = address.split(named)
        expected[copy(path), role] = layer
    for path in files.progress:
        expected[copy(path), "progress"] = None
    for points in files.crs.values():
        if points.endswith(".csv"):
            copy(Path(points))
    if (made / "columns.toml").exists():
        shutil.copy(made / "columns.toml", folder)
    return expected


def missed(expected: dict[tuple[str, Role], str | None], found: Recognised) -> list[tuple[str, Role]]:
    cast = {(part.files[0], part.role, part.layer) for part in found.parts}
    return [
        (name, role) for (name, role), layer in expected.items()
        if not any((name, role) == (file, its) and layer in (None, held) for file, its, held in cast)
    ]  # fmt: skip


def measured(cases: list[Case], tmp_path: Path, *, nameless: bool) -> tuple[float, list[str]]:
    """Return the share of files that are recognised, and the others."""
    n, wrong = 0, []
    for at, case in enumerate(cases):
        made, folder = tmp_path / f"{at}made", tmp_path / f"{at}"
        made.mkdir()
        folder.mkdir()
        expected = put(case.make(made), made, folder, nameless=nameless)
        n += len(expected)
        wrong += [f"{case.name}: {name} {role}" for name, role in missed(expected, recognise(folder))]
    return 1 - len(wrong) / n, wrong


@pytest.mark.parametrize(("nameless", "least"), [(False, SHARE_NAMED), (True, SHARE_NAMELESS)])
def test_the_corpus_is_recognised(tmp_path: Path, nameless: bool, least: float) -> None:
    share, wrong = measured(READ[::EVERY], tmp_path, nameless=nameless)
    assert share >= least, wrong


@pytest.mark.slow
@pytest.mark.parametrize(("nameless", "least"), [(False, SHARE_NAMED), (True, SHARE_NAMELESS)])
def test_the_whole_corpus_is_recognised(tmp_path: Path, nameless: bool, least: float) -> None:
    share, wrong = measured(READ, tmp_path, nameless=nameless)
    assert share >= least, wrong
    print(f"recognised: {share:.1%}")
