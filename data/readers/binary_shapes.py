"""Shapes from well-known binary (WKB, OGC 06-103r4), looked over before GEOS follows them.

GEOS reads parts of parts by recursion: a few hundred kilobytes that hold nothing but collections
in collections end the whole process.  So the parts are counted first, without recursion.
"""

from __future__ import annotations

import re
import struct
from itertools import islice

import numpy as np
import shapely
from numpy.typing import NDArray

from data.issues import RowIssue, refuse_row
from data.limits import COLLECTION_DEPTH

Shapes = NDArray[np.object_]
_COLLECTION = 7
# What looks like the type of a shape that is made of parts, in either order of bytes.
_PARTS = re.compile(
    rb"(?:[\x04-\x07]\x00\x00|[\xec-\xef]\x03\x00|[\xd4-\xd7]\x07\x00|[\xbc-\xbf]\x0b\x00)"
    rb"[\x00\x20\x40\x60\x80\xa0\xc0\xe0]"
    rb"|[\x00\x20\x40\x60\x80\xa0\xc0\xe0]"
    rb"(?:\x00\x00[\x04-\x07]|\x00\x03[\xec-\xef]|\x00\x07[\xd4-\xd7]|\x00\x0b[\xbc-\xbf])"
)
# So many steps down harm nobody; with fewer places that look like a part there are no more.
_HARMLESS_DEPTH = 500
_BYTES_OF_A_STEP = 9


def shapes_of_wkb(raw: NDArray[np.object_]) -> tuple[Shapes, list[RowIssue]]:
    """Return shapes in two dimensions and a refusal for each that is nested too deeply.

    Parameters
    ----------
    raw
        Bytes or None, one for each row; rows are counted from 1.
    """
    deep = np.fromiter((is_too_deep(one) for one in raw), dtype=bool, count=len(raw))
    sound = np.array(raw, dtype=object)
    sound[deep] = None
    shapes = np.asarray(
        shapely.force_2d(shapely.from_wkb(sound, on_invalid="ignore")), dtype=object
    )
    shapes, issues = without_deep(shapes)
    return shapes, issues + [_refuse_deep(int(i) + 1) for i in np.flatnonzero(deep)]


def without_deep(shapes: Shapes) -> tuple[Shapes, list[RowIssue]]:
    """Return the shapes without collections nested too deeply, and a refusal for each."""
    made = np.array(shapes, dtype=object)
    issues = []
    for i in np.flatnonzero(shapely.get_type_id(made) == _COLLECTION):
        parts = np.array([made[i]], dtype=object)
        for _ in range(COLLECTION_DEPTH):
            parts = shapely.get_parts(parts[shapely.get_type_id(parts) == _COLLECTION])
        if (shapely.get_type_id(parts) == _COLLECTION).any():
            made[i] = None
            issues.append(_refuse_deep(int(i) + 1))
    return made, issues


def is_too_deep(wkb: bytes | None) -> bool:
    """Return whether following the parts of a shape would take more steps than are harmless."""
    if not wkb or len(wkb) < _BYTES_OF_A_STEP * _HARMLESS_DEPTH:
        return False
    looks = sum(1 for _ in islice(_PARTS.finditer(wkb), _HARMLESS_DEPTH + 1))
    return looks > _HARMLESS_DEPTH and _depth(wkb) > _HARMLESS_DEPTH


def _depth(wkb: bytes) -> int:
    """Return how many shapes stand around the innermost one, as far as the bytes can be read."""
    deepest, at, order = 0, 0, "<"
    left = [1]
    try:
        while left and deepest <= _HARMLESS_DEPTH:
            if left[-1] == 0:
                left.pop()
                continue
            left[-1] -= 1
            order = {0: ">", 1: "<"}.get(wkb[at], order)
            kind, start, size = _header(wkb, at + 1, order)
            if kind >= 4:
                left.append(struct.unpack_from(f"{order}I", wkb, start)[0])
                at = start + 4
            else:
                at = _behind(wkb, start, kind, size, order)
            deepest = max(deepest, len(left) - 1)
    except (struct.error, IndexError):
        pass  # cut off: GEOS stops here too
    return deepest


def _header(wkb: bytes, at: int, order: str) -> tuple[int, int, int]:
    """Return the kind of a shape, where its content starts, and the bytes of one position."""
    (flags,) = struct.unpack_from(f"{order}I", wkb, at)
    iso, kind = divmod(flags & 0x0FFF_FFFF, 1000)
    has_z = bool(flags & 0x8000_0000) or iso in (1, 3)
    has_m = bool(flags & 0x4000_0000) or iso in (2, 3)
    start = at + (8 if flags & 0x2000_0000 else 4)
    if not 1 <= kind <= _COLLECTION:
        raise struct.error(kind)
    return kind, start, 8 * (2 + has_z + has_m)


def _behind(wkb: bytes, at: int, kind: int, size: int, order: str) -> int:
    """Return where a point, line or polygon ends."""
    if kind == 1:
        return at + size
    (count,) = struct.unpack_from(f"{order}I", wkb, at)
    if kind == 2:
        return int(at + 4 + count * size)
    at += 4
    for _ in range(count):
        (corners,) = struct.unpack_from(f"{order}I", wkb, at)
        at += 4 + corners * size
    return at


def _refuse_deep(row: int) -> RowIssue:
    return refuse_row(
        "geometry.deep",
        row,
        "geometry",
        None,
        "The geometry is collections within collections, more than {most} deep: draw it again as"
        " one shape.",
        most=COLLECTION_DEPTH,
    )
