"""Search over cases, tasks and documents: who looks finds only what he may see, and the database decides that."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, or_, select, text, true
from sqlalchemy.orm import Session

from dossier import sight
from dossier.documents import Document
from dossier.search_index import TEXT, VECTOR, SearchEntry
from engine import access, tasks
from engine.access import Actor, Participant
from engine.models import ProcessInstance, Task

SIZE = 20
COUNT_LIMIT = 100  # lists show "99+"
KINDS = {"zaak": "Groep", "taak": "Taak", "document": "Document"}
LONGEST, WORDS, WORD = 500, 8, 40  # signs of a question, words of it, signs of a word
_WORD = re.compile(r"[^\W_]+")
_MATCHES = {
    "sqlite": f"search_entry.id IN (SELECT rowid FROM {TEXT} WHERE {TEXT} MATCH :words)",
    "postgresql": f"{VECTOR.replace('(text)', '(search_entry.text)')} @@ to_tsquery('simple', :words)",
}


@dataclass(frozen=True)
class Found:
    """Something that fits; `mine`: a task that this person may do."""

    kind: str
    ref_id: int
    instance_id: int
    case: str
    text: str
    mine: bool


@dataclass(frozen=True)
class Page:
    rows: list[Found]
    total: int  # at most COUNT_LIMIT
    page: int
    pages: int


def words(asked: str) -> list[str]:
    """The words somebody looks for, plain: no signs, so that nothing he types is a command to the database."""
    return [plain(word)[:WORD] for word in _WORD.findall(asked[:LONGEST]) if plain(word)][:WORDS]


def plain(word: str) -> str:
    """Lower case and without accents, as the index has it."""
    taken_apart = unicodedata.normalize("NFKD", word.lower())
    return "".join(_WORD.findall("".join(sign for sign in taken_apart if not unicodedata.combining(sign))))


def find(session: Session, actor: Actor, asked: str, *, kind: str = "", page: int = 1, size: int = SIZE) -> Page:
    """A page of what has all these words, or words that begin so; a case stands before its tasks and documents."""
    wanted = words(asked)
    if not wanted:
        return Page([], 0, 1, 1)
    query = _visible(session, actor, wanted)
    if kind in KINDS:
        query = query.where(SearchEntry.kind == kind)
    total = session.scalar(select(func.count()).select_from(query.limit(COUNT_LIMIT).subquery())) or 0
    order = SearchEntry.kind.desc(), SearchEntry.id.desc()
    found = session.execute(query.order_by(*order).limit(size + 1).offset((page - 1) * size)).all()
    pages = max(1, -(-total // size), page + (len(found) > size))
    return Page([_found(row) for row in found[:size]], total, page, pages)


def _found(row: Row[SearchEntry, str, bool]) -> Found:
    entry, case, mine = row
    return Found(entry.kind, entry.ref_id, entry.instance_id, case, entry.text, bool(mine))


def _visible(session: Session, actor: Actor, wanted: list[str]) -> Select[SearchEntry, str, bool]:
    """Of the cases in which he takes part: the case, the tasks he may know of, the documents meant for him."""
    dialect = session.get_bind().dialect.name
    given = " ".join(f'"{word}"*' for word in wanted) if dialect == "sqlite" else " & ".join(f"{w}:*" for w in wanted)
    is_task, is_document = SearchEntry.kind == "taak", SearchEntry.kind == "document"
    for_me = exists().where(Task.id == SearchEntry.ref_id, tasks.choice(actor, "alle")).correlate(SearchEntry)
    of_whole = SearchEntry.instance_id.in_(sight.cases_in_full(actor))
    return (
        select(SearchEntry, ProcessInstance.title, and_(is_task, for_me).label("mine"))
        .join(ProcessInstance, ProcessInstance.id == SearchEntry.instance_id)
        .where(
            text(_MATCHES[dialect]).bindparams(words=given),
            SearchEntry.instance_id.in_(access.participations(actor)),
            or_(
                SearchEntry.kind == "zaak",
                and_(is_task, or_(of_whole, for_me)),
                and_(is_document, _meant(actor, dialect)),
            ),
        )
    )


def _meant(actor: Actor, dialect: str) -> ColumnElement[bool]:
    """As `documents.list_for`: a document without receivers, one's own, or one for him or a role of his in the case."""
    each = func.json_each if dialect == "sqlite" else func.json_array_elements_text
    receiver = each(Document.receivers).table_valued("value", joins_implicitly=True)
    role = (
        select(Participant.role)
        .where(
            Participant.instance_id == SearchEntry.instance_id,
            access.mine(actor.organisation_key, actor.user_key, actor.groups | {access.PARTNER}),
        )
        .correlate(SearchEntry)
    )
    named = receiver.c.value.in_([actor.user_key, actor.organisation_key]) | receiver.c.value.in_(role)
    to_him = select(true()).select_from(receiver).where(named).correlate(Document, SearchEntry).exists()
    size = func.json_array_length(Document.receivers)
    return (
        select(Document.id)
        .where(
            Document.id == SearchEntry.ref_id,
            or_(size == 0, Document.created_by == actor.user_key, to_him),
        )
        .correlate(SearchEntry)
        .exists()
    )
