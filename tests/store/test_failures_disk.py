"""A disk that is full, read-only, or fails at any step of a publish: the old edition or the new one, and the next publish works."""

import errno
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from store.editions import Publication
from store.errors import StoreError
from tests.faults import warm
from tests.faults.harness import GROWING, KINDS, Fault, Kind, spread
from tests.store import deeds
from tests.store.filled import NAME, Filled, newest

Made = Callable[[int], Publication]
CASES: dict[str, tuple[Kind | tuple[Kind, ...], dict[str, Any]]] = {
    "full": (GROWING, {"errno": errno.ENOSPC, "forever": True}),
    "full for a moment": (GROWING, {"errno": errno.ENOSPC}),
    "full within a write": ("write", {"errno": errno.ENOSPC, "short": True, "forever": True}),
    "read-only": (KINDS, {"errno": errno.EROFS, "forever": True}),
    "a write fails": ("write", {"errno": errno.EIO}),
    "a sync fails": ("sync", {"errno": errno.EIO}),
    "broken": (KINDS, {"errno": errno.EIO, "forever": True}),
    "power lost": (KINDS, {"kill": "half"}),
}
TOLD = {"Unreachable", "Damaged", "OSError", "PermissionError", ""}


@pytest.fixture
def filled(few: Made, tmp_path: Any) -> Filled:
    """A store on a disk; what a server does with its own disk is the server's."""
    return Filled.made(f"sqlite:///{tmp_path / 'x'}", None, tmp_path, [few(0), few(1)])


@pytest.mark.parametrize("case", CASES)
def test_at_every_step_of_a_publish(filled: Filled, few: Made, case: str, request: pytest.FixtureRequest) -> None:
    kinds, what = CASES[case]
    deed = partial(deeds.publish_and_show, filled.url, filled.spare, few(2))
    after = (*filled.digests, few(2).digest)
    counted = warm.faulty(deed, filled.again().folder, None, call=kinds)
    assert counted.ended, counted.traceback
    outcomes = {"old": 0, "new": 0, "alarm": 0}
    for at in spread(len(counted.calls), 1000 if request.config.getoption("--slow") else 10, seed=3):
        outcome = warm.faulty(deed, filled.again().folder, Fault(at, kinds, **what))
        assert outcome.error in TOLD or what.get("kill"), outcome.traceback
        new = filled.assert_whole(*after)
        assert new or not outcome.ended
        outcomes["new" if new else "old"] += 1
        outcomes["alarm"] += new and newest(filled.spare) != after[-1]
        store = filled.open()
        assert store.publish(few(3), "", "") == (4 if new else 3)
        assert store.alarms() == ()
        assert newest(filled.spare) == few(3).digest
        store.database.close()
    print(f"{case}: {len(counted.calls)} calls, {outcomes}")


def test_a_store_on_a_read_only_disk_is_shown(filled: Filled) -> None:
    nothing = Fault(1, KINDS, errno=errno.EROFS, forever=True)
    look = partial(deeds.look, filled.url, filled.spare)
    seen = warm.faulty(look, filled.again().folder, nothing)
    assert seen.ended, seen.traceback
    assert seen.result == (filled.digests[-1], ())


def test_a_publish_cut_off_on_a_disk_that_is_read_only_since_shows_the_spare(filled: Filled, few: Made) -> None:
    """The journal of a crash cannot be rolled back there: the file alone is half of two editions."""
    deed = partial(deeds.publish, filled.url, filled.spare, few(2))
    counted = warm.faulty(deed, filled.again().folder, None)
    writes = [call.number for call in counted.calls if call.path == NAME and call.kind == "write"]
    warm.faulty(deed, filled.again().folder, Fault(writes[len(writes) // 2], KINDS, kill="half"))
    assert filled.file.with_name(f"{NAME}-journal").exists()
    look = partial(deeds.look, filled.url, filled.spare)
    seen = warm.faulty(look, filled.folder, Fault(1, KINDS, errno=errno.EROFS, forever=True))
    assert seen.ended, seen.traceback
    assert seen.result[0] == filled.digests[-1]
    assert seen.result[1]
    assert not filled.assert_whole(*filled.digests, few(2).digest)  # the disk is mended


def test_a_spare_that_cannot_be_written_leaves_the_publish_standing(
    filled: Filled, few: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled.again()
    store = filled.open()
    filled.spare.unlink()
    filled.spare.mkdir()
    (filled.spare / "in the way").touch()
    assert store.publish(few(2), "", "") == 3
    assert store.current().digest == few(2).digest
    assert [alarm for alarm in store.alarms() if "备用副本" in alarm]
    (filled.spare / "in the way").unlink()
    filled.spare.rmdir()
    assert store.publish(few(3), "", "") == 4
    assert store.alarms() == ()
    store.database.close()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Any, few: Made) -> None:
    (tmp_path / "file").touch()
    store = Filled(f"sqlite:///{tmp_path / 'file' / NAME}", tmp_path, (), tmp_path, None).open()
    with pytest.raises(StoreError):
        store.publish(few(0), "", "")
    assert store.list() == ()
    assert store.alarms()
