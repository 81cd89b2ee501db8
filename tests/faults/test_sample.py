"""A few of the faults of `tests.faults.run`, so that it cannot fall silent."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.disks import clock_jumps, full_disks, read_only
from tests.faults.kills import kill_at_moments, summary
from tests.faults.power import Disk, Entry, campaign
from tests.faults.table import lines

KILLED = ["approval", "backup"]


def test_killed_at_moments_drawn_by_lot_an_act_is_whole_or_not_there(tmp_path: Path) -> None:
    kills = [kill for kill, _ in kill_at_moments(KILLED, 6, 7, tmp_path)]
    assert [kill.faults for kill in kills] == [()] * 6
    assert {kill.act for kill in kills} == set(KILLED)
    assert sum(one["kills"] for one in summary(kills)["acts"].values()) == 6


def test_no_answered_act_is_lost_when_the_power_goes(tmp_path: Path) -> None:
    figures = campaign(12, 7, tmp_path)
    assert figures["full"]["cuts_with_an_answered_act_lost"] == 0
    assert figures["full"]["faults"] == figures["normal"]["faults"] == []
    assert figures["full"]["flushes"] >= figures["full"]["acts"]
    # The trial can tell: what is flushed less is lost.
    assert figures["normal"]["flushes"] < figures["full"]["flushes"]
    assert figures["normal"]["cuts_with_an_answered_act_lost"] > 0


def test_a_full_disk_is_told_and_costs_nothing(tmp_path: Path) -> None:
    found = full_disks(["approval"], 2, 7, tmp_path)
    assert found["faults"] == []
    # One that fits into the room that is left is done, and whole.
    assert found["refused"] >= 1


def test_a_read_only_database_is_told_and_still_read(tmp_path: Path) -> None:
    found = read_only(tmp_path)
    assert "cannot be written to" in found["said"]
    assert found["is_readable"] and found["is_unchanged"]


def test_a_clock_that_jumps_leaves_the_ledger_whole(tmp_path: Path) -> None:
    found = clock_jumps(12, 7, tmp_path)
    assert found["is_whole"] and found["numbers_without_gap"]
    assert found["refused"] == [] and found["cases"] == 12
    assert found["clocks_due_before_they_start"] == found["codes_given_twice"] == 0


@pytest.mark.parametrize(
    ("way", "wanted"),
    [("none of it", [b"aaaa"]), ("all of it", [b"abba"]), ("any sectors", [b"aaaa", b"abba"])],
)
def test_what_was_flushed_stays_and_the_rest_may(way: str, wanted: list[bytes]) -> None:
    import random

    disk = Disk({})
    for entry in (Entry("W", "f", 0, b"aaaa"), Entry("F", "f", 0), Entry("W", "f", 1, b"bb")):
        disk.take(entry)
    assert bytes(disk.after_the_cut(way, random.Random(1))["f"]) in wanted


def test_the_figures_are_told_as_tables() -> None:
    one = {"kills": 3, "before": 1, "between": 0, "after": 2, "answered": 1, "faults": 0}
    machine = {"python": "3.11", "sqlite": "3.40", "system": "Linux", "cores": 2}
    told = "\n".join(lines({"seed": 1, "machine": machine, "kills": {"acts": {"import": one}}}))
    assert "| import | 3 | 1 | 0 | 2 | 1 | 0 |" in told
