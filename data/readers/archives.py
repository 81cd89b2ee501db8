"""Zip archives, opened with suspicion."""

from __future__ import annotations

import lzma
import shutil
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from data.errors import DataError
from data.limits import ARCHIVE_MEMBERS, HARMLESS_BYTES, PACKED_TIMES, UNPACKED_BYTES, mib

DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    RuntimeError,
    UnicodeDecodeError,
)


@contextmanager
def open_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """Give a zip archive that is whole, not locked and not larger than the limit.

    Raises
    ------
    DataError
        When it is not.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_harmful(archive, path)
            yield archive
    except DAMAGE as error:
        raise DataError(
            "The archive {file} is damaged ({cause}): copy or pack it again.",
            file=path.name,
            cause=str(error),
        ) from error


def _refuse_harmful(archive: zipfile.ZipFile, path: Path) -> None:
    members = archive.infolist()
    if any(member.flag_bits & 0x1 for member in members):
        raise DataError(
            "The archive {file} is locked by a password: pack it again without one.",
            file=path.name,
        )
    if len(members) > ARCHIVE_MEMBERS:
        raise DataError(
            "The archive {file} holds {seen} files, more than {most}: unpack it yourself and bring"
            " the one file that is needed.",
            file=path.name,
            seen=len(members),
            most=ARCHIVE_MEMBERS,
        )
    size = sum(member.file_size for member in members)
    # Members may share their bytes: what is really there is the size of the archive.
    packed = min(sum(member.compress_size for member in members), path.stat().st_size)
    is_bomb = size > HARMLESS_BYTES and size > PACKED_TIMES * max(packed, 1)
    if size > UNPACKED_BYTES or is_bomb:
        raise DataError(
            "The archive {file} would unpack to {size} MiB (at most {limit}, and at most {times}"
            " times its own size): unpack it yourself and bring the one file that is needed.",
            file=path.name,
            size=size // 1024**2,
            limit=mib(UNPACKED_BYTES),
            times=PACKED_TIMES,
        )


def member_name(member: zipfile.ZipInfo) -> str:
    """Return a member's name; names that Chinese Windows packed in GBK are read as such."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        raw = member.filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.filename


def unpack_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> None:
    """Write one member to a path we chose ourselves: its own name never reaches the disk."""
    # No more comes out than was declared, and that was checked.
    with archive.open(member) as source, target.open("wb") as sink:
        shutil.copyfileobj(source, sink, 1024 * 1024)
