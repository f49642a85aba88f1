"""Rules of other packages: found by entry point, run like ours, and refused with a word where they are none."""

from __future__ import annotations

import sys
import textwrap
from datetime import date
from pathlib import Path

import pytest
from checked import looked_at
from repo_builder import RepoBuilder

from kbgen.check.rule import all_rules, built_in, installed
from kbgen.errors import ConfigError

MODULE = """
from kbgen.check import Rule, finding
from kbgen.codes import Code
from kbgen.model import Severity

def find(volume, subject):
    for page in volume.pages.values():
        at = page.written.text.find("utilise")
        if at >= 0:
            place = page.written.place(at, at + len("utilise"))
            yield finding("OUR1", "'utilise' is a long word for use", page.where, place, new="use")

RULE = Rule(("OUR1",), find, {"OUR1": Code("long-word", Severity.WARNING, "A long word.")})
TAKEN = Rule(("KB021",), find, {"KB021": Code("ours", Severity.WARNING, "Not ours.")})
UNTOLD = Rule(("OUR2",), find)
NONE = 1
"""


def install(folder: Path, monkeypatch: pytest.MonkeyPatch, rule: str = "RULE", module: str = "house_rules") -> None:
    """Put a package into `folder` that brings one rule, and `folder` on the path."""
    (folder / "house_rules.py").write_text(textwrap.dedent(MODULE))
    told = folder / "house_rules-1.0.dist-info"
    told.mkdir(exist_ok=True)
    (told / "METADATA").write_text("Metadata-Version: 2.1\nName: house-rules\nVersion: 1.0\n")
    (told / "entry_points.txt").write_text(f"[kbgen.rules]\nhouse = {module}:{rule}\n")
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.delitem(sys.modules, "house_rules", raising=False)


def test_a_rule_of_an_installed_package_finds_and_mends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "site").mkdir()
    install(tmp_path / "site", monkeypatch)
    repo = RepoBuilder(tmp_path / "kb").commit({"index.md": "# Start\n\nWe utilise it.\n"})
    checked = looked_at(repo.path, tmp_path / "cache", date(2026, 6, 1))
    [found] = [each for each in checked.report.findings if each.problem.code == "OUR1"]
    assert (found.problem.where.line, found.problem.where.column, found.end) == (3, 4, (3, 11))
    checked.mended()
    assert (repo.path / "index.md").read_text() == "# Start\n\nWe use it.\n"


def test_the_configuration_weighs_codes_of_other_packages_and_unknown_ones_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "site").mkdir()
    install(tmp_path / "site", monkeypatch)
    text = "site: {name: KB}\nsources: [{url: .}]\ncheck: {OUR1: error, OUR7: 'off'}\n"
    repo = RepoBuilder(tmp_path / "kb").commit({"index.md": "# Start\n\nWe utilise it.\n", "kbgen.yml": text})
    report = looked_at(repo.path, tmp_path / "cache", date(2026, 6, 1)).report
    assert [each.problem.severity for each in report.findings if each.problem.code == "OUR1"] == ["error"]
    [told] = report.problems
    assert (told.severity, "'OUR7', which no rule has" in told.message) == ("warning", True)


@pytest.mark.parametrize(
    ("rule", "module", "said"),
    [
        ("TAKEN", "house_rules", "do not begin with KB: KB021"),
        ("UNTOLD", "house_rules", "must describe its own codes"),
        ("NONE", "house_rules", "is no kbgen.check.Rule"),
        ("RULE", "house_rulez", "cannot be loaded: ModuleNotFoundError"),
        ("RULER", "house_rules", "cannot be loaded: AttributeError"),
    ],
)
def test_what_is_no_rule_is_refused_by_name(
    rule: str, module: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, monkeypatch, rule, module)
    with pytest.raises(ConfigError, match="the rule 'house'") as caught:
        installed()
    assert said in str(caught.value)


def test_without_other_packages_the_rules_are_ours() -> None:
    assert all_rules() == built_in()
