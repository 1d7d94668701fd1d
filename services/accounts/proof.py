"""Before what is dear – a reveal, an export – whoever sits at the session proves again who they are.

    @blueprint.post("/people/<int:person_id>/disclosure")
    @proved()
    def disclose(person_id: int) -> ResponseReturnValue: ...

What was typed is not lost: the question carries the fields of the form along, and its answer is sent to the same
address together with them. Files are not carried; a form with files asks on its GET.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import TypeVar

from flask import after_this_request, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from services.accounts.attempts import Waiting
from services.accounts.forms import ProofForm
from services.accounts.second_factors import SecondProof, ways_of
from services.accounts.sign_in import prove
from services.accounts.visitors import address_of_request, carry, session_of_request, site_of_request
from services.core.errors import Problem
from services.core.time import now

RECENT_MINUTES = 15
PROOF = frozenset({"proof_password", "proof_code", "proof_answer"})
"""Fields that are the proof itself and never carried."""
View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


def proved(*, minutes: int = RECENT_MINUTES) -> Callable[[View], View]:
    """Opens the view only to a session that was proved, by sign-in or anew, within so many minutes.

    A POST is answered with the question (401) and goes on once it is answered; a GET is sent to the proof page
    and comes back; a script that asks for JSON gets 401 and the address of that page.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def asked(*args: object, **kwargs: object) -> ResponseReturnValue:
            if now() - session_of_request().proved_at >= timedelta(minutes=minutes):
                refused = _ask()
                if refused is not None:
                    return refused
            return view(*args, **kwargs)

        return asked  # type: ignore[return-value]

    return decorate


def _ask() -> ResponseReturnValue | None:
    """The question, or None once it is answered rightly."""
    if request.accept_mimetypes.best == "application/json":
        return jsonify(proof=url_for("accounts.proof_page")), 401
    if request.method != "POST":
        return redirect(url_for("accounts.proof_page", next=request.full_path.rstrip("?")), 303)
    form = ProofForm()
    if PROOF.isdisjoint(request.form):
        return question(form, 401)
    return take_proof(form)


def take_proof(form: ProofForm) -> ResponseReturnValue | None:
    """Checks what was sent as proof; None where it is right, and the answer will carry the session's new secret."""
    if not form.validate():
        return question(form, 422)
    given: SecondProof | str = form.proof_password.data or ""
    if form.proof_answer.data or form.proof_code.data:
        given = SecondProof(site_of_request(), form.proof_code.data or "", form.proof_answer.data or "")
    try:
        token = prove(session_of_request(), given, address=address_of_request(), at=now())
    except Waiting as problem:
        form.show(problem)
        return question(form, 429, {"Retry-After": str(problem.seconds)})
    except Problem as problem:
        form.show(problem)
        return question(form, 422)
    after_this_request(lambda answer: carry(answer, token))
    return None


def question(form: ProofForm, status: int, headers: dict[str, str] | None = None) -> ResponseReturnValue:
    """The page that asks, with the fields that wait to be sent on."""
    left_out = PROOF | {"csrf_token"}
    carried = [(name, value) for name, value in request.form.items(multi=True) if name not in left_out]
    if request.method != "POST":
        carried = [("next", request.args.get("next", "")[:500])]
    ways = ways_of(session_of_request().user_id, at=now())
    page = render_template("accounts/proof.html", form=form, carried=carried, ways=ways)
    return page, status, headers or {}
