"""What the pages of a site are about: tags, and the sections of its collections, each with one page. Pure."""

from kbgen.metrics import tag_slug
from kbgen.topics.gather import SiteTopic, TopicPage, site_topics
from kbgen.topics.helping import Helper, who_can_help

__all__ = ["Helper", "SiteTopic", "TopicPage", "site_topics", "tag_slug", "who_can_help"]
