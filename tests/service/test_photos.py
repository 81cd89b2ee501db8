"""A photograph is drawn anew: small, upright, and nothing in it but the picture."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import ExifTags, Image, ImageChops, ImageOps

from casework.access import OPERATOR, Role, Viewer
from casework.errors import CaseworkError
from casework.visit import DayPart, VisitResult
from data.errors import DataError
from data.limits import PHOTO_BYTES
from data.photo_store import keep_file, photo_folder
from data.schema import photos, visits
from data.store import Store
from service.errors import ServiceError
from service.photos import LONGEST_SIDE, keep_photo, may_keep_photo, photo_of
from service.visits.recording import record_visit
from service.visits.visit import NewVisit, RecordedVisit
from tests.service.conftest import NOW
from tests.service.day_town import TODAY, found_day
from tests.service.district import rows_of
from tests.service.matters import OTHER_PART, PART
from tests.service.pictures import picture_of_a_phone


@pytest.fixture
def town(store: Store) -> Store:
    found_day(store)
    return store


def _png(mode: str = "RGBA", size: tuple[int, int] = (40, 30)) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 0).save(out, "PNG")
    return out.getvalue()


def test_place_device_and_remarks_are_gone_and_the_picture_stands_upright(
    town: Store, tmp_path: Path
) -> None:
    taken = picture_of_a_phone(tmp_path).read_bytes()
    assert b"SecretPhone" in taken
    sha256 = keep_photo(OPERATOR, town, taken, "G1", NOW)
    kept = photo_of(OPERATOR, town, sha256)
    seen = Image.open(io.BytesIO(kept))
    assert seen.format == "JPEG" and seen.size == (1067, LONGEST_SIDE)
    assert (
        len(seen.getexif()) == 0 and "comment" not in seen.info and "icc_profile" not in seen.info
    )
    assert b"SecretPhone" not in kept and b"Exif" not in kept
    assert hashlib.sha256(kept).hexdigest() == sha256


def test_a_photograph_whose_remarks_are_damaged_is_kept_upright(town: Store) -> None:
    wrong, turned = (0x0100, 2, 1, b"x"), (0x0112, 3, 1, struct.pack(">H", 6))
    rows = b"".join(struct.pack(">HHI4s", *one) for one in (wrong, turned))
    said = b"Exif\0\0MM\0*\0\0\0\x08" + struct.pack(">H", 2) + rows + bytes(4)
    file = io.BytesIO()
    Image.new("RGB", (40, 20)).save(file, "JPEG", exif=said)
    kept = photo_of(OPERATOR, town, keep_photo(OPERATOR, town, file.getvalue(), "G1", NOW))
    assert Image.open(io.BytesIO(kept)).size == (20, 40)


@pytest.mark.parametrize("turn", range(10))
def test_a_photograph_stands_as_other_programs_turn_it(town: Store, turn: int) -> None:
    picture, file, said = (
        Image.linear_gradient("L").crop((0, 0, 64, 32)),
        io.BytesIO(),
        Image.Exif(),
    )
    picture.paste(255, (0, 0, 16, 16))
    said[ExifTags.Base.Orientation] = turn
    picture.save(file, "PNG", exif=said)
    theirs = ImageOps.exif_transpose(Image.open(file)).convert("L")
    kept = photo_of(OPERATOR, town, keep_photo(OPERATOR, town, file.getvalue(), "G1", NOW))
    ours = Image.open(io.BytesIO(kept)).convert("L")
    assert ours.size == theirs.size
    assert ImageChops.difference(ours, theirs).getextrema()[1] < 40


def test_the_same_photograph_is_kept_once_beside_the_database(town: Store, tmp_path: Path) -> None:
    taken = picture_of_a_phone(tmp_path, (600, 400)).read_bytes()
    first, second = (keep_photo(OPERATOR, town, taken, "G1", NOW) for _ in range(2))
    assert first == second
    assert len(rows_of(town, photos)) == 1
    files = list(photo_folder(town).rglob("*.*"))
    assert [one.name for one in files] == [f"{first}.jpg"]
    assert photo_folder(town).parent == Path(str(town.engine.url.database)).parent


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_any_kind_of_picture_becomes_a_plain_one(town: Store, mode: str) -> None:
    sha256 = keep_photo(OPERATOR, town, _png(mode), "G1", NOW)
    seen = Image.open(io.BytesIO(photo_of(OPERATOR, town, sha256)))
    assert (seen.mode, seen.size) == ("RGB", (40, 30))


def test_what_is_seen_through_becomes_white(town: Store) -> None:
    sha256 = keep_photo(OPERATOR, town, _png("RGBA"), "G1", NOW)
    seen = Image.open(io.BytesIO(photo_of(OPERATOR, town, sha256)))
    assert seen.getpixel((5, 5)) == (255, 255, 255)


def _bomb(width: int, height: int) -> bytes:
    """Return a small PNG file that says it is huge."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    data = zlib.compress(b"\x00" * 1_000_000)
    parts = (b"\x89PNG\r\n\x1a\n", chunk(b"IHDR", head), chunk(b"IDAT", data), chunk(b"IEND", b""))
    return b"".join(parts)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a" + b"\x00" * 40,
        b"\xff\xd8\xff\xe0" + b"\x00" * 200,
        _png()[:-30],
        _bomb(40_000, 40_000),
        _bomb(9_000, 9_000),
        b"\x00" * (PHOTO_BYTES + 1),
    ],
    ids=["empty", "text", "svg", "gif", "broken", "cut", "bomb", "many_points", "too_large"],
)
def test_what_is_no_photograph_is_refused_with_a_sentence_and_leaves_nothing(
    town: Store, data: bytes
) -> None:
    with pytest.raises(ServiceError):
        keep_photo(OPERATOR, town, data, "G1", NOW)
    assert rows_of(town, photos).empty
    assert not photo_folder(town).exists()


def test_a_photograph_is_seen_where_its_grid_is_seen(town: Store) -> None:
    inside, nowhere = (
        keep_photo(OPERATOR, town, _png(size=(40, side)), grid, NOW)
        for side, grid in ((30, "G1"), (31, None))
    )
    assert photo_of(PART, town, inside) == photo_of(OPERATOR, town, inside)
    for viewer, sha256 in ((OTHER_PART, inside), (PART, nowhere), (OPERATOR, "0" * 64)):
        with pytest.raises(ServiceError, match="no such photograph"):
            photo_of(viewer, town, sha256)
    with pytest.raises(CaseworkError):
        photo_of(Viewer("x", Role.LEADER), town, inside)
    with pytest.raises(ServiceError):
        keep_photo(OTHER_PART, town, _png(), "G1", NOW)


@pytest.mark.parametrize("sha256", ["", "../../../etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "/"])
def test_no_name_leads_out_of_the_folder(town: Store, sha256: str) -> None:
    with pytest.raises(ServiceError, match="no such photograph"):
        photo_of(OPERATOR, town, sha256)


def test_a_file_that_is_gone_is_said_to_be(town: Store) -> None:
    sha256 = keep_photo(OPERATOR, town, _png(), "G1", NOW)
    next(photo_folder(town).rglob("*.jpg")).unlink()
    with pytest.raises(ServiceError, match="gone"):
        photo_of(OPERATOR, town, sha256)


def test_where_nothing_can_be_written_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "photos").write_text("a file in the way")
    with pytest.raises(DataError, match="cannot be kept"):
        keep_file(tmp_path / "photos", "a" * 64, b"x")
    assert [one.name for one in tmp_path.iterdir()] == ["photos"]


def test_who_checks_points_and_draws_may_add_a_photograph_in_his_part(town: Store) -> None:
    checker = Viewer("督查", Role.SUPERVISOR, "C1")
    assert may_keep_photo(checker) and not may_keep_photo(Viewer("x", Role.LEADER))
    sha256 = keep_photo(checker, town, _png(), "G1", NOW)
    assert photo_of(checker, town, sha256)[:2] == b"\xff\xd8"
    elsewhere = Viewer("督查", Role.SUPERVISOR, "C2")
    with pytest.raises(ServiceError, match="no such photograph"):
        photo_of(elsewhere, town, sha256)
    with pytest.raises(ServiceError, match="no such photograph"):
        keep_photo(elsewhere, town, _png(), "G1", NOW)
    for role in (Role.LEADER, Role.PRESENTER, Role.CLERK, Role.AUDITOR):
        with pytest.raises(CaseworkError):
            keep_photo(Viewer("x", role), town, _png(), "G1", NOW)


def test_a_visit_takes_a_photograph_of_the_viewers_part_only(town: Store) -> None:
    here, elsewhere = (
        keep_photo(OPERATOR, town, _png(size=(40, side)), grid, NOW)
        for side, grid in ((30, "G1"), (31, "G2"))
    )

    def visited(photo: str) -> RecordedVisit:
        new = NewVisit(photo[:20], "H1", "W1", TODAY, DayPart.MORNING, VisitResult.MET, photo=photo)
        return record_visit(PART, town, new, NOW)

    for photo in (elsewhere, "0" * 64):
        with pytest.raises(ServiceError, match="not kept yet"):
            visited(photo)
    assert rows_of(town, visits).empty
    assert visited(here).is_new
