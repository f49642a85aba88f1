"""The site's own mailmap: the file that `people.mailmap` names."""

from __future__ import annotations

from kbgen.config.schema import Config
from kbgen.errors import ConfigError
from kbgen.model import Location


def site_mailmap(config: Config) -> str:
    """Return the text of the site's mailmap, "" if there is none. Bytes that are not UTF-8 become surrogates.

    Raises ConfigError if the file cannot be read.
    """
    if config.people.mailmap is None:
        return ""
    path = config.base_dir / config.people.mailmap
    try:
        return path.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError as error:
        message = f"'people.mailmap': the file cannot be read: {error.strerror or error}"
        hint = "give its path from the folder of kbgen.yml, or remove the key"
        raise ConfigError(message, hint=hint, where=Location(str(path))) from error
