"""Markdown to articles, and articles to pages: the only package that imports MkDocs and Material.

Nothing is imported here: who only converts must not wait for templates. `articles` converts, `pages` renders.
"""
