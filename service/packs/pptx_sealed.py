"""The bytes of a presentation: the same for the same content, whenever and wherever written."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from service.packs.edition import Edition
from service.packs.pptx_type import plain

# The first day a zip file can tell; when it was made stands in the properties.
_FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)
_CONTENTS: Final = "[Content_Types].xml"
_LONGEST: Final = 255


def set_properties(presentation: Any, edition: Edition) -> None:  # noqa: ANN401
    """Say what the file is, of which office and as of when; no person is named."""
    properties, deck = presentation.core_properties, edition.deck
    office = plain(deck.place.told(edition.language))[:_LONGEST]
    title = f"{deck.title.told(edition.language)} {deck.period_name.told(edition.language)}"
    properties.title = plain(title)[:_LONGEST]
    properties.author = properties.last_modified_by = office
    properties.subject = office
    properties.language = "zh-CN" if edition.language == "zh" else "en-US"
    properties.identifier = plain(f"sha256:{edition.sha256}")[:_LONGEST]
    properties.category = properties.comments = properties.keywords = ""
    properties.content_status = properties.version = ""
    properties.revision = 1
    moment = day_of(deck.as_of)
    properties.created = properties.modified = properties.last_printed = moment


def day_of(moment: datetime) -> datetime:
    """Return a moment as files tell it: universal time, without a zone, whole seconds."""
    return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)


def sealed(presentation: Any) -> bytes:  # noqa: ANN401
    """Return a presentation as a file whose parts stand in one order, all of one day."""
    written = BytesIO()
    presentation.save(written)
    return in_order(written.getvalue())


def in_order(file: bytes) -> bytes:
    """Return a zip file with its parts in order of their names and without their times."""
    out = BytesIO()
    with ZipFile(BytesIO(file)) as old, ZipFile(out, "w") as new:
        for name in sorted(old.namelist(), key=lambda one: (one != _CONTENTS, one)):
            part = ZipInfo(name, _FIRST_DAY)
            part.compress_type = ZIP_DEFLATED
            part.external_attr = 0o600 << 16
            new.writestr(part, old.read(name))
    return out.getvalue()
