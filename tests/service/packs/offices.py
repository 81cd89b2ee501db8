"""Presentations an office might bring, good ones and bad ones."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.util import Inches

Change = Callable[[dict[str, bytes]], None]


def brought(
    *, width: float = 10, height: float = 7.5, slides: int = 2, change: Change | None = None
) -> bytes:
    """Return the empty presentation of python-pptx, as an office might have filled it."""
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = Inches(width), Inches(height)
    for at in range(slides):
        slide = presentation.slides.add_slide(presentation.slide_layouts[1])
        slide.shapes.title.text = f"旧页{at} SECRET"
        slide.notes_slide.notes_text_frame.text = "SECRET"
    out = BytesIO()
    presentation.save(out)
    return out.getvalue() if change is None else changed(out.getvalue(), change)


def changed(body: bytes, change: Change) -> bytes:
    """Return a zip file with its parts changed."""
    with ZipFile(BytesIO(body)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    change(parts)
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()


def in_fonts(latin: str, east_asian: str) -> Change:
    """Return a change of the theme's typefaces for titles and text."""

    def change(parts: dict[str, bytes]) -> None:
        theme = parts["ppt/theme/theme1.xml"].decode()
        theme = theme.replace('<a:latin typeface="Calibri"/>', f'<a:latin typeface="{latin}"/>')
        parts["ppt/theme/theme1.xml"] = theme.replace(
            '<a:ea typeface=""/>', f'<a:ea typeface="{east_asian}"/>'
        ).encode()

    return change


def as_kind(kind: str) -> Change:
    """Return a change of the content type of the presentation: template, macros."""

    def change(parts: dict[str, bytes]) -> None:
        old = b"presentationml.presentation.main+xml"
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(old, kind.encode())

    return change


def linked(target: str, name: str = "ppt/slideMasters/_rels/slideMaster1.xml.rels") -> Change:
    """Return a change that puts an outside address into the relations of a part."""

    def change(parts: dict[str, bytes]) -> None:
        link = (
            f'<Relationship Id="rId99" Type="{RT.HYPERLINK}" Target="{target}"'
            ' TargetMode="External"/></Relationships>'
        )
        parts[name] = parts[name].replace(b"</Relationships>", link.encode())

    return change


def without_titles(parts: dict[str, bytes]) -> None:
    """Take the titles out of all layouts."""
    for name in parts:
        if name.startswith("ppt/slideLayouts/slideLayout"):
            for kind in (b'type="title"', b'type="ctrTitle"'):
                parts[name] = parts[name].replace(kind, b'type="body" idx="77"')


def with_low_titles(parts: dict[str, bytes]) -> None:
    """Put everything of the master and of its layouts at the foot."""
    for name in parts:
        if name.startswith(("ppt/slideLayouts/slideLayout", "ppt/slideMasters/slideMaster")):
            parts[name] = re.sub(rb'(<a:off x="\d+" y=)"\d+"', rb'\1"5274638"', parts[name])
