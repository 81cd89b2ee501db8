"""Files that leave are noted, and say who took them, when and for whom."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

import pytest

from casework.access import OPERATOR, Role, Viewer
from casework.errors import CaseworkError
from data.publication_store import PUBLICATIONS
from data.store import Store
from service.publications import note_publication, publications_of, watermark
from tests.service.district import everything

NOW = datetime(2026, 6, 1, 4, 30, tzinfo=UTC)
CLERK = Viewer("赵一", Role.CLERK, "S1")


def note(store: Store, viewer: Viewer = OPERATOR, audience: str = "inside", at: int = 0) -> str:
    with store.begin() as conn:
        return note_publication(
            conn, viewer, "pack", f"P{at}", audience, "pdf", "zh", b"body%d" % at, NOW,  # type: ignore[arg-type]
            k=5, report={"hidden": at},
        )  # fmt: skip


def test_a_file_is_noted_with_its_hash_and_what_was_hidden_the_newest_first(store: Store) -> None:
    marks = [note(store, at=at) for at in range(4)]
    assert marks == [sha256(b"body%d" % at).hexdigest() for at in range(4)]
    found = publications_of(OPERATOR, store, 3)
    assert list(found.columns) == list(PUBLICATIONS)
    assert list(found["file_sha256"]) == [marks[3], marks[2], marks[1]]
    assert [one["hidden"] for one in found["report"]] == [3, 2, 1]
    assert set(found["taken_by"]) == {OPERATOR.name}


def test_somebody_of_a_part_sees_his_own_files_alone(store: Store) -> None:
    note(store)
    note(store, CLERK, at=1)
    assert list(publications_of(CLERK, store)["code"]) == ["P1"]
    assert list(publications_of(OPERATOR, store)["code"]) == ["P1", "P0"]


@pytest.mark.parametrize(
    ("viewer", "audience"),
    [
        (CLERK, "outside"),
        (Viewer("l", Role.LEADER), "outside"),
        (Viewer("w", Role.WORKER), "inside"),
    ],
)
def test_a_file_nobody_may_take_is_refused_and_not_noted(
    store: Store, viewer: Viewer, audience: str
) -> None:
    before = everything(store)
    with pytest.raises(CaseworkError):
        note(store, viewer, audience)
    assert everything(store) == before
    if viewer.role is Role.WORKER:
        with pytest.raises(CaseworkError):
            publications_of(viewer, store)


def test_a_watermark_says_for_whom_who_and_when_by_the_offices_clock(store: Store) -> None:
    with store.read() as conn:
        said = watermark(conn, CLERK, "outside", "en", NOW)
    assert said == "for publication · 赵一 2026-06-01 12:30"
