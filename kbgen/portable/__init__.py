"""A site that is read from a folder, without a server: links to files, classic scripts, data as scripts. Pure.

Browsers show no index of a folder, load no modules and answer no `fetch` on `file://`.
"""

from kbgen.portable.data import data_script, scripted
from kbgen.portable.links import to_files
from kbgen.portable.scripts import classic_scripts

__all__ = ["classic_scripts", "data_script", "scripted", "to_files"]
