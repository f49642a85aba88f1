"""The forms in which `kbgen redirects` prints: apart, so that `--help` does not wait for git."""

from __future__ import annotations

from enum import StrEnum


class Form(StrEnum):
    """How the table is printed."""

    TEXT = "text"
    JSON = "json"
    NETLIFY = "netlify"
    GITLAB = "gitlab"
    NGINX = "nginx"
    HTTPD = "httpd"
