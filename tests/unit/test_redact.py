from __future__ import annotations

import pytest

from kbgen.redact import redact


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://ada:hunter2@host/x.git", "https://***@host/x.git"),
        ("https://tok:p@ss@host/x", "https://***@host/x"),
        ("ssh://git@host/x", "ssh://***@host/x"),
        ("https://host/x?access_token=abc&page=2", "https://host/x?access_token=***&page=2"),
        ("https://host/x?private-token=abc#top", "https://host/x?private-token=***#top"),
        ("GITHUB_TOKEN=abc next", "GITHUB_TOKEN=*** next"),
        ("password=abc", "password=***"),
        ("Authorization: Basic YWRhOmh1bnRlcjI=\nnext", "Authorization: ***\nnext"),
        ("'Proxy-Authorization': 'Bearer x'", "'Proxy-Authorization': '***'"),
        ("using ghp_0123456789abcdefABCD now", "using *** now"),
    ],
)
def test_secrets_are_masked(text: str, expected: str) -> None:
    assert redact(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "https://host/a/b.git",
        "mail ada@example.org",
        "// a comment, and a@b",
        "https://host/x and a@b",
        "page=2&sort=a",
    ],
)
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert redact(text) == text


def test_known_secrets_are_masked_longest_first_also_when_percent_encoded() -> None:
    assert redact("x s3cret/long s3cret s3cret%2Flong", ["s3cret", "s3cret/long"]) == "x *** *** ***"
    assert redact("a b c", ["", "a", "b"]) == "a b c"
