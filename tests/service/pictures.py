"""Pictures as telephones take them, with what they say of place and device."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from PIL import Image


def picture_of_a_phone(folder: Path, size: tuple[int, int] = (3000, 2000)) -> Path:
    """Return a JPEG file with a position, a device and a remark in it, lying on its side."""
    exif = Image.Exif()
    exif[0x010F] = "SecretPhone"
    exif[0x0112] = 6
    exif[0x9286] = "SecretPhone remark"
    exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 37.0, 12.0), 3: "E", 4: (111.0, 2.0, 3.0)})
    noise = np.random.default_rng(7).integers(0, 255, (8, 12, 3), dtype=np.uint8)
    path = folder / "phone.jpg"
    Image.fromarray(noise).resize(size).save(path, exif=exif, comment=b"SecretPhone comment")
    return path


def small_png() -> bytes:
    """Return a PNG file of 40 x 30 points."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "gray").save(out, "PNG")
    return out.getvalue()
