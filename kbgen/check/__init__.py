"""Rules over what people wrote, before it is published: `kbgen check`.

    contents, articles, plan ──> Subject ── rules ──> findings ── fingerprints, severities ──> CheckReport

A rule is a function in `rules/`; formats are in `formats/`. Pure: `kbgen/checking.py` reads and `kbgen/cli/` prints.
"""

from kbgen.check.finding import Edit, FileKey, Finding, Renamed, finding, fingerprinted, of_problem
from kbgen.check.fix import mended
from kbgen.check.ignore import without_ignored
from kbgen.check.renamed import renamed_pages
from kbgen.check.report import CheckReport
from kbgen.check.rule import Rule, all_rules, findings
from kbgen.check.subject import Base, CheckedPage, Subject, Volume

__all__ = [
    "Base",
    "CheckReport",
    "CheckedPage",
    "Edit",
    "FileKey",
    "Finding",
    "Renamed",
    "Rule",
    "Subject",
    "Volume",
    "all_rules",
    "finding",
    "findings",
    "fingerprinted",
    "mended",
    "of_problem",
    "renamed_pages",
    "without_ignored",
]
