"""Staff, the posts they hold, their sessions and second factors, and the attempts to sign in."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.core.access import Actor, Level, Role, below_any, scope_of
from services.core.database import BigId, Row, Scoped, enum_column
from services.core.sex import Sex
from services.core.vault import SealedText
from services.units.models import Unit


class User(Row, Scoped):
    """A member of staff. `org_path` is that of the home unit; what they may do follows from their posts."""

    __tablename__ = "user"

    login: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    must_change: Mapped[bool] = mapped_column(default=True)
    disabled_at: Mapped[datetime | None]
    language: Mapped[str | None] = mapped_column(String(10))
    sex: Mapped[Sex | None] = mapped_column(enum_column(Sex))
    """On record only so that a member's wish for a handler of one sex can be met; empty where it is not told."""
    second_since: Mapped[datetime | None]
    """Since when a sign-in asks for a second factor too; a recovery does not lift it."""
    must_enrol: Mapped[bool] = mapped_column(default=False)
    """After a recovery: a new second factor comes before anything else."""
    password_set_at: Mapped[datetime | None]
    """When the user chose the present password; None before they chose one."""
    secret_by_id: Mapped[int | None] = mapped_column(BigId)
    """Who handed out the one-time password that still opens the account."""
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship(lazy="joined")
    posts: Mapped[list[UserPost]] = relationship(back_populates="user", lazy="selectin", order_by="UserPost.id")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (SQLAlchemy reads it)

    @property
    def is_authenticated(self) -> bool:
        """What flask-login asks; a user that was loaded from a live session is signed in."""
        return True

    @property
    def is_active(self) -> bool:
        """Whether the account may be used."""
        return self.disabled_at is None

    @property
    def is_anonymous(self) -> bool:
        """What flask-login asks; a user row is never anonymous."""
        return False

    def get_id(self) -> str:
        """What flask-login asks."""
        return str(self.id)


class UserPost(Row):
    """One role in one unit, from an instant until it is revoked."""

    __tablename__ = "user_post"
    __table_args__ = (
        Index(
            "uq_user_post_live",
            "user_id",
            "unit_id",
            "role",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
        CheckConstraint("until IS NULL OR until >= since", name="until_after_since"),
    )

    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("user.id"), index=True)
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"), index=True)
    role: Mapped[Role] = mapped_column(enum_column(Role))
    since: Mapped[datetime]
    until: Mapped[datetime | None]

    user: Mapped[User] = relationship(back_populates="posts")
    unit: Mapped[Unit] = relationship(lazy="joined")

    @property
    def level(self) -> Level:
        """The level of the unit in which the post is held."""
        return self.unit.level

    @property
    def org_path(self) -> str:
        """The path of the unit in which the post is held."""
        return self.unit.org_path

    @property
    def is_live(self) -> bool:
        """Whether the post has not been revoked."""
        return self.until is None


def _held_below(actor: Actor) -> ColumnElement[bool]:
    """Posts in the units of the actor's own posts, and below."""
    units = select(Unit.id).where(below_any(Unit.org_path, {post.unit_path for post in actor.posts}))
    return UserPost.unit_id.in_(units)


@scope_of(UserPost)
def _posts_seen_by(actor: Actor) -> ColumnElement[bool]:
    return or_(UserPost.user_id == actor.user_id, _held_below(actor))


@scope_of(User)
def _users_seen_by(actor: Actor) -> ColumnElement[bool]:
    """Oneself, and all who are at home or hold a post where one holds a post, or below."""
    return or_(
        User.id == actor.user_id,
        below_any(User.org_path, {post.unit_path for post in actor.posts}),
        User.id.in_(select(UserPost.user_id).where(UserPost.until.is_(None), _held_below(actor))),
    )


class UserSession(Row):
    """A session on the server. The cookie holds a secret; only its digest is kept here."""

    __tablename__ = "user_session"

    digest: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("user.id"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    proved_at: Mapped[datetime]
    """When it was last proved, by password or second factor, who uses it: at the sign-in, or since."""
    ended_at: Mapped[datetime | None]
    device: Mapped[str] = mapped_column(String(40), default="")
    network: Mapped[str] = mapped_column(String(45), default="")
    challenge: Mapped[str | None] = mapped_column(String(100))
    """What a security key was last asked to sign here; good for one answer."""

    user: Mapped[User] = relationship(lazy="joined")


class HalfSession(Row):
    """A sign-in between password and second proof: it opens no page, and is gone after ten minutes."""

    __tablename__ = "half_session"

    digest: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("user.id"), index=True)
    at: Mapped[datetime]
    challenge: Mapped[str | None] = mapped_column(String(100))

    user: Mapped[User] = relationship(lazy="joined")


class UserTotp(Row):
    """The secret that a user's authenticator app shares, and the last time step that was used up."""

    __tablename__ = "user_totp"

    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("user.id"), unique=True)
    secret_sealed: Mapped[str] = mapped_column(Text)
    last_step: Mapped[int] = mapped_column(BigInteger)
    added_at: Mapped[datetime]

    secret = SealedText("secret_sealed")


class UserKey(Row):
    """A security key (WebAuthn): its public half, and how often it said that it signed."""

    __tablename__ = "user_key"

    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("user.id"), index=True)
    name: Mapped[str] = mapped_column(String(40))
    credential_id: Mapped[str] = mapped_column(String(1400), unique=True)
    public_key: Mapped[str] = mapped_column(Text)
    sign_count: Mapped[int] = mapped_column(BigInteger)
    added_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class FactorRecovery(Row):
    """A one-time secret in place of a lost second factor, started by somebody else; the latest alone counts."""

    __tablename__ = "factor_recovery"

    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("user.id"), index=True)
    secret_hash: Mapped[str] = mapped_column(String(200))
    by_id: Mapped[int | None] = mapped_column(BigId)
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class OldPassword(Row):
    """The hash of a password that was given up, kept only where the policy forbids to take it again."""

    __tablename__ = "old_password"

    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("user.id"), index=True)
    hash: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]


class Leave(Row):
    """A stretch of local days, both ends included, on which a colleague is away; the deputy looks after their desk."""

    __tablename__ = "leave"
    __table_args__ = (
        CheckConstraint("last_on >= first_on", name="leave_runs_forward"),
        CheckConstraint("deputy_id IS NULL OR deputy_id <> user_id", name="deputy_is_another"),
        Index(None, "last_on", "user_id"),
        Index(None, "deputy_id", "last_on"),
    )

    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("user.id"), index=True)
    first_on: Mapped[date]
    last_on: Mapped[date]
    deputy_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user.id"))
    by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user.id"))
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    deputy: Mapped[User | None] = relationship(foreign_keys=[deputy_id])

    @property
    def org_path(self) -> str:
        """The path of the home unit of whoever is away."""
        return self.user.org_path


@scope_of(Leave)
def _leaves_seen_by(actor: Actor) -> ColumnElement[bool]:
    """Those of oneself, and of all whom one leads."""
    led = below_any(User.org_path, {post.unit_path for post in actor.posts_as([Role.SUPERVISOR])})
    return or_(Leave.user_id == actor.user_id, Leave.user_id.in_(select(User.id).where(led)))


class Draft(Row):
    """What somebody is still writing in a form about a subject: kept every few seconds, their own alone."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("user_id", "form", "subject"),)

    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("user.id"))
    form: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(80))
    fields_sealed: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)
    at: Mapped[datetime]

    fields = SealedText("fields_sealed")


@scope_of(Draft)
def _drafts_seen_by(actor: Actor) -> ColumnElement[bool]:
    return Draft.user_id == actor.user_id


class SignInAttempt(Row):
    """A sign-in that failed, by blind index of login and of address: what slows down and locks."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index(None, "key_index", "at"),)

    key_index: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]
