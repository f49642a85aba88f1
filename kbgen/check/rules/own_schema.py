"""KB011, KB012, KB013: front matter is not as the site's own JSON Schema describes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from kbgen.check.finding import Finding, finding
from kbgen.check.head import WrittenHead, head
from kbgen.check.rule import Rule
from kbgen.check.subject import Subject, Volume
from kbgen.config.front_matter import own_schema
from kbgen.errors import ConfigError
from kbgen.model import Location
from kbgen.suggest import did_you_mean, shown

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator

_TYPES = {
    "string": "text",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
}


def find(volume: Volume, subject: Subject) -> Iterator[Finding]:
    """Yield what is missing, not known or wrong in front matter. Raises ConfigError for a schema that is none."""
    schema = own_schema(subject.config)
    if not schema:
        return
    where = Location(str(subject.config.front_matter.json_schema))
    validator = _validator(schema, where)
    for page in volume.pages.values():
        known = head(page)
        if known is not None:
            for error in _errors(validator, known, where):
                yield from _findings(error, known, page.where)


def _validator(schema: Mapping[str, Any], where: Location) -> Validator:
    from jsonschema import Draft202012Validator, SchemaError
    from jsonschema.validators import validator_for
    from referencing import Registry

    kind = validator_for(schema, default=Draft202012Validator)
    try:
        kind.check_schema(dict(schema))
    except SchemaError as error:
        at = "/".join(map(str, error.absolute_path))
        raise ConfigError(f"the JSON Schema is wrong at '{at}': {shown(error.message, 120)}", where=where) from error
    # An empty registry: no reference is looked up on the network.
    return kind(schema, registry=Registry(), format_checker=kind.FORMAT_CHECKER)


def _errors(validator: Validator, known: WrittenHead, where: Location) -> Iterable[ValidationError]:
    from jsonschema.exceptions import best_match
    from referencing.exceptions import Unresolvable

    try:
        found = [best_match([error]) for error in validator.iter_errors(_plain(known.values))]
    except Unresolvable as error:
        hint = "put what it refers to below `$defs` in the same file"
        raise ConfigError(
            f"the JSON Schema refers to what it does not have: {error}", hint=hint, where=where
        ) from error
    return sorted(filter(None, found), key=lambda error: [str(part) for part in error.absolute_path])


def _findings(error: ValidationError, known: WrittenHead, where: Location) -> Iterator[Finding]:
    path = tuple(error.absolute_path)
    match error.validator:
        case "required":
            key = error.message.rpartition(" is a required")[0].strip("'\"")
            message = f"the front matter has no '{_label(path, key)}'"
            yield finding("KB013", message, where, known.nearest(path), hint=f"write `{shown(key)}: …`")
        case "additionalProperties" | "unevaluatedProperties":
            for key, hint in _unknown(error):
                message = f"the key '{_label(path, key)}' is not in the schema of this site"
                yield finding("KB012", message, where, known.key((*path, key)), hint=hint)
        case _:
            message, hint = _said(error)
            yield finding("KB011", f"'{_label(path)}' {message}", where, known.place(path), hint=hint)


def _label(path: Iterable[str | int], key: str = "") -> str:
    return shown(".".join(filter(None, (*map(str, path), key)))) or "front matter"


def _unknown(error: ValidationError) -> Iterator[tuple[str, str]]:
    """Yield the keys that a schema does not have, each with a hint."""
    schema, instance = error.schema, error.instance
    described = schema.get("properties", {}) if isinstance(schema, dict) else {}
    for key in instance if isinstance(instance, dict) else ():
        if key not in described and f"'{key}'" in error.message:
            yield key, did_you_mean(key, described)


def _said(error: ValidationError) -> tuple[str, str]:
    """Return what is wrong with a value, and a hint."""
    wanted: Any = error.validator_value
    if error.validator == "enum":
        choices, value = [str(each) for each in wanted], str(error.instance)
        return f"cannot be '{shown(value)}'", did_you_mean(value, choices) or f"expected {', '.join(choices[:10])}"
    if error.validator == "type":
        kinds = [wanted] if isinstance(wanted, str) else wanted
        return f"must be {' or '.join(_TYPES.get(kind, kind) for kind in kinds)}", ""
    hint = error.schema.get("description", "") if isinstance(error.schema, dict) else ""
    return f"is not as the schema of this site says: {shown(error.message, 100)}", str(hint)


def _plain(value: object) -> Any:
    """Return a value of YAML as JSON has it: dates are texts."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


RULE = Rule(("KB011", "KB012", "KB013"), find)
