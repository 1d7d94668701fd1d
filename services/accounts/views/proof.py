"""The page on which someone who is signed in proves again who they are, and goes on from there."""

from __future__ import annotations

from flask import redirect, request
from flask.typing import ResponseReturnValue

from services.accounts.forms import ProofForm
from services.accounts.proof import question, take_proof
from services.accounts.views.blueprint import blueprint
from services.accounts.visitors import landing


@blueprint.get("/account/proof")
def proof_page() -> ResponseReturnValue:
    """Asks once more, before a page that was wanted."""
    return question(ProofForm(), 200)


@blueprint.post("/account/proof")
def give_proof() -> ResponseReturnValue:
    """Takes the proof and goes on to the page that was wanted."""
    return take_proof(ProofForm()) or redirect(landing(request.form.get("next")), 303)
