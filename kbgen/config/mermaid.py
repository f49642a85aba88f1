"""The script that draws diagrams: the file that `mermaid.file` names must be the one that was chosen."""

from __future__ import annotations

import hashlib

from kbgen.config.schema import Config
from kbgen.errors import ConfigError


def check_mermaid(config: Config) -> None:
    """Hold the file against its hash. Raises ConfigError if it is another, or cannot be read."""
    if config.mermaid is None:
        return
    path = config.base_dir / config.mermaid.file
    try:
        with path.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        message = f"'mermaid.file': the file cannot be read: {error.strerror or error}"
        raise ConfigError(message, hint=f"the path starts at the folder of kbgen.yml: {path}") from error
    if found != config.mermaid.sha256:
        message = f"'mermaid.file': {path} is not the file that was chosen: its sha256 is {found}"
        raise ConfigError(message, hint="get it from its makers again; if it was replaced on purpose, correct `sha256`")
