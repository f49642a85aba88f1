"""The configuration: `kbgen.yml` read and checked, or inferred where there is none.

config = load(Path("kbgen.yml"))
config = infer(["https://host/repository"], Path.cwd())
"""

from kbgen.config.infer import infer
from kbgen.config.load import load
from kbgen.config.mailmap import site_mailmap
from kbgen.config.mermaid import check_mermaid
from kbgen.config.schema import (
    AUTO,
    UNVERSIONED,
    Config,
    Keep,
    Level,
    Mark,
    Member,
    Partner,
    PeopleRules,
    SearchRules,
    Site,
    Source,
    SourceDefaults,
    Urls,
    schema,
)
from kbgen.config.urls import RESERVED, redact

__all__ = [
    "AUTO",
    "RESERVED",
    "UNVERSIONED",
    "Config",
    "Keep",
    "Level",
    "Mark",
    "Member",
    "Partner",
    "PeopleRules",
    "SearchRules",
    "Site",
    "Source",
    "SourceDefaults",
    "Urls",
    "check_mermaid",
    "infer",
    "load",
    "redact",
    "schema",
    "site_mailmap",
]
