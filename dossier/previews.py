"""Which files a browser may show within a page: judged by what is in them, never by what they are called."""

from __future__ import annotations

PDF = "application/pdf"
# What each kind begins with. No SVG and no HTML: those are programs.
SIGNATURES = ((b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))
SAFE = frozenset(kind for _, kind in SIGNATURES)


def safe_kind(content: bytes) -> str | None:
    """The kind to show it as; None: only to download."""
    return next((kind for begin, kind in SIGNATURES if content.startswith(begin)), None)


def shown_as(media_type: str) -> str:
    """How a page shows what should be of this kind: "beeld", "pdf", or "" for not at all."""
    if media_type not in SAFE:
        return ""
    return "pdf" if media_type == PDF else "beeld"
