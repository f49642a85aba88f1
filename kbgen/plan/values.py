"""What a plan is made of: a version with its pages, and the site as a whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from kbgen.layout import Layout
from kbgen.lineage import Lineage
from kbgen.model import Content, Problem
from kbgen.plan.redirects import Redirect
from kbgen.view import Frame, PageInput, SitePage


@dataclass(frozen=True, slots=True)
class VersionPlan:
    """One version: its content, its frame, its pages, the folders that repeat or redirect to it, and its lineages.

    `lists` are pages that list folders, in its frame.
    """

    content: Content
    frame: Frame
    pages: tuple[PageInput, ...]
    alias_roots: tuple[str, ...]
    lineage: Lineage = field(default_factory=Lineage)
    lists: tuple[SitePage, ...] = ()


@dataclass(frozen=True, slots=True)
class SitePlan:
    """All versions of all collections (newest first), and the pages that kbgen itself writes, with their frames.

    `frame` is that of pages that belong to no collection. `files` are further files for machines: their paths below
    the site's root, and their bytes. `redirects` are those of pages that moved, were retired, or left with a version;
    `redirect_facilities` are the kinds of servers for which rules are written too. `portable` asks for a site that
    browsers can read from a folder. `scripts` are those that the owner of the site provides: where they are published,
    and where they are.
    """

    layout: Layout
    versions: tuple[VersionPlan, ...]
    site_pages: tuple[tuple[Frame, SitePage], ...]
    latest_is_copied: bool
    theme_dirs: tuple[str, ...]
    frame: Frame
    files: tuple[tuple[str, bytes], ...] = ()
    redirects: tuple[Redirect, ...] = ()
    redirect_facilities: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    portable: bool = False
    scripts: tuple[tuple[str, Path], ...] = ()
