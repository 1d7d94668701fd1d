"""The page on which someone who is signed in proves again who they are, and goes on from there."""

from __future__ import annotations

from flask import redirect, request
from flask.typing import ResponseReturnValue

from services.accounts.forms import ProofForm
from services.accounts.proof import question, take_proof
from services.accounts.second_factors import keep_challenge, keys_of
from services.accounts.security_keys import ask_to_sign
from services.accounts.views.blueprint import blueprint
from services.accounts.visitors import landing, session_of_request, signed_in_user, site_of_request


@blueprint.get("/account/proof")
def proof_page() -> ResponseReturnValue:
    """Asks once more, before a page that was wanted."""
    return question(ProofForm(), 200)


@blueprint.post("/account/proof")
def give_proof() -> ResponseReturnValue:
    """Takes the proof and goes on to the page that was wanted."""
    return take_proof(ProofForm()) or redirect(landing(request.form.get("next")), 303)


@blueprint.post("/account/proof/challenge")
def proof_challenge() -> ResponseReturnValue:
    """What one of the user's security keys should sign, as JSON for the browser."""
    asked = ask_to_sign(site_of_request(), keys_of(signed_in_user().id))
    keep_challenge(session_of_request(), asked.challenge)
    return asked.options, {"Content-Type": "application/json"}
