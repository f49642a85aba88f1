"""`kbgen preview`: from options to a folder that shows a change, and what is told of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kbgen.cli.build import CONFIG_FILE, BuildOptions, configuration, places_of, processors
from kbgen.cli.cache_folder import located, usable
from kbgen.cli.console import Console
from kbgen.cli.failure import tell_failure
from kbgen.cli.progress import watched
from kbgen.codes import problem
from kbgen.errors import ConfigError, ExitCode, RefusedError
from kbgen.model import Location, Problem, Severity
from kbgen.paths import shown
from kbgen.replacing import replace_file
from kbgen.report_text import Line, Places, Span, Style, listing

if TYPE_CHECKING:
    from kbgen.config import Config
    from kbgen.preview import Bundle, Document, Preview

UNCOMMITTED = "KB117"
MOST_REFUSED = 9


@dataclass(frozen=True, slots=True)
class PreviewOptions:
    """The options of `kbgen preview` as they were given."""

    source: str | None = None
    base: str = ""
    output: Path = Path("preview")
    working_tree: bool = False
    as_json: bool = False
    comment: Path | None = None
    live: str = ""
    at: str = ""
    verify_bundle: Path | None = None
    head: str = ""
    config: Path | None = None
    name: str = ""
    cache: Path | None = None
    offline: bool = False
    quiet: bool = False
    no_color: bool = False


def preview(options: PreviewOptions, argv: Sequence[str]) -> ExitCode:
    """Make the preview, tell of it, and return the exit code; `argv` is for the log of a fault."""
    console = Console.of(no_color=options.no_color)
    try:
        if options.verify_bundle is not None:
            return _verify(options, options.verify_bundle, console)
        return _preview(options, console)
    except (Exception, KeyboardInterrupt) as error:
        return tell_failure(error, argv, console, options.cache, as_json=options.as_json)


def _preview(options: PreviewOptions, console: Console) -> ExitCode:
    from kbgen.preview import PreviewRequest, chosen, live_address
    from kbgen.preview import preview as run

    if not options.base:
        raise ConfigError("a preview needs --base", hint="name the branch that the change is for: --base origin/main")
    at, live = _web_address("--at", options.at), _web_address("--live", options.live)
    given = BuildOptions((options.source,) if options.source else (), config=options.config, name=options.name)
    config = configuration(given, Path.cwd())
    source = chosen(config, Path.cwd())
    live = live or live_address(config, source)
    with usable(located(options.cache)) as cache, watched(console, quiet=options.quiet) as progress:
        request = PreviewRequest(
            config,
            source,
            options.base,
            options.output,
            cache,
            jobs=processors(),
            offline=options.offline,
            working_tree=options.working_tree,
            live=live,
        )
        found = run(request, progress)
    _tell(found, options, console, places_of([source], Path.cwd()))
    write_comment(found.document, options.comment, live, at)
    if options.as_json:
        from kbgen.preview.document import as_json

        console.data(as_json(found.document))
    return ExitCode.OK


def _verify(options: PreviewOptions, folder: Path, console: Console) -> ExitCode:
    """Hold a preview against what it may be, and make a comment from its document. Raises RefusedError."""
    from kbgen.preview import preview_assets, verify
    from kbgen.preview.document import as_json
    from kbgen.themes import DEFAULT, theme_dirs

    if options.base or options.source:
        raise ConfigError("--verify-bundle looks at a preview that is there", hint="leave out SOURCE and --base")
    at, live = _web_address("--at", options.at), _web_address("--live", options.live)
    given = BuildOptions(config=options.config)
    config = configuration(given, Path.cwd()) if options.config or Path(CONFIG_FILE).exists() else None
    theme = theme_dirs(config.theme, config.base_dir) if config else theme_dirs(DEFAULT, Path())
    found = verify(folder, preview_assets(theme), options.head)
    if found.refused or found.document is None:
        raise RefusedError.of(list(_refusals(found, folder)))
    if not options.quiet:
        said = f"{folder}: {found.files:,} files with {found.size:,} bytes, and nothing that a preview may not have."
        console.say([(Span(said, Style.GOOD),)])
    write_comment(found.document, options.comment, live or _published(found.document, config), at)
    if options.as_json:
        console.data(as_json(found.document))
    return ExitCode.OK


def _published(document: Document, config: Config | None) -> str:
    """Return where the pages of a preview are published, as far as the configuration tells."""
    from kbgen.preview import live_address

    names = {page.collection for page in document.pages}
    own = [source for source in config.sources if source.name in names] if config else []
    return live_address(config, own[0]) if config and len(own) == 1 else ""


def _refusals(found: Bundle, folder: Path) -> Iterator[Problem]:
    for each in found.refused[:MOST_REFUSED]:
        where = Location(shown(str(folder / each.path)))
        yield problem("KB109", f"the preview is refused: {each.reason}", where)
    if len(found.refused) > MOST_REFUSED:
        yield problem("KB109", f"{len(found.refused):,} files in all are refused", Location(shown(str(folder))))


def _web_address(option: str, url: str) -> str:
    """Return the address with a slash at its end. Raises ConfigError for one that is none of the web."""
    from pydantic_core import PydanticCustomError

    from kbgen.config.urls import check_web_url

    try:
        return f"{check_web_url(url).rstrip('/')}/" if url else ""
    except PydanticCustomError as error:
        raise ConfigError(f"{option}: {error.message()}", hint="write https://host/path/") from None


def write_comment(found: Document, path: Path | None, live: str, at: str) -> None:
    """Write the comment into the file at `path`, whole or not at all. Raises ConfigError where that cannot be."""
    from kbgen.preview import comment

    if path is None:
        return
    try:
        replace_file(path, comment(found, live, at).encode())
    except OSError as error:
        message = f"the comment {path} cannot be written: {error.strerror or error}"
        raise ConfigError(message, hint="choose another place with --comment FILE") from error


def _tell(found: Preview, options: PreviewOptions, console: Console, places: Places) -> None:
    shown = (Severity.ERROR,) if options.quiet else (Severity.ERROR, Severity.WARNING)
    console.say(listing((each for each in found.problems if each.severity in shown), places))
    if not options.quiet:
        console.say(_summary(found, options))


def _summary(found: Preview, options: PreviewOptions) -> Iterator[Line]:
    document = found.document
    counts = [(kind, sum(page.change == kind for page in document.pages)) for kind in _kinds()]
    said = ", ".join(f"{count:,} {kind}" for kind, count in counts if count)
    yield (Span(f"Pages: {said or 'none changed'}.", Style.GOOD),)
    new = len(document.problems.new)
    if new:
        yield (Span(f"{new:,} new problem{'' if new == 1 else 's'}; they are in the preview."),)
    if any(each.code == UNCOMMITTED for each in found.problems):
        yield (Span("What is not committed is not in it: --working-tree shows that too."),)
    yield (Span(f"To see it: open {options.output / 'index.html'}"),)


def _kinds() -> Sequence[str]:
    from kbgen.preview.changes import Change

    return [kind.value for kind in Change]
