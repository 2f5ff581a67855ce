"""Where on the desk each file of a draft is worked on."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from flask import current_app, url_for
from flask_babel import gettext as _

from web.desk import titles
from web.told import lazy_gettext

# (words, end of the path or part of it, endpoint of its editor), in the order of the desk
KINDS = (
    (lazy_gettext("Diagrammen"), ".bpmn", "modeler.show"),
    (lazy_gettext("Formulieren"), ".form", "form_editor.show"),
    (lazy_gettext("Beslistabellen"), ".dmn", "table_editor.show"),
    (lazy_gettext("Brieven"), ".docx", "letter_templates.show"),
    (lazy_gettext("Uitleg bij stappen"), ".md", "step_help.show"),
    (lazy_gettext("Scenario's"), "/scenarios/", "scenarios.show"),
    (lazy_gettext("Instellingen"), "/pakket.json", "draft_settings.show"),
)
# (words, endpoint) of what is done with a draft as a whole
TABS = (
    (lazy_gettext("Overzicht"), "drafts.show"),
    (lazy_gettext("Controle"), "drafts.check"),
    (lazy_gettext("Proefdraaien"), "trying.show_list"),
    (lazy_gettext("Vergelijken"), "comparing.show"),
    (lazy_gettext("Spiegel"), "mirroring.of_draft"),
    (lazy_gettext("Publiceren"), "publishing.show"),
)


@dataclass(frozen=True)
class Place:
    """A file on the desk."""

    path: str
    name: str
    file: str  # its name in the folder
    url: str  # "" when it has no editor


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    current: bool


def kind_of(path: str) -> str:
    """The words of the kind of file this is; "Overige bestanden" for what has no editor."""
    return next(
        (words for words, part, _endpoint in KINDS if part in f"/{path}" and _ends(path, part)), _("Overige bestanden")
    )


def _ends(path: str, part: str) -> bool:
    return part.endswith("/") or path.endswith(part)


def edit_url(draft_id: int, path: str, element: str = "") -> str:
    """The address of the editor of a file, at this element; "" when there is none."""
    for words, _part, endpoint in KINDS:
        if words == kind_of(path) and endpoint in current_app.view_functions:
            return url_for(endpoint, draft_id=draft_id, path=path, onderdeel=element or None)
    return ""


def places(draft_id: int, files: Mapping[str, bytes], also: Collection[str] = ()) -> dict[str, list[Place]]:
    """The files of a draft by kind, each under the name that people know; `also` names kinds that may have none."""
    names = titles.of(files)
    found: dict[str, list[Place]] = {words: [] for words, *_rest in KINDS}
    for path in sorted(files):
        place = Place(path, names[path], path.split("/")[-1], edit_url(draft_id, path))
        found.setdefault(kind_of(path), []).append(place)
    return {words: rows for words, rows in found.items() if rows or words in also}


def tab_url(draft_id: int, endpoint: str) -> str:
    """The address of a page of the draft; "" when this installation has no such page."""
    return url_for(endpoint, draft_id=draft_id) if endpoint in current_app.view_functions else ""


def tabs(draft_id: int, current: str) -> list[Tab]:
    """What can be done with the whole draft; `current` is the endpoint that is open."""
    return [
        Tab(label, url_for(endpoint, draft_id=draft_id), endpoint == current)
        for label, endpoint in TABS
        if endpoint in current_app.view_functions
    ]
