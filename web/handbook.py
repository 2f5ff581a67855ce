"""The handbooks inside the application: where to begin, a page, a picture, and searching the headings."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask_babel import gettext as _

from web import handbook_text, people
from web.handbook_text import PICTURES, Page
from web.parts import parts
from web.told import lazy_gettext

bp = Blueprint("handbook", __name__)
NAMES = {
    "behandelaar": lazy_gettext("Voor behandelaars en partners"),
    "ontwerper": lazy_gettext("Voor procesontwerpers"),
    "beheerder": lazy_gettext("Voor applicatiebeheerders"),
}
# where somebody with this role begins; the first role that fits counts
BEGIN = {
    "procesregisseur": ("behandelaar/inloggen-en-mijn-dag", "behandelaar/zeven-stappen", "behandelaar/taak-doen"),
    "burgemeester": ("behandelaar/taak-doen", "behandelaar/privacypoort", "beheerder/noodtoegang"),
    "politie": ("behandelaar/groepsscan", "behandelaar/taak-doen", "behandelaar/acties"),
    "om": ("behandelaar/groepsscan", "behandelaar/taak-doen", "behandelaar/acties"),
    "jongerenwerk": ("behandelaar/signaal-melden", "behandelaar/partner", "behandelaar/acties"),
    "boa": ("behandelaar/signaal-melden", "behandelaar/partner", "behandelaar/acties"),
    "partner": ("behandelaar/partner", "behandelaar/acties", "behandelaar/herinneringen"),
    "fg": ("behandelaar/privacypoort", "behandelaar/persoonsgegevens", "beheerder/noodtoegang"),
    "privacy_officer": ("behandelaar/rechten-van-personen", "behandelaar/privacypoort", "beheerder/vastleggen"),
    "coordinator": ("beheerder/overdragen", "beheerder/noodtoegang"),
    "bestuur": ("behandelaar/cijfers",),
    "applicatiebeheerder": ("beheerder", "beheerder/mensen-en-registers", "beheerder/storingen"),
    "beheerder": ("ontwerper", "ontwerper/wijzigen-en-publiceren", "ontwerper/tekenen"),
}


@bp.get("/hulp/handboek")
def start() -> str:
    """What this person reads first, then everything, and a field to search."""
    known = handbook_text.pages(_docs())
    groups = people.actor().groups
    begin = next((names for role, names in BEGIN.items() if role in groups), ())
    books = [(label, [page for page in known.values() if page.folder == book]) for book, label in NAMES.items()]
    return render_template(
        "handbook_start.html",
        begin=[known[name] for name in ("begrippen", *begin) if name in known],
        books=[(label, pages) for label, pages in books if pages],
    )


@bp.get("/hulp/zoeken")
def search() -> str:
    asked = request.args.get("q", "").strip()[:100]
    return render_template("handbook_search.html", asked=asked, found=handbook_text.search(_docs(), asked))


@bp.get("/hulp/handboek/<path:page>")
def show(page: str) -> str:
    found = handbook_text.pages(_docs()).get(page) or abort(404)
    return render_template(
        "handbook.html",
        page=found,
        html=handbook_text.html(found, _address),
        trail=_trail(found),
        headings=[each for each in handbook_text.headings(_docs()) if each.page == found.name and each.anchor],
    )


@bp.get("/hulp/plaatje/<path:picture>")
def show_picture(picture: str) -> Response:
    if picture not in handbook_text.pictures(_docs()):
        abort(404)
    path = _docs() / picture
    return Response(path.read_bytes(), mimetype=PICTURES[path.suffix])


def _docs() -> Path:
    return (parts().root or Path()) / "docs"


def _address(inside: str) -> str | None:
    """The address of a file of docs/, or None when it is no page and no picture."""
    if inside in handbook_text.pictures(_docs()):
        return url_for("handbook.show_picture", picture=inside)
    name = handbook_text.name_of(inside)
    if inside == "README.md":
        return url_for("handbook.start")
    known = inside.endswith(".md") or Path(inside).suffix == ""
    return url_for("handbook.show", page=name) if known and name in handbook_text.pages(_docs()) else None


def _trail(page: Page) -> list[tuple[str, str]]:
    trail = [(_("Handboek"), url_for("handbook.start"))]
    if page.folder in NAMES and page.name != page.folder:
        trail.append((NAMES[page.folder], url_for("handbook.show", page=page.folder)))
    return trail
