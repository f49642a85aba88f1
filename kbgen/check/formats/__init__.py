"""A report in the words of a program: JSON, SARIF, and GitHub's annotations with a summary of the job. Pure."""

from kbgen.check.formats.github import job_summary, notices
from kbgen.check.formats.json import document, schema
from kbgen.check.formats.sarif import sarif

__all__ = ["document", "job_summary", "notices", "sarif", "schema"]
