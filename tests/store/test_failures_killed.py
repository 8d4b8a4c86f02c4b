"""A process is killed at any moment of a publish, a way back, a restore, a backup: all of it happened, or nothing."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from store import copying
from store.editions import Publication
from tests.faults import warm
from tests.faults.killing import moments
from tests.store import deeds
from tests.store.filled import Filled, newest

Made = Callable[[int], Publication]


def all_along(filled: Filled, deed: Callable[[], warm.Prepare], after: tuple[str, ...], trials: int) -> None:
    """Kill the deed at moments spread over its whole length; ``after`` are the editions when it is done."""
    seconds = warm.length(lambda: (filled.again(), deed())[1])
    assert filled.assert_whole(*after)  # the last of those that were measured
    outcomes = {"old": 0, "new": 0, "ended": 0}
    for moment in moments(seconds, trials, seed=5):
        filled.again()
        ended = warm.killed(deed(), moment)
        new = filled.assert_whole(*after)
        assert new or not ended
        outcomes["new" if new else "old"] += 1
        outcomes["ended"] += ended
    print(f"{len(range(trials))} trials over {seconds:.3f} s: {outcomes}")
    assert outcomes["ended"] < trials


def test_killed_while_publishing(filled: Filled, few: Made, trials: int) -> None:
    made = few(2)
    deed = partial(deeds.publish, filled.url, filled.spare, made)
    all_along(filled, lambda: deed, (*filled.digests, made.digest), trials)


def test_killed_while_going_back(filled: Filled, trials: int) -> None:
    deed = partial(deeds.roll_back, filled.url, filled.spare)
    all_along(filled, lambda: deed, (*filled.digests, filled.digests[0]), trials)


def test_killed_while_restoring(filled: Filled, few: Made, trials: int, tmp_path: Path) -> None:
    other = Filled.made(f"sqlite:///{tmp_path / 'x'}", None, _made(tmp_path / "other"), [few(0), few(3), few(4)])
    deed = partial(deeds.restore, filled.url, filled.spare, other.backup)
    all_along(filled, lambda: deed, other.digests, trials)


def test_killed_while_writing_a_backup(filled: Filled, trials: int) -> None:
    out = filled.folder / "out.sqlite"
    deed = partial(deeds.backup, filled.url, filled.spare, out)
    seconds = warm.length(lambda: (filled.again(), deed)[1])
    written = 0
    filled.again()
    for moment in moments(1.2 * seconds, trials, seed=6):
        out.unlink(missing_ok=True)
        ended = warm.killed(deed, moment)
        assert out.exists() or not ended
        if out.exists():
            written += 1
            assert out.read_bytes() == filled.backup.read_bytes()
    filled.assert_whole()
    print(f"{trials} trials over {seconds:.3f} s: {written} written")


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_what_a_kill_leaves_does_not_hinder_the_next(filled: Filled, few: Made) -> None:
    deed = partial(deeds.publish, filled.url, filled.spare, few(2))
    filled.again()
    for _time in range(3):
        warm.killed(deed, 0.004)
    filled.settle()
    store = filled.open()
    count = len(store.list())
    assert store.publish(few(5), "", "") == count + 1
    assert newest(filled.spare) == few(5).digest
    copying.backup(store.database, filled.folder / "b.sqlite")
    store.database.close()
