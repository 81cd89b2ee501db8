"""A pack as PDF, and each of its pages as PNG: set by Typst on this machine, asking nobody."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from service.errors import ServiceError
from service.packs import pdf_fonts
from service.packs.edition import Edition
from service.packs.layout import WIDTH
from service.packs.pdf_values import values_of

_HERE: Final = Path(__file__).parent
_ROOT: Final = _HERE / "pdf_assets"


def to_pdf(edition: Edition) -> bytes:
    """Return a pack as PDF: a page for each slide, texts that can be searched, bookmarks.

    The same edition gives the same bytes on the same machine.

    Raises
    ------
    ServiceError
        When no typeface with Chinese signs is found, or the pack cannot be set.
    """
    return _set(edition, "pdf")[0]


def to_pngs(edition: Edition, width_px: int = 1920) -> tuple[bytes, ...]:
    """Return each page of a pack as PNG, so many pixels wide; refused like `to_pdf`."""
    return tuple(_set(edition, "png", ppi=width_px / WIDTH))


def shrunk(edition: Edition) -> list[dict[str, Any]]:
    """Return the parts of slides that did not fit their boxes and are set smaller.

    Each with its ``slide``, its ``part`` (number of the block, key of the card, or where it
    stands) and what part ``of`` its size it has.
    """
    return [one["value"] for one in json.loads(_set(edition, "shrunk")[0])]


def _set(edition: Edition, made_as: str, ppi: float | None = None) -> list[bytes]:
    """Return what the setter answers; it is a process of its own, whose memory ends with it."""
    asked = {
        "main": str(_ROOT / "deck.typ"),
        "root": str(_ROOT),
        "values": values_of(edition),
        "families": pdf_fonts.FAMILIES,
        "folder": pdf_fonts.folder(),
        "made_as": made_as,
        "ppi": ppi,
        "timestamp": int(edition.deck.as_of.timestamp()),
    }
    done = subprocess.run(  # noqa: S603 - our own program, and nothing of a person in the words
        [sys.executable, "-P", str(_HERE / "pdf_setter.py")],
        input=json.dumps(asked).encode(),
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise _refused(done.stderr.decode(errors="replace").strip().rsplit("\n", 1)[-1])
    head, _, rest = done.stdout.partition(b"\n")
    said = json.loads(head)
    if said.get("error") == "typeface":
        raise ServiceError(
            "No typeface with Chinese signs is on this machine, so no PDF can be made: install"
            " fonts-noto-cjk, or name the folder of one in {variable}.",
            variable=pdf_fonts.FOLDER,
        )
    if "error" in said:
        raise _refused(said["reason"])
    return _parted(rest, said["lengths"])


def _refused(reason: str) -> ServiceError:
    return ServiceError(
        "The pack cannot be set as PDF: {reason}. Take another format, and tell whoever looks"
        " after the program.",
        reason=reason,
    )


def _parted(files: bytes, lengths: list[int]) -> list[bytes]:
    found, start = [], 0
    for length in lengths:
        found.append(files[start : start + length])
        start += length
    return found
