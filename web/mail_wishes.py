"""How somebody wants his mail: at once, once a day, or not; in the application everything stands anyway."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dossier import mailing, reminders
from dossier.mailing import MailWish
from engine import db
from web import people
from web.parts import now
from web.told import lazy_gettext

bp = Blueprint("mail_wishes", __name__)
CHOICES = {
    MailWish.DIRECT: (
        lazy_gettext("Meteen"),
        lazy_gettext("Bij elke melding een e-mail, maar niet in de stille uren."),
    ),
    MailWish.DAILY: (lazy_gettext("Eén keer per dag"), lazy_gettext("Elke ochtend één e-mail met wat nieuw is.")),
    MailWish.NONE: (lazy_gettext("Geen e-mail"), lazy_gettext("U ziet meldingen alleen als u inlogt.")),
}


@bp.get("/meldingen/e-mail")
def show() -> str:
    return _page("")


@bp.post("/meldingen/e-mail")
def save() -> Response | tuple[str, int]:
    try:
        wish = MailWish(request.form.get("wens", ""))
    except ValueError:
        return _page(_("Kies hoe u e-mail wilt")), 422
    with db.transaction() as session:
        mailing.choose(session, people.person().key, wish)
        # What came before was told in its own way; a daily message begins with what comes now.
        reminders.mark_told(session, people.person().key, now=now())
    flash(_("Uw keuze is bewaard."), "klaar")
    return redirect(url_for("mail_wishes.show"))


def _page(error: str) -> str:
    with db.reading() as session:
        chosen = mailing.wish_of(session, people.person().key)
    return render_template("mail_wishes.html", chosen=chosen, choices=CHOICES, error=error)
