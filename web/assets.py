"""Front-end files: names with a hash in them, compressed twins, kept by the browser for a year."""

import json
import mimetypes
from collections.abc import Mapping
from pathlib import Path

from flask import Flask, Response, abort, request, url_for

STATIC = Path(__file__).parent / "static"
MANIFEST = "manifest.json"
TWINS = {"br": ".br", "gzip": ".gz"}
FOREVER = 365 * 24 * 60 * 60

# the machine's own tables differ between systems; a style sheet served as text/plain is refused by browsers
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("font/woff2", ".woff2")


class AssetsMissing(RuntimeError):
    """The front-end was not built."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        super().__init__(f"No front-end in {folder}: run script/setup")


class AssetUnknown(LookupError):
    """A template asks for a file that the front-end does not have."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"The front-end has no {name}: see entryPoints in web/frontend/build.mjs")


def init_app(app: Flask, folder: Path = STATIC) -> None:
    """Serve the built front-end under /static/ and give templates `asset("gemeente.css")`."""
    if app.has_static_folder:
        raise RuntimeError("Create the application with static_folder=None: web/assets.py serves /static/")
    names = read_manifest(folder)
    files = servable(folder)

    def static(filename: str) -> Response:
        if filename not in files:
            abort(404)
        return send(folder, filename, files)

    def asset(name: str) -> str:
        if name not in names:
            raise AssetUnknown(name)
        return url_for("static", filename=names[name])

    app.add_url_rule("/static/<filename>", "static", static)
    app.jinja_env.globals["asset"] = asset


def read_manifest(folder: Path) -> Mapping[str, str]:
    """Logical name to the name with a hash."""
    path = folder / MANIFEST
    if not path.is_file():
        raise AssetsMissing(folder)
    names: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return names


def servable(folder: Path) -> Mapping[str, tuple[str, ...]]:
    """Each public file with the encodings it has a twin for; the manifest and the twins have no address."""
    present = {path.name for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")}
    plain = {name for name in present if name != MANIFEST and not name.endswith(tuple(TWINS.values()))}
    return {name: tuple(code for code, end in TWINS.items() if name + end in present) for name in plain}


def send(folder: Path, filename: str, files: Mapping[str, tuple[str, ...]]) -> Response:
    """The smallest form of a file that this browser reads."""
    encodings = [code for code in files[filename] if request.accept_encodings.quality(code) > 0]
    twin = filename + TWINS[encodings[0]] if encodings else filename
    # whole at once: a browser that goes away halfway leaves no file open
    response = Response((folder / twin).read_bytes(), mimetype=mimetypes.guess_type(filename)[0])
    response.add_etag()
    response.make_conditional(request)
    response.cache_control.max_age = FOREVER
    if encodings:
        response.content_encoding = encodings[0]
    response.vary.add("Accept-Encoding")
    response.cache_control.public = True
    response.cache_control.immutable = True
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
