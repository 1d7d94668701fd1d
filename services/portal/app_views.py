"""What makes the member pages an app: its description, its worker, and the page for when there is no line."""

from __future__ import annotations

from flask import jsonify, render_template
from flask.typing import ResponseReturnValue

from services.core.web import public
from services.portal import worker
from services.portal.views import blueprint


@blueprint.get("/app.webmanifest")
@public
def manifest() -> ResponseReturnValue:
    """The app, as a browser that installs it wants to know it."""
    return jsonify(worker.manifest()), 200, {"Content-Type": "application/manifest+json"}


@blueprint.get("/worker.js")
@public
def worker_script() -> ResponseReturnValue:
    """The script that runs apart from the pages. What it is asked with tells one language and size from another."""
    return worker.script(), 200, {"Content-Type": "text/javascript; charset=utf-8"}


@blueprint.get("/offline")
@public
def offline() -> ResponseReturnValue:
    """What is shown where there is no line, for whatever address: nothing of anybody's, and no switches."""
    return render_template("portal/offline.html", lasting=True)
