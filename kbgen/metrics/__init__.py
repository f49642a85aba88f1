"""Numbers about the community: honest, with denominators, never a ranking. Pure functions over `people`.

topics = page_topics(contents, histories)
facts = mainline_facts(ledger, reviews)
found = statistics(ledger, facts, topics, titles)
portraits = people_facts(ledger, facts, topics)
stats_json(found), people_json(portraits, found.as_of), contributions_json(facts, paths, portraits, found.as_of)
"""

from kbgen.metrics.absence import absence_factor
from kbgen.metrics.export import contributions_json, people_json, stats_json
from kbgen.metrics.person import Milestone, MilestoneKind, PersonFacts, people_facts
from kbgen.metrics.results import Definition, Evidence, Metric, Point, Unit
from kbgen.metrics.schemas import contributions_schema, people_schema, stats_schema
from kbgen.metrics.scope import ScopeKind
from kbgen.metrics.statistics import Figures, Statistics, statistics
from kbgen.metrics.together import Bridge
from kbgen.metrics.topics import Topic, page_topics, tag_slug, topics_of

__all__ = [
    "Bridge",
    "Definition",
    "Evidence",
    "Figures",
    "Metric",
    "Milestone",
    "MilestoneKind",
    "PersonFacts",
    "Point",
    "ScopeKind",
    "Statistics",
    "Topic",
    "Unit",
    "absence_factor",
    "contributions_json",
    "contributions_schema",
    "page_topics",
    "people_facts",
    "people_json",
    "people_schema",
    "statistics",
    "stats_json",
    "stats_schema",
    "tag_slug",
    "topics_of",
]
