"""The front-end files: found by name, sent small, kept long, and nothing else is sent."""

import gzip
import json
import re
from pathlib import Path

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from web import assets

EDITORS = ("modeler", "formeditor", "dmn")
EDITORS_TOGETHER = 1_200_000  # bytes, as gzip sends them
CHUNK = re.compile(rb"chunk-[A-Z0-9]+\.js")
CSS = b".zs-paneel { border-radius: 8px }" * 50


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    static = tmp_path / "static"
    static.mkdir()
    (static / "gemeente-AB12CD34.css").write_bytes(CSS)
    (static / "gemeente-AB12CD34.css.gz").write_bytes(gzip.compress(CSS))
    (static / "gemeente-AB12CD34.css.br").write_bytes(b"brotli")
    (static / "noto-AB12CD34.woff2").write_bytes(b"font")
    (static / "manifest.json").write_text(json.dumps({"gemeente.css": "gemeente-AB12CD34.css"}))
    (tmp_path / "secret.txt").write_text("secret")
    return static


@pytest.fixture
def app(folder: Path) -> Flask:
    made = Flask("zevenstap", static_folder=None)
    assets.init_app(made, folder)
    return made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def test_a_template_gets_the_name_with_the_hash(app: Flask) -> None:
    with app.test_request_context():
        assert render_template_string("{{ asset('gemeente.css') }}") == "/static/gemeente-AB12CD34.css"


def test_a_template_that_asks_for_an_unknown_file_fails(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(assets.AssetUnknown):
        render_template_string("{{ asset('geen.css') }}")


@pytest.mark.parametrize(
    ("accepted", "sent"), [("gzip, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("", None)]
)
def test_a_browser_gets_the_smallest_form_it_reads(client: FlaskClient, accepted: str, sent: str | None) -> None:
    with client.get("/static/gemeente-AB12CD34.css", headers={"Accept-Encoding": accepted}) as response:
        assert response.headers.get("Content-Encoding") == sent
        assert response.mimetype == "text/css"
        assert "Accept-Encoding" in response.headers["Vary"]


def test_the_gzip_twin_holds_the_file_itself(client: FlaskClient) -> None:
    with client.get("/static/gemeente-AB12CD34.css", headers={"Accept-Encoding": "gzip"}) as response:
        assert gzip.decompress(response.data) == CSS


def test_a_browser_may_keep_a_file_for_a_year(client: FlaskClient) -> None:
    with client.get("/static/noto-AB12CD34.woff2") as response:
        assert response.cache_control.max_age == assets.FOREVER
        assert response.cache_control.immutable
        assert response.mimetype == "font/woff2"
        assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    ["manifest.json", "gemeente-AB12CD34.css.gz", "../secret.txt", "%2e%2e%2fsecret.txt", "geen.css", ""],
)
def test_nothing_but_the_built_files_is_sent(client: FlaskClient, path: str) -> None:
    with client.get(f"/static/{path}") as response:
        assert response.status_code == 404


def test_an_unbuilt_front_end_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(assets.AssetsMissing, match="script/setup"):
        assets.init_app(Flask("zevenstap", static_folder=None), tmp_path)


def test_an_application_with_a_static_folder_of_its_own_is_refused(folder: Path) -> None:
    with pytest.raises(RuntimeError, match="static_folder=None"):
        assets.init_app(Flask("zevenstap"), folder)


def test_the_built_front_end_has_what_the_templates_ask_for() -> None:
    names = assets.read_manifest(assets.STATIC)
    assert {"gemeente.css", "app.js", "viewer.js", "viewer.css", "licenties.txt"} <= names.keys()
    assert set(names.values()) <= assets.servable(assets.STATIC).keys()


def test_the_built_front_end_asks_nothing_from_elsewhere() -> None:
    for path in assets.STATIC.glob("*.css"):
        text = path.read_text(encoding="utf-8")
        assert "url(http" not in text and 'url("http' not in text and "url(//" not in text


def test_the_editors_together_stay_within_their_size() -> None:
    names = assets.read_manifest(assets.STATIC)
    files = {names[f"{editor}.{kind}"] for editor in EDITORS for kind in ("js", "css")}
    left = list(files)
    while left:  # what a bundle shares with another is sent once
        found = {each.decode() for each in CHUNK.findall((assets.STATIC / left.pop()).read_bytes())} - files
        files |= found
        left += found
    assert len(files) > 2 * len(EDITORS)
    assert sum(len(gzip.compress((assets.STATIC / name).read_bytes())) for name in files) < EDITORS_TOGETHER
