"""The site's own JSON Schema of front matter: the file that `front_matter.json_schema` names."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kbgen import bounded_yaml
from kbgen.bounded_yaml import KBGEN_YML, YamlError
from kbgen.config.schema import Config
from kbgen.errors import ConfigError
from kbgen.model import Location

HINT = "give its path from the folder of kbgen.yml, or remove the key"


def own_schema(config: Config) -> Mapping[str, Any]:
    """Return the schema, {} if the site has none. Raises ConfigError if it is no JSON or YAML that can be read."""
    if config.front_matter.json_schema is None:
        return {}
    path = config.base_dir / config.front_matter.json_schema
    value = _value(path)
    if not isinstance(value, dict):
        raise ConfigError(
            "a JSON Schema must be a mapping", hint="see https://json-schema.org", where=Location(str(path))
        )
    return value


def own_keys(config: Config) -> frozenset[str]:
    """Return the keys of front matter that the site knows beside ours. Raises ConfigError as `own_schema` does."""
    described = own_schema(config).get("properties")
    return frozenset((*config.front_matter.ignore, *map(str, described if isinstance(described, dict) else ())))


def _value(path: Path) -> object:
    where = Location(str(path))
    try:
        text = path.read_text(encoding="utf-8-sig")
        return json.loads(text) if path.suffix == ".json" else bounded_yaml.parse(text, KBGEN_YML).value
    except OSError as error:
        message = f"'front_matter.json_schema': the file cannot be read: {error.strerror or error}"
        raise ConfigError(message, hint=HINT, where=where) from error
    except YamlError as error:
        raise ConfigError.of((error.problem(where),)) from error
    except json.JSONDecodeError as error:
        at = Location(str(path), error.lineno, error.colno)
        raise ConfigError(f"the JSON cannot be read: {error.msg}", hint="correct it at this place", where=at) from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise ConfigError("the schema is not UTF-8 text, or nested too deeply", hint=HINT, where=where) from error
