"""The files that a site begins with, for `kbgen init`: a new one, or one made of a MkDocs repository.

draft = new_site(answers, folder.name)                # the files as values
draft = adopted_site(adoption, answers, folder.name)  # the same for a repository with a mkdocs.yml
written = write(draft, folder)                        # never over a file that is there
"""

from kbgen.scaffold.answers import Answers, owner_name, site_name
from kbgen.scaffold.draft import Draft, adopted_site, new_site
from kbgen.scaffold.ground import Ground, begin_repository, done_already, others_that_build, survey
from kbgen.scaffold.mkdocs import Adoption, read
from kbgen.scaffold.origin import Origin, installed_from
from kbgen.scaffold.writing import Written, write

__all__ = [
    "Adoption",
    "Answers",
    "Draft",
    "Ground",
    "Origin",
    "Written",
    "adopted_site",
    "begin_repository",
    "done_already",
    "installed_from",
    "new_site",
    "others_that_build",
    "owner_name",
    "read",
    "site_name",
    "survey",
    "write",
]
