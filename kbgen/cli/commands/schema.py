"""`kbgen schema` as typer sees it."""

from __future__ import annotations

from typing import Annotated

import typer

from kbgen.cli.root import app
from kbgen.cli.schema import SchemaName


@app.command(short_help="Print a JSON Schema.")
def schema(
    name: Annotated[SchemaName, typer.Argument(help="Which one.")] = SchemaName.CONFIG,
) -> None:
    """Print a JSON Schema: of kbgen.yml, of front matter, of the report of a build, or of the site's data files."""
    from kbgen.cli.console import Console
    from kbgen.cli.schema import schema_text

    Console().data(schema_text(name))
