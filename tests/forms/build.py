"""Small forms for tests, and a desk to fill them in at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from werkzeug.datastructures import FileStorage, MultiDict

from engine import feel
from forms import read, render, schema
from forms.fields import Form
from forms.read import Result

NOW = datetime(2026, 11, 23, 10, 42, tzinfo=ZoneInfo("Europe/Amsterdam"))
ENV = feel.Environment(NOW)


def component(kind: str, key: str = "", **own: Any) -> dict[str, Any]:
    """One component with the keys that every one of its kind needs."""
    found: dict[str, Any] = {"type": kind, "id": f"veld_{key or kind}"}
    if key:
        found["path" if kind == "dynamiclist" else "key"] = key
        found["label"] = key.capitalize()
    return found | own


def data(*components: dict[str, Any], **root: Any) -> bytes:
    return orjson.dumps({"type": "default", "id": "proef", "schemaVersion": 19, "components": components} | root)


def make_form(*components: dict[str, Any]) -> Form:
    return schema.load(data(*components))


def problems(*components: dict[str, Any], **root: Any) -> list[str]:
    found = schema.describe("proef.form", data(*components, **root)).problems
    return [f"{field}: {message}" for field, message, _remedy in found]


def submit(
    form: Form,
    *pairs: tuple[str, str],
    context: Mapping[str, Any] | None = None,
    earlier: Mapping[str, Any] | None = None,
    files: Mapping[str, tuple[str, bytes]] | None = None,
    max_upload: int = read.MAX_UPLOAD,
) -> Result:
    """Hand in the form with these fields."""
    sent = MultiDict(
        [(name, FileStorage(BytesIO(body), filename=title)) for name, (title, body) in (files or {}).items()]
    )
    return read.read(form, MultiDict(list(pairs)), sent, context or {}, env=ENV, earlier=earlier, max_upload=max_upload)


def html(form: Form, values: Mapping[str, Any], errors: Mapping[str, str] | None = None, **context: Any) -> str:
    return str(render.render(form, values, errors or {}, context, env=ENV))
