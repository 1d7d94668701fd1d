"""Security keys (WebAuthn): what a browser is asked to have signed, and whether its answer is right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url, parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from services.accounts.models import User, UserKey
from services.core.errors import ErrorCode, Problem
from services.core.words import _l

LONGEST_ANSWER = 20_000


@dataclass(frozen=True)
class Site:
    """The site as the browser names it: a key answers to this host alone, from these origins alone."""

    host: str
    origins: tuple[str, ...]


@dataclass(frozen=True)
class NewKey:
    """A key whose registration was verified; all in base64url."""

    credential_id: str
    public_key: str
    sign_count: int


@dataclass(frozen=True)
class Asked:
    """Options for the browser as JSON, and the challenge to be kept until its answer comes."""

    options: str
    challenge: str


def ask_to_make(site: Site, user: User, known: Iterable[UserKey]) -> Asked:
    """Asks for a new key, other than those that are known."""
    options = generate_registration_options(
        rp_id=site.host,
        rp_name=site.host,
        user_id=str(user.id).encode(),
        user_name=user.login,
        user_display_name=user.name,
        exclude_credentials=_descriptors(known),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED, user_verification=UserVerificationRequirement.PREFERRED
        ),
    )
    return Asked(options_to_json(options), bytes_to_base64url(options.challenge))


def ask_to_sign(site: Site, known: Iterable[UserKey]) -> Asked:
    """Asks one of the known keys to sign."""
    options = generate_authentication_options(rp_id=site.host, allow_credentials=_descriptors(known))
    return Asked(options_to_json(options), bytes_to_base64url(options.challenge))


def made_key(answer: str, challenge: str | None, site: Site) -> NewKey:
    """The key that was made. Raises Problem(invalid) for an answer that is no right one to this challenge."""
    try:
        if not challenge or len(answer) > LONGEST_ANSWER:
            raise ValueError
        made = verify_registration_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.host,
            expected_origin=list(site.origins),
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as problem:
        raise Problem(ErrorCode.INVALID, _l("没有读到安全密钥。请再试一次。"), field="name") from problem
    return NewKey(
        bytes_to_base64url(made.credential_id), bytes_to_base64url(made.credential_public_key), made.sign_count
    )


def credential_in(answer: str) -> str | None:
    """Which key an answer says that it comes from."""
    try:
        return None if len(answer) > LONGEST_ANSWER else parse_authentication_credential_json(answer).id
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return None


def count_signed(answer: str, challenge: str, site: Site, key: UserKey) -> int | None:
    """The key's new count where it signed the challenge for this site; None for any other answer."""
    try:
        signed = verify_authentication_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.host,
            expected_origin=list(site.origins),
            credential_public_key=base64url_to_bytes(key.public_key),
            credential_current_sign_count=key.sign_count,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return None
    return signed.new_sign_count


def _descriptors(keys: Iterable[UserKey]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(key.credential_id)) for key in keys]
