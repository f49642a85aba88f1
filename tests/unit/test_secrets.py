"""Tokens, keys and passwords are told from examples. No token stands here whole, lest a scanner take it for one."""

from __future__ import annotations

import random
import string

import pytest

from kbgen.check.secrets import bits, is_dummy, secrets

LETTERS = string.ascii_letters + string.digits


def noise(length: int, letters: str = LETTERS, seed: int = 3) -> str:
    return "".join(random.Random(seed).choices(letters, k=length))


UPPER = string.ascii_uppercase + "234567"
REAL = {
    "gho" + "_" + noise(36): "a GitHub token",
    "github" + "_pat_" + noise(22) + "_" + noise(59): "a GitHub token",
    "glpat" + "-" + noise(20): "a GitLab token",
    "AKIA" + noise(16, UPPER): "an AWS access key",
    "AIza" + noise(35): "a Google API key",
    "GOCSPX" + "-" + noise(28): "a Google client secret",
    "xoxb" + "-" + noise(11, string.digits) + "-" + noise(24): "a Slack token",
    "https://hooks.slack"
    + ".com/services/T"
    + noise(9, UPPER)
    + "/B"
    + noise(9, UPPER)
    + "/"
    + noise(24): "a Slack webhook",
    "sk_live" + "_" + noise(24): "a Stripe key",
    "npm" + "_" + noise(36): "an npm token",
    "pypi-AgE" + noise(80): "a PyPI token",
    "SG" + "." + noise(22) + "." + noise(43): "a SendGrid key",
    "hf" + "_" + noise(34, string.ascii_letters): "a Hugging Face token",
    "sk-ant" + "-" + noise(80): "an Anthropic key",
    "AccountKey=" + noise(86) + "==": "an Azure storage key",
    "-----BEGIN OPENSSH " + "PRIVATE KEY-----\n" + noise(64) + "\n": "a private key",
    "eyJ" + noise(20) + "." + "eyJ" + noise(40) + "." + noise(43): "a JSON web token",
    'PASSWORD = "' + noise(20) + '"': "a password or token",
    "client_secret: " + noise(32): "a password or token",
    "apiKey=" + noise(24): "a password or token",
}


@pytest.mark.parametrize(("text", "what"), REAL.items(), ids=[f"{what} {n}" for n, what in enumerate(REAL.values())])
def test_a_real_one_is_found(text: str, what: str) -> None:
    found = list(secrets(f"Before `{text}` after."))
    assert [each.what for each in found] == [what]


@pytest.mark.parametrize(
    "text",
    [
        "ghp_" + "x" * 36,
        "ghp_" + "0123456789" * 3 + "abcdef",
        "AKIAIOSFODNN7EXAMPLE",
        "AIza" + "A" * 35,
        "npm_" + "your" * 9,
        "sk_test_" + noise(24),
        "password: correct-horse-battery-staple",
        "password: /run/secrets/Db1Password",
        "token = getToken(Request1, other)",
        "secret: ${{ secrets.Deploy1Key }}",
        "the password is long and hard to guess",
        "token: 0000000000000000aaaaaaaA",
        "password_hash_algorithm: Argon2id_v19_m65536",
        "-----BEGIN PRIVATE KEY-----\n…\n-----END PRIVATE KEY-----",
        "commit " + noise(40, "0123456789abcdef"),
    ],
)
def test_an_example_is_not(text: str) -> None:
    assert list(secrets(f"Before `{text}` after.")) == []


def test_of_two_that_overlap_the_surer_one_is_told() -> None:
    text = "token: " + "gho" + "_" + noise(36)
    [found] = secrets(text)
    assert (found.what, text[found.start :]) == ("a GitHub token", text[7:])


def test_entropy_is_that_of_the_letters() -> None:
    assert (bits("aaaa"), bits("abab"), bits("abcd"), bits("")) == (0, 1, 2, 0)
    assert is_dummy("abababababababab")
