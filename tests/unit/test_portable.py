"""What makes a site portable: links to files, modules as classic scripts, data as scripts."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from html_page import parse
from repo_builder import RepoBuilder
from small_site import built, config_of

from kbgen.errors import ConfigError
from kbgen.portable import classic_scripts, data_script, to_files
from kbgen.portable.links import address_of_file
from kbgen.portable.scripts import EAGER, HOME, ON_DEMAND, REST, SCRIPT

MODULES = Path(__file__).parents[2] / "themes/commons/assets/commons"
