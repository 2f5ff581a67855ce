"""The mirror on screen: a draft or a version laid beside the seven steps, with a link to each element."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, render_template, url_for

from engine import db, definitions, package_drafts
from engine.check import mirror as mirrors
from engine.check.mirror import Mirror, Place
from web import words
from web.desk import drafts, places
from web.parts import parts
from web.told import lazy_gettext

bp = Blueprint("mirroring", __name__)
# what the closed vocabulary of marks is called on screen
KINDS: Mapping[str, str] = {
    "doel": lazy_gettext("Doel"),
    "poort": lazy_gettext("Privacypoort"),
    "besluit": lazy_gettext("Besluit"),
    "product": lazy_gettext("Product"),
}


@bp.get("/ontwerpen/<int:draft_id>/spiegel")
def of_draft(draft_id: int) -> str:
    with db.reading() as session:
        draft = package_drafts.get(session, draft_id)
        files = package_drafts.files_of(session, draft)
        report = mirrors.mirror(files, parts().catalogue)
        return render_template(
            "desk/mirror.html",
            **drafts.frame(draft, "mirroring.of_draft"),
            **_shown(report, lambda place: places.edit_url(draft_id, place.file, place.element)),
            title=draft.title,
        )


@bp.get("/processen/<name>/spiegel")
def of_version(name: str) -> str:
    with db.reading() as session:
        version = definitions.latest(session, name)
        report = mirrors.mirror(definitions.files_of(session, version.id), parts().catalogue)
        return render_template(
            "desk/mirror.html",
            **_shown(report, lambda place: url_for("packages.drawing", name=name, process_key=place.process)),
            package=version.package,
            version=version,
            title=version.package.title,
        )


def _shown(report: Mirror, address: Callable[[Place], str]) -> dict[str, Any]:
    marks = [mark for step in report.steps for mark in step.marks]
    return {
        "report": report,
        "counts": {verdict: sum(mark.verdict == verdict for mark in marks) for verdict in VERDICTS},
        "kinds": KINDS,
        "looks": VERDICTS,
        "value_name": value_name,
        "address": address,
    }


# verdict -> (look of its badge, icon)
VERDICTS: Mapping[str, tuple[str, str]] = {
    mirrors.COVERED: ("success", "vink"),
    mirrors.MOVED: ("warning", "let"),
    mirrors.MISSING: ("danger", "uitroep"),
    mirrors.ADDED: ("stil", "plus"),
}
_NAMES = {
    "pva": "Plan van aanpak", "concept_pva": "Concept-plan van aanpak", "beeld_en_conceptplan": "Beeld en concept-plan",
}  # fmt: skip


def value_name(value: str) -> str:
    """ "signalen_delen" -> "Signalen delen"; a decision keeps its number."""
    return _NAMES.get(value) or words.field_name(value)
