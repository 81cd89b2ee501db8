"""A pack as a file, noted as one that left."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from casework.access import Action, Viewer, require
from data.store import Store
from service.errors import ServiceError
from service.packs.edition import Audience, Edition
from service.packs.editions import check_of, edition_of
from service.packs.html_file import to_html
from service.packs.layouts import layout_now
from service.packs.pdf_file import to_pdf, to_pngs
from service.packs.pptx_file import to_pptx
from service.packs.xlsx_file import to_xlsx
from service.publications import note_publication

Format = Literal["html", "pptx", "pdf", "xlsx", "png"]
_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
# Media type and ending by format; pages as PNG come together in a zip.
FORMATS: Final[dict[str, tuple[str, str]]] = {
    "html": ("text/html; charset=utf-8", "html"),
    "pptx": (f"{_OFFICE}.presentationml.presentation", "pptx"),
    "pdf": ("application/pdf", "pdf"),
    "xlsx": (f"{_OFFICE}.spreadsheetml.sheet", "xlsx"),
    "png": ("application/zip", "png.zip"),
}


@dataclass(frozen=True)
class PackFile:
    """One file."""

    name: str
    media_type: str
    body: bytes


def pack_file(
    viewer: Viewer,
    store: Store,
    code: str,
    made_as: str,
    language: str,
    audience: Audience,
    now: datetime,
) -> PackFile:
    """Return a pack as a file of a format, and note that it left.

    Raises
    ------
    CaseworkError
        When the viewer may not take files away, or for outside may not make such files.
    ServiceError
        When there is no such pack in the viewer's part, or no such format.
    """
    require(viewer, Action.EXPORT if audience == "inside" else Action.PUBLISH)
    if made_as not in FORMATS:
        raise ServiceError(
            "A pack is not written as {format}: choose one of {known}.",
            format=made_as,
            known=", ".join(FORMATS),
        )
    edition = edition_of(viewer, store, code, language, audience, now)
    body = _writer(viewer, store, made_as)(edition)
    check = check_of(viewer, store, code) if audience == "outside" else None
    k, report = (None, None) if check is None else (check.k, check.as_plain())
    with store.begin(None) as conn:  # noted where it leaves
        note_publication(
            conn, viewer, "pack", code, audience, made_as, language, body, now, k=k, report=report
        )
    media_type, ending = FORMATS[made_as]
    return PackFile(f"{code}-{audience}-{language}.{ending}", media_type, body)


def _writer(viewer: Viewer, store: Store, made_as: str) -> Callable[[Edition], bytes]:
    if made_as == "pptx":
        layout = layout_now(viewer, store)
        return lambda edition: to_pptx(edition, layout)
    return {"html": to_html, "pdf": to_pdf, "xlsx": to_xlsx, "png": _zipped}[made_as]


def _zipped(edition: Edition) -> bytes:
    """Return the pages as PNG in one zip, in order."""
    then = edition.deck.as_of.timetuple()[:6]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as folder:
        for at, page in enumerate(to_pngs(edition), start=1):
            folder.writestr(zipfile.ZipInfo(f"{at:02}.png", then), page)
    return out.getvalue()
