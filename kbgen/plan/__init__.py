"""From contents and articles to what each page shows. Pure."""

from kbgen.plan.occupied import AREAS, occupied
from kbgen.plan.redirects import Redirect
from kbgen.plan.site import collection_title, plan
from kbgen.plan.values import SitePlan, VersionPlan

__all__ = ["AREAS", "Redirect", "SitePlan", "VersionPlan", "collection_title", "occupied", "plan"]
