"""From contents and articles to what each page shows. Pure."""

from kbgen.plan.site import SitePlan, VersionPlan, plan

__all__ = ["SitePlan", "VersionPlan", "plan"]
