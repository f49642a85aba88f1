"""Every code that a rule finds has two little repositories in tests/rules/CODE: `ok` without it, and `err` with it.

`err/expected.txt` lists what is found: `path:line:column-endline:endcolumn CODE`, and `-> text` where it can be mended.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from checked import Checked, checked

from kbgen.check import Finding
from kbgen.check.rule import built_in
from kbgen.codes import CODES

CASES = Path(__file__).parents[1] / "rules"
MANUAL = Path(__file__).parents[2] / "docs" / "codes.md"
TODAY = date(2026, 6, 1)
FOUND = sorted({code for rule in built_in() for code in rule.codes} | {"KB065"})


def expected(code: str) -> str:
    return (CASES / code / "err" / "expected.txt").read_text(encoding="utf-8")


def told(finding: Finding) -> str:
    """Return a finding as a line of `expected.txt`."""
    where = finding.problem.where
    end = f"-{finding.end[0]}:{finding.end[1]}" if finding.end != (0, 0) else ""
    new = f" -> {finding.edit.new}" if finding.edit else ""
    return f"{where.path}:{where.line}:{where.column}{end} {finding.problem.code}{new}"


def look(folder: Path, tmp_path: Path) -> Checked:
    return checked(folder, tmp_path, TODAY)


@pytest.mark.parametrize("code", FOUND)
def test_a_code_is_found_where_it_is_and_nowhere_else(code: str, tmp_path: Path) -> None:
    report = look(CASES / code / "err", tmp_path).report
    assert [told(each) for each in report.findings if each.problem.code == code] == expected(code).splitlines()
    assert all(each.fingerprint for each in report.findings)


@pytest.mark.parametrize("code", FOUND)
def test_a_code_is_not_found_where_all_is_well(code: str, tmp_path: Path) -> None:
    report = look(CASES / code / "ok", tmp_path).report
    assert report.files
    assert [told(each) for each in report.findings if each.problem.code == code] == []


def test_every_case_is_of_a_code_that_is_found() -> None:
    assert sorted(path.name for path in CASES.iterdir()) == FOUND
    assert set(FOUND) <= set(CODES)


@pytest.mark.parametrize("code", [code for code in FOUND if " -> " in expected(code)])
def test_what_can_be_mended_is_mended(code: str, tmp_path: Path) -> None:
    """Mend all that `err` says can be mended, look again, and nothing is left of it."""
    first = look(CASES / code / "err", tmp_path)
    again = first.mended()
    assert [told(each) for each in again.report.findings if each.edit and each.problem.code == code] == []


def test_the_manual_and_the_rules_agree() -> None:
    """Every code that a rule finds has a row; those that weigh more here than in a build are named above the table."""
    page = MANUAL.read_text(encoding="utf-8")
    intro, _, table = page.partition("\n| Code |")
    rows = set(re.findall(r"^\| (KB\d{3}) \|", table, re.MULTILINE))
    assert rows == set(CODES)
    assert set(FOUND) <= rows
    assert set(re.findall(r"KB\d{3}", intro)) == {code for code, entry in CODES.items() if entry.checked}
