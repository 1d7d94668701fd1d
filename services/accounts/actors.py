"""From an account to someone who acts: the posts that are live now, and no other."""

from __future__ import annotations

from services.accounts.models import User
from services.core.access import Actor, ActorKind, Post


def actor_of(user: User) -> Actor:
    """Who the user is as of now. A revoked post is gone from the next request on."""
    posts = tuple(
        Post(post.role, post.unit_id, post.unit.org_path, post.unit.level)
        for post in sorted(user.posts, key=lambda post: post.id)
        if post.is_live
    )
    return Actor(ActorKind.STAFF, user.name, user.id, posts)
