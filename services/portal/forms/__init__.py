"""Forms of the portal: one request over four pages, and the look-up of a request."""

from services.portal.forms.follow import FollowForm
from services.portal.forms.request import ON_PAGE, RequestForm

__all__ = ["ON_PAGE", "FollowForm", "RequestForm"]
