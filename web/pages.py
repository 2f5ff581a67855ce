"""The three pages behind the footer: accessibility, privacy, help."""

from __future__ import annotations

from flask import Blueprint, render_template

bp = Blueprint("pages", __name__)


@bp.get("/toegankelijkheid")
def accessibility() -> str:
    return render_template("pages/accessibility.html")


@bp.get("/privacy")
def privacy() -> str:
    return render_template("pages/privacy.html")


@bp.get("/hulp")
def help_page() -> str:
    return render_template("pages/help.html")
