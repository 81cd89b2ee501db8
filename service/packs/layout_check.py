"""Whether a presentation can serve as the office's layout, and what is kept of it."""

from __future__ import annotations

import re
from io import BytesIO
from lzma import LZMAError
from struct import error as StructError
from typing import Final
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError

from pptx import Presentation
from pptx.exc import PythonPptxError

from data.limits import (
    LAYOUT_PARTS,
    LAYOUT_TIMES,
    LAYOUT_UNPACKED_BYTES,
    LAYOUT_XML_BYTES,
    MIB,
)
from service.errors import ServiceError
from service.packs.pptx_ground import best_layout, drop_slides, ground_of
from service.packs.pptx_sealed import in_order

_CONTENTS: Final = "[Content_Types].xml"
_MAIN: Final = "application/vnd.openxmlformats-officedocument.presentationml"
_PLAIN: Final = f"{_MAIN}.presentation.main+xml"
# A template and a show are the same file with another name for its kind.
_SAME: Final = (f"{_MAIN}.template.main+xml", f"{_MAIN}.slideshow.main+xml")
_PROGRAMS: Final = re.compile(r"macroEnabled|vbaProject|activeX|oleObject|\.ms-office\.vba", re.I)
_OUTSIDE: Final = re.compile(rb"<Relationship\b[^>]*TargetMode\s*=\s*[\"']External[\"'][^>]*>")
_TARGET: Final = re.compile(rb"Target\s*=\s*[\"']([^\"']*)")
_BROKEN: Final = (
    BadZipFile,
    ZlibError,
    LZMAError,
    StructError,
    EOFError,
    ArithmeticError,
    PythonPptxError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    NotImplementedError,
    RuntimeError,
    AssertionError,
    OSError,
    SyntaxError,
)


def checked_layout(file_name: str, body: bytes) -> bytes:
    """Return what is kept of a presentation: its masters and layouts, without its slides.

    Raises
    ------
    ServiceError
        When it cannot serve: what it is, and what to bring instead.
    """
    try:
        kept = _kept(file_name, body)
    except _BROKEN as error:
        raise ServiceError(
            "{file} cannot be opened as a presentation: save it as a PowerPoint presentation"
            " (.pptx) and bring it again.",
            file=file_name,
        ) from error
    return kept


def _kept(file_name: str, body: bytes) -> bytes:
    _refuse_bombs(file_name, body)
    presentation = Presentation(BytesIO(_as_presentation(file_name, body)))
    if best_layout(presentation) is None:
        raise ServiceError(
            "{file} has no layout with a title near the top: add a layout “Title Only” to its"
            " slide master and bring it again.",
            file=file_name,
        )
    drop_slides(presentation)
    out = BytesIO()
    presentation.save(out)
    kept = in_order(out.getvalue())
    _refuse_outside(file_name, kept)
    # What breaks only when a pack is written is found here.
    ground_of(kept)
    return kept


def _refuse_bombs(file_name: str, body: bytes) -> None:
    with ZipFile(BytesIO(body)) as file:
        parts = file.infolist()
    unpacked = sum(one.file_size for one in parts)
    if (
        unpacked > LAYOUT_UNPACKED_BYTES
        or sum(one.file_size for one in parts if one.filename.endswith(_XML)) > LAYOUT_XML_BYTES
        or unpacked > LAYOUT_TIMES * max(len(body), 1)
        or len(parts) > LAYOUT_PARTS
    ):
        raise ServiceError(
            "{file} unpacks to {size} MB in {count} parts, which no layout needs: save it anew"
            " with smaller pictures.",
            file=file_name,
            size=f"{unpacked / MIB:.0f}",
            count=len(parts),
        )


def _as_presentation(file_name: str, body: bytes) -> bytes:
    """Return the file as a plain presentation, whatever kind of one it was saved as."""
    with ZipFile(BytesIO(body)) as file:
        names = file.namelist()
        contents = file.read(_CONTENTS).decode("utf-8", "replace")
        if _PROGRAMS.search(contents) or any(_PROGRAMS.search(name) for name in names):
            raise ServiceError(
                "{file} holds macros or other programs: save it as a presentation without macros"
                " (.pptx) and bring it again.",
                file=file_name,
            )
        if any(b"<!DOCTYPE" in file.read(one)[:4096] for one in names if one.endswith(_XML)):
            raise ValueError("DOCTYPE")
        kind = next((one for one in _SAME if one in contents), None)
        if kind is None:
            return body
        out = BytesIO()
        with ZipFile(out, "w") as new:
            for name in names:
                content = file.read(name)
                new.writestr(
                    name,
                    contents.replace(kind, _PLAIN).encode() if name == _CONTENTS else content,
                )
    return out.getvalue()


_XML: Final = (".xml", ".rels")


def _refuse_outside(file_name: str, kept: bytes) -> None:
    """Refuse what would be fetched or opened elsewhere when a pack is shown."""
    with ZipFile(BytesIO(kept)) as file:
        for name in file.namelist():
            found = _OUTSIDE.search(file.read(name)) if name.endswith(".rels") else None
            if found is not None:
                target = _TARGET.search(found.group())
                raise ServiceError(
                    "A layout of {file} points at another address ({address}): take the link or"
                    " the linked picture out of its slide master and bring it again.",
                    file=file_name,
                    address=target.group(1).decode("utf-8", "replace") if target else "?",
                )
