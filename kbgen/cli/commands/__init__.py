"""The commands and their options, as typer sees them: one file for each. Importing this package registers all.

What they do is in the other files of `kbgen.cli`, which are imported when a command runs: `kbgen --help` must not wait
for MkDocs.
"""

from kbgen.cli.commands import (
    build,
    cache,
    check,
    doctor,
    init,
    new,
    preview,
    prune,
    redirects,
    schema,
    search_check,
    serve,
    stats,
    verify,
)

__all__ = [
    "build",
    "cache",
    "check",
    "doctor",
    "init",
    "new",
    "preview",
    "prune",
    "redirects",
    "schema",
    "search_check",
    "serve",
    "stats",
    "verify",
]
