"""The search box: to a case by its number, to an address for words, to a page without one for what is personal."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from services.cases.forms import SearchForm
from services.cases.queries import is_seen, names_on_record
from services.cases.typed import case_number, read
from services.cases.views.addresses import address_of, kept_in, wanted_from
from services.cases.views.blueprint import blueprint
from services.cases.views.lists import contents
from services.core.web import viewer


@blueprint.post("/cases/search")
def search() -> ResponseReturnValue:
    """Looks for what was typed among what the list shows."""
    form, wanted = SearchForm(), wanted_from(request.form)
    if not form.validate_on_submit():
        return render_template("cases/list.html", **contents(wanted, form=form)), 422
    text = form.typed.data
    number = case_number(text)
    if number and is_seen(number, viewer()):
        return redirect(url_for("cases.show", number=number), 303)
    typed = read(text, names_on_record(text, viewer()))
    if not typed.personal:
        return redirect(address_of(kept_in(wanted), q=typed.text), 303)
    return render_template("cases/list.html", **contents(wanted_from(request.form, typed), form=form))
