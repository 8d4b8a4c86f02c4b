from pathlib import Path

import pytest

from loaders.errors import OptionError
from loaders.geometry.address import can_name, joined, split


@pytest.mark.parametrize("layer", ["楼栋", "a:b", "c/d", "a\\b", "长" * 250, "layername=x", "楼 栋"])
def test_an_address_gives_back_its_file_and_its_layer(layer: str) -> None:
    path = Path("C:/数据/全部 2022.gpkg")
    assert split(joined(path, layer)) == (path, layer)


@pytest.mark.parametrize("layer", ["", " 楼栋", "a|b", "http://a", "楼栋/"])
def test_a_layer_that_would_be_read_as_another_is_refused(layer: str) -> None:
    assert not can_name(layer)
    with pytest.raises(OptionError, match="改个名字"):
        joined(Path("all.gpkg"), layer)
