"""How names begin, as `names.json` tells it to browsers."""

from __future__ import annotations

import pytest

from kbgen.search.names import beginnings


@pytest.mark.parametrize(
    ("names", "begin"),
    [
        (["Ada Lovelace", "Ada B."], "ada b lovel"),
        (["Ångström-Núñez, J."], "angst j nunez"),
        (["JavaScript", "REST"], "java javas rest scrip"),
        (["snake_case", "C++", "OAuth2"], "auth2 c case o oauth snake"),
        (["ليلى حداد"], "حداد ليلى"),
        (["操作系统"], "作系统 操作系统 系统 统"),
        (["हिन्दी"], "हिन्द"),
        (["<img src=x>", "--"], "img src x"),
        ([], ""),
    ],
)
def test_the_words_of_names_are_cut_to_how_they_begin(names: list[str], begin: str) -> None:
    assert " ".join(beginnings(names)) == begin
