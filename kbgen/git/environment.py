"""What every git process is told: its environment, its options, and what it may reach.

Nothing that a machine, a user or a repository configures may change what git does here. Inherited variables are
removed by `env -u NAME`, since GitPython lays its `env=` over `os.environ`; no value stands in argv, where `ps`
would show it (a proxy URL may hold a password). A token stays in the variable in which it came: git asks a credential
helper that reads it there, and only for the host of that source.
"""

from __future__ import annotations

import atexit
import base64
import os
import shutil
import tempfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

LET_THROUGH = frozenset(
    {
        *("PATH", "TMPDIR"),
        *("SSL_CERT_FILE", "SSL_CERT_DIR", "GIT_SSL_CAINFO"),  # the last one: git's curl may ignore the others
        *("http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"),
    }
)
FIXED = {
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
    "LANGUAGE": "C",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "/bin/false",
    "SSH_ASKPASS": "/bin/false",
    "GIT_PROTOCOL_FROM_USER": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
}
CONFIG = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.symlinks=false",
    "core.protectHFS=true",
    "core.protectNTFS=true",
    "core.fsync=committed",
    "credential.helper=",
    "protocol.allow=never",
    "transfer.fsckObjects=true",
    # Honest old repositories have these flaws; dates that cannot be are clamped and reported by the history stage.
    "fetch.fsck.zeroPaddedFilemode=warn",
    "fetch.fsck.badTimezone=warn",
    "fetch.fsck.missingSpaceBeforeDate=warn",
    "fetch.fsck.badDate=warn",
    "fetch.fsck.badDateOverflow=warn",
    "transfer.bundleURI=false",
    # Keep what is fetched as a pack: packs carry a checksum that `fetch.mirror` can verify.
    "transfer.unpackLimit=1",
    "submodule.recurse=false",
    "fetch.recurseSubmodules=false",
    "gc.auto=0",
    "maintenance.auto=false",
    "http.followRedirects=initial",
    "http.lowSpeedLimit=1000",
    "http.lowSpeedTime=30",
    "safe.bareRepository=explicit",
)
LARGEST_FILE = 4 << 30
"""Bytes. A download that grows beyond this is stopped, so that a hostile pack cannot fill the disk."""


HELPER = '!f() { test "$1" = get && printf "username=%s\\npassword=%s\\n" "{user}" "${variable}"; }; f'
"""Answers git when it asks for a password (gitcredentials). `printf` is the shell's own: no process is started."""


@dataclass(frozen=True, slots=True)
class Token:
    """Where the password for the host of `url` is found: in the environment, as `variable`; `user` goes with it."""

    url: str
    variable: str
    user: str

    @property
    def is_set(self) -> bool:
        """Whether the variable is there, and not empty."""
        return bool(os.environ.get(self.variable))

    @property
    def option(self) -> str:
        """The setting of git that names the helper, for this host alone."""
        parts = urlsplit(self.url)
        helper = HELPER.replace("{user}", self.user).replace("{variable}", self.variable)
        return f"credential.{parts.scheme}://{parts.netloc}.helper={helper}"

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not be told to anybody: the value, and how it is sent (RFC 7617)."""
        value = os.environ.get(self.variable, "")
        return (value, base64.b64encode(f"{self.user}:{value}".encode()).decode()) if value else ()


@dataclass(frozen=True, slots=True)
class Access:
    """What a git process may reach beyond its own git folder: nothing, https servers, or some local paths."""

    https: bool = False
    paths: tuple[str, ...] = ()
    token: Token | None = None

    NONE: ClassVar[Access]
    HTTPS: ClassVar[Access]

    @classmethod
    def local(cls, *paths: Path | str) -> Access:
        """Return access to these repositories and bundles, also when another user owns them."""
        return cls(paths=tuple(os.path.abspath(path) for path in paths))  # noqa: PTH100 - keeps symbolic links

    def using(self, token: Token | None) -> Access:
        """Return this access with a token for one host, if there is one."""
        return replace(self, token=token)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What of a token must not be in any message."""
        return self.token.secrets if self.token else ()

    @property
    def protocol(self) -> str:
        """The only transport that git may use."""
        return "https" if self.https else "file" if self.paths else "none"


Access.NONE = Access()
Access.HTTPS = Access(https=True)


def environment(access: Access) -> dict[str, str]:
    """Return the variables to set; `command_line` removes all others but `LET_THROUGH` and those of the caller."""
    home = empty_dir()
    return {
        **FIXED,
        "HOME": str(home),
        "GIT_CEILING_DIRECTORIES": str(home.parent),
        "GIT_CONFIG_GLOBAL": str(_safe_directories(access.paths)) if access.paths else os.devnull,
        "GIT_ALLOW_PROTOCOL": access.protocol,
    }


def command_line(argv: Sequence[str], git_dir: Path | None, access: Access, given: Collection[str] = ()) -> list[str]:
    """Return the whole command: `env -u … git -c … --git-dir=… argv`. `given` are variables that the caller sets."""
    asked = {access.token.variable} if access.token else set()
    inherited = sorted(set(os.environ) - LET_THROUGH - set(environment(access)) - set(given) - asked)
    options = [*CONFIG, *((f"protocol.{access.protocol}.allow=always",) if access.protocol != "none" else ())]
    options += [access.token.option] if access.token else []  # after the empty one, which takes away those before it
    return [
        *("env", *(part for name in inherited for part in ("-u", name))),
        *(_size_limit() if access.https else ()),
        *("git", "--no-pager", *(part for option in options for part in ("-c", option))),
        *((f"--git-dir={git_dir}",) if git_dir else ()),
        *argv,
    ]


@cache
def empty_dir() -> Path:
    """Return the folder of this process in which git starts and which it takes for the home folder."""
    path = Path(tempfile.mkdtemp(prefix="kbgen-git-"))
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return path


@cache
def _size_limit() -> tuple[str, ...]:
    return ("prlimit", f"--fsize={LARGEST_FILE}") if shutil.which("prlimit") else ()


@cache
def _safe_directories(paths: tuple[str, ...]) -> Path:
    """Write the config file that lets git serve a folder of another owner: `-c` does not reach upload-pack."""
    names = {name for path in paths for name in (path, os.path.realpath(path))}
    lines = [f"\tdirectory = {_quote(name)}\n\tdirectory = {_quote(f'{name}/.git')}\n" for name in sorted(names)]
    file = empty_dir() / f"config-{sha256(os.fsencode(chr(0).join(paths))).hexdigest()}"
    temporary = tempfile.NamedTemporaryFile(dir=empty_dir(), delete=False)  # noqa: SIM115 - renamed below
    with temporary:
        temporary.write(os.fsencode("[safe]\n" + "".join(lines)))
    Path(temporary.name).replace(file)
    return file


def _quote(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'
