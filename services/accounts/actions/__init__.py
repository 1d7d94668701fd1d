"""What changes accounts: staff, their posts, passwords, second factors and sessions."""

from services.accounts import permissions  # noqa: F401  (declares the rules of these verbs)
from services.accounts.actions.factors import add_app, add_key, recover_factor, remove_factor
from services.accounts.actions.leaves import end_leave, tell_leave
from services.accounts.actions.passwords import reset_password, set_password, words_about
from services.accounts.actions.sessions import end_other_sessions, end_session
from services.accounts.actions.staff import add_user, disable_user, enable_user, grant_post, note_sex, revoke_post

__all__ = [
    "add_app",
    "add_key",
    "add_user",
    "disable_user",
    "enable_user",
    "end_leave",
    "end_other_sessions",
    "end_session",
    "grant_post",
    "note_sex",
    "recover_factor",
    "remove_factor",
    "reset_password",
    "revoke_post",
    "set_password",
    "tell_leave",
    "words_about",
]
