"""kbgen: git repositories of user-contributed Markdown become one versioned, searchable knowledge site."""

__version__ = "0.1.0"
