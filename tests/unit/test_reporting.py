from __future__ import annotations

from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from kbgen.forge import KINDS
from kbgen.plan.reporting import LONGEST, Report, report_url

GITHUB = KINDS["github"].issue.replace("{web_url}", "https://github.com/o/n")
AZURE = KINDS["azure"].issue.replace("{project_url}", "https://dev.azure.com/o/p")
SOURCE = f"https://github.com/o/n/blob/{'c' * 40}/docs/a%20b.md"
WHOLE = Report("Tips & <tricks>: 100 % + more?", "https://kb.example.org/1.0/a%20b/", "1.0", SOURCE)


def asked(url: str) -> dict[str, str]:
    """Return the parameters of an address as a server reads them."""
    return {name: value for name, (value,) in parse_qs(urlsplit(url).query, strict_parsing=True).items()}


def test_an_issue_is_filled_in_with_what_the_page_shows() -> None:
    url = report_url(GITHUB, WHOLE)
    assert asked(url) == {
        "title": 'Problem with "Tips & <tricks>: 100 % + more?"',
        "body": "What is wrong, unclear or missing?\n\n\n\n"
        "- Page: Tips & <tricks>: 100 % + more?\n"
        "- Address: https://kb.example.org/1.0/a%20b/\n"
        "- Version: 1.0\n"
        f"- Source: {SOURCE}\n",
    }
    assert "+" not in url  # a blank as `+` would stay a plus in an address of mail


def test_a_work_item_is_filled_in_with_html() -> None:
    told = asked(report_url(AZURE, Report("A <b>", source="docs/a.md")))
    assert told["[System.Title]"] == 'Problem with "A <b>"'
    assert told["[System.Description]"] == (
        "<p>What is wrong, unclear or missing?</p><p><br></p>"
        "<ul><li>Page: A &lt;b&gt;</li><li>Source: docs/a.md</li></ul>"
    )


def test_a_mail_is_filled_in() -> None:
    url = report_url("mailto:kb@example.org?subject={title}&body={body}", Report("50 %"))
    assert urlsplit(url).path == "kb@example.org"
    subject, body = (unquote(part.partition("=")[2]) for part in urlsplit(url).query.split("&"))
    assert (subject, body.endswith("- Page: 50 %\n")) == ('Problem with "50 %"', True)


def test_without_a_pattern_there_is_no_address() -> None:
    assert report_url("", WHOLE) == ""


def test_a_pattern_may_ask_for_nothing() -> None:
    assert report_url("https://forum.example.org/new", WHOLE) == "https://forum.example.org/new"


@pytest.mark.parametrize("pattern", [GITHUB, AZURE], ids=["markdown", "html"])
@pytest.mark.parametrize("letter", ["a", "ä", "知", "🙂", "<", "%"])
@pytest.mark.parametrize("length", [2, 29, 119, 500])
def test_an_address_never_becomes_too_long(pattern: str, letter: str, length: int) -> None:
    title = f"{letter * (length // 2)} {letter * (length // 2)}"
    url = report_url(pattern, Report(title, f"https://kb.example.org/{'x' * 200}/", "1.0", SOURCE + "y" * 300))
    assert len(url) <= LONGEST
    subject, _ = asked(url).values()
    shown = subject.removeprefix('Problem with "').removesuffix('"')
    assert title.split()[0].startswith(shown.rstrip("…").split(" ")[0])
    assert shown == title.strip() or shown.endswith("…")


def test_what_helps_least_goes_first() -> None:
    long = "%E7%9F%A5" * 120
    by_source = asked(report_url(GITHUB, Report("Title", "https://kb.example.org/a/", "1.0", f"https://x/{long}")))
    assert by_source["body"].endswith("- Address: https://kb.example.org/a/\n- Version: 1.0\n")
    by_address = asked(report_url(GITHUB, Report("Title", f"https://x/{long}", "1.0", SOURCE)))
    assert by_address["body"].endswith("- Page: Title\n- Version: 1.0\n")


def test_a_title_is_one_line() -> None:
    assert asked(report_url(GITHUB, Report("One\n\n two")))["title"] == 'Problem with "One two"'
