"""`people:` in kbgen.yml: what may be written, and what is said of mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from kbgen.config import load, site_mailmap
from kbgen.errors import ConfigError

SOURCES = "sources:\n  - url: https://git.example/a/handbook.git\n"
FULL = """\
people:
  members:
    - name: Ada Lovelace
      signs_as: [ada@old, 'A. Lovelace <a@b>']
      links: {github: https://forge.example/ada}
      org: Analytical Society
      opt_out: true
    - {name: Bob}
  bots: ['24OI-bot']
  assistants: ['Claude <noreply@anthropic.com>']
  mailmap: people/mailmap
  use_mailmap: false
"""


def write(text: str, folder: Path) -> Path:
    path = folder / "kbgen.yml"
    path.write_text(SOURCES + text, encoding="utf-8")
    return path


def test_a_full_section(tmp_path: Path) -> None:
    people = load(write(FULL, tmp_path)).people
    ada, bob = people.members
    assert (ada.name, ada.signs_as, ada.org, ada.opt_out) == (
        *("Ada Lovelace", ("ada@old", "A. Lovelace <a@b>"), "Analytical Society", True),
    )
    assert ada.links == {"github": "https://forge.example/ada"}
    assert (bob.signs_as, bob.opt_out) == ((), False)
    assert (people.bots, people.mailmap, people.use_mailmap) == (("24OI-bot",), "people/mailmap", False)


def test_without_the_section_a_repository_tells_by_its_mailmap(tmp_path: Path) -> None:
    people = load(write("", tmp_path)).people
    assert (people.members, people.use_mailmap) == ((), True)


@pytest.mark.parametrize(
    ("text", "line", "message", "hint"),
    [
        (
            "people:\n  members:\n    - nam: Ada\n      name: A\n",
            5,
            "unknown key 'nam' in 'people.members[0]'",
            "did you mean 'name'?",
        ),
        ("people:\n  members:\n    - signs_as: [a@b]\n", 5, "'people.members[0].name' is missing", "add it"),
        (
            "people:\n  members:\n    - name: Ada\n      signs_as: ['Ada <ada@x']\n",
            6,
            "'people.members[0].signs_as[0]': 'Ada <ada@x' is not how git names anybody",
            "write an address, a name, or 'Name <address>'",
        ),
        (
            "people:\n  members:\n    - name: Ada\n      links: {web: 'mailto:ada@x'}\n",
            6,
            "'people.members[0].links.web': 'mailto:ada@x' is not a web address",
            "write https://host/path",
        ),
        ("people:\n  bot: [x]\n", 4, "unknown key 'bot' in 'people'", "did you mean 'bots'?"),
        (
            "people:\n  members:\n    - {name: Ada, signs_as: [A@x]}\n    - {name: Eve, signs_as: [b@x, a@X]}\n",
            6,
            "'a@X' is said of two people, in line 5 and line 6",
            "leave it with one of them",
        ),
        (
            "people:\n  members:\n    - name: Ada\n    - name: ada\n",
            6,
            "'ada' is said of two people, in line 5 and line 6",
            "leave it with one of them",
        ),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, line: int, message: str, hint: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(write(text, tmp_path))
    assert [(each.where.line, each.message, each.hint) for each in caught.value.problems] == [(line, message, hint)]


def test_one_member_may_repeat_itself(tmp_path: Path) -> None:
    load(write("people: {members: [{name: Ada, signs_as: [a@x, A@X]}]}\n", tmp_path))


def test_the_mailmap_of_the_site(tmp_path: Path) -> None:
    (tmp_path / "people").mkdir()
    (tmp_path / "people" / "mailmap").write_bytes(b"Ren\xe9 <r@x> <old@x>\n")
    assert site_mailmap(load(write(FULL, tmp_path))) == "Ren\udce9 <r@x> <old@x>\n"
    assert site_mailmap(load(write("", tmp_path))) == ""


def test_a_mailmap_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"'people\.mailmap': the file cannot be read"):
        site_mailmap(load(write(FULL, tmp_path)))
