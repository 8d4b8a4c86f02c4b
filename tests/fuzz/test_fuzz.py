"""Damaged files are frames or one clear error: never a crash of ours, never more than 10 s and 1 GB.

300 mutations in ``./test``; 10,000 with ``--slow``, which goes on where it was cut (``var/fuzz.json``, or the file that
``FUZZ_STATE`` names).
"""

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

import settings
from loaders import guard
from loaders.errors import LoadError, ReaderFailed
from settings import HOME
from tests.fuzz import mutate, seeds

pytestmark = pytest.mark.filterwarnings("ignore:Duplicate name")  # two parts of one name are one of the damages
FEW, MANY, AT_ONCE = 300, 10_000, 100
SECONDS, MEMORY_MB = 10, 1024


@pytest.fixture(autouse=True)
def limits(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give each file 10 s and 1 GB."""
    monkeypatch.setenv("ONEMAP_READ_SECONDS", str(SECONDS))
    monkeypatch.setenv("ONEMAP_READ_MEMORY_MB", str(MEMORY_MB))
    settings.settings.cache_clear()
    yield
    settings.settings.cache_clear()


def outcome(number: int) -> str:
    """Read one mutation; return what became of it. Any other exception than a ``LoadError`` ends the test."""
    with TemporaryDirectory(prefix="fuzz-") as folder:
        seed, path = mutate.write(number, Path(folder))
        suffix = path.suffix
        try:
            if seed.role == seeds.PROGRESS:
                guard.read_workbook(path)
            else:
                guard.read_layer(path, seed.role)  # type: ignore[arg-type]
        except LoadError as error:
            line = str(error)
            assert len(line.splitlines()) == 1, (number, line)
            assert line.startswith(str(path)), (number, line)
            assert len(line) < 5000, (number, line)
            kind = "ended" if isinstance(error, ReaderFailed) else "refused"
            return f"{suffix} {kind}"
        except Exception as error:
            raise AssertionError(f"python -m tests.fuzz.mutate {number} DIR") from error
        return f"{suffix} read"


def several(numbers: range) -> dict[int, str]:
    """Read several mutations, two at a time; return what became of each."""
    with ThreadPoolExecutor(2) as pool:
        return dict(zip(numbers, pool.map(outcome, numbers), strict=True))


def test_every_seed_is_read_whole(tmp_path: Path) -> None:
    """Otherwise the mutations would try nothing but the first check."""
    for seed in seeds.known():
        for name, data in mutate.whole(seed).items():
            (tmp_path / name).write_bytes(data)
        path = tmp_path / seed.name
        found = guard.read_workbook(path) if seed.role == seeds.PROGRESS else guard.read_layer(path, seed.role)  # type: ignore[arg-type]
        assert found.input.rows_in > 0, seed.name


def test_a_mutation_is_the_same_every_time() -> None:
    first = [mutate.mutated(number)[1] for number in range(40)]
    assert first == [mutate.mutated(number)[1] for number in range(40)]
    assert all(files != mutate.whole(seed) for seed, files in map(mutate.mutated, range(12)) if files)


def test_300_mutations_are_frames_or_one_clear_error() -> None:
    found = several(range(FEW))
    assert len(found) == FEW
    kinds = Counter(word.split()[1] for word in found.values())
    assert kinds["refused"] > FEW / 10, found
    assert kinds["read"] > FEW / 10, found


@pytest.mark.slow
def test_10_000_mutations_are_frames_or_one_clear_error() -> None:
    state = Path(os.environ.get("FUZZ_STATE", HOME / "var" / "fuzz.json"))
    version = hashlib.sha256(
        b"".join((HOME / "tests/fuzz" / name).read_bytes() for name in ("mutate.py", "seeds.py"))
    ).hexdigest()
    held = json.loads(state.read_text()) if state.is_file() else {}
    if held.get("version") != version:
        held = {"version": version, "outcomes": [], "ended": []}
    for first in range(len(held["outcomes"]), MANY, AT_ONCE):
        found = several(range(first, min(first + AT_ONCE, MANY)))
        held["outcomes"] += found.values()
        held["ended"] += [number for number, word in found.items() if word.endswith("ended")]
        state.parent.mkdir(parents=True, exist_ok=True)
        part = state.with_suffix(".part")
        part.write_text(json.dumps(held))
        part.replace(state)
    assert len(held["outcomes"]) == MANY
    print(sorted(Counter(held["outcomes"]).items()), "ended:", held["ended"])
    state.unlink()
