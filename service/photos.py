"""Photographs as they are kept: drawn anew, so that nothing but the picture stays of a file."""

from __future__ import annotations

import hashlib
import io
import re
import warnings
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from PIL import ExifTags, Image, UnidentifiedImageError

from casework.access import Action, Viewer, may, require
from data.limits import MIB, PHOTO_BYTES, PHOTO_PIXELS
from data.photo_store import add_photo, grid_of_photo, keep_file, photo_folder, read_file
from data.store import Store
from service.cases.noting import office_day
from service.errors import ServiceError
from service.scoping import grids_in_part

# What fits a screen and a printed sheet.
LONGEST_SIDE: Final = 1600
_FORMATS: Final = ("JPEG", "PNG", "WEBP")
_QUALITY: Final = 82
# What sets a picture upright, by how its file says it was taken (EXIF 274).
_TURNS: Final[dict[object, Image.Transpose]] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
# Whoever writes down a visit, a check of a round or a spot check may add a photograph to it.
_KEEPING: Final = (Action.RECORD_VISIT, Action.CHECK_ROUND, Action.RECORD_CHECK)
_SEEING: Final = (Action.VIEW_HOMES, Action.RECORD_CHECK)


@dataclass(frozen=True)
class Picture:
    """A photograph drawn anew, and not kept yet: a JPEG file, its width and height."""

    jpeg: bytes
    width: int
    height: int


def may_keep_photo(viewer: Viewer) -> bool:
    """Return whether this viewer may add a photograph to anything."""
    return any(may(viewer, one) for one in _KEEPING)


def keep_photo(
    viewer: Viewer, store: Store, data: bytes, grid_code: str | None, now: datetime
) -> str:
    """Return the hash (SHA-256, hexadecimal) under which a photograph is kept.

    Parameters
    ----------
    data
        A JPEG, PNG or WebP file of at most `data.limits.PHOTO_BYTES`.
    grid_code
        Where it was taken, which decides who may see it; None for only those who see the whole
        district.

    Raises
    ------
    CaseworkError
        When the viewer may record no visits and no checks.
    ServiceError
        When it is too large, no picture, or of a part the viewer does not see.

    Notes
    -----
    The picture is turned upright, made smaller (`LONGEST_SIDE`) and written as a new JPEG file:
    place, time, device and remarks of the file are gone.  In a transaction that is undone the
    file may stay behind without anything that points to it.
    """
    _require_one(viewer, _KEEPING)
    return keep_picture(viewer, store, drawn_anew(data), grid_code, now)


def keep_picture(
    viewer: Viewer, store: Store, picture: Picture, grid_code: str | None, now: datetime
) -> str:
    """Return the hash under which a picture is kept, as `keep_photo` does.

    Raises
    ------
    CaseworkError
        When the viewer may record no visits and no checks.
    ServiceError
        When it is of a part the viewer does not see.
    """
    _require_one(viewer, _KEEPING)
    sha256 = hashlib.sha256(picture.jpeg).hexdigest()
    with store.begin() as conn:
        if not _is_seen(conn, viewer, grid_code):
            raise _no_photo()
        keep_file(photo_folder(store), sha256, picture.jpeg)
        size = (picture.width, picture.height, len(picture.jpeg))
        add_photo(conn, sha256, grid_code, size, office_day(conn, now))
    return sha256


def photo_of(viewer: Viewer, store: Store, sha256: str) -> bytes:
    """Return a photograph as a JPEG file.

    Raises
    ------
    CaseworkError
        When the viewer may neither see households nor record spot checks.
    ServiceError
        When there is none of this hash where the viewer sees into, or its file is gone.
    """
    _require_one(viewer, _SEEING)
    if not _SHA256.fullmatch(sha256):
        raise _no_photo()
    with store.read() as conn:
        if not is_photo_seen(conn, viewer, sha256):
            raise _no_photo()
    content = read_file(photo_folder(store), sha256)
    if content is None:
        raise ServiceError(
            "The file of this photograph is gone from {folder}: bring it back from a backup.",
            folder=str(photo_folder(store)),
        )
    return content


def is_photo_seen(conn: sa.Connection, viewer: Viewer, sha256: str) -> bool:
    """Return whether a photograph of this hash is kept and lies in the viewer's part."""
    found = grid_of_photo(conn, sha256)
    return found is not None and _is_seen(conn, viewer, found[0])


def _is_seen(conn: sa.Connection, viewer: Viewer, grid_code: str | None) -> bool:
    inside = grids_in_part(conn, viewer)
    return inside is None or grid_code in inside


def _require_one(viewer: Viewer, actions: tuple[Action, ...]) -> None:
    if not any(may(viewer, one) for one in actions):
        require(viewer, actions[0])


def _no_photo() -> ServiceError:
    return ServiceError("There is no such photograph in the part of the district you see.")


def drawn_anew(data: bytes) -> Picture:
    """Return the picture of a file in a new one.

    It takes up to a second: not for a transaction that holds the database.

    Raises
    ------
    ServiceError
        When the file is too large or no picture.
    """
    if len(data) > PHOTO_BYTES:
        raise ServiceError(
            "The photograph has {seen} MB, and at most {most} MB are taken: make it smaller.",
            seen=round(len(data) / MIB, 1),
            most=PHOTO_BYTES // MIB,
        )
    # Our own limit of pixels is lower than the one that is warned about.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            return _encoded(_opened(data))
        except (
            UnidentifiedImageError,
            Image.DecompressionBombError,
            OSError,
            SyntaxError,
            ValueError,
        ) as error:
            raise ServiceError(
                "This file is no photograph that can be read: take a JPEG, PNG or WebP picture."
            ) from error


def _opened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data), formats=_FORMATS)
    if picture.width * picture.height > PHOTO_PIXELS:
        raise ServiceError(
            "The photograph has {width} x {height} points, too many to be read: make it smaller.",
            width=picture.width,
            height=picture.height,
        )
    # A JPEG file can be read at a part of its size, which is many times faster.
    picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    return picture


def _encoded(picture: Image.Image) -> Picture:
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    # Only how it is turned is read: the rest of what a file says of itself may be damaged.
    turn = _TURNS.get(picture.getexif().get(ExifTags.Base.Orientation))
    upright = (picture if turn is None else picture.transpose(turn)).convert("RGBA")
    # Onto a new sheet: what the file said about itself stays with the old one.
    clean = Image.new("RGB", upright.size, "white")
    clean.paste(upright, mask=upright.getchannel("A"))
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return Picture(out.getvalue(), *clean.size)
