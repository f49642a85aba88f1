"""From contents and articles to what each page shows. Pure."""

from kbgen.plan.redirects import Redirect
from kbgen.plan.site import SitePlan, VersionPlan, collection_title, plan

__all__ = ["Redirect", "SitePlan", "VersionPlan", "collection_title", "plan"]
