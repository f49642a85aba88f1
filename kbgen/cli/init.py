"""`kbgen init`: from options and a few questions to the files of a site, and to what is to be done next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kbgen.cli.beginning import Beginning, next_step, told
from kbgen.cli.cache_folder import located, usable
from kbgen.cli.console import Console
from kbgen.cli.failure import tell_failure
from kbgen.cli.progress import watched
from kbgen.cli.questions import Questions
from kbgen.config.urls import default_name
from kbgen.errors import ConfigError, ExitCode, SourceError
from kbgen.hosting import Host
from kbgen.model import Location, Problem
from kbgen.scaffold import (
    Adoption,
    Answers,
    Draft,
    Ground,
    Origin,
    adopted_site,
    begin_repository,
    done_already,
    installed_from,
    new_site,
    others_that_build,
    owner_name,
    read,
    site_name,
    survey,
    write,
)

MKDOCS = ("mkdocs.yml", "mkdocs.yaml")
FIRST_COMMIT = "Begin the site"


@dataclass(frozen=True, slots=True)
class InitOptions:
    """The options of `kbgen init` as they were given."""

    folder: Path | None = None
    from_file: Path | None = None
    host: Host | None = None
    name: str = ""
    owner: str = ""
    origin: str = ""
    yes: bool = False
    cache: Path | None = None
    quiet: bool = False
    no_color: bool = False


def init(options: InitOptions, argv: Sequence[str]) -> ExitCode:
    """Write the files, print their paths, tell what is next, and return the exit code; `argv` is for a fault's log."""
    console = Console.of(no_color=options.no_color)
    try:
        done = _begun(options, console)
    except (Exception, KeyboardInterrupt) as error:
        return tell_failure(error, argv, console, options.cache)
    console.show(str(done.ground.folder / path) for path in done.written)
    if not options.quiet:
        console.say((*told(done), next_step(done, Path.cwd())))
    return ExitCode.OK


def _begun(options: InitOptions, console: Console) -> Beginning:
    """Look around, ask, write, and return what was done."""
    ground = survey(_folder(options))
    file = _mkdocs_file(options, ground.folder)
    adoption = _adoption(file, ground) if file else None
    answers = _answers(options, ground, adoption)
    errors = _errors(options, ground, console) if adoption else ()
    draft = _draft(ground, answers, adoption, errors)
    not_needed = done_already(draft, ground.folder)
    done = write({path: text for path, text in draft.items() if path not in not_needed}, ground.folder)
    is_new = not ground.is_repository and bool(done.written)
    if is_new:
        begin_repository(ground.folder, done.written, FIRST_COMMIT)
    others = others_that_build(ground.folder) if adoption else ()
    return Beginning(ground, answers, done, is_new, file, adoption, errors, others)


def _folder(options: InitOptions) -> Path:
    """Return the folder that is named, else that of the file to begin from, else the one we stand in."""
    if options.folder is not None:
        return options.folder
    return options.from_file.parent if options.from_file else Path()


def _mkdocs_file(options: InitOptions, folder: Path) -> Path | None:
    """Return the file to begin from. Raises ConfigError for one that no build would read, and for one not named."""
    given = options.from_file
    if given is None:
        if there := next((name for name in MKDOCS if (folder / name).is_file()), ""):
            hint = f"take its settings: kbgen init --from {folder / there}"
            raise ConfigError(f"'{folder / there}' says that this is a MkDocs repository", hint=hint)
        return None
    if not given.is_file():
        raise ConfigError(f"there is no '{given}'", hint="name the mkdocs.yml of the repository")
    if given.name not in MKDOCS or given.parent.resolve() != folder.resolve():
        hint = f"it must be {' or '.join(MKDOCS)} at the top of the repository"
        raise ConfigError(f"'{given}' is not where a build looks for it", hint=hint)
    return given


def _adoption(file: Path, ground: Ground) -> Adoption:
    where = Location(str(file))
    try:
        return read(file.read_text(encoding="utf-8-sig"), where, ground.branch)
    except (OSError, UnicodeDecodeError) as error:
        reason = "it is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else error.strerror or str(error)
        raise ConfigError(f"'{file}' cannot be read: {reason}", where=where) from error


def _answers(options: InitOptions, ground: Ground, adoption: Adoption | None) -> Answers:
    """Return what is known of the site: what was given, then what was found, then what is answered."""
    from kbgen.fetch import web_url  # brings a library for locks

    ask = Questions.of(yes=options.yes)
    origin = Origin.parse(options.origin) if options.origin else installed_from()
    owner = owner_name(options.owner)
    name = options.name or (adoption.name if adoption else "")
    return Answers(
        name=site_name(name or ask.name(ground.folder)),
        host=options.host or ask.host(ground.remote),
        branch=ground.branch,
        owner=owner,
        web_url=web_url(ground.remote),
        origin=origin,
    )


def _errors(options: InitOptions, ground: Ground, console: Console) -> tuple[Problem, ...]:
    """Return what would stop the publication of the repository as it is committed; nothing where nothing is."""
    if not ground.has_commits:
        return ()
    from kbgen.config import infer
    from kbgen.trial import reading_errors  # brings git and the rest

    config = infer([str(ground.folder)], Path.cwd())
    with usable(located(options.cache)) as cache, watched(console, quiet=options.quiet) as progress:
        try:
            return reading_errors(config, cache, progress)
        except SourceError:  # a build will tell
            return ()


def _draft(ground: Ground, answers: Answers, adoption: Adoption | None, errors: Sequence[Problem]) -> Draft:
    on_the_web = answers.web_url or (adoption.web_url if adoption else "")
    folder_name = default_name(on_the_web) if on_the_web else ground.folder.resolve().name
    if adoption is None:
        return new_site(answers, folder_name, has_pages=ground.has_pages)
    return adopted_site(adoption, answers, folder_name, sorted({each.code for each in errors}))
