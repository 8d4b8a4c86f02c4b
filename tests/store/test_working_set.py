"""A working set from files to what would be published: corrected, completed by the current edition, typed over, remembered."""

from pathlib import Path

import pytest

from loaders.recognise import Part
from settings import HOME
from sites.by_hand import edited, table
from sites.questions import questions
from sites.report import Candidate
from store import corrections, taking_over, working_set
from store.corrections import NO_ROLE, Corrections, Word
from store.desk import Desk
from store.errand import Abandoned, Errand, Errands
from store.history import Store
from store.working_set import Looked, Reading
from tests import week
from tests.demo_store import copied

LAYERS = ("compounds.geojson", "buildings.geojson")
BOOK = f"{week.DAY}.xlsx"


@pytest.fixture
def demo_store(tmp_path: Path) -> Store:
    """The demo's twelve editions on SQLite."""
    return Store(copied(tmp_path), HOME / "data")


def brought(store: Store, *names: str) -> str:
    desk = Desk(store)
    draft = desk.begin("张三")
    for name in names:
        desk.add(draft, name, week.files()[name].read_bytes())
    return draft


def said(store: Store, draft: str, words: Corrections) -> None:
    Desk(store).save(draft, words.body())


def looked(store: Store, draft: str) -> Looked:
    errand = working_set.look(store, Desk(store).open(draft))
    while not errand.wait(1.0):
        pass
    return errand.result()


def read(store: Store, draft: str) -> Reading:
    found = looked(store, draft)
    carried = taking_over.offered(store, found.parts)
    errand = working_set.read(store, Desk(store).open(draft), found, carried)
    while not errand.wait(1.0):
        pass
    return errand.result()


def part(found: Looked, name: str) -> Part:
    return next(one for one in found.parts if one.files[0] == name)


def test_what_is_said_of_a_part_outlives_the_process_and_wins(demo_store: Store) -> None:
    draft = brought(demo_store, *LAYERS, BOOK)
    assert part(looked(demo_store, draft), LAYERS[0]).role == "compounds"
    said(demo_store, draft, Corrections().saying(f"{LAYERS[0]}|", Word(role=NO_ROLE)))
    found = looked(demo_store, draft)
    assert part(found, LAYERS[0]).role is None
    assert working_set.missing(found, taking_over.Carried()) == ("compounds",)
    kept = corrections.of_body(Desk(demo_store).open(draft).body)
    assert kept.parts == {f"{LAYERS[0]}|": Word(role=NO_ROLE)}
    assert kept.saying(f"{LAYERS[0]}|", Word()).parts == {}


@pytest.mark.parametrize(
    "body", [{}, {"parts": 3, "typed": [], "who": None}, {"parts": {"a|": {"role": "king", "as_of": "soon"}}}]
)
def test_a_draft_of_another_version_opens(body: dict[str, object]) -> None:
    assert all(word == Word() for word in corrections.of_body(body).parts.values())


def test_the_same_files_are_read_once(demo_store: Store) -> None:
    draft = brought(demo_store, *LAYERS, BOOK)
    assert read(demo_store, draft) is read(demo_store, draft)
    said(demo_store, draft, Corrections(note="only the note", who="李四"))
    assert read(demo_store, draft) is read(demo_store, draft)


def test_the_demo_lends_no_layers(demo_store: Store) -> None:
    found = looked(demo_store, brought(demo_store, BOOK))
    carried = taking_over.offered(demo_store, found.parts)
    assert carried == taking_over.Carried()
    assert working_set.missing(found, carried) == ("compounds", "buildings")


def test_a_week_without_layers_takes_them_over_as_they_were_read(demo_store: Store) -> None:
    first = week.published(demo_store)
    draft = brought(demo_store, BOOK)
    reading = read(demo_store, draft)
    assert {source.role for source in taking_over.offered(demo_store, looked(demo_store, draft).parts).layers} == {
        "compounds", "buildings"}  # fmt: skip
    assert len(reading.edition.buildings) == 900
    assert reading.edition.number == first + 1
    number = demo_store.publish(reading.made, "", "张三", base=first, accept_rejected=True)
    sources = {source.name: source.sha256 for source in demo_store.files(number)}
    before = {source.name: source.sha256 for source in demo_store.files(first)}
    assert all(sources[name] == before[name] for name in LAYERS)


def test_a_preview_is_what_is_seen_after(demo_store: Store) -> None:
    reading = read(demo_store, brought(demo_store, *LAYERS, BOOK))
    number = demo_store.publish(reading.made, "", "张三", accept_rejected=True)
    assert (number, demo_store.get(number).digest) == (reading.edition.number, reading.edition.digest)


def test_a_name_that_is_settled_is_remembered_and_can_be_taken_back(demo_store: Store) -> None:
    draft = brought(demo_store, *LAYERS, BOOK)
    before = read(demo_store, draft).edition.report
    asked = next(one for one in questions(before.issues) if one.spelling == week.MISSPELT)
    assert (asked.rows, before.rejected) == (2, 3)
    meant = next(one for one in asked.suggested if one.name == "濠东新村")
    desk = Desk(demo_store)
    desk.confirm([asked.answered(meant, "张三")], "张三")
    assert read(demo_store, draft).edition.report.rejected == 1
    desk.forget(asked.answered(meant)[0], "张三")
    assert read(demo_store, draft).edition.report.rejected == 3
    assert desk.aliases() == ()
    assert demo_store.check() == ()


def test_what_was_typed_counts_last_and_goes_before_the_layers_own(demo_store: Store) -> None:
    draft = brought(demo_store, *LAYERS, BOOK)
    before = read(demo_store, draft).edition.buildings.set_index("building_id")
    said(
        demo_store,
        draft,
        Corrections().typing("C001-03", {"progress_pct": "77%", "households": "51", "remark": "=1+1"}),
    )
    reading = read(demo_store, draft)
    after = reading.edition.buildings.set_index("building_id")
    row = after.loc["C001-03"]
    assert (row["progress_pct"], row["households"], row["remark"]) == (77, 51, "=1+1")
    assert row["stage"] == before.loc["C001-03", "stage"], "what was not typed stays as it was"
    others = [name for name in before.index if name != "C001-03"]
    assert (after.loc[others, "households"] == before.loc[others, "households"]).all()
    entry = next(one for one in reading.edition.report.inputs if "手工更正" in one.path)
    assert (entry.rows_joined, entry.rows_rejected, entry.conserved) == (1, 0, True)
    assert any(role == "progress" and "手工更正" in path.name for role, path, _sha256 in reading.made.files)


def test_what_was_typed_is_validated_as_a_workbook_is(demo_store: Store) -> None:
    draft = brought(demo_store, *LAYERS, BOOK)
    said(demo_store, draft, Corrections().typing("C001-03", {"progress_pct": "三成多吧"}))
    report = read(demo_store, draft).edition.report
    assert [issue.value for issue in report.issues if issue.code == "unreadable_value"] == ["三成多吧"]


def test_only_cells_that_were_changed_are_kept(demo_store: Store) -> None:
    shown = table(demo_store.current(), "C001")
    after = shown.copy()
    after.loc[1, "progress_pct"], after.loc[2, "remark"] = "5%", None
    assert edited(shown, shown) == {}
    assert edited(shown, after)[1] == {"progress_pct": "5%"}


def test_what_nobody_waits_for_ends_at_its_next_step() -> None:
    from threading import Event

    from loaders.steps import Step

    go = Event()

    def run(tell: object) -> None:
        go.wait()
        tell(Step("next"))  # type: ignore[operator]

    errand: Errand[None] = Errand(run, alone_s=-1.0)
    go.set()
    while not errand.wait(1.0):
        pass
    with pytest.raises(Abandoned):
        errand.result()
    assert not errand.lasts


def test_a_failure_that_passes_is_tried_again_and_a_broken_file_is_not() -> None:
    from loaders.errors import LoadError

    errands: Errands[int] = Errands(2)
    tries: list[Exception] = []

    def failing(error: Exception) -> object:
        def run(_tell: object) -> int:
            tries.append(error)
            raise error

        return run

    for error, times in ((OSError("disk"), 2), (LoadError("a.xlsx", "坏了", "换一份"), 1)):
        tries.clear()
        for _again in range(2):
            errand = errands.ask(str(error), failing(error))  # type: ignore[arg-type]
            while not errand.wait(1.0):
                pass
        assert len(tries) == times


def test_an_answer_without_an_id_goes_by_name() -> None:
    from sites.questions import Question

    question = Question("building", "濠东新村", "3#东", 1, ("a.xlsx",), ())
    alias, name = question.answered(Candidate("", "3", 0.0), "张三")
    assert (alias.kind, alias.scope, alias.spelling, alias.means, name) == ("building", "濠东新村", "3#东", "3", "3")
