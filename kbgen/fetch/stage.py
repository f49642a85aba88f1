"""The stage itself: each source in a thread, what goes wrong as problems, and the last good copy if need be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, NoReturn, Protocol
from urllib.parse import urlsplit

from filelock import Timeout

from kbgen import git
from kbgen.cache import Cache
from kbgen.codes import problem
from kbgen.errors import LockedError, SourceError
from kbgen.fetch import local
from kbgen.fetch.address import web_url
from kbgen.fetch.intact import discredit, is_intact
from kbgen.fetch.local import LocalRepository
from kbgen.fetch.marker import read_marker
from kbgen.fetch.mirror import Origin, complete_history, synchronise
from kbgen.fetch.working_tree import write_tree
from kbgen.git import Access, GitError, Listing, Token
from kbgen.lock import lock_at
from kbgen.model import ForgeSettings, Location, Mirror, Problem, Ref
from kbgen.progress import Progress
from kbgen.redact import redact

LOCK_WAIT = 900.0
"""Seconds to wait for another build that fetches the same source: longer than a fetch may take."""
SHALLOW_HINT = (
    "fetch the whole history: GitHub Actions: `with: {fetch-depth: 0}` under actions/checkout; "
    "GitLab CI: `variables: {GIT_DEPTH: 0}`; by hand: `git fetch --unshallow`"
)

REFUSED_HINT = "take it out of the history of the repository, where `git fsck --strict` names it too"


class Source(Protocol):
    """What this stage needs to know of a configured source (`kbgen.config.Source` is one).

    `url` is an https URL, or the absolute path of a repository or bundle. `web_url` may be "": it is then inferred.
    """

    @property
    def name(self) -> str:
        """Identity, and the collection's segment in URLs."""

    @property
    def url(self) -> str:
        """Where to fetch from."""

    @property
    def on_error(self) -> Literal["cache", "fail"]:
        """What happens when it cannot be read and was never fetched: leave it out, or publish nothing."""

    @property
    def token_env(self) -> str:
        """The variable that holds the token for its host; "" if it is open to everybody."""

    @property
    def token_user(self) -> str:
        """The user name that goes with the token."""

    @property
    def web_url(self) -> str:
        """Address for people."""

    @property
    def forge_settings(self) -> ForgeSettings:
        """What is configured of the addresses of its files, commits and issues."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """The mirrors, in the order of the sources, and what was found on the way."""

    mirrors: tuple[Mirror, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of one source; `mirror` is None if it is left out, `fatal` if nothing may be published then."""

    mirror: Mirror | None
    problems: tuple[Problem, ...] = ()
    fatal: bool = False


class _UnreachableError(SourceError):
    code = "KB111"


def fetch(
    sources: Sequence[Source],
    cache: Cache,
    *,
    offline: bool = False,
    working_tree: bool = False,
    jobs: int = 8,
    progress: Progress,
) -> Fetched:
    """Bring the mirror of every source up to date and return them all.

    A source that cannot be read is served from its last good mirror (KB110) or left out (KB111, KB102). Raises
    `SourceError` when a left-out source has `on_error` "fail", or when no source is left. `offline` uses the
    network for nothing: https sources come from their mirrors as they are. With `working_tree` the mirrors of folders
    have the files in them as they are, committed or not.
    """
    progress.start("fetch", len(sources))

    def one(source: Source) -> _Outcome:
        outcome = _fetch_one(source, cache.mirror_dir(source.url), offline, working_tree)
        progress.advance("fetch", source.name)
        return outcome

    outcomes = _in_threads(one, sources, jobs)
    problems = tuple(found for outcome in outcomes for found in outcome.problems)
    mirrors = tuple(outcome.mirror for outcome in outcomes if outcome.mirror)
    if not mirrors or any(outcome.fatal for outcome in outcomes):
        _stop(tuple(found for outcome in outcomes if not outcome.mirror for found in outcome.problems))
    progress.finish("fetch", f"{len(mirrors)} source{'s' if len(mirrors) != 1 else ''}")
    return Fetched(mirrors, problems)


def doubt(sources: Sequence[Source], cache: Cache) -> bool:
    """Look at the mirrors of `sources` closely; tell whether one is damaged, which `fetch` will then replace."""
    found = []
    for source in sources:
        git_dir = cache.mirror_dir(source.url)
        with _locked(git_dir):
            found.append(discredit(git_dir))
    return any(found)


def _in_threads(one: Callable[[Source], _Outcome], sources: Sequence[Source], jobs: int) -> list[_Outcome]:
    with ThreadPoolExecutor(max_workers=max(1, min(jobs, len(sources)))) as pool:
        try:
            return list(pool.map(one, sources))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            git.interrupt()
            raise


def _stop(problems: tuple[Problem, ...]) -> NoReturn:
    first = problems[0] if problems else problem("KB102", "no source is given")
    error = SourceError(first.message, hint=first.hint, where=first.where)
    error.problems = problems or error.problems
    raise error


def _fetch_one(source: Source, git_dir: Path, offline: bool, working_tree: bool) -> _Outcome:
    with _locked(git_dir):
        try:
            if source.url.startswith("https://"):
                return _offline(source, git_dir) if offline else _remote(source, git_dir)
            return _local(source, git_dir, offline, working_tree)
        except SourceError as error:
            return _last_good(source, git_dir, error)


@contextmanager
def _locked(git_dir: Path) -> Iterator[None]:
    git_dir.parent.mkdir(parents=True, exist_ok=True)
    try:
        with lock_at(git_dir.with_name(f"{git_dir.name}.lock"), LOCK_WAIT):
            yield
    except Timeout as error:
        message = f"another build has been fetching into {git_dir} for more than {LOCK_WAIT / 60:.0f} minutes"
        raise LockedError(message, hint="end that build, or use another folder with --cache") from error


def _remote(source: Source, git_dir: Path) -> _Outcome:
    if "@" in urlsplit(source.url).netloc:
        hint = "remove user and password from the URL; `token_env` in kbgen.yml names the variable that holds a token"
        raise SourceError(
            f"{source.name}: the URL {redact(source.url)} holds a credential", hint=hint, where=_at(source)
        )
    access = Access.HTTPS.using(_token(source))
    origin = Origin(source.url, access, _listing(source, access))
    refs = _synchronise(source, git_dir, origin)
    return _outcome(source, git_dir, refs, web_url(source.url))


def _token(source: Source) -> Token | None:
    if not source.token_env:
        return None
    token = Token(source.url, source.token_env, source.token_user)
    if not token.is_set:
        message = f"{source.name}: the variable {source.token_env} is not set, which holds the token for the source"
        raise SourceError(message, hint="set it where kbgen is started, to the token alone", where=_at(source))
    return token


def _offline(source: Source, git_dir: Path) -> _Outcome:
    if not git_dir.is_dir() or not is_intact(git_dir):
        message = f"{source.name}: there is no copy of {redact(source.url)} to work offline with"
        error = _UnreachableError(message, hint="run once without --offline", where=_at(source))
        return _Outcome(None, error.problems, source.on_error == "fail")
    return _outcome(source, git_dir, git.list_refs(git_dir), web_url(source.url))


def _local(source: Source, git_dir: Path, offline: bool, working_tree: bool) -> _Outcome:
    path = Path(source.url)
    if not path.is_absolute():
        hint = "give an https URL, a folder or a bundle"
        raise SourceError(f"{source.name}: {redact(source.url)} cannot be fetched", hint=hint, where=_at(source))
    if not path.exists():
        raise _unreachable(source, "it does not exist")
    repository = local.inspect(path, source.name)
    access = Access.local(path)
    listing = _listing(source, access)
    cut_off = repository is not None and repository.shallow
    complete = git_dir.is_dir() and not cut_off and (git_dir / "shallow").exists()
    refs = _synchronise(source, git_dir, Origin(source.url, access, listing, complete))
    remote = local.origin_url(repository) if repository else ""
    shallow = _complete(source, git_dir, remote, offline) if (git_dir / "shallow").exists() else None
    outcome = _outcome(source, git_dir, refs, web_url(remote), shallow=shallow is not None)
    outcome = replace(outcome, problems=(*outcome.problems, *(shallow or ())))
    if repository is None or repository.bare:
        return outcome
    if working_tree and listing.head_oid:
        return _with_working_tree(outcome, repository, git_dir, listing.head_oid)
    return replace(outcome, problems=(*outcome.problems, *_uncommitted(source, repository, git_dir)))


def _with_working_tree(outcome: _Outcome, repository: LocalRepository, git_dir: Path, head: str) -> _Outcome:
    """Return the outcome with the files of the working folder; where git cannot read them, with those committed."""
    if outcome.mirror is None:
        return outcome
    try:
        return replace(outcome, mirror=replace(outcome.mirror, working_tree=write_tree(repository, git_dir, head)))
    except GitError as error:
        message = f"{outcome.mirror.source}: the files in {repository.path} cannot be read as they are: {error.reason}"
        found = problem("KB117", message, Location(collection=outcome.mirror.source), hint="what is committed is shown")
        return replace(outcome, problems=(*outcome.problems, found))


def _listing(source: Source, access: Access) -> Listing:
    try:
        listing = git.list_remote(source.url, access)
    except GitError as error:
        raise _unreachable(source, error.reason) from error
    if not listing.refs and not listing.head_oid:
        hint = "commit at least one Markdown file, then build again"
        raise SourceError(f"{source.name}: {redact(source.url)} has no commit yet", hint=hint, where=_at(source))
    return listing


def _synchronise(source: Source, git_dir: Path, origin: Origin) -> tuple[Ref, ...]:
    try:
        return synchronise(git_dir, origin)
    except GitError as error:
        raise _unreachable(source, error.reason, *((REFUSED_HINT,) if error.refused else ())) from error


def _unreachable(
    source: Source, reason: str, hint: str = "check the address, the access and the network"
) -> _UnreachableError:
    message = f"{source.name}: {redact(source.url)} cannot be read: {reason}"
    return _UnreachableError(message, hint=hint, where=_at(source))


def _last_good(source: Source, git_dir: Path, error: SourceError) -> _Outcome:
    """Return what the mirror holds since the last good fetch; if there is none, the error as a problem."""
    try:
        if not is_intact(git_dir):
            raise GitError(f"no mirror in {git_dir}")
        since = read_marker(git_dir).fetched
        outcome = _outcome(source, git_dir, git.list_refs(git_dir), web_url(source.url))
    except GitError:
        return _Outcome(None, error.problems, source.on_error == "fail")
    message = f"{error}; the copy of {since:%Y-%m-%d %H:%M} UTC is published instead"
    stale = problem("KB110", message, _at(source), hint=error.problems[0].hint)
    mirror = outcome.mirror and replace(outcome.mirror, stale_since=since)
    return _Outcome(mirror, (stale, *outcome.problems))


def _outcome(
    source: Source, git_dir: Path, refs: tuple[Ref, ...], address: str, *, shallow: bool | None = None
) -> _Outcome:
    """Return the mirror with the refs that may be used: a name that begins with `-` looks like an option."""
    usable = tuple(ref for ref in refs if not ref.name.startswith("-"))
    skipped = [ref for ref in refs if ref not in usable]
    messages = (f"{source.name}: the {ref.kind} {ref.name!r} is skipped: its name begins with '-'" for ref in skipped)
    problems = tuple(problem("KB112", message, _at(source)) for message in messages)
    cut_off = (git_dir / "shallow").exists() if shallow is None else shallow
    head = read_marker(git_dir).head
    mirror = Mirror(source.name, git_dir, usable, head, source.web_url or address, cut_off, forge=source.forge_settings)
    return _Outcome(mirror, problems)


def _complete(source: Source, git_dir: Path, remote: str, offline: bool) -> tuple[Problem, ...] | None:
    """Fetch from the clone's own origin what a shallow clone lacks; the problem if that is not possible, else None."""
    address = web_url(remote) if remote.startswith("https://") else ""
    if address and not offline:
        with suppress(GitError):
            complete_history(git_dir, address, Access.HTTPS)
    if not (git_dir / "shallow").exists():
        return None
    message = f"{source.name}: {source.url} is a shallow clone, so dates and contributors in it are incomplete"
    return (problem("KB114", message, _at(source), hint=SHALLOW_HINT),)


def _uncommitted(source: Source, repository: LocalRepository, git_dir: Path) -> tuple[Problem, ...]:
    count = local.count_uncommitted(repository, git_dir)
    if not count:
        return ()
    files = "1 Markdown file is" if count == 1 else f"{count} Markdown files are"
    message = f"{source.name}: {files} changed or new in {repository.path} and not committed, so not published"
    return (problem("KB117", message, _at(source), hint="commit them to publish them"),)


def _at(source: Source) -> Location:
    return Location(collection=source.name)
