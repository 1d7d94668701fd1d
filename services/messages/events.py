"""What happens to choices and calendars, and the day's reminders."""

from __future__ import annotations

from services.core.audit import declare_events
from services.core.words import N_, Labelled


class MessageEvent(Labelled):
    """Kinds of events of the room."""

    CHOSEN = "message.chosen", N_("设置消息")
    REMINDED = "message.reminded", N_("提醒到期")
    FEED_MADE = "feed.made", N_("生成日历订阅地址")
    FEED_REVOKED = "feed.revoked", N_("停用日历订阅地址")


declare_events(MessageEvent, onward=MessageEvent)
