"""When the database is too busy or does not answer: a page that asks nothing of it, and keeps what was typed."""

from __future__ import annotations

from flask import Flask, Response, current_app, make_response, request
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, TimeoutError

from engine import logs
from web import errors, language
from web.parts import parts

log = logs.get(__name__)

WAIT = 5  # seconds, for a browser or a proxy that asks again by itself
SECRET = frozenset({"wachtwoord"})  # never sent back to a browser


def register(app: Flask) -> None:
    app.register_error_handler(DBAPIError, of_database)
    app.register_error_handler(TimeoutError, no_connection)


def of_database(error: DBAPIError) -> Response | tuple[str, int]:
    """What the database refused: a value it cannot keep, a thing that is there already, or everything, for now."""
    log.warning("the database refused", exc_info=error)
    if isinstance(error, IntegrityError):
        return errors.page(errors.CONFLICT)
    if isinstance(error, DataError):
        return errors.page(errors.INVALID)
    return again()


def no_connection(error: TimeoutError) -> Response:
    """All connections are in use for longer than somebody wants to wait."""
    log.warning("no connection to the database came free", exc_info=error)
    return again()


def again() -> Response:
    """The page with everything that was typed in it, to send once more with one click."""
    typed = [(name, value) for name, value in request.form.items(multi=True) if name not in SECRET]
    # Not `render_template`: that looks up the person and the menu, in the database.
    template = current_app.jinja_env.get_template("outage.html")
    answer = make_response(
        template.render(
            gemeente=parts().gemeente,
            taal=language.now_spoken(),
            action=request.full_path.rstrip("?"),
            sent=request.method == "POST",
            typed=typed if not SECRET & request.form.keys() else [],
            files=any(file.filename for file in request.files.values()),
        ),
        503,
    )
    answer.headers["Retry-After"] = str(WAIT)
    return answer
