"""Writing messages inside other verbs, and the verbs of choices, calendars and reminders."""

from services.messages import permissions  # noqa: F401  (declares the rules of these verbs)
from services.messages.actions.choosing import Wishes, choose
from services.messages.actions.feeds import make_feed, revoke_feed
from services.messages.actions.reminding import remind
from services.messages.actions.sending import nobody_is_told, tell_member, tell_staff

__all__ = ["Wishes", "choose", "make_feed", "nobody_is_told", "remind", "revoke_feed", "tell_member", "tell_staff"]
