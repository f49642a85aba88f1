"""Secrets of the one who builds, in all places where there are any: none is in what a build writes or says."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pytest
from command_line import Done, kbgen
from repo_builder import RepoBuilder
from tls_host import git_host

PAGE = """\
# Home

$KB_CANARY ${KB_CANARY} %KB_CANARY% {{ env.KB_CANARY }} {{ config }} {% include '../secret.txt' %}

![x](../../secret.txt)

--8<-- "secret.txt"
--8<-- "../secret.txt"
--8<-- "OUTSIDE/secret.txt"
--8<-- "mkdocs.yml"

[one](linked.md) [two](folder/secret.md) [three](../.env) [four](file://OUTSIDE/secret.txt)
"""
SETTINGS = """\
site_name: !ENV [CANARY_OF_SETTINGS, none]
site_description: !ENV CANARY_OF_SETTINGS
repo_url: !ENV CANARY_OF_SETTINGS
extra: {token: !ENV CANARY_OF_SETTINGS}
docs_dir: docs
markdown_extensions: [{pymdownx.snippets: {base_path: [.., /], restrict_base_path: false}}]
"""


@dataclass
class Owner:
    """Who builds: a home, a shell with variables, a folder with a repository; each secret has a name."""

    root: Path
    secrets: dict[str, str] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)

    def secret(self, name: str) -> str:
        """Return a new secret, which looks like none that a redactor could know by its form."""
        return self.secrets.setdefault(name, f"canary{len(self.secrets):02}x{name.replace(' ', '')}")

    def write(self, path: str, text: str) -> Path:
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
        return place

    def run(self, *arguments: str) -> Done:
        done = kbgen(*arguments, cwd=self.root, cache=None, **self.variables)
        assert "Traceback" not in done.err
        self.write(f"said/{len(list(self.root.glob('said/*')))}", done.out + done.err)
        return done

    def told(self) -> set[tuple[str, str]]:
        """Return which secret is in which file that was written, in any form."""
        forms = {name: _forms(secret.encode()) for name, secret in self.secrets.items()}
        return {
            (str(path.relative_to(self.root)), name)
            for folder in ("site", ".cache", "said", "temporary", "reports")
            for path in (self.root / folder).rglob("*")
            if path.is_file()
            for body in _readings(path)
            for name, each in forms.items()
            if any(form in body for form in each)
        }


def _forms(secret: bytes) -> set[bytes]:
    return {secret, secret.upper(), quote(secret).encode(), base64.b64encode(secret)[4:-4], secret[::-1]}


def _readings(path: Path) -> Iterator[bytes]:
    """Yield what is in a file, and what it says where it is compressed: entries of the cache, objects of git."""
    body = path.read_bytes()
    yield body
    for start in {0, 32}:
        try:
            yield zlib.decompress(body[start:], wbits=47)
        except zlib.error:
            continue
    if path.suffix == ".pack":
        command = ["git", f"--git-dir={path.parents[2]}", "cat-file", "--batch-all-objects", "--batch"]
        yield subprocess.run(command, capture_output=True, check=True).stdout


@pytest.fixture
def owner(tmp_path: Path) -> Owner:
    owner = Owner(tmp_path)
    secret, outside = owner.secret, tmp_path / "outside"
    _home(owner)
    owner.write("outside/secret.txt", secret("a file outside"))
    owner.write("outside/secret.md", f"# {secret('a page outside')}\n")
    owner.write("secret.txt", secret("a file beside the repository"))
    pages = {"docs/index.md": PAGE.replace("OUTSIDE", str(outside)), "mkdocs.yml": SETTINGS, ".gitignore": ".env\n"}
    repo = RepoBuilder(tmp_path / "kb").commit(pages, email=f"{secret('nobodys address')}@example.org")
    repo.symlink("docs/linked.md", str(outside / "secret.md")).symlink("docs/folder", str(outside))
    repo.symlink("docs/above.txt", "../../secret.txt")
    repo.git("remote", "add", "origin", f"https://user:{secret('the address of a remote')}@github.com/o/kb.git")
    repo.git("config", "http.extraHeader", f"Authorization: Bearer {secret('the settings of a clone')}")
    repo.write({".env": secret("a file that is ignored"), "docs/draft.md": f"# {secret('a file that is new')}\n"})
    repo.git("notes", "add", "-m", secret("a note"), environment=_somebody())
    other = RepoBuilder(tmp_path / "other").commit({"docs/index.md": f"# {secret('another repository')}\n"})
    owner.variables |= {"GIT_DIR": str(other.path / ".git"), "GIT_WORK_TREE": str(other.path)}
    owner.variables |= {"GIT_INDEX_FILE": str(other.path / ".git/index")}
    return owner


def _somebody() -> Mapping[str, str]:
    return {f"GIT_{who}_{what}": "a@b.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


def _home(owner: Owner) -> None:
    """Fill the home folder and the environment."""
    secret = owner.secret
    owner.write("home/.netrc", f"machine 127.0.0.1 login me password {secret('netrc')}\n")
    owner.write("home/.git-credentials", f"https://me:{secret('git credentials')}@127.0.0.1\n")
    helper = f'!f() {{ echo "username=me"; echo "password={secret("a credential helper")}"; }}; f'
    header = f"Authorization: Basic {secret('the settings of a user')}"
    quoted = helper.replace('"', '\\"')
    owner.write("home/.gitconfig", f'[credential]\n\thelper = "{quoted}"\n[http]\n\textraHeader = "{header}"\n')
    asking = owner.write("home/ask", f"#!/bin/sh\necho {secret('an askpass program')}\n")
    asking.chmod(0o755)
    owner.variables |= {
        "HOME": str(owner.root / "home"),
        "TMPDIR": str(owner.root / "temporary"),
        "GIT_CONFIG_GLOBAL": str(owner.root / "home/.gitconfig"),
        "KB_CANARY": secret("a variable"),
        "CANARY_OF_SETTINGS": secret("a variable in mkdocs.yml"),
        "GITHUB_TOKEN": secret("the token of a forge"),
        "AWS_SECRET_ACCESS_KEY": secret("the key of a cloud"),
        "https_proxy": f"http://me:{secret('the password of a proxy')}@127.0.0.1:9",
        "no_proxy": "",
        "GIT_ASKPASS": str(asking),
        "SSH_ASKPASS": str(asking),
        "GIT_SSH_COMMAND": f"ssh -o SetEnv=X={secret('a command for ssh')}",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "http.extraHeader",
        "GIT_CONFIG_VALUE_0": f"Authorization: Bearer {secret('settings in variables')}",
    }
    (owner.root / "temporary").mkdir()


def test_no_secret_is_in_what_a_build_writes_or_says(owner: Owner) -> None:
    done = owner.run("build", "kb", "-j", "1", "-v", "--json", "--report", "reports/r.json")
    assert done.code == 0, done.err
    assert "home" in (owner.root / "site/index.html").read_text(encoding="utf-8").lower()
    assert json.loads((owner.root / "reports/r.json").read_text())["exit_code"] == 0
    assert len(owner.secrets) >= 20
    found = owner.told()
    assert {name for _, name in found} == {"nobodys address"}, found
    assert {path.split("/")[1] for path, _ in found} <= {"mirrors", "history"}, "where history is kept"


FAULT = """
import sys
from kbgen import pipeline
from kbgen.cli import main
def fail(*_):
    raise RuntimeError("cannot read https://me:{0}@example.org/kb.git?access_token={1}; Authorization: Bearer {2}")
pipeline.build = fail
sys.exit(main(["build", "kb", "--json", "--report", "reports/fault.json"]))
"""


@pytest.mark.torture
def test_no_secret_is_in_what_is_said_of_failures(owner: Owner) -> None:
    secret = owner.secret
    (owner.root / "host").mkdir()
    RepoBuilder(owner.root / "host/kb.git", worktree=False).commit({"index.md": "# Home\n"})
    with git_host(owner.root / "host", owner.root) as host:
        host.status = 403
        name = host.address.removeprefix("https://")
        direct = {"https_proxy": "", "no_proxy": "127.0.0.1", "GIT_SSL_CAINFO": str(host.ca)}
        urls = {
            f"{host.address}/kb.git": direct,
            f"https://me:{secret('a password that is refused')}@{name}/kb.git": direct,
            f"https://{secret('a token that is refused')}@{name}/kb.git": direct,
            f"{host.address}/kb.git?access_token={secret('a token in a query')}": direct,
            f"https://me:{secret('a password for nobody')}@nowhere.invalid/kb.git": {"https_proxy": ""},
            "https://nowhere.invalid/kb.git": {"https_proxy": ""},
            "https://example.org/kb.git": {},
        }
        before = dict(owner.variables)
        for number, (url, variables) in enumerate(urls.items()):
            owner.variables = {**before, **variables}
            done = owner.run("build", url, "-v", "--json", "--report", f"reports/{number}.json")
            assert done.code in (2, 3), done.err
            owner.write("kbgen.yml", f"sources: [{{url: '{url}', name: kb}}]\n")
            assert owner.run("build", "-v", "--report", f"reports/{number}-file.json").code in (2, 3)
            (owner.root / "kbgen.yml").unlink()
    owner.variables = before
    code = FAULT.format(*(secret(f"a fault {n}") for n in range(3)))
    variables = {**os.environ, **owner.variables, "KBGEN_CACHE": str(owner.root / ".cache")}
    fault = subprocess.run(
        [sys.executable, "-c", code], cwd=owner.root, env=variables, capture_output=True, text=True, check=False
    )
    owner.write("said/fault", fault.stdout + fault.stderr)
    assert (fault.returncode, len(list((owner.root / ".cache/logs").iterdir()))) == (4, 1)
    assert len(owner.secrets) >= 25
    assert {name for _, name in owner.told()} == set()
