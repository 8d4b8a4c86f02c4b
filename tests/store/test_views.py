"""Views by name: kept in the store, found by everybody, replaced under the same name."""

from pathlib import Path

import pytest

from settings import HOME
from store.errors import Refused
from store.history import Store
from store.views import LETTERS, MOST, Views
from tests.demo_store import copied


@pytest.fixture
def views(tmp_path: Path) -> Views:
    return Views(Store(copied(tmp_path), HOME / "data"))


def test_a_view_is_kept_by_its_name(views: Views, tmp_path: Path) -> None:
    query = {"subdistrict": ["虹桥街道", "任港街道"], "gap": ["no_elevator"]}
    assert views.save("  虹桥\n缺电梯 ", query) == "虹桥 缺电梯"
    again = Views(Store(f"sqlite:///{tmp_path / 'onemap.sqlite'}", HOME / "data"))
    assert again.all() == {"虹桥 缺电梯": query}


def test_the_same_name_is_the_same_view(views: Views) -> None:
    views.save("一", {"q": ["a"]})
    views.save("一", {"q": ["b"]})
    assert views.all() == {"一": {"q": ["b"]}}
    views.remove("一")
    views.remove("一")
    assert views.all() == {}


@pytest.mark.parametrize("name", ["", " \n ", "长" * (LETTERS + 1)])
def test_a_name_must_be_one(views: Views, name: str) -> None:
    with pytest.raises(Refused):
        views.save(name, {})
    assert views.all() == {}


def test_there_is_a_most(views: Views) -> None:
    for n in range(MOST):
        views.save(str(n), {})
    with pytest.raises(Refused):
        views.save("one more", {})
    assert len(views.all()) == MOST
