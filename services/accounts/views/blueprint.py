"""The one blueprint of the room, to which each file adds its pages."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("accounts", __name__)
