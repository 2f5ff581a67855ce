"""From what a browser sent to raw values in the shape of the form, and the files that came along."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import FileStorage, MultiDict

from engine import feel
from forms import filetypes, initial, texts, trees
from forms.fields import INPUT_KINDS, LIST_KINDS, Field, Form
from forms.filetypes import Upload

SEEN = "_gezien"
ROWS = ":rijen"
KEPT = ":bewaard"
GONE = ":weg"
TIME = ":tijd"
MAX_ROWS = 100
MAX_ALL_ROWS = 1_000
MAX_FILES = 20
MAX_TOTAL = 500_000

Submitted = MultiDict[str, str]
Files = MultiDict[str, FileStorage]


@dataclass
class Post:
    """One submission while it is being read."""

    submitted: Submitted
    files: Files
    env: feel.Environment
    seen: frozenset[str] | None  # the fields that stood on the page; None when the sender does not say
    known: Mapping[str, Mapping[str, str]]  # by field id: files the draft already has, name by reference
    max_upload: int
    rows_left: int = MAX_ALL_ROWS
    uploads: list[Upload] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)


def post(
    form: Form,
    submitted: Submitted,
    files: Files,
    env: feel.Environment,
    *,
    earlier: Mapping[str, Any],
    max_upload: int,
) -> Post:
    """Ready a submission; `earlier` are the raw values of the draft, which say what files it may keep."""
    seen = frozenset(" ".join(submitted.getlist(SEEN)).split()) if SEEN in submitted else None
    known: dict[str, dict[str, str]] = {}
    for one, raw in _pickers(form.fields, earlier):
        given = raw if isinstance(raw, list) else []
        refs = {f["ref"]: str(f.get("naam", "")) for f in given if isinstance(f, Mapping) and "ref" in f}
        known.setdefault(one.id, {}).update(refs)
    return Post(submitted, files, env, seen, known, max_upload)


def raw_values(form: Form, context: Mapping[str, Any], received: Post) -> dict[str, Any]:
    """The raw values of the whole form; what was not on the page has its first value."""
    tree: dict[str, Any] = {}
    _fill(tree, form.fields, "", initial.known(form, context), received)
    _check_total(tree, received)
    return tree


def _pickers(fields: tuple[Field, ...], raw: Mapping[str, Any]) -> Iterator[tuple[Field, Any]]:
    for one in fields:
        if one.kind == "group":
            yield from _pickers(one.children, raw)
        elif one.kind == "dynamiclist":
            for row in trees.rows(raw, one.path):
                yield from _pickers(one.children, row)
        elif one.kind == "filepicker":
            yield one, trees.get(raw, one.path)


def _fill(tree: dict[str, Any], fields: tuple[Field, ...], base: str, known: Mapping[str, Any], received: Post) -> None:
    for one in fields:
        if one.kind == "group":
            _fill(tree, one.children, base, known, received)
        elif one.kind == "dynamiclist":
            trees.put(tree, one.path, _rows(one, trees.name(base, one.path), known, received))
        elif one.kind in INPUT_KINDS:
            trees.put(tree, one.path, _field(one, trees.name(base, one.path), known, received))


def _rows(one: Field, name: str, known: Mapping[str, Any], received: Post) -> list[dict[str, Any]]:
    if received.seen is not None and name not in received.seen:
        return initial.of_list(one, known, received.env)
    # Which rows there were is told by a marker, for a row of unticked boxes sends nothing itself.
    sent = _numbers(name, received)
    count = min(max(_marker(name, received), max(sent, default=-1) + 1), MAX_ROWS + 1, received.rows_left)
    received.rows_left -= count
    before = trees.rows(known, one.path)
    found: list[dict[str, Any]] = []
    for index in range(count):
        row: dict[str, Any] = {}
        _fill(row, one.children, f"{name}.{index}", before[index] if index < len(before) else {}, received)
        found.append(row)
    return found


def _marker(name: str, received: Post) -> int:
    text = received.submitted.get(name + ROWS, "")
    return int(text) if re.fullmatch(r"[0-9]{1,4}", text) else 0


def _numbers(name: str, received: Post) -> list[int]:
    start = name + "."
    found = []
    for key in [*received.submitted.keys(), *received.files.keys()]:
        if key.startswith(start):
            digits = re.match(r"[0-9]{1,4}(?=\.)", key[len(start) :])
            if digits:
                found.append(int(digits[0]))
    return found


def _field(one: Field, name: str, known: Mapping[str, Any], received: Post) -> Any:
    sent = received.submitted
    if one.kind == "filepicker":
        return _files(one, name, received)
    if received.seen is not None and name not in received.seen and name not in sent:
        return initial.of_field(one, known, received.env)
    if one.disabled or one.readonly is True:
        return initial.of_field(one, known, received.env)
    if one.kind == "checkbox":
        return sent.get(name, "") not in ("", "false")
    if one.kind in LIST_KINDS:
        return [texts.clean(value, lines=False) for value in sent.getlist(name) if value]
    value = texts.clean(sent.get(name, ""), lines=one.kind == "textarea")
    if one.kind == "datetime" and one.subtype == "datetime":
        hour = texts.clean(sent.get(name + TIME, ""), lines=False)
        return {"datum": value, "tijd": hour} if value or hour else ""
    return value


def _files(one: Field, name: str, received: Post) -> list[Any]:
    mine = received.known.get(one.id, {})
    gone = set(received.submitted.getlist(name + GONE))
    refs = dict.fromkeys(received.submitted.getlist(name + KEPT))
    kept: list[Any] = [{"ref": ref, "naam": mine[ref]} for ref in refs if ref in mine and ref not in gone]
    came = [upload for upload in received.files.getlist(name) if upload.filename]
    if one.disabled or one.readonly is True:
        return kept
    if len(came) + len(kept) > (MAX_FILES if one.multiple is not False else 1):
        if one.multiple is False and len(came) == 1:
            kept = []  # the new file takes the place of the old
        else:
            received.errors[name] = "Dit zijn te veel bestanden. Haal er een of meer weg"
            return kept
    for upload in came:
        accepted = _upload(one, name, upload, received)
        if accepted is not None:
            received.uploads.append(accepted)
            kept.append(accepted)
    return kept


def _upload(one: Field, name: str, upload: FileStorage, received: Post) -> Upload | None:
    filename = filetypes.safe_name(upload.filename or "")
    data = upload.stream.read(received.max_upload + 1)
    kind = filetypes.sniff(data, filetypes.extension(filename))
    allowed = filetypes.accepted(texts.render(one.accept, {}, received.env))
    if not data:
        fault = f"‘{filename}’ is leeg. Kies een ander bestand"
    elif len(data) > received.max_upload:
        fault = f"‘{filename}’ is te groot. Een bestand mag hooguit {received.max_upload // 1_000_000} MB zijn"
    elif kind is None or kind not in allowed:
        types = ", ".join(sorted(filetypes.NAMES[t] for t in allowed))
        fault = f"‘{filename}’ is geen bestand dat hier mag. Kies een bestand van de soort: {types}"
    elif filetypes.EXTENSIONS.get(filetypes.extension(filename), kind) != kind:
        fault = f"De inhoud van ‘{filename}’ past niet bij de naam. Kies een ander bestand"
    else:
        return Upload(name, filename, kind, data)
    received.errors.setdefault(name, fault)
    return None


def _check_total(tree: dict[str, Any], received: Post) -> None:
    lengths = {key: sum(map(len, values)) for key, values in received.submitted.lists()}
    if sum(lengths.values()) > MAX_TOTAL:
        longest = max(lengths, key=lambda key: lengths[key])
        received.errors[longest] = "Al uw antwoorden samen zijn te lang. Maak dit antwoord korter"
